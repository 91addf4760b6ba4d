"""Two people at the same case at the same moment, on two connections (PostgreSQL)."""

from datetime import date
from typing import Any

import pytest

from caseflow.refusals import RuleViolation
from cases.models import Absence, Assignment, Case, CaseEvent, CaseNote
from cases.services.assigning import assign_case
from cases.services.closing import close_case, reopen_case
from cases.services.holding import hold_case
from cases.services.moving import return_case
from tests.cases.test_two_at_once import at_once
from tests.factories import NOW, TODAY, make_case, make_member, make_note, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _needs_two_connections(postgres: None) -> None:
    """Skipped on SQLite, which has one writer at a time anyway."""


@pytest.fixture
def by() -> Any:
    return make_user("coordinator")


def close(case: Case, by: Any, **fields: Any) -> Case:
    values = {"outcome": "full_duty", "reason": "", "waived": [], **fields}
    return close_case(case=case, by=by, now=NOW, on=TODAY, **values)


def returned(by: Any, **fields: Any) -> Case:
    case = make_case(by=by, owner=by, last_day=date(2026, 3, 1), **fields)
    make_note(case, by=by)
    return case


def whole_chain(case: Case) -> bool:
    events = list(CaseEvent.objects.filter(case=case).order_by("sequence"))
    links = zip(events, events[1:], strict=False)
    numbered = [event.sequence for event in events] == list(range(1, len(events) + 1))
    return numbered and all(after.previous_hash == before.hash for before, after in links)


def refused(results: list[Any]) -> int:
    assert all(isinstance(r, RuleViolation) or not isinstance(r, Exception) for r in results)
    return sum(isinstance(r, RuleViolation) for r in results)


def test_close_against_notes_keeps_both_and_one_chain(by):
    case = returned(by)
    notes = [lambda n=n: make_note(case, f"Note {n}.", by=by) for n in range(4)]
    results = at_once(lambda: close(case, by), *notes)
    assert refused(results) == 0
    assert sorted(CaseNote.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert whole_chain(case)


def test_close_against_hold_leaves_no_hold_on_a_closed_case(by):
    case = returned(by)
    hold = {"reason": "MRI", "until": None, "by": by, "now": NOW, "on": TODAY}
    results = at_once(lambda: close(case, by), lambda: hold_case(case=case, **hold))
    assert refused(results) == 1
    case.refresh_from_db()
    assert (case.closed_at is None) == case.holds.filter(ended_at=None).exists()


def test_return_against_assign_does_both(by):
    case = make_case(by=by)
    give = {"user": by, "by": by, "now": NOW, "seen_owner_id": None}
    results = at_once(
        lambda: return_case(case=case, last_day=TODAY, by=by, now=NOW, on=TODAY),
        lambda: assign_case(case=case, **give),
    )
    case.refresh_from_db()
    assert (refused(results), case.state, case.owner, case.version) == (0, "returned", by, 3)
    assert whole_chain(case)


def test_reopen_twice_opens_once(by):
    case = close(returned(by), by)
    results = at_once(*[lambda: reopen_case(case=case, reason="bill", by=by, now=NOW)] * 2)
    assert refused(results) == 1
    assert CaseEvent.objects.filter(case=case, kind="case_reopened").count() == 1


def test_a_call_sent_twice_opens_one_case_and_takes_one_number(by):
    member = make_member()
    results = at_once(*[lambda: make_case(member, by=by, owner=by)] * 4)
    assert refused(results) == 3
    assert (Absence.objects.count(), Assignment.objects.count()) == (1, 1)
    assert make_case(make_member("9"), by=by).reference == "NIOD-26-00002"


def test_many_acts_on_the_cases_of_one_member_never_wait_in_a_ring(by):
    member = make_member()
    one = make_case(member, by=by, owner=by, first_day=date(2025, 1, 1), last_day=date(2025, 1, 9))
    two = make_case(member, by=by, owner=by)
    acts = [
        lambda: make_note(one, by=by),
        lambda: close(one, by, waived=["note"], reason="paper"),
        lambda: make_note(two, by=by),
        lambda: return_case(case=two, last_day=TODAY, by=by, now=NOW, on=TODAY),
        lambda: make_case(member, by=by, first_day=date(2024, 1, 1), last_day=date(2024, 1, 2)),
        lambda: make_case(make_member("8"), by=by, first_day=date(2024, 5, 5)),
    ]
    assert refused(at_once(*acts)) == 0
    assert whole_chain(one) and whole_chain(two)
