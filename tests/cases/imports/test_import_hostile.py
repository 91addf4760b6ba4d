"""Nasty cells in any column: a row is taken or refused with a sentence, never broken upon. On
PostgreSQL a value too long for its column or of another kind would end the import."""

import csv
import random

import pytest

from cases.imports.parsing import COLUMNS as ABSENCE_COLUMNS
from cases.models import Absence, LedgerEntry
from members.models import Member
from members.roster.parsing import COLUMNS as ROSTER_COLUMNS
from members.services.roster import import_roster
from tests.factories import NOW, TODAY, make_user
from tests.generate import absence, credit, exception, injury, person, restored

pytestmark = pytest.mark.django_db
NASTY = (
    "", " ", "\u200b", "\ufeff", "0", "-1", "1e9", "9" * 400, "999999999999", "x" * 5_000, "=1+1",
    "'=1+1", "@SUM(A1)", "NULL", "None", "nan", "true", "4497", "０４４９７", "٣", "2025-01-05",
    "2025-1-5", "2026-02-30", "0001-01-01", "9999-12-31", "2025-01-05T00:00", "iod", "non_iod",
    "recurrence", "furlough", "treatment_delay", 'a "quoted" one', "O'Brien", "a,b", "two\nlines",
    "back\\slash", "%s %d {0}", "'; DROP TABLE cases_case; --", "\x07", "\x1b[2J", "\u202egnp",
    "😀" * 50, "e\u0301", "ﬃ", "ß" * 12,
)  # fmt: skip
ROUNDS = 400


def spoilt(good, columns, dice):
    """Good rows of which each has a nasty cell or two."""
    for number in range(ROUNDS):
        row = dict(good[number % len(good)])
        for column in dice.sample(columns, dice.choice((1, 1, 2))):
            row[column] = dice.choice(NASTY)
        yield row


def written(path, columns, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def sound(report):
    """Every row is accounted for, and every refusal says where and why."""
    lines = {entry.line for entry in report.refused}
    assert report.created + report.updated + report.unchanged + len(lines) == report.rows
    assert all(entry.reason.endswith(".") and len(entry.value) <= 201 for entry in report.refused)
    return len(lines)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_import_absences_survives_nasty_cells(member, import_file, tmp_path, seed):
    good = (
        absence("2025-01-01", "2025-01-31"),
        injury("2025-02-01", "2025-02-28"),
        injury("2025-03-01", "2025-03-09", reason="recurrence"),
        exception("2025-01-05", "2025-01-06"),
        credit("2025-04-01", "10"),
        restored("2025-01-20", "2025-01-21"),
    )
    rows = spoilt(good, list(ABSENCE_COLUMNS), random.Random(seed))
    path = written(tmp_path / "absences.csv", ABSENCE_COLUMNS, rows)
    first = import_file(path, skip_bad=True)
    assert sound(first) > 100
    assert Absence.objects.count() + LedgerEntry.objects.count() == first.created
    again = import_file(path, skip_bad=True)
    assert (again.created, again.updated, sound(again)) == (0, 0, sound(first))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_import_roster_survives_nasty_cells(tmp_path, seed):
    good = [person(str(star)) for star in range(1, ROUNDS)]
    rows = spoilt(good, list(ROSTER_COLUMNS), random.Random(seed))
    path = written(tmp_path / "roster.csv", ROSTER_COLUMNS, rows)
    by = make_user("importer", [])
    first = import_roster(path=path, by=by, now=NOW, on=TODAY, skip_bad=True)
    assert sound(first) > 100
    assert Member.objects.count() == first.created
    again = import_roster(path=path, by=by, now=NOW, on=TODAY, skip_bad=True)
    assert (again.created, again.updated, sound(again)) == (0, 0, sound(first))
