"""Drafts: kept, never overwritten by another window, gone with the note, nobody else's."""

import pytest
from django.core.management import call_command

from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.drafts import draft_count, draft_lines
from cases.models import CaseEvent, NoteDraft
from cases.services.drafts import LONGEST, Window, choose_draft, drop_draft
from cases.services.notes import amend_note
from members.models import StaffLink
from tests.cases.notes.makers import draft_of, keep
from tests.factories import NOW, make_case, make_note

pytestmark = pytest.mark.django_db


def test_keep_draft_counts_its_savings(coordinator):
    case = make_case()
    first = keep(case, "Left kn", coordinator)
    second = keep(case, "Left knee hurts", coordinator, window=Window("a", 1, 2))
    assert (first.draft.serial, second.draft.serial) == (1, 2)
    assert draft_of(coordinator).fields["text"] == "Left knee hurts"


def test_keep_draft_ignores_a_sending_that_was_overtaken(coordinator):
    case = make_case()
    keep(case, "Left knee hurts", coordinator, window=Window("a", 0, 2))
    keep(case, "Left kn", coordinator, window=Window("a", 0, 1))
    assert draft_of(coordinator).fields["text"] == "Left knee hurts"


def test_keep_draft_of_an_older_serial_overwrites_nothing(coordinator):
    case = make_case()
    keep(case, "From the first window", coordinator)
    assert not keep(case, "First, more", coordinator, window=Window("a", 1, 2)).elsewhere
    late = keep(case, "From the second window", coordinator, window=Window("b", 1, 1))
    draft = draft_of(coordinator)
    assert late.elsewhere
    assert draft.fields["text"] == "First, more"
    assert draft.other["b"]["fields"]["text"] == "From the second window"


def test_keep_draft_on_another_machine_goes_on_from_what_is_kept(coordinator):
    case = make_case()
    keep(case, "Begun at the desk", coordinator)
    assert not keep(case, "Begun at the desk, on", coordinator, window=Window("b", 1, 1)).elsewhere
    assert keep(case, "Desk again", coordinator, window=Window("a", 1, 2)).elsewhere


def test_keep_draft_of_an_emptied_box_leaves_what_was_kept(coordinator):
    case = make_case()
    assert keep(case, "", coordinator).draft is None
    keep(case, "Left knee hurts", coordinator)
    assert keep(case, "  ", coordinator, window=Window("a", 1, 2)).draft.serial == 1
    assert draft_of(coordinator).fields["text"] == "Left knee hurts"


def test_keep_draft_refuses_too_much_and_keeps_what_was_kept(coordinator):
    case = make_case()
    keep(case, "Short", coordinator)
    with pytest.raises(RuleViolation, match="has 50,001 characters, and a draft is kept up to"):
        keep(case, "x" * (LONGEST + 1), coordinator, window=Window("a", 1, 2))
    with pytest.raises(RuleViolation, match="longer than 500 characters"):
        keep(case, "Short", coordinator, then_what="y" * 501)
    assert draft_of(coordinator).fields["text"] == "Short"


def test_keep_draft_refuses_a_reader_and_a_sixth_other_window(coordinator, auditor):
    case = make_case()
    with pytest.raises(RuleViolation, match="right to write notes"):
        keep(case, "Text", auditor)
    for name in "abcdef":
        keep(case, f"Text {name}", coordinator, window=Window(name, 0, 1))
    with pytest.raises(RuleViolation, match="open in too many windows"):
        keep(case, "Text g", coordinator, window=Window("g", 0, 1))
    assert len(draft_of(coordinator).other) == 5


@pytest.mark.parametrize(
    ("how", "text", "left"),
    [("use", "Second", 0), ("both", "First\n\nSecond", 0), ("drop", "First", 0)],
)
def test_choose_draft_settles_the_other_text(coordinator, how, text, left):
    case = make_case()
    keep(case, "First", coordinator)
    keep(case, "Second", coordinator, window=Window("b", 0, 1))
    draft = choose_draft(case=case, note_number=0, other="b", how=how, by=coordinator, now=NOW)
    assert (draft.fields["text"], len(draft.other)) == (text, left)
    with pytest.raises(RuleViolation, match="settled already"):
        choose_draft(case=case, note_number=0, other="b", how=how, by=coordinator, now=NOW)


def test_drop_draft_leaves_the_text_of_another_window(coordinator):
    case = make_case()
    keep(case, "First", coordinator)
    keep(case, "Second", coordinator, window=Window("b", 0, 1))
    assert drop_draft(case=case, note_number=0, window=Window("a", 1), by=coordinator)
    assert draft_of(coordinator).fields["text"] == "Second"
    assert drop_draft(case=case, note_number=0, window=Window("b", 1), by=coordinator)
    assert not drop_draft(case=case, note_number=0, window=Window("b", 1), by=coordinator)


def test_add_note_deletes_the_draft_it_came_from(coordinator):
    case = make_case()
    keep(case, "Left knee", coordinator)
    make_note(case, text="Left knee hurts.", window=Window("a", 1))
    assert not NoteDraft.objects.exists()


def test_add_note_of_one_window_leaves_the_text_of_the_other(coordinator):
    case = make_case()
    keep(case, "First", coordinator)
    keep(case, "Second", coordinator, window=Window("b", 0, 1))
    make_note(case, text="Second", window=Window("b", 0))
    assert (draft_of(coordinator).fields["text"], draft_of(coordinator).other) == ("First", {})
    keep(case, "Third", coordinator, window=Window("c", 0, 1))
    make_note(case, text="First", window=Window("a", 1))
    assert draft_of(coordinator).fields["text"] == "Third"


def test_add_note_that_is_refused_leaves_the_draft(coordinator):
    case = make_case()
    keep(case, "Left knee", coordinator)
    with pytest.raises(RuleViolation):
        make_note(case, text=" ", window=Window("a", 1))
    assert draft_of(coordinator).fields["text"] == "Left knee"


def test_keep_draft_that_was_on_its_way_while_the_note_was_saved_makes_none(coordinator):
    case = make_case()
    make_note(case, text="Left knee hurts.", window=Window("a", 1))
    assert keep(case, "Left knee hurts. ", coordinator, window=Window("a", 1, 3)).draft is None
    assert keep(case, "Something new", coordinator, window=Window("a", 1, 4)).draft.serial == 2


def test_amend_note_deletes_its_draft_and_no_other(coordinator):
    note = make_note(make_case())
    keep(note.case, "Right knee.", coordinator, number=note.number)
    keep(note.case, "A new one", coordinator)
    amend_note(
        note=note, kind=note.kind, text="Right knee.", happened_at=note.happened_at,
        reason="side", version=1, window=Window("a", 1), by=coordinator, now=NOW,
    )  # fmt: skip
    assert draft_of(coordinator).note_number == 0


def test_drafts_are_their_authors_alone(coordinator, lead):
    case = make_case()
    keep(case, "Mine", coordinator)
    assert (draft_count(coordinator), draft_count(lead)) == (1, 0)
    assert [line.begins for line in draft_lines(coordinator)] == ["Mine"]
    assert draft_lines(lead) == []


def test_drafts_of_a_case_that_is_not_seen_any_more_are_absent(coordinator):
    case = make_case()
    keep(case, "Mine", coordinator)
    StaffLink.objects.create(user=coordinator, member=case.member, relation="relative")
    me = User.objects.get(pk=coordinator.pk)
    assert (draft_count(me), draft_lines(me)) == (0, [])


def test_draft_leaves_no_event_and_no_trace_for_verify(coordinator, capsys):
    case = make_case()
    before = CaseEvent.objects.count()
    keep(case, "Only paper", coordinator)
    assert CaseEvent.objects.count() == before
    call_command("verify")
    assert "Only paper" not in capsys.readouterr().out


@pytest.mark.parametrize("text", ["‮abc ‏ שלום", "@@@ @ @@x", "<script>alert(1)</script>"])
def test_keep_draft_gives_back_odd_text_as_it_was(coordinator, text):
    keep(make_case(), text, coordinator)
    assert draft_of(coordinator).fields["text"] == text
