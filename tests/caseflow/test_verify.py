"""`verify` finds what was changed behind the application's back, and names it."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from caseflow.dates import today
from caseflow.guards import guards_down
from caseflow.verify.report import LISTED, Report
from caseflow.verify.run import verify
from cases.models import Assignment, Case, CaseEvent, CaseNote, Projection
from cases.services.notes import amend_note
from tests.factories import NOW, make_case, make_note, make_user

pytestmark = pytest.mark.django_db


def raw(sql: str, *values: object) -> int:
    """Runs SQL as somebody with the database's password would; gives the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def sentences() -> list[str]:
    return [f"{each.where}: {each.sentence}" for each in verify(on=today()).broken]


@pytest.fixture
def case(coordinator) -> Case:
    return make_case(owner=coordinator, by=coordinator)


@pytest.fixture
def note(case) -> CaseNote:
    return make_note(case, "Resting at home.")


def amend(note: CaseNote, text: str) -> CaseNote:
    return amend_note(
        note=note,
        kind=note.kind,
        text=text,
        happened_at=note.happened_at,
        reason="misheard",
        version=note.version,
        by=note.author,
        now=NOW,
    )


def test_verify_is_whole_after_ordinary_work(note):
    amend(note, "Resting at her sister's.")
    report = verify(on=today())
    assert report.broken == []
    assert report.checked["events"] >= 6
    assert report.checked["chains"] == 2
    assert report.checked["notes"] == report.checked["cases"] == 1


def test_verify_names_a_note_changed_by_raw_sql(note):
    raw("UPDATE cases_casenote SET text = %s WHERE id = %s", "Playing golf.", note.pk)
    found = sentences()
    assert found[0].startswith(f"note 1 of {note.case.reference} (row {note.pk}): text does not")
    assert "golf" not in str(found)


def test_verify_finds_a_row_and_its_history_changed_alike(note):
    raw("UPDATE cases_casenote SET text = %s WHERE id = %s", "Playing golf.", note.pk)
    with guards_down():
        raw("UPDATE cases_historicalcasenote SET text = %s WHERE id = %s", "Playing golf.", note.pk)
    found = sentences()
    assert any("a version of this row was written by no event" in each for each in found)
    assert any("the version that" in each and "note_added" in each for each in found)


def test_verify_finds_a_forged_version_added_with_the_guards_up(note):
    raw("UPDATE cases_casenote SET text = %s WHERE id = %s", "Playing golf.", note.pk)
    newest = CaseNote.history.model.objects.get(id=note.pk)
    newest.pk, newest.text = None, "Playing golf."
    newest.save(force_insert=True)
    assert any("was written by no event" in each for each in sentences())


def test_verify_finds_a_changed_history_row_of_an_older_version(note):
    amend(note, "Resting at her sister's.")
    first = CaseNote.history.filter(id=note.pk).order_by("history_id").first()
    with guards_down():
        raw(
            "UPDATE cases_historicalcasenote SET text = %s WHERE history_id = %s",
            "Nothing said.",
            first.history_id,
        )
    assert any("note_added" in each and "is gone" in each for each in sentences())


def test_verify_finds_a_deleted_history_row(note):
    amend(note, "Resting at her sister's.")
    with guards_down():
        raw("DELETE FROM cases_historicalcasenote WHERE id = %s AND version = 1", note.pk)
    found = sentences()
    assert any("the version that" in each for each in found)
    assert any("says version 2, its history holds 1" in each for each in found)


def test_verify_finds_a_deleted_row(note):
    raw("DELETE FROM cases_casenote WHERE id = %s", note.pk)
    assert any("the row is gone" in each for each in sentences())


def test_verify_finds_a_row_without_history(note):
    copy = CaseNote.objects.get(pk=note.pk)
    copy.pk, copy.number = None, 2
    CaseNote.objects.bulk_create([copy])
    assert any("the row has no history" in each for each in sentences())


def test_verify_names_the_row_and_the_guards_while_they_are_down(note):
    with guards_down():
        raw("UPDATE cases_casenote SET text = '' WHERE id = %s", note.pk)
        found = sentences()
    assert found[0].startswith("note 1 of ")
    assert any(each.startswith("database guards: keep_") for each in found)


@pytest.mark.parametrize("place", ["middle", "last"])
def test_verify_finds_a_deleted_event(note, place):
    events = CaseEvent.objects.filter(case=note.case).order_by("sequence")
    event = events[1] if place == "middle" else events.last()
    with guards_down():
        raw("DELETE FROM cases_caseevent WHERE id = %s", event.pk)
    found = sentences()
    if place == "middle":
        assert any("so the chain has a gap" in each for each in found)
    else:
        assert any(each.startswith("note 1 of") and "no event" in each for each in found)


def test_verify_finds_two_events_that_changed_places(note):
    first, second = CaseEvent.objects.filter(case=note.case).order_by("sequence")[:2]
    with guards_down():
        for pk, sequence in ((first.pk, 99), (second.pk, 1), (first.pk, 2)):
            raw("UPDATE cases_caseevent SET sequence = %s WHERE id = %s", sequence, pk)
    found = sentences()
    assert found
    assert "it does not continue the event before it" in found[0]


def test_verify_finds_a_changed_event(note):
    event = CaseEvent.objects.filter(case=note.case).order_by("sequence").first()
    with guards_down():
        raw("UPDATE cases_caseevent SET reason = 'because' WHERE id = %s", event.pk)
    where = f"{note.case.reference}, event 1 (case_opened): "
    assert sentences()[0].startswith(f"{where}its content does not give its hash")


def test_verify_finds_events_that_hang_on_nothing(case):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps its foreign keys.")
    with guards_down():
        raw("UPDATE cases_caseevent SET case_id = 987654 WHERE case_id = %s", case.pk)
        found = sentences()
        raw("UPDATE cases_caseevent SET case_id = %s WHERE case_id = 987654", case.pk)
    assert any("hang on a member" in each for each in found)


def test_verify_finds_an_owner_who_does_not_hold_the_case(case):
    other = make_user("other")
    Case.objects.filter(pk=case.pk).update(owner=other)
    found = sentences()
    assert f"{case.reference}: its owner is not who holds the open assignment." in found
    assert any("owner does not say" in each for each in found)


def test_verify_finds_an_assignment_that_was_ended_in_silence(case, coordinator):
    Assignment.objects.filter(case=case).update(ended_at=NOW, ended_by=coordinator)
    assert any("its owner is not who holds" in each for each in sentences())


def test_verify_finds_a_projection_that_does_not_follow(case):
    assert Projection.objects.update(first_unpaid_day="2030-01-01") == 1
    assert any("does not follow from the facts: first_unpaid_day" in e for e in sentences())


def test_verify_finds_a_projection_that_is_gone(case):
    Projection.objects.all().delete()
    assert any("0 rows are stored and 1 follow" in each for each in sentences())


def test_verify_finds_a_reference_that_was_given_out_and_is_gone(case):
    raw("UPDATE caseflow_referencecounter SET last = last + 2")
    assert any("number 2 and 1 more was given out" in each for each in sentences())


def test_verify_finds_a_counter_that_lags(case):
    raw("UPDATE caseflow_referencecounter SET last = 0")
    assert "NIOD-26: the counter stands at 0, the last is 1." in sentences()


def test_verify_lists_twenty_and_counts_the_rest():
    report = Report()
    for number in range(LISTED + 5):
        report.add("row", f"note {number}", "is gone.")
    assert len(report.broken) == LISTED
    assert report.sentences()[-1] == "  and 5 more."


def test_verify_command_says_what_it_checked(note):
    out = StringIO()
    call_command("verify", stdout=out)
    assert out.getvalue().startswith("Everything is whole. Checked: ")


def test_verify_command_ends_with_1_and_names_the_row(note):
    raw("UPDATE cases_casenote SET text = '' WHERE id = %s", note.pk)
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify", stdout=out, stderr=err)
    assert ended.value.code == 1
    assert f"note 1 of {note.case.reference}" in err.getvalue()


def test_verify_command_gives_json(note):
    raw("UPDATE cases_casenote SET text = '' WHERE id = %s", note.pk)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert found["whole"] is False
    assert found["checked"]["events"] > 0
    assert set(found["broken"][0]) == {"what", "where", "sentence"}
