"""What the return requires: told in advance, with a good cause where one is needed, met."""

from datetime import date

import pytest

from caseflow.refusals import RuleViolation
from cases.models import ReturnRequirement
from cases.services.requirements import meet_requirements, reverse_requirements
from tests.cases.returning.makers import require, who
from tests.factories import NOW, TODAY, make_case

pytestmark = pytest.mark.django_db


def last_event(case):
    return case.events.order_by("-sequence").first()


def test_require_tells_what_to_bring_and_writes_history(coordinator):
    case = make_case()
    row = require(case, coordinator, records_needed=" MRI report ", extra_tests="audiogram")
    assert (row.records_needed, row.met_on) == ("MRI report", None)
    event = last_event(case)
    assert event.kind == "requirements_issued"
    assert event.data["what"] == "a doctor's certificate, records, extra tests"
    assert (row.history.get().history_user, row.history.get().history_date) == (coordinator, NOW)


@pytest.mark.parametrize(
    ("first_day", "days"), [(date(2026, 3, 3), 3), (date(2026, 3, 4), 2), (date(2026, 3, 5), 1)]
)
def test_require_refuses_a_certificate_for_three_days_or_less(coordinator, first_day, days):
    case = make_case(first_day=first_day)
    said = f"The absence is of {days} days?. A doctor's certificate may not be demanded for 3 days"
    with pytest.raises(RuleViolation, match=said) as refusal:
        require(case, coordinator)
    assert refusal.value.field == "good_cause"
    assert require(case, coordinator, good_cause="third Monday in a row").pk


def test_require_asks_for_a_certificate_from_the_fourth_day_on(coordinator):
    assert require(make_case(first_day=date(2026, 3, 2)), coordinator).certificate_required


def test_require_counts_the_days_through_the_expected_return(coordinator):
    long = make_case(first_day=TODAY, expected_return_on=date(2026, 3, 9))
    assert require(long, coordinator).certificate_required


def test_require_keeps_no_cause_without_a_certificate(coordinator):
    case = make_case(first_day=TODAY)
    row = require(
        case, coordinator, certificate_required=False, good_cause="x", records_needed="MRI"
    )
    assert row.good_cause == ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"certificate_required": False, "records_needed": "  "}, "Nothing is asked for"),
        ({"issued_on": date(2026, 3, 6)}, "6 Mar 2026 has not come yet"),
        ({"issued_on": date(2026, 2, 1)}, "before the absence was reported on 2 Feb 2026"),
    ],
)
def test_require_refuses_what_cannot_be(coordinator, fields, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        require(make_case(), coordinator, **fields)
    assert not ReturnRequirement.objects.exists()


def test_require_is_told_before_the_return(coordinator):
    over = make_case(last_day=date(2026, 3, 1))
    with pytest.raises(RuleViolation, match="The absence is over: requirements are told before"):
        require(over, coordinator)


def test_require_takes_the_right_to_certify(intake):
    with pytest.raises(RuleViolation, match="You do not have the right to certify"):
        require(make_case(), intake)


def test_meet_on_a_day_from_the_telling_through_today_and_once(coordinator):
    row = require(make_case(), coordinator, issued_on=date(2026, 3, 2))
    for day in (date(2026, 3, 1), date(2026, 3, 6)):
        with pytest.raises(RuleViolation, match="Enter a day from 2 Mar 2026, when the member"):
            meet_requirements(requirement=row, met_on=day, **who(coordinator))
    done = meet_requirements(requirement=row, met_on=date(2026, 3, 4), **who(coordinator))
    assert done.met_on == date(2026, 3, 4)
    with pytest.raises(RuleViolation, match="They are met already"):
        meet_requirements(requirement=row, met_on=TODAY, **who(coordinator))


def test_reverse_needs_a_reason_and_is_done_once(coordinator):
    row = require(make_case(), coordinator)
    said = {"requirement": row, "by": coordinator, "now": NOW}
    with pytest.raises(RuleViolation, match="Say why the requirements are taken back"):
        reverse_requirements(**said, reason=" ")
    with pytest.raises(RuleViolation, match="The reason has 401 characters"):
        reverse_requirements(**said, reason="x" * 401)
    assert reverse_requirements(**said, reason="wrong case").reversal_reason == "wrong case"
    with pytest.raises(RuleViolation, match="taken back already"):
        reverse_requirements(**said, reason="again")
