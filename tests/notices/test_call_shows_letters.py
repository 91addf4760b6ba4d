"""A call that makes an issued letter wrong is shown before the case is opened."""

from datetime import date

import pytest

from cases.models import Case
from cases.services.moving import return_case
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for, writer, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return client_for(writer)


def call(case, **more):
    said = {"kind": "non_iod", "first_day": "2026-03-04", "nature": "flu", "take": "on"}
    return {"member": case.member.star_number, **said, **more}


def test_call_that_makes_a_letter_wrong_is_shown_first(case, issue, client, writer):
    return_case(case=case, last_day=date(2026, 3, 2), by=writer, now=NOW, on=TODAY)
    letter = issue(case)
    shown = client.post("/cases/new/", call(case))
    assert shown.status_code == 200
    assert letter.number in shown.text
    assert 'value="flu"' in shown.text
    assert Case.objects.count() == 1
    seen = shown.context["impact"].digest
    assert client.post("/cases/new/", call(case, seen=seen)).status_code == 302
    assert Case.objects.count() == 2


def test_call_that_leaves_letters_right_is_opened_at_once(case, issue, client, writer):
    return_case(case=case, last_day=date(2026, 3, 2), by=writer, now=NOW, on=TODAY)
    issue(case)
    assert client.post("/cases/new/", call(case, first_day="2026-03-06")).status_code == 302
