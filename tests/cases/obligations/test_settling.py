"""Several at once: all of them or none, one note a case, one undo."""

from datetime import timedelta

import pytest

from caseflow.refusals import RuleViolation
from cases.models import CaseNote, NoteKind, Obligation, ObligationState
from cases.services.notes import add_note
from cases.services.obligation_acts import make_obligation, move_obligation
from cases.services.settling import (
    Done,
    Handed,
    Held,
    Moved,
    SomeRefused,
    settle_obligations,
    undo_batch,
)
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=9)


def made(case, by, what="Ask the unit"):
    return make_obligation(case=case, what=what, due_on=TODAY, handed_to=None, by=by, now=NOW)


@pytest.fixture
def rows(coordinator):
    """Two of one case, one of another."""
    cases = [make_case(make_member(star), owner=coordinator) for star in "12"]
    return [
        made(cases[0], coordinator),
        made(cases[0], coordinator, "b"),
        made(cases[1], coordinator),
    ]


def done(text="Called them."):
    return Done(text, NoteKind.objects.get(code="call_unit"))


def states(rows):
    return [Obligation.objects.get(pk=row.pk).state for row in rows]


def test_all_are_done_with_one_note_a_case(rows, coordinator):
    settle_obligations(obligations=rows, how=done(), by=coordinator, now=SOON)
    assert set(states(rows)) == {ObligationState.DONE}
    assert list(CaseNote.objects.values_list("text", flat=True)) == ["Called them."] * 2


def test_none_is_changed_when_one_refuses(rows, coordinator):
    move_obligation(
        obligation=rows[1], to=TODAY + timedelta(days=3), reason="x", by=coordinator, now=NOW
    )
    how = Moved(TODAY + timedelta(days=3), "Wait for the MRI")
    with pytest.raises(SomeRefused, match="1 of 3 cannot be changed like this, so nothing") as no:
        settle_obligations(obligations=rows, how=how, by=coordinator, now=SOON)
    ((row, why),) = no.value.refused
    assert row == rows[1]
    assert "It is due on 8 Mar 2026 already" in str(why)
    assert Obligation.objects.get(pk=rows[0].pk).due_on == TODAY


def test_legal_limit_refuses_a_hold_of_several(rows, coordinator):
    Obligation.objects.filter(pk=rows[2].pk).update(legal=True)
    how = Held(None, "report_received", "Waiting")
    with pytest.raises(SomeRefused) as no:
        settle_obligations(obligations=rows, how=how, by=coordinator, now=SOON)
    assert "It can be moved earlier, not later" in str(no.value.refused[0][1])
    assert not Obligation.objects.exclude(held_reason="").exists()


def test_batch_is_undone_as_one_and_its_notes_are_struck(rows, coordinator):
    batch = settle_obligations(obligations=rows, how=done(), by=coordinator, now=SOON)
    assert undo_batch(batch=batch, by=coordinator, now=SOON) == 3
    assert set(states(rows)) == {ObligationState.OPEN}
    assert not CaseNote.objects.filter(struck_at=None).exists()


def test_undo_ends_after_ten_minutes(rows, coordinator):
    batch = settle_obligations(obligations=rows, how=done(), by=coordinator, now=NOW)
    with pytest.raises(RuleViolation, match="The ten minutes are over"):
        undo_batch(batch=batch, by=coordinator, now=NOW + timedelta(minutes=10, seconds=1))
    assert set(states(rows)) == {ObligationState.DONE}


def test_contact_that_meets_what_it_completes_can_be_undone(coordinator):
    """The note makes a newer version of the row in the same moment: that is nobody else's act."""
    case = make_case(owner=coordinator)
    kind = NoteKind.objects.get(code="call_member")
    add_note(case=case, kind=kind, text="a", happened_at=NOW, by=coordinator, now=NOW)
    row = Obligation.objects.get(case=case, code="follow_up", state="open")
    how = Done("Called again.", kind)
    batch = settle_obligations(obligations=[row], how=how, by=coordinator, now=SOON)
    assert undo_batch(batch=batch, by=coordinator, now=SOON + timedelta(minutes=1)) == 1
    assert states([row]) == [ObligationState.OPEN]


def test_trainee_undoes_and_leaves_the_note(rows, trainee):
    batch = settle_obligations(obligations=rows[:1], how=done(), by=trainee, now=SOON)
    undo_batch(batch=batch, by=trainee, now=SOON)
    assert states(rows[:1]) == [ObligationState.OPEN]
    assert CaseNote.objects.filter(struck_at=None).count() == 1


@pytest.mark.parametrize("role", ["records", "auditor"])
def test_who_may_not_write_notes_settles_nothing(rows, role):
    with pytest.raises(SomeRefused, match="2 of 2"):
        settle_obligations(obligations=rows[:2], how=done(), by=make_user("x", [role]), now=SOON)


def test_handing_to_who_may_not_see_the_case_says_who(rows, coordinator):
    how = Handed(make_user("clerk", ["records"]), "On leave")
    with pytest.raises(SomeRefused, match="Clerk cannot work on cases") as no:
        settle_obligations(obligations=rows[:1], how=how, by=coordinator, now=SOON)
    assert no.value.field == "to"


def test_nothing_ticked_says_so(coordinator):
    with pytest.raises(RuleViolation, match="Tick at least one row"):
        settle_obligations(obligations=[], how=done(), by=coordinator, now=SOON)
