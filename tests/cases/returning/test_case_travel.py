"""Leave of the state: in writing, before, and with a second approver beyond fifteen days."""

from datetime import date, timedelta

import pytest

from caseflow.refusals import RuleViolation
from cases.models import TravelPermission
from cases.services.moving import return_case
from cases.services.travel import approve_travel, refuse_travel, revoke_travel, second_office
from tests.cases.returning.makers import travel, who
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ALONE = {"second_by": "", "second_on": None}
LONG = {"first_day": date(2026, 3, 10), "last_day": date(2026, 3, 25)}  # 16 days


def approve(row, by, **fields):
    return approve_travel(travel=row, **{**ALONE, **fields}, **who(by))


def test_request_and_approve_before_the_first_day(coordinator):
    case = make_case()
    row = travel(case, coordinator)
    done = approve(row, coordinator)
    assert (done.approved_by, done.approved_at, done.second_office) == (coordinator, NOW, "")
    kinds = case.events.order_by("-sequence").values_list("kind", flat=True)
    assert list(kinds[:2]) == ["travel_approved", "travel_requested"]
    with pytest.raises(RuleViolation, match="permitted already"):
        approve(row, coordinator)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first_day": TODAY}, "5 Mar 2026 is not ahead"),
        ({"last_day": date(2026, 3, 9)}, "is before the first, 10 Mar 2026"),
        ({"last_day": date(2028, 3, 9)}, "more than 366 days ahead"),
        ({"destination": " "}, "Say where the member goes"),
    ],
)
def test_request_refuses_what_cannot_be(coordinator, fields, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        travel(make_case(), coordinator, **fields)
    assert not TravelPermission.objects.exists()


def test_request_is_for_a_member_on_the_roll(coordinator, auditor):
    with pytest.raises(RuleViolation, match="not on the roll for this case"):
        travel(make_case(last_day=date(2026, 3, 1)), coordinator)
    with pytest.raises(RuleViolation, match="You do not have the right to write notes"):
        travel(make_case(make_member("9")), auditor)


def test_request_refuses_days_asked_for_already(coordinator):
    case = make_case()
    first = travel(case, coordinator)
    with pytest.raises(RuleViolation, match="from 10 Mar 2026 to 14 Mar 2026 is asked for"):
        travel(case, coordinator, first_day=date(2026, 3, 14), last_day=date(2026, 3, 20))
    refuse_travel(travel=first, reason="surgery", by=coordinator, now=NOW)
    assert travel(case, coordinator, first_day=date(2026, 3, 14), last_day=date(2026, 3, 20)).pk


@pytest.mark.parametrize(
    ("kind", "office"),
    [
        ("iod", "Chief, Bureau of Organizational Development"),
        ("non_iod", "Chief, Bureau of Administrative Services"),
    ],
)
def test_more_than_fifteen_days_need_the_second_approver(coordinator, kind, office):
    row = travel(make_case(kind=kind), coordinator, **LONG)
    with pytest.raises(RuleViolation, match=f"16 days away need a second approver: {office}"):
        approve(row, coordinator)
    with pytest.raises(RuleViolation, match="the day on which the second approver signed"):
        approve(row, coordinator, second_by="Chief Dunn")
    with pytest.raises(RuleViolation, match="has not come yet"):
        approve(row, coordinator, second_by="Chief Dunn", second_on=TODAY + DAY)
    done = approve(row, coordinator, second_by="Chief Dunn", second_on=TODAY)
    assert (done.second_office, done.second_approved_by) == (office, "Chief Dunn")


def test_fifteen_days_have_one_approver(coordinator):
    row = travel(make_case(), coordinator, first_day=LONG["first_day"], last_day=date(2026, 3, 24))
    assert second_office(row) == ""
    with pytest.raises(RuleViolation, match="So few days away have one approver"):
        approve(row, coordinator, second_by="Chief Dunn", second_on=TODAY)
    assert approve(row, coordinator).approved_at == NOW


def test_approve_comes_before_the_travel_and_while_on_the_roll(coordinator, intake):
    case = make_case()
    row = travel(case, coordinator)
    late = {**who(coordinator), "on": row.first_day}
    with pytest.raises(RuleViolation, match="The travel begins on 10 Mar 2026, and a permission"):
        approve_travel(travel=row, **ALONE, **late)
    with pytest.raises(RuleViolation, match="You do not have the right to certify"):
        approve(row, intake)
    return_case(case=case, last_day=TODAY, **who(coordinator))
    with pytest.raises(RuleViolation, match="not on the roll any more"):
        approve(row, coordinator)


def test_refuse_and_revoke_need_a_reason_and_are_done_once(coordinator):
    row = travel(make_case(), coordinator)
    act = {"travel": row, "by": coordinator, "now": NOW}
    with pytest.raises(RuleViolation, match="Say why the travel is refused"):
        refuse_travel(**act, reason=" ")
    assert refuse_travel(**act, reason="surgery").refusal_reason == "surgery"
    with pytest.raises(RuleViolation, match="The travel was refused"):
        refuse_travel(**act, reason="again")
    with pytest.raises(RuleViolation, match="Say why the travel is taken back"):
        revoke_travel(**act, reason="")
    assert revoke_travel(**act, reason="entered twice").is_reversed
    with pytest.raises(RuleViolation, match="taken back already"):
        revoke_travel(**act, reason="again")
