"""Notes: written, amended, struck; every version kept; two at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from caseflow.refusals import RuleViolation, StaleVersion
from cases.models import NoteKind
from cases.services.notes import amend_note, strike_note
from tests.factories import NOW, make_case, make_note, make_user

pytestmark = pytest.mark.django_db


def amend(note, by, text="Right knee.", **fields):
    values = {
        "kind": note.kind,
        "happened_at": note.happened_at,
        "reason": "wrong side",
        "version": note.version,
        **fields,
    }
    return amend_note(note=note, text=text, by=by, now=NOW, **values)


def test_add_note_writes_history_and_event(coordinator):
    note = make_note(make_case(), happened_at=NOW - timedelta(days=3))
    assert (note.number, note.version) == (1, 1)
    event = note.case.events.order_by("-sequence").first()
    assert (event.kind, event.happened_at) == ("note_added", NOW - timedelta(days=3))
    assert event.data["wrote"][0][:2] == ["cases.casenote", note.pk]


def test_add_note_refuses_the_future_and_emptiness(coordinator):
    case = make_case()
    with pytest.raises(RuleViolation, match="later than now"):
        make_note(case, happened_at=NOW + timedelta(minutes=1))
    with pytest.raises(RuleViolation, match="Write what happened"):
        make_note(case, text="   ")
    assert case.notes.count() == 0


def test_add_note_refuses_a_reader(coordinator, auditor):
    with pytest.raises(RuleViolation, match="right to write notes"):
        make_note(make_case(), by=auditor)


def test_amend_note_keeps_every_version_with_its_reason(coordinator):
    note = make_note(make_case(), text="Left knee.")
    amend(note, coordinator)
    versions = list(note.history.order_by("history_id"))
    assert [v.text for v in versions] == ["Left knee.", "Right knee."]
    assert (versions[1].history_user, versions[1].history_change_reason) == (
        coordinator,
        "wrong side",
    )


def test_amend_note_refuses_a_stale_version_and_saves_nothing(coordinator):
    note = make_note(make_case())
    amend(note, coordinator, text="First.")
    with pytest.raises(StaleVersion, match="amended the note after you opened it"):
        amend(note, coordinator, text="Second.", version=1)
    note.refresh_from_db()
    assert note.text == "First."


def test_amend_note_is_for_its_author_or_a_lead(coordinator, lead):
    note = make_note(make_case())
    with pytest.raises(RuleViolation, match="Coordinator wrote the note"):
        amend(note, make_user("other"))
    assert amend(note, lead).version == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"reason": " "}, "Say why"), ({"text": "Called; resting at home."}, "Nothing is different")],
)
def test_amend_note_refuses_without_reason_or_change(coordinator, fields, sentence):
    note = make_note(make_case())
    with pytest.raises(RuleViolation, match=sentence):
        amend(note, coordinator, **fields)


def test_strike_note_keeps_it_readable_and_final(coordinator):
    note = make_note(make_case(), text="For another member.")
    struck = strike_note(note=note, reason="wrong case", by=coordinator, now=NOW)
    assert struck.text == "For another member."
    assert struck.amended_times == 0
    with pytest.raises(RuleViolation, match="The note is struck"):
        amend(struck, coordinator)


def test_history_of_notes_refuses_raw_sql(coordinator):
    note = make_note(make_case())
    for statement in (
        "UPDATE cases_historicalcasenote SET text = 'x' WHERE id = %s",
        "DELETE FROM cases_historicalcasenote WHERE id = %s",
    ):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [note.pk])
    assert note.history.get().text == "Called; resting at home."


def test_seeded_note_kinds_are_there():
    assert NoteKind.objects.filter(code="call_member", is_active=True).exists()
