"""The reference set: a tiny share of it is whole, the same each time, and fills nothing twice."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from caseflow.bench.files import write_roster
from caseflow.bench.reference import Figures, make_reference
from caseflow.bench.targets import targets
from caseflow.verify.run import verify
from cases.models import Absence, Case, CaseEvent, CaseNote, Obligation
from providers.models import Appointment
from tests.factories import TODAY

TINY = Figures(
    current=24, former=10, cases=120, absences=260, notes=900, absent=4, open_cases=12,
    long_cases=1, obligations=100, keepers=3, providers=4, letters=4, looks=50,
)  # fmt: skip


def fill(figures: Figures = TINY, on: date = TODAY) -> list[str]:
    """The set in the database of the test; gives the lines that were said."""
    said: list[str] = []
    make_reference(figures, on=on, progress=lambda what, done, total: None, say=said.append)
    return said


def test_reference_set_is_whole_by_verify(db):
    fill()
    report = verify(on=TODAY)
    assert report.whole, report.sentences()
    assert report.checked["notes"] > 800


def test_reference_set_has_the_figures_asked_for(db):
    fill()
    assert abs(Case.objects.count() - TINY.cases) <= 3
    assert abs(Absence.objects.count() - TINY.absences) <= 6
    assert Absence.objects.filter(last_day__isnull=True).count() == TINY.absent
    assert Case.objects.open().count() == TINY.open_cases
    assert Obligation.objects.open().count() == TINY.obligations


def test_reference_set_has_a_case_of_500_events_and_scraps_to_search_for(db):
    fill()
    found = targets(on=TODAY)
    assert found["old_events"] >= 500
    assert CaseNote.objects.filter(case__reference=found["old"]).count() >= 500
    assert found["heavy"].startswith("coordinator")
    assert all(found[scrap] for scrap in ("star", "employee", "name", "phone", "person"))


def test_reference_set_is_the_same_each_time(db):
    seen = []
    for _ in range(2):
        with transaction.atomic():
            fill()
            notes = CaseNote.objects.values_list("case__reference", "number", "text", "entered_at")
            keys = Appointment.objects.order_by("key").values_list("key", "starts_at", "state")
            kinds = CaseEvent.objects.order_by("case__reference", "sequence").values_list("kind")
            rows = [*notes.order_by("case__reference", "number"), *keys, *kinds]
            seen.append(rows)
            transaction.set_rollback(True)
    assert seen[0] == seen[1]


def test_reference_set_says_what_each_step_took(db):
    said = fill()
    assert [line.split("  ")[0] for line in said][:2] == ["Staff", "Members"]
    assert all(line.endswith(" MB") and " s of work" in line for line in said)


def test_share_keeps_people_to_sign_in_and_a_long_case():
    fiftieth = Figures().share(50)
    assert (fiftieth.cases, fiftieth.notes, fiftieth.obligations) == (5_000, 60_000, 1_000)
    assert (fiftieth.keepers, fiftieth.long_cases) == (3, 1)
    assert Figures().share(25).cases == 10_000


def test_write_roster_gives_those_in_service_and_those_who_left(tmp_path):
    path = tmp_path / "roster.csv"
    write_roster(path, current=20, former=12, on=date(2026, 3, 5))
    left = [line.rpartition(",")[2] for line in path.read_text().splitlines()[1:]]
    assert (left.count(""), len(left)) == (20, 32)


def test_reference_set_refuses_a_database_that_holds_anything(db, coordinator):
    with pytest.raises(CommandError, match="holds a user already"):
        call_command("reference_set")


def test_reference_set_refuses_a_share_of_nothing(db):
    with pytest.raises(CommandError, match="1 for all of it, 50 for a fiftieth"):
        call_command("reference_set", "--share=0")


def test_reference_set_says_whether_a_database_is_empty(db, capsys):
    call_command("reference_set", "--check")
    assert capsys.readouterr().out.strip() == "empty"
