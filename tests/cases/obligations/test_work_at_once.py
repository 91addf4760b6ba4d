"""Two people, or two windows, at the same thing of the day at the same moment (PostgreSQL)."""

from typing import Any

import pytest

from caseflow.refusals import RuleViolation
from cases.models import CaseNote, NoteDraft, NoteKind, Obligation, ObligationAct
from cases.rules.limits import EVENTS
from cases.services.clocks import end_clock, start_clock
from cases.services.drafts import Window, keep_draft
from cases.services.obligation_acts import make_obligation
from cases.services.settling import Done, settle_obligations, undo_batch
from tests.cases.test_two_at_once import at_once
from tests.factories import NOW, TODAY, make_case, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _needs_two_connections(postgres: None) -> None:
    """Skipped on SQLite, which has one writer at a time anyway."""


@pytest.fixture
def made():
    by = make_user("coordinator")
    case = make_case(by=by, owner=by)
    return by, make_obligation(
        case=case, what="Ask", due_on=TODAY, handed_to=None, by=by, now=NOW
    )  # fmt: skip


def refused(results: list[Any]) -> int:
    assert all(isinstance(r, RuleViolation) or not isinstance(r, Exception) for r in results)
    return sum(isinstance(r, RuleViolation) for r in results)


def finish(row: Obligation, by: Any) -> str:
    how = Done("Asked.", NoteKind.objects.get(code="call_unit"))
    return settle_obligations(obligations=[row], how=how, by=by, now=NOW)


def test_done_by_two_at_once_is_done_once_with_one_note(made):
    by, row = made
    other = make_user("other")
    results = at_once(lambda: finish(row, by), lambda: finish(row, other))
    assert refused(results) == 1
    assert "It is not open any more: done." in [str(result) for result in results]
    assert CaseNote.objects.count() == 1


def test_undone_twice_at_once_is_undone_once(made):
    by, row = made
    batch = finish(row, by)
    act = lambda: undo_batch(batch=batch, by=by, now=NOW)  # noqa: E731
    assert refused(at_once(act, act)) == 1
    assert ObligationAct.objects.get(batch=batch).undone_by == by
    row.refresh_from_db()
    assert (row.state, row.case.events.filter(kind="obligation_undone").count()) == ("open", 1)


def test_event_that_two_end_at_once_ends_once(made):
    by, row = made
    clock = start_clock(
        case=row.case, kind=next(iter(EVENTS)), starts_on=TODAY, starts_at=None, source="",
        remark="", by=by, now=NOW,
    )  # fmt: skip
    act = lambda: end_clock(clock=clock, ended_on=TODAY, outcome="Met.", by=by, now=NOW)  # noqa: E731
    assert refused(at_once(act, act)) == 1
    assert row.case.events.filter(kind="clock_ended").count() == 1


def test_draft_that_two_windows_begin_at_once_keeps_both_texts(made):
    by, row = made

    def keep(name: str) -> Any:
        fields, window = {"text": f"Of {name}."}, Window(name, 0, 1)
        return keep_draft(
            case=row.case, note_number=0, fields=fields, window=window, by=by, now=NOW
        )

    assert refused(at_once(lambda: keep("one"), lambda: keep("two"))) == 0
    draft = NoteDraft.objects.get()
    texts = [draft.fields["text"], *(held["fields"]["text"] for held in draft.other.values())]
    assert sorted(texts) == ["Of one.", "Of two."]
