"""The access log: who opened what, for auditors."""

from datetime import UTC, datetime, timedelta

import pytest

from caseflow.models import AccessEntry, User
from members.models import ServiceSpell
from tests.factories import NOW, make_member, make_user

pytestmark = pytest.mark.django_db


def entry(user: User, subject: str = "NIOD-26-00001", **fields: object) -> AccessEntry:
    values = {"at": NOW, "kind": "case", "address": "127.0.0.1", **fields}
    return AccessEntry.objects.create(user=user, subject=subject, **values)


@pytest.fixture
def page(client_for, auditor):
    client = client_for(auditor)

    def get(query: str = ""):
        return client.get(f"/access-log/{query}")

    return get


def subjects(response) -> list[str]:
    return [row.subject for row in response.context["page"]]


def test_access_log_shows_the_newest_first(page, coordinator):
    entry(coordinator, "NIOD-26-00001")
    entry(coordinator, "NIOD-26-00002", at=NOW + timedelta(hours=1))
    response = page()
    assert subjects(response) == ["NIOD-26-00002", "NIOD-26-00001"]
    assert "Coordinator" in response.text
    assert "opened a case" in response.text


def test_access_log_filters_by_person_and_kind(page, coordinator):
    other = make_user("other")
    entry(coordinator, "A-1")
    entry(other, "A-2")
    entry(other, "A-3", kind="file")
    assert subjects(page("?person=OTHER")) == ["A-3", "A-2"]
    assert subjects(page("?person=other&kind=file")) == ["A-3"]


def test_access_log_finds_a_case_by_its_reference(page, coordinator):
    entry(coordinator, "NIOD-26-00001")
    entry(coordinator, "NIOD-26-00002")
    assert subjects(page("?about=niod-26-00002")) == ["NIOD-26-00002"]


def test_access_log_finds_a_member_by_a_former_star(page, coordinator):
    member = make_member("4497")
    ServiceSpell.objects.create(
        member=member,
        star_number="0815",
        rank=member.rank,
        unit=member.unit,
        started_on=member.appointed_on,
        ended_on=member.appointed_on,
    )
    entry(coordinator, "4497", kind="member", member_key=member.key)
    entry(coordinator, "NIOD-26-00001", member_key=member.key)
    entry(coordinator, "5511", kind="member", member_key="other00000")
    assert subjects(page("?about=0815")) == ["NIOD-26-00001", "4497"]


def test_access_log_days_are_those_of_the_office(page, coordinator):
    late = datetime(2026, 3, 6, 4, 30, tzinfo=UTC)  # 22:30 on 5 March in Chicago
    entry(coordinator, "A-1", at=late)
    entry(coordinator, "A-2", at=late + timedelta(hours=2))
    assert subjects(page("?since=2026-03-05&until=2026-03-05")) == ["A-1"]
    assert subjects(page("?since=2026-03-06")) == ["A-2"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?person=nobody", "Nobody has the user name nobody."),
        ("?since=soon", "That is not a date."),
        ("?since=2026-03-05&until=2026-03-01", "The last day is before the first."),
        ("?kind=gossip", "Select a valid choice"),
    ],
)
def test_access_log_refuses_a_filter_in_words(page, query, sentence):
    response = page(query)
    assert response.status_code == 422
    assert sentence in response.text


def test_access_log_is_paged_by_keyset_within_its_budget(
    client_for, auditor, coordinator, django_assert_num_queries
):
    for number in range(60):
        entry(coordinator, f"A-{number}")
    client = client_for(auditor)
    client.get("/roles/")
    with django_assert_num_queries(4):  # session, person, count, rows
        first = client.get("/access-log/")
    assert len(subjects(first)) == 50
    second = client.get(f"/access-log/?after={first.context['page'].next}")
    assert subjects(second) == [f"A-{number}" for number in range(9, -1, -1)]


def test_access_log_csv_gives_all_rows_harmless_and_is_logged(page, auditor, coordinator):
    for number in range(55):
        entry(coordinator, f"A-{number}")
    entry(coordinator, "=1+1")
    response = page("?format=csv&person=coordinator")
    text = response.getvalue().decode()
    assert len(text.splitlines()) == 57
    assert ",'=1+1," in text
    logged = AccessEntry.objects.get(user=auditor)
    assert (logged.kind, logged.subject, logged.detail) == ("list", "access log", "filters: person")


@pytest.mark.parametrize("role", ["coordinator", "supervisor", "admin"])
def test_access_log_is_for_auditors(client_for, role):
    assert client_for(make_user("x", [role])).get("/access-log/").status_code == 403


def test_roles_page_marks_ones_own(client_for, coordinator):
    page = client_for(coordinator).get("/roles/").text
    assert page.count("yours") == 1
    assert "Keeps a caseload from call to closing." in page
