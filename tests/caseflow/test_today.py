"""Today: the start of each role, and what is next on a coordinator's cases."""

import csv
import io
from datetime import date, time, timedelta

import pytest

from caseflow.access import ROLES
from caseflow.today import start_role
from caseflow.worklist import worklist
from cases.models import Case
from cases.services.holding import hold_case
from cases.services.moving import return_case
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_user
from tests.providers import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


def ahead(days):
    return TODAY + timedelta(days=days)


def mine(coordinator, star="1", **fields):
    return make_case(make_member(star), owner=coordinator, **fields)


def next_of(coordinator):
    """Due date and words of the only case."""
    (line,) = worklist(Case.objects.filter(owner=coordinator), TODAY, 90)
    return line.step.due_on, line.step.what


def test_expected_return_is_next(coordinator):
    mine(coordinator, expected_return_on=ahead(3))
    assert next_of(coordinator) == (ahead(3), "Expected return")


def test_appointment_is_next_when_it_comes_first(coordinator):
    case = mine(coordinator, expected_return_on=ahead(9))
    makers.appointment(case, day=ahead(7))
    makers.appointment(case, day=ahead(2), clock=time(10))
    assert next_of(coordinator) == (ahead(2), "Medical review")


def test_appointment_without_an_outcome_is_late(coordinator, monkeypatch):
    makers.appointment(mine(coordinator), day=ahead(1))
    (line,) = worklist(Case.objects.all(), ahead(2), 90)
    assert (line.step.what, line.is_late) == ("Settle: medical review", True)


@pytest.mark.parametrize(
    ("status", "what"), [("off", "Provider note ends"), ("limited", "Restrictions end")]
)
def test_end_of_what_the_last_report_covers_is_next(coordinator, status, what):
    case = mine(coordinator)
    span = {"covers_from": date(2026, 2, 20), "work_status": status}
    makers.report(case, received_on=date(2026, 3, 1), covers_to=ahead(40), **span)
    makers.report(case, received_on=date(2026, 3, 4), covers_to=ahead(5), **span)
    assert next_of(coordinator) == (ahead(5), what)


def test_report_of_full_duty_ends_the_note_before_it(coordinator):
    case = mine(coordinator)
    makers.report(
        case, received_on=date(2026, 3, 1), covers_from=date(2026, 3, 1), covers_to=ahead(5),
        work_status="off",
    )  # fmt: skip
    makers.report(case, received_on=date(2026, 3, 4), work_status="full")
    assert next_of(coordinator) == (None, "Set the next date")


def test_end_of_a_hold_is_next(coordinator):
    case = mine(coordinator)
    hold_case(case=case, reason="MRI", until=ahead(4), by=coordinator, now=NOW, on=TODAY)
    assert next_of(coordinator) == (ahead(4), "Hold ends")


def test_member_who_is_back_leaves_the_closing(coordinator):
    case = mine(coordinator, expected_return_on=ahead(3))
    return_case(case=case, last_day=TODAY, by=coordinator, now=NOW, on=TODAY)
    assert next_of(coordinator) == (None, "Close the case: the member is back")


def test_late_comes_first_and_undated_last(client_for, coordinator):
    mine(coordinator, "1")
    mine(coordinator, "2", expected_return_on=ahead(1))
    mine(coordinator, "3", expected_return_on=ahead(-2))
    makers.appointment(mine(coordinator, "4"), day=TODAY, clock=time(14))
    page = client_for(coordinator).get("/")
    stars = [line.case.member.star_number for line in page.context["lines"]]
    assert stars == ["3", "4", "2", "1"]
    assert "2 days late" in page.text
    assert "1 late, 1 for today." in page.text
    assert '<span class="tag soon">14:00</span>' in page.text


def test_tabs_narrow_the_list_and_its_csv(client_for, coordinator):
    mine(coordinator, "1", expected_return_on=ahead(-2))
    mine(coordinator, "2", expected_return_on=TODAY)
    client = client_for(coordinator)
    for tab, stars in (("", ["1", "2"]), ("late", ["1"]), ("today", ["2"])):
        text = client.get(f"/?show={tab}&format=csv").getvalue().decode()
        assert [row["star"] for row in csv.DictReader(io.StringIO(text))] == stars


def test_near_exhaustion_says_from_when_pay_ends(client_for, coordinator):
    mine(coordinator, "1", kind="iod", first_day=date(2025, 3, 20))
    mine(coordinator, "2", kind="iod", first_day=date(2025, 2, 1))
    text = client_for(coordinator).get("/").text
    assert "unpaid from 20 Mar 2026" in text
    assert "unpaid since 1 Feb 2026" in text


def test_colleague_s_cases_are_not_mine(client_for, coordinator):
    make_case(make_member("1"), owner=make_user("other"), by=coordinator)
    make_case(make_member("2"))
    assert "You have no open case" in client_for(coordinator).get("/").text


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_start(client_for, role):
    case = make_case(owner=make_user("owner"))
    makers.appointment(case, kind="fitness_for_duty")
    makers.report(case)
    client = client_for(make_user("someone", [role]))
    with query_budget(12):
        response = client.get("/")
    assert response.status_code == 200
    assert (case.reference in response.text) == (
        role in ("physician", "intake", "lead", "supervisor")
    )


@pytest.mark.parametrize(
    ("roles", "start"),
    [
        (["auditor", "coordinator"], "coordinator"),
        (["admin", "records"], "admin"),
        (["physician", "coordinator"], "physician"),
        (["unheard-of", "auditor"], "auditor"),
        ([], ""),
    ],
)
def test_first_role_with_casework_decides_the_start(client_for, roles, start):
    user = make_user("someone", [role for role in roles if role in ROLES])
    user.roles = roles
    assert start_role(user) == start
    assert client_for(user).get("/").status_code == 200


def test_administrator_s_start_shows_no_member_and_no_case(client_for, admin_user):
    case = make_case(make_member("4497", last_name="Kowalski"))
    text = client_for(admin_user).get("/").text
    assert case.reference not in text
    assert "Kowalski" not in text
    assert "/admin/caseflow/user/" in text


def test_today_costs_the_same_for_many(client_for, coordinator):
    for star in range(1, 20):
        case = mine(coordinator, str(star), expected_return_on=ahead(star))
        makers.appointment(case, day=ahead(star % 5 + 1))
    client = client_for(coordinator)
    client.get("/")
    with query_budget(12):
        response = client.get("/")
    assert '<span class="sub">Star 7 &middot; 011</span>' in response.text


def test_appointment_today_shows_behind_a_late_step(client_for, coordinator):
    case = mine(coordinator, expected_return_on=ahead(-3))
    makers.appointment(case, day=TODAY, clock=time(14))
    page = client_for(coordinator).get("/?show=today")
    assert [line.case.pk for line in page.context["lines"]] == [case.pk]
    assert "then medical review, Thu 5 Mar, 14:00" in page.text
    assert "3 days late" in page.text
