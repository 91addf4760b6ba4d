"""What search looks in stays in step with every write, and can be made anew."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from caseflow.dates import today
from caseflow.verify.run import verify
from cases.models import CaseText, DocumentText, MemberScrap, NameGram, NoteText
from cases.searching.filling import rebuild
from cases.searching.question import Question
from cases.services.moving import amend_case
from cases.services.notes import amend_note, strike_note
from members.models import Member
from members.services.following import description_changed
from tests.cases.searching.office import make_office
from tests.factories import NOW, make_case, make_member, make_note

pytestmark = pytest.mark.django_db
TABLES = (MemberScrap, NameGram, NoteText, DocumentText, CaseText)


def stored():
    return [sorted(map(str, table.objects.values_list())) for table in TABLES]


def notes(question, user):
    return [hit.row for hit in Question(question, user).texts(NoteText, 10)]


def reindexed():
    out = StringIO()
    call_command("reindex", stdout=out)
    return out.getvalue()


def broken():
    return [
        f"{each.where}: {each.sentence}"
        for each in verify(on=today()).broken
        if each.what == "search"
    ]


def test_note_is_found_from_the_moment_it_is_written(coordinator):
    note = make_note(make_case(), "Ultrasound of the shoulder.")
    assert notes("ultrasound", coordinator) == [note.pk]


def test_case_is_found_by_its_corrected_nature_at_once(coordinator):
    case = make_case(owner=coordinator, nature="back pain")
    amend_case(
        case=case, nature="herniated disc", expected_return_on=None, reported_by="",
        reason="misheard", version=1, by=coordinator, now=NOW,
    )  # fmt: skip
    assert CaseText.objects.get(pk=case.pk).text.split() == ["herniated", "disc"]
    assert broken() == []


def test_amended_note_is_found_by_its_new_text_at_once(coordinator):
    note = make_note(make_case(), "Ultrasound of the shoulder.")
    amend_note(
        note=note, kind=note.kind, text="X-ray of the shoulder.", happened_at=NOW,
        reason="misheard", version=1, by=note.author, now=NOW,
    )  # fmt: skip
    assert notes("x-ray shoulder", coordinator) == [note.pk]
    assert notes("ultrasound", coordinator) == []


def test_struck_note_is_still_found(coordinator):
    note = make_note(make_case(), "Ultrasound of the shoulder.")
    strike_note(note=note, reason="wrong case", by=note.author, now=NOW)
    assert notes("ultrasound", coordinator) == [note.pk]


def test_member_is_found_by_the_new_and_the_former_name(coordinator):
    member = make_member(last_name="Petrov")
    Member.objects.filter(pk=member.pk).update(last_name="Nowak", name_key="nowak maria a")
    member.refresh_from_db()
    member.history.create(
        **{f.attname: getattr(member, f.attname) for f in Member._meta.concrete_fields
           if f.attname != "last_name"},
        last_name="Petrov", history_date=NOW, history_type="+",
    )  # fmt: skip
    description_changed([member.pk])
    for name, why in (("nowak", "name"), ("petrov", "former name Petrov")):
        assert [person.why for person in Question(name, coordinator).members(5)] == [why]


def test_reindex_changes_nothing_that_is_right():
    make_office()
    before = stored()
    assert "already" in reindexed()
    assert stored() == before


def test_reindex_makes_everything_anew(coordinator):
    office = make_office()
    before, found = stored(), notes("physio", coordinator)
    for table in (NoteText, DocumentText, CaseText, NameGram, MemberScrap):
        table.objects.all().delete()
    assert "were not" in reindexed()
    assert [row[1:] for row in stored()[2:]] == [row[1:] for row in before[2:]]
    assert notes("physio", coordinator) == found != []
    assert office.notes["visit"].pk in notes("swollen", coordinator)


def test_reindex_puts_right_what_was_changed_behind_it(coordinator):
    note = make_note(make_case(), "Ultrasound of the shoulder.")
    NoteText.objects.update(text=" nothing ")
    NameGram.objects.filter(word="kowalski").delete()
    MemberScrap.objects.filter(kind="star").delete()
    assert sum(rebuild().values()) == 3
    assert notes("ultrasound", coordinator) == [note.pk]
    assert Question("kowal 4497", coordinator).members(5)[0].why == "name, star"


def test_verify_names_the_rows_that_search_knows_otherwise():
    make_office()
    assert broken() == []
    NoteText.objects.filter(text__contains="swollen").update(text=" nothing ")
    MemberScrap.objects.filter(kind="star", value="882").delete()
    found = broken()
    assert any(each.startswith("note 1 of IOD-26-00001") and "reindex" in each for each in found)
    assert any(each.startswith("star 882: search knows it otherwise") for each in found)


def test_verify_finds_an_index_that_lost_words():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL makes the vector of the row itself.")
    make_note(make_case(), "Ultrasound of the shoulder.")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_notetext_words (cases_notetext_words, rowid, text) "
            "VALUES ('delete', %s, %s)",
            NoteText.objects.values_list("pk", "text").get(),
        )
    assert broken() == ["note text: the index differs. `manage.py reindex` puts it right."]
    rebuild()
    assert broken() == []


def test_text_of_a_row_that_is_gone_is_named_and_taken_out(coordinator):
    note = make_note(make_case(), "Ultrasound of the shoulder.")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_casenote WHERE id = %s", [note.pk])
    assert broken()[0].startswith(f"text of note row {note.pk}: the row of which it was made")
    assert rebuild()["NoteText"] == 1
    assert notes("ultrasound", coordinator) == []
