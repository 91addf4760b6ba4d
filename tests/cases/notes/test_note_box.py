"""The note box: everything typed comes back refused, completes and follows, conflicts keep both."""

from datetime import timedelta

import pytest

from caseflow.dates import now, today
from cases.models import Case, CaseNote, NoteDraft, Obligation
from cases.services.notes import amend_note
from cases.services.obligation_acts import make_obligation
from tests.cases.notes.makers import keep, sent
from tests.factories import make_case, make_note

pytestmark = pytest.mark.django_db


def post(client, case, **fields):
    return client.post(f"{case.get_absolute_url()}notes/", sent(**fields))


def test_box_leaves_spell_checking_to_the_browser(client_for, coordinator):
    page = client_for(coordinator).get(make_case().get_absolute_url()).text
    assert "spellcheck" not in page and '<html lang="en">' in page


def test_box_saves_the_note_and_deletes_its_draft(client_for, coordinator):
    case, client = make_case(), client_for(coordinator)
    keep(case, "Left kn", coordinator)
    answer = post(client, case, text="Left knee hurts.", serial=1)
    assert answer.url == f"{case.get_absolute_url()}#note-1"
    assert not NoteDraft.objects.exists()


def test_box_ticks_and_makes_obligations_with_the_note(client_for, coordinator):
    case, client = make_case(), client_for(coordinator)
    todo = make_obligation(
        case=case, what="Ask for the MRI", due_on=today(), handed_to=None, by=coordinator, now=now()
    )
    assert "Ask for the MRI" in client.get(case.get_absolute_url()).text
    later = today() + timedelta(days=2)
    more = {"completes": [todo.key], "then_what": "Call again", "then_by": later.isoformat()}
    post(client, case, text="Asked.", **more)
    made = Obligation.objects.filter(by_rule=False).order_by("pk")
    assert [(row.what, row.state) for row in made] == [
        ("Ask for the MRI", "done"), ("Call again", "open"),
    ]  # fmt: skip


def test_box_refused_keeps_all_that_was_typed(client_for, coordinator, auditor):
    case = make_case()
    more = {"then_what": "Call again", "then_by": "2020-01-01", "text": "Asked @auditor."}
    page = post(client_for(coordinator), case, **more)
    assert page.status_code == 422
    assert "@auditor does not work on cases" in page.text or "is past" in page.text
    assert "Asked @auditor." in page.text and 'value="Call again"' in page.text
    assert "data-unsaved" in page.text
    assert not CaseNote.objects.exists()


def test_box_refuses_a_tick_that_was_done_meanwhile(client_for, coordinator):
    page = post(client_for(coordinator), make_case(), text="Asked.", completes=["zzzzzzzzzz"])
    assert page.status_code == 422
    assert "Something that you ticked is not open any more" in page.text


def test_box_takes_a_million_characters_back_with_a_sentence(client_for, coordinator):
    text = "x" * 1_000_000
    page = post(client_for(coordinator), make_case(), text=text)
    assert page.status_code == 422
    assert text in page.text and "20000 characters" in page.text


def conflict(coordinator, lead, client):
    note = make_note(make_case(), text="Knee.")
    amend_note(
        note=note, kind=note.kind, text="Left knee.", happened_at=note.happened_at,
        reason="side", version=1, by=lead, now=now(),
    )  # fmt: skip
    typed = sent("Right knee.", reason="called", version=1, note_number=1)
    return note, client.post(f"{note.get_absolute_url()}amend/", typed)


def test_conflict_shows_both_texts_and_keeps_both_with_one_click(client_for, coordinator, lead):
    client = client_for(coordinator)
    note, page = conflict(coordinator, lead, client)
    assert page.status_code == 422
    assert "Changed by Lead" in page.text and "Keep both: mine as an addendum" in page.text
    typed = sent("Right knee.", reason="called", version=2, note_number=1, keep="both")
    answer = client.post(f"{note.get_absolute_url()}amend/", typed, follow=True)
    assert "Both are kept: yours is note 2, an addendum to note 1." in answer.text
    assert list(CaseNote.objects.order_by("number").values_list("text", flat=True)) == [
        "Left knee.", "Right knee.",
    ]  # fmt: skip


def test_amendment_draft_from_before_a_newer_version_meets_it(client_for, coordinator, lead):
    client = client_for(coordinator)
    note, _ = conflict(coordinator, lead, client)
    keep(note.case, "Right knee.", coordinator, number=1, version="1", reason="called")
    page = client.get(f"{note.get_absolute_url()}amend/")
    assert page.context["form"]["version"].value() == "1"
    assert page.context["form"]["reason"].value() == "called"


def test_adding_a_note_never_conflicts(client_for, coordinator, lead):
    case = make_case()
    for person in (coordinator, lead):
        assert post(client_for(person), case, text=f"By {person}.").status_code == 302
    assert Case.objects.get(pk=case.pk).notes.count() == 2
