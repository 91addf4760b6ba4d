"""Scraps and the first hits, from a table that a caller could correct; alike on both engines."""

import csv
from pathlib import Path

import pytest

from caseflow.search_rows import GROUPS
from cases.searching.question import Question
from tests.cases.searching.office import make_office

pytestmark = pytest.mark.django_db
TABLE = list(csv.DictReader(Path(__file__).with_name("scraps.csv").read_text("utf-8").splitlines()))


@pytest.fixture
def names(coordinator):
    """How the table calls the rows."""
    office = make_office()
    called = {("notes", note.pk): name for name, note in office.notes.items()}
    called |= {("documents", office.document.pk): "document"}
    called |= {("cases", case.pk): case.reference for case in office.cases.values()}
    return called | {("members", m.pk): m.star_number for m in office.people.values()}


def answer(question, group, user, names):
    hits = GROUPS[group].find(Question(question, user), 10)
    keys = [getattr(hit, {"members": "member", "cases": "case"}.get(group, "row")) for hit in hits]
    rows = list(GROUPS[group].rows(hits, user))
    return [names[group, key] for key in keys], rows[0]["matched"] if rows else ""


def test_every_scrap_of_the_table_leads_to_its_hits(names, coordinator):
    assert len(TABLE) > 80
    wrong = []
    for row in TABLE:
        found, why = answer(row["question"], row["group"], coordinator, names)
        expected = row["first"].split()
        if found[: len(expected) or None] != expected or (row["why"] and why != row["why"]):
            wrong.append((row["question"], row["group"], found, why, "expected", *row.values()))
    assert not wrong, "\n".join(map(str, wrong))
