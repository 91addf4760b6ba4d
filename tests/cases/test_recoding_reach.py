"""How far a recoding reaches: days that have come, its own absence, and which goes first."""

from datetime import date

import pytest

from caseflow.refusals import RuleViolation
from cases.models import LedgerEntry
from cases.rules.usage import usage
from cases.services.facts import facts_of, load_policy
from cases.services.ledger import record_credit, record_exception, reverse_entry
from cases.services.moving import return_case
from cases.services.recoding import certify_recurrence, recode_days
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db
BACK = date(2026, 1, 12)


@pytest.fixture
def act(coordinator):
    return {"by": coordinator, "now": NOW, "on": TODAY}


@pytest.fixture
def injury(coordinator):
    return make_case(
        make_member("4497"), kind="iod", first_day=date(2025, 3, 3), last_day=date(2025, 8, 29),
        injury_label="KNEE", by=coordinator,
    )  # fmt: skip


@pytest.fixture
def case(injury):
    """Open, as not on duty, since 12 Jan 2026."""
    return make_case(injury.member, first_day=BACK, by=injury.opened_by)


@pytest.fixture
def recode(case, injury, act):
    def recoding(**fields):
        values = {"first_day": BACK, "last_day": None, "account": "iod", "injury": injury}
        return recode_days(
            member=case.member, **{**values, "source": "Decision 8", **act, **fields}
        )

    return recoding


def used(member):
    found = usage(facts_of(member), load_policy(), TODAY).accounts
    return {a.injury or a.account: a.used for a in found}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"first_day": date(2026, 4, 1)}, "first_day"),
        ({"last_day": date(2026, 4, 1)}, "last_day"),
        ({"last_day": date(9999, 12, 31)}, "last_day"),
    ],
)
def test_days_to_come_are_not_recoded_for_the_absence_after_would_take_them(recode, fields, field):
    with pytest.raises(RuleViolation, match="has not come yet|366 days ahead") as refused:
        recode(**fields)
    assert (refused.value.field, LedgerEntry.objects.count()) == (field, 0)


def test_a_recoding_to_the_end_is_no_obstacle_to_one_of_another_absence(recode, case, act):
    before = used(case.member)
    first = recode()
    return_case(case=case, last_day=date(2026, 1, 31), **act)
    make_case(case.member, first_day=date(2026, 2, 9), by=act["by"])
    second = recode(first_day=date(2026, 2, 9))
    reverse_entry(entry=first, reason="wrong", **act)
    reverse_entry(entry=second, reason="wrong", **act)
    assert used(case.member) == {**before, "non_iod": 20 + 25}


def test_a_later_recoding_of_earlier_days_that_ended_is_no_obstacle(recode, case, act):
    return_case(case=case, last_day=date(2026, 1, 31), **act)
    again = make_case(case.member, first_day=date(2026, 2, 9), by=act["by"])
    first = recode(first_day=date(2026, 2, 9))
    recode(last_day=date(2026, 1, 31))
    reverse_entry(entry=first, reason="wrong", **act)
    assert used(again.member)["non_iod"] == 25


def test_a_recurrence_is_not_found_before_its_injury(injury, act):
    before = make_case(
        injury.member, first_day=date(2025, 1, 6), last_day=date(2025, 1, 20), by=act["by"]
    )
    with pytest.raises(RuleViolation, match="The injury KNEE began on 3 Mar 2025") as refused:
        certify_recurrence(
            case=before, injury=injury, found_on=date(2025, 1, 6), certified_on=date(2025, 1, 9),
            source="N 12", **act,
        )  # fmt: skip
    assert (refused.value.field, LedgerEntry.objects.count()) == ("found_on", 0)


def test_a_return_leaves_no_recoding_behind_for_the_next_absence(recode, case, act):
    recode(first_day=date(2026, 1, 20), last_day=date(2026, 1, 29))
    with pytest.raises(RuleViolation, match="the recoding .*20 Jan 2026 to 29 Jan 2026") as refused:
        return_case(case=case, last_day=date(2026, 1, 25), **act)
    assert refused.value.field == "last_day"
    return_case(case=case, last_day=date(2026, 1, 29), **act)


def test_a_return_leaves_no_restored_day_behind(case, act):
    days = {"first_day": date(2026, 2, 20), "last_day": date(2026, 4, 2)}
    entry = record_credit(
        member=case.member, account="non_iod", reason="treatment_delay", source="A 1", **days, **act
    )
    with pytest.raises(RuleViolation, match="the days given back .*20 Feb 2026 to 2 Apr 2026"):
        return_case(case=case, last_day=date(2026, 2, 25), **act)
    reverse_entry(entry=entry, reason="back before", **act)
    return_case(case=case, last_day=date(2026, 2, 25), **act)


def test_furlough_that_goes_on_after_the_return_does_not_hold_it_up(case, act):
    days = {"first_day": date(2026, 2, 20), "last_day": date(2026, 4, 2)}
    record_exception(member=case.member, reason="furlough", source="F 1", **days, **act)
    assert return_case(case=case, last_day=date(2026, 2, 25), **act).last_day


@pytest.mark.parametrize("last_day", [date(2027, 3, 8), date(9999, 12, 31)])
def test_days_of_an_entry_end_within_a_year(case, act, last_day):
    days = {"first_day": date(2026, 2, 20), "last_day": last_day}
    for record, more in (
        (record_exception, {"reason": "suspension"}),
        (record_credit, {"account": "non_iod", "reason": "treatment_delay"}),
    ):
        with pytest.raises(RuleViolation, match="more than 366 days ahead") as refused:
            record(member=case.member, source="F 1", **more, **days, **act)
        assert refused.value.field == "last_day"
