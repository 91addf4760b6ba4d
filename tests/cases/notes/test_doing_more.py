"""A note completes obligations and makes one: with the note in one transaction, or not at all."""

from datetime import timedelta

import pytest

from caseflow.refusals import RuleViolation
from cases.models import CaseNote, Obligation, ObligationAct
from cases.services.notes import Also
from cases.services.obligation_acts import complete_obligation, make_obligation
from tests.factories import NOW, TODAY, make_case, make_member, make_note

pytestmark = pytest.mark.django_db


def todo(case, what="Ask for the MRI report"):
    return make_obligation(
        case=case, what=what, due_on=TODAY, handed_to=None, by=case.opened_by, now=NOW
    )


def by_hand():
    return Obligation.objects.filter(by_rule=False).order_by("pk")


def test_add_note_completes_what_was_ticked(coordinator):
    case = make_case()
    first, second = todo(case), todo(case, "Call the unit")
    note = make_note(case, also=Also(completes=[first.key]))
    assert [row.state for row in by_hand()] == ["done", "open"]
    assert ObligationAct.objects.get(obligation=first, kind="done").note == note
    assert second.key


def test_add_note_makes_what_follows(coordinator):
    case = make_case(owner=coordinator)
    later = TODAY + timedelta(days=3)
    make_note(case, also=Also(then_what="Call again", then_by=later))
    made = by_hand().get()
    assert (made.what, made.due_on, made.responsible) == ("Call again", later, coordinator)


@pytest.mark.parametrize(
    ("also", "field", "sentence"),
    [
        (Also(then_what="Call again"), "then_by", "Enter the day by which"),
        (Also(then_by=TODAY), "then_what", "Say what is to be done"),
        (Also(then_what="Call", then_by=TODAY - timedelta(days=1)), "then_by", "is past"),
        (Also(completes=["nothere"]), "completes", "not on this case any more"),
    ],
)
def test_add_note_with_a_refused_part_writes_nothing(coordinator, also, field, sentence):
    case = make_case()
    before = case.events.count()
    with pytest.raises(RuleViolation, match=sentence) as refused:
        make_note(case, also=also)
    assert refused.value.field == field
    assert (CaseNote.objects.count(), case.events.count()) == (0, before)


def test_add_note_refuses_what_was_done_meanwhile_and_undoes_the_rest(coordinator):
    case = make_case()
    first, second = todo(case), todo(case, "Call the unit")
    complete_obligation(obligation=second, note=None, by=coordinator, now=NOW)
    with pytest.raises(RuleViolation, match="Call the unit: It is not open any more"):
        make_note(case, also=Also(completes=[first.key, second.key]))
    assert [row.state for row in by_hand()] == ["open", "done"]
    assert not CaseNote.objects.exists()


def test_add_note_does_not_reach_another_case(coordinator):
    other = todo(make_case(make_member("5500")))
    with pytest.raises(RuleViolation, match="not on this case"):
        make_note(make_case(), also=Also(completes=[other.key]))
    assert by_hand().get().state == "open"
