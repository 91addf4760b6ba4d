"""The letters that are due: the same in SQL as the rule says member by member."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.models import PolicyValue
from cases.rules.policy import PolicyMissing
from cases.services.facts import load_policy
from cases.services.ledger import record_exception
from cases.services.moving import return_case
from members.models import StaffLink
from notices.due import Steps, notices_due
from notices.ladders import ladder_of
from notices.views import due as page_of
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
DUE = "/notices/due/"


@pytest.fixture
def client(writer, client_for, monkeypatch):
    monkeypatch.setattr(page_of, "today", lambda: TODAY)
    return client_for(writer)


def absent_so_long(star, days, **fields):
    """A member absent for so many days through TODAY: 365 - days are left."""
    member = make_member(
        star, unit=fields.pop("unit", None), rank=fields.pop("rank", "Police Officer")
    )
    return make_case(member, first_day=TODAY - timedelta(days=days - 1), **fields)


def rows(response):
    return [line["case"] for line in response.context["lines"]]


def due_cases(user, on=TODAY):
    found = notices_due(user, on, load_policy()).order_by("first_unpaid_day", "id")
    return list(found.values_list("case__reference", flat=True))


def test_same_as_the_rule_for_every_length_of_absence(writer, issue):
    """Absences of all lengths around each rung, some with a letter of now or of an earlier rung."""
    cases = []
    for place, days in enumerate([*range(180, 200, 3), *range(240, 375, 4), 400]):
        case = absent_so_long(f"{5000 + place}", days, owner=writer)
        if place % 5 == 0:
            issue(case)
        if place % 7 == 0 and days > 40:
            back = TODAY - timedelta(days=35)
            issue(case, on=back)
        cases.append(case)
    by_rule = []
    for case in cases:
        ladder = ladder_of(case.member, TODAY).ladder
        if ladder.due:
            by_rule.append((ladder.first_unpaid_day, case.reference))
    assert len(by_rule) > 20
    assert len(by_rule) < len(cases)
    assert due_cases(writer) == [reference for _, reference in sorted(by_rule)]


@given(left=st.integers(-5, 200), days=st.sets(st.integers(1, 190), max_size=7))
def test_steps_find_the_rung_in_whose_time_it_is(left, days):
    slow = None
    for rung in sorted(days):
        after = max((other for other in days if other < rung), default=0)
        if after < left <= rung:
            slow = rung
    assert Steps(tuple(sorted(days, reverse=True))).due(left) == slow


def test_line_says_rung_day_and_what_it_carries(client, writer):
    case = absent_so_long("5001", 300, owner=writer)
    page = client.get(DUE)
    [line] = page.context["lines"]
    assert (line["case"], line["days"], line["left"]) == (case.reference, 90, "66 days left")
    assert line["since"] == "9 Feb 2026"
    assert line["carries"] == "time remaining, and what the member can do"
    assert f"/notices/new/time_remaining/?case={case.reference}" in page.text


def test_return_issue_and_exception_take_it_off_the_list(client, writer, issue):
    sent, back, moved = (absent_so_long(f"500{n}", 300, owner=writer) for n in range(3))
    assert len(rows(client.get(DUE))) == 3
    issue(sent)
    return_case(case=back, last_day=TODAY, by=writer, now=NOW, on=TODAY)
    assert rows(client.get(DUE)) == [moved.reference]
    record_exception(
        member=moved.member, first_day=TODAY - timedelta(days=250), last_day=TODAY,
        reason="suspension", source="T", by=writer, now=NOW, on=TODAY,
    )  # fmt: skip
    assert rows(client.get(DUE)) == []


def test_ladder_of_a_rank_is_its_own(client, writer):
    absent_so_long("5001", 300, owner=writer)
    lieutenant = absent_so_long("5002", 300, rank="Lieutenant", owner=writer)
    row = PolicyValue.objects.filter(key="notice_ladder_days").first()
    row.pk, row.value, row.rank = None, [60], "Lieutenant"
    row._state.adding = True
    row.save()
    found = [line["days"] for line in client.get(DUE).context["lines"]]
    assert found == [90]
    assert lieutenant.reference not in rows(client.get(DUE))


def test_unit_and_owner_filter(client, writer):
    mine = absent_so_long("5001", 300, owner=writer)
    other = absent_so_long("5002", 300, unit=make_unit("024"))
    assert rows(client.get(DUE, {"unit": "024"})) == [other.reference]
    assert rows(client.get(DUE, {"owner": "coordinator"})) == [mine.reference]
    assert rows(client.get(DUE, {"owner": "none"})) == [other.reference]
    assert client.get(DUE, {"unit": "x"}).status_code == 422


def test_pages_csv_and_budget(client, writer, monkeypatch):
    for place in range(4):
        absent_so_long(f"500{place}", 300 + place, owner=writer)
    monkeypatch.setattr(page_of, "PAGE", 3)
    first = client.get(DUE)
    assert len(rows(first)) == 3
    assert len(rows(client.get(DUE, {"after": first.context["page"].next}))) == 1
    lines = b"".join(client.get(DUE, {"format": "csv"})).decode().splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("star,last_name,first_name,unit,case,with,first_unpaid_day")
    with query_budget(12):
        client.get(DUE)


def test_own_and_relatives_are_not_there(client, writer):
    case = absent_so_long("5001", 300, owner=writer)
    StaffLink.objects.create(user=writer, member=case.member, relation="self")
    assert rows(client.get(DUE)) == []


def test_ladder_without_a_policy_value_is_said(client, writer):
    absent_so_long("5001", 300, owner=writer)
    PolicyValue.objects.filter(key="notice_ladder_days").update(effective_to=date(2020, 1, 1))
    page = client.get(DUE)
    assert page.status_code == 422
    assert "No value of the policy notice_ladder_days" in page.text
    with pytest.raises(PolicyMissing):
        notices_due(writer, TODAY, load_policy())


def test_empty_list_says_what_belongs_there(client):
    assert "A member stands here from the day of a rung" in client.get(DUE).text


def test_reader_gets_no_link_to_compose(client_for, writer, monkeypatch):
    monkeypatch.setattr(page_of, "today", lambda: TODAY)
    absent_so_long("5001", 300, owner=writer)
    page = client_for(make_user("doc", ["physician"])).get(DUE)
    assert "90 days before" in page.text
    assert "/notices/new/" not in page.text
