"""What nobody should send to the letters and their lists: a page with a sentence, no more."""

import pytest
from django.utils import timezone

from notices.models import Notice

pytestmark = pytest.mark.django_db

NASTY = (
    "\x00", "\N{RIGHT-TO-LEFT OVERRIDE}a\u200b", "9" * 10_000, "-1", "0001-01-01", "9999-12-31",
    "2026-02-30", "{{ x }}", "😀", "'\"<b>",
)  # fmt: skip


@pytest.mark.parametrize("name", ["kind", "since", "until", "q", "sort", "after", "before"])
def test_notice_list_takes_anything(client_for, writer, issue, case, name):
    issue(case)
    for value in NASTY:
        for more in ({}, {"format": "csv"}):
            response = client_for(writer).get("/notices/", {name: value, **more})
            assert response.status_code in (200, 422), (name, value[:20])
            assert b"".join(response)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_notice_list_takes_the_ends_of_the_calendar_in_any_zone(client_for, writer, zone):
    with timezone.override(zone):
        query = {"since": "0001-01-01", "until": "9999-12-31"}
        assert client_for(writer).get("/notices/", query).status_code == 200


@pytest.mark.parametrize("path", ["new/", "new/time_remaining/", "new/time_remaining/pdf/"])
def test_notice_new_of_a_case_that_cannot_be(client_for, writer, case, path):
    for value in NASTY:
        response = client_for(writer).get(f"/notices/{path}", {"case": value})
        assert response.status_code in (200, 404, 422), value[:20]


@pytest.mark.parametrize("name", ["case", "seen", "short_code"])
def test_notice_issue_of_anything_issues_nothing(client_for, writer, case, name):
    sent = {"case": case.reference, "seen": "0" * 64, "short_code": "abcdefghjk"}
    for value in (*NASTY, ""):
        response = client_for(writer).post(
            "/notices/new/time_remaining/issue/", {**sent, name: value}
        )
        assert response.status_code in (404, 422), (name, value[:20])
    assert not Notice.objects.exists()
