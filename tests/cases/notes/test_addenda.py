"""Addenda: notes of their own that stand under the one they add to; both texts after a conflict."""

from datetime import timedelta

import pytest

from caseflow.canonical import row_digest
from caseflow.refusals import RuleViolation
from cases.models import CaseNote
from cases.services.notes import amend_note, keep_both, strike_note
from tests.factories import NOW, make_case, make_member, make_note, make_user

pytestmark = pytest.mark.django_db


def test_add_note_names_the_note_it_adds_to(coordinator):
    note = make_note(make_case(), text="Right knee.")
    added = make_note(note.case, text="Meant the left knee.", adds_to=note)
    assert (added.adds_to, added.number) == (note, 2)
    assert added.case.events.order_by("-sequence").first().data["adds_to"] == 1


def test_add_note_to_an_addendum_adds_to_the_note_itself(coordinator):
    note = make_note(make_case())
    first = make_note(note.case, text="Left.", adds_to=note)
    assert make_note(note.case, text="Left, surely.", adds_to=first).adds_to == note


def test_add_note_refuses_a_struck_note_and_one_of_another_case(coordinator):
    note = make_note(make_case())
    other = make_case(make_member("5500"))
    with pytest.raises(RuleViolation, match="on another case"):
        make_note(other, text="Left.", adds_to=note)
    struck = strike_note(note=note, reason="wrong case", by=coordinator, now=NOW)
    with pytest.raises(RuleViolation, match="Note 1 is struck"):
        make_note(note.case, text="Left.", adds_to=struck)
    assert CaseNote.objects.count() == 1


def test_note_without_addendum_keeps_the_digest_of_before_the_column(coordinator, monkeypatch):
    note = make_note(make_case())
    digest = row_digest(note)
    monkeypatch.setattr(CaseNote, "added_later", ())
    assert row_digest(note) != digest
    event = note.case.events.order_by("-sequence").first()
    assert event.data["wrote"][0][2] == digest


def test_keep_both_makes_the_text_an_addendum_with_its_reason(coordinator, lead):
    note = make_note(make_case(), text="Knee.")
    mine = {"kind": note.kind, "happened_at": note.happened_at, "now": NOW}
    amend_note(note=note, text="Left knee.", reason="side", version=1, by=lead, **mine)
    added = keep_both(note=note, text="Right knee.", reason="called", by=coordinator, **mine)
    note.refresh_from_db()
    assert (note.text, added.text, added.adds_to) == ("Left knee.", "Right knee.", note)
    assert added.history.get().history_change_reason == "called"
    with pytest.raises(RuleViolation, match="Say why"):
        keep_both(note=note, text="Right knee.", reason=" ", by=coordinator, **mine)


def test_timeline_shows_an_addendum_under_its_note_once(client_for, coordinator):
    note = make_note(make_case(), text="Right knee.", happened_at=NOW - timedelta(days=2))
    make_note(note.case, text="Meant the left knee.", adds_to=note)
    page = client_for(coordinator).get(note.case.get_absolute_url()).text
    assert page.count("Meant the left knee.") == 1
    first = page.index("Right knee.")
    assert first < page.index("Addendum, Coordinator") < page.index("Meant the left knee.")
    assert "shown there" in page


def test_timeline_shows_an_addendum_whole_where_its_note_is_not(client_for, coordinator):
    note = make_note(make_case(), text="Right knee.", happened_at=NOW - timedelta(days=2))
    make_note(note.case, text="Meant the left one.", adds_to=note, by=make_user("other"))
    page = client_for(coordinator).get(f"{note.case.get_absolute_url()}?text=Meant+the").text
    assert "addendum to note 1" in page
    assert page.count("Meant the left one.") == 1


def test_note_page_offers_to_add_and_the_box_says_to_what(client_for, coordinator):
    note = make_note(make_case())
    client = client_for(coordinator)
    assert f"{note.case.get_absolute_url()}?adds=1#note" in client.get(note.get_absolute_url()).text
    box = client.get(f"{note.case.get_absolute_url()}?adds=1")
    assert "An addendum to note 1" in box.text
    assert box.context["form"]["adds_to"].value() == 1
    assert "An addendum" not in client.get(f"{note.case.get_absolute_url()}?adds=77").text
