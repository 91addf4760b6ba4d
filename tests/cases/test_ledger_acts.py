"""Exceptions and credits, one at a time: written once, refused by a sentence, taken back."""

from datetime import date

import pytest

from caseflow.refusals import RuleViolation
from cases.models import LedgerEntry, LedgerState
from cases.services.ledger import record_credit, record_exception, reverse_entry
from members.models import MemberEvent
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 2, 2), date(2026, 2, 20)


@pytest.fixture
def case(coordinator):
    return make_case(make_member("4497"), kind="iod", first_day=FIRST, last_day=LAST)


@pytest.fixture
def act(case, coordinator):
    return {"member": case.member, "by": coordinator, "now": NOW, "on": TODAY, "source": "DOC-1"}


@pytest.fixture
def furlough(act):
    def recording(**fields):
        days = {"first_day": date(2026, 2, 5), "last_day": date(2026, 2, 9)}
        return record_exception(**{"reason": "furlough", **days, **act, **fields})

    return recording


@pytest.fixture
def award(act, case):
    def recording(**fields):
        values = {"account": "iod", "injury": case, "days": 25, "first_day": date(2026, 3, 1)}
        return record_credit(**{"reason": "treatment_delay", **values, **act, **fields})

    return recording


def test_record_exception_writes_entry_event_and_version(furlough, case):
    entry = furlough()
    event = MemberEvent.objects.filter(member=case.member).latest("sequence")
    assert (entry.account, entry.recorded_at, entry.recorded_by.username) == (
        "",
        NOW,
        "coordinator",
    )
    assert (event.kind, event.data["wrote"][0][:2]) == (
        "exception_recorded",
        ["cases.ledgerentry", entry.pk],
    )
    assert LedgerState.objects.get().facts_version == 2


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"reason": "holiday"}, "reason", "An exception is for furlough or suspension."),
        ({"last_day": date(2026, 2, 4)}, "last_day", "is before the first"),
        ({"last_day": date(2026, 2, 21)}, "first_day", "not on the medical roll on 21 Feb 2026"),
        ({"first_day": date(2010, 1, 1)}, "first_day", "before the appointment"),
        ({"first_day": date(2028, 1, 1)}, "first_day", "more than 366 days ahead"),
    ],
)
def test_record_exception_refused(furlough, fields, field, sentence):
    with pytest.raises(RuleViolation, match=sentence) as refused:
        furlough(**fields)
    assert (refused.value.field, LedgerEntry.objects.count()) == (field, 0)


def test_record_exception_twice_is_refused(furlough):
    furlough()
    with pytest.raises(RuleViolation, match="is recorded already"):
        furlough()


def test_record_credit_adds_to_the_injury_of_a_recurrence(award, case):
    again = make_case(case.member, kind="iod_recurrence", first_day=date(2026, 3, 1), parent=case)
    assert award(injury=again).injury == case
    with pytest.raises(RuleViolation, match="This credit is recorded already"):
        award()


def test_record_credit_restores_roll_days(award):
    entry = award(account="non_iod", first_day=date(2026, 2, 3), last_day=date(2026, 2, 4))
    assert (entry.injury, entry.days, entry.last_day) == (None, None, date(2026, 2, 4))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": "goodwill"}, "reason"),
        ({"injury": None}, "injury"),
        ({"days": 0}, "days"),
        ({"days": None}, "days"),
        ({"account": "non_iod"}, "last_day"),
        ({"account": "non_iod", "last_day": date(2026, 3, 2)}, "first_day"),
    ],
)
def test_record_credit_refused(award, fields, field):
    with pytest.raises(RuleViolation) as refused:
        award(**fields)
    assert (refused.value.field, LedgerEntry.objects.count()) == (field, 0)


def test_record_credit_refuses_another_members_injury(award):
    other = make_case(make_member("5", employee_number=None), kind="iod")
    with pytest.raises(RuleViolation, match="Choose one of the member's injuries"):
        award(injury=other)


def test_reverse_entry_takes_it_back_with_a_reason(furlough, act):
    entry = furlough()
    own = {"by": act["by"], "now": NOW, "on": TODAY}
    with pytest.raises(RuleViolation, match="Say why the entry is reversed."):
        reverse_entry(entry=entry, reason=" ", **own)
    reversal = reverse_entry(entry=entry, reason="The furlough was moved", **own)
    assert list(LedgerEntry.objects.standing()) == []
    event = MemberEvent.objects.filter(member=entry.member).latest("sequence")
    assert (event.kind, event.reason) == ("entry_reversed", "The furlough was moved")
    for gone in (entry, reversal):
        with pytest.raises(RuleViolation, match="reversed already, or is itself"):
            reverse_entry(entry=gone, reason="Again", **own)
    assert furlough().pk


def test_record_exception_writes_nothing_when_it_breaks_half_way(furlough, monkeypatch):
    monkeypatch.setattr("cases.services.ledger.facts_changed", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        furlough()
    assert not LedgerEntry.objects.exists()
    assert not MemberEvent.objects.filter(kind="exception_recorded").exists()
