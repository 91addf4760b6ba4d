"""Days moved between the accounts, and a recurrence certified after it was denied."""

from datetime import date, timedelta

import pytest

from caseflow.refusals import RuleViolation
from cases.models import LedgerEntry, LedgerState, Projection
from cases.rules.usage import usage
from cases.services.changing import move_absence
from cases.services.facts import facts_of, load_policy
from cases.services.ledger import record_exception, reverse_entry
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


def used(member, on=TODAY):
    found = usage(facts_of(member), load_policy(), on).accounts
    return {a.injury or a.account: a.used for a in found}


def test_recode_days_leave_one_account_and_enter_the_other(recode, case, injury):
    assert used(case.member) == {"non_iod": 53, "KNEE": 180}
    entry = recode(elective_time="3 furlough days")
    assert used(case.member) == {"non_iod": 0, "KNEE": 233}
    assert (entry.account, entry.to_account, entry.to_injury, entry.last_day) == (
        "non_iod", "iod", injury, None,
    )  # fmt: skip
    row = Projection.objects.get()
    assert (row.account, row.injury, row.case) == ("iod", injury, case)


def test_recode_some_days_and_back_again(recode, case, injury):
    recode(first_day=date(2026, 1, 20), last_day=date(2026, 1, 29))
    assert used(case.member) == {"non_iod": 43, "KNEE": 190}
    back = recode(
        first_day=date(2026, 1, 25), last_day=date(2026, 1, 26), account="non_iod", injury=None
    )
    assert (back.account, back.injury, back.to_injury) == ("iod", injury, None)
    assert used(case.member) == {"non_iod": 45, "KNEE": 188}


def test_reverse_a_recoding_restores_exactly(recode, case, act):
    before = used(case.member)
    first = recode(first_day=date(2026, 1, 20), last_day=date(2026, 1, 29))
    second = recode(
        first_day=date(2026, 1, 25), last_day=date(2026, 1, 26), account="non_iod", injury=None
    )
    with pytest.raises(RuleViolation, match="A later recoding, from 25 Jan 2026 on"):
        reverse_entry(entry=first, reason="wrong", **act)
    for entry in (second, first):
        reverse_entry(entry=entry, reason="wrong", **act)
    assert used(case.member) == before


def test_an_open_recoding_ends_with_its_absence(recode, case, injury, act):
    recode()
    return_case(case=case, last_day=date(2026, 1, 31), **act)
    make_case(case.member, first_day=date(2026, 2, 9), by=act["by"])
    assert used(case.member) == {"non_iod": 25, "KNEE": 200}


def test_an_absence_keeps_the_first_day_of_a_recoding(recode, case, act):
    recode()
    with pytest.raises(RuleViolation, match="the recoding .recoded to the other account., from 12"):
        move_absence(
            absence=case.absences.get(), first_day=BACK + timedelta(1), last_day=None,
            reason="x", source="y", **act,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"first_day": date(2026, 1, 11)}, "first_day", "not on the medical roll on 11 Jan 2026"),
        ({"first_day": date(2025, 8, 29)}, "first_day", "29 Aug 2025 counts to injury KNEE"),
        ({"account": "non_iod", "injury": None}, "first_day", "counts as not on duty already"),
        ({"account": "iod", "injury": None}, "injury", "Choose one of the member's injuries"),
        ({"source": " "}, "source", "Name the document"),
        ({"last_day": date(2026, 1, 1)}, "last_day", "is before the first"),
        ({"first_day": date(2028, 1, 1)}, "first_day", "more than 366 days ahead"),
    ],
)  # fmt: skip
def test_recode_refused(recode, fields, field, sentence):
    with pytest.raises(RuleViolation, match=sentence) as refused:
        recode(**fields)
    assert (refused.value.field, LedgerEntry.objects.count()) == (field, 0)


def test_recode_over_a_standing_one_of_the_same_target_is_refused(recode):
    recode(first_day=date(2026, 1, 20), last_day=date(2026, 1, 29))
    with pytest.raises(RuleViolation, match="20 Jan 2026 counts to injury KNEE already"):
        recode()


def test_recode_days_of_two_accounts_is_refused(recode, case, act):
    other = make_case(
        case.member,
        kind="iod",
        first_day=date(2026, 1, 5),
        last_day=date(2026, 1, 11),
        by=act["by"],
    )
    with pytest.raises(
        RuleViolation, match=f"5 Jan 2026 counts to injury {other.injury_label}|12 Jan"
    ):
        recode(first_day=date(2026, 1, 5), last_day=date(2026, 1, 20))


@pytest.fixture
def denied(coordinator):
    """Worked example E as it was before the certification: the recurrence counts as non-IOD."""
    member = make_member("4498")
    parent = make_case(
        member, kind="iod", first_day=date(2024, 3, 4), last_day=date(2024, 8, 30),
        injury_label="KNEE", by=coordinator,
    )  # fmt: skip
    return make_case(member, first_day=date(2025, 2, 10), by=coordinator), parent


def test_certify_recurrence_is_worked_example_e(denied, act):
    case, parent = denied
    entries = certify_recurrence(
        case=case, injury=parent, found_on=date(2025, 2, 10), certified_on=date(2025, 4, 25),
        source="App. N finding 12", elective_time="", **act,
    )  # fmt: skip
    assert [(e.kind, e.days) for e in entries] == [("recode", None), ("credit", 75)]
    found = usage(facts_of(case.member), load_policy(), date(2025, 4, 25))
    bank = found.account("iod", "KNEE")
    assert (bank.limit, bank.used, bank.first_unpaid_day) == (440, 255, date(2025, 10, 28))
    assert found.account().used == 0
    assert LedgerState.objects.get().facts_version == 3


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"certified_on": date(2025, 2, 9)}, "certified_on", "is before the finding"),
        ({"certified_on": date(2026, 3, 6)}, "certified_on", "has not come yet"),
        ({"found_on": date(2025, 1, 2), "certified_on": date(2025, 1, 3)}, "found_on", "no day"),
        ({"injury": None}, "injury", "Choose one of the member's injuries"),
        ({"source": ""}, "source", "Name the document"),
    ],
)  # fmt: skip
def test_certify_recurrence_refused(denied, act, fields, field, sentence):
    case, parent = denied
    values = {"injury": parent, "found_on": date(2025, 2, 10), "certified_on": date(2025, 4, 25)}
    with pytest.raises(RuleViolation, match=sentence) as refused:
        certify_recurrence(case=case, **{**values, "source": "N 12", **act, **fields})
    assert (refused.value.field, LedgerEntry.objects.count()) == (field, 0)


def test_an_exception_may_lie_on_limited_duty(injury, act):
    from cases.models import DutySpell

    DutySpell.objects.create(
        member=injury.member, kind="limited_iod", first_day=date(2025, 8, 30), entered_at=NOW,
        entered_by=act["by"], last_day=date(2025, 12, 1),
    )  # fmt: skip
    days = {"first_day": date(2025, 8, 25), "last_day": date(2025, 9, 5), "reason": "furlough"}
    record_exception(member=injury.member, source="Slip 4", **days, **act)
    with pytest.raises(RuleViolation, match="on 2 Dec 2025, nor on limited duty"):
        record_exception(
            member=injury.member, source="Slip 5", first_day=date(2025, 12, 1),
            last_day=date(2025, 12, 2), reason="furlough", **act,
        )  # fmt: skip
