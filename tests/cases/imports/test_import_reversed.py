"""A row that the office has taken back: left alone with a note; a different one comes in."""

from datetime import date

import pytest

from caseflow.verify.run import verify
from cases.models import Absence, Case, LedgerEntry
from cases.services.changing import move_absence, reverse_absence
from cases.services.ledger import reverse_entry
from cases.services.recoding import recode_days
from tests.factories import NOW, TODAY, make_case
from tests.generate import absence, exception, injury, restored

pytestmark = pytest.mark.django_db
ROW = absence("2025-01-01", "2025-01-31")
LEFT = "what it says was reversed in the office; it is left alone."


@pytest.fixture
def act(coordinator):
    return {"by": coordinator, "now": NOW, "on": TODAY}


@pytest.fixture
def taken_back(member, rows, act):
    rows(ROW)
    reverse_absence(absence=Absence.objects.get(), reason="another member's", **act)


def counts(report):
    return report.created, report.updated, report.unchanged


def test_a_row_like_a_reversed_one_is_left_alone(taken_back, rows):
    report = rows(ROW)
    assert (counts(report), report.refused, report.notes) == ((0, 0, 1), [], [f"Line 2: {LEFT}"])
    assert (Case.objects.count(), Absence.objects.standing().count()) == (1, 0)


@pytest.mark.parametrize(
    "row",
    [
        absence("2025-01-01", "2025-01-30"),
        absence("2025-01-02", "2025-01-31"),
        absence("2025-01-01", "2025-01-31", source="MAR-2"),
        absence("2025-01-01", "2025-01-31", reason="flu"),
        injury("2025-01-01", "2025-01-31"),
    ],
)
def test_a_different_row_comes_in(taken_back, rows, row):
    report = rows(row)
    assert (counts(report), report.notes) == ((1, 0, 0), [])
    assert rows(row).unchanged == 1


def test_a_row_that_was_still_open_is_left_alone(member, rows, act):
    rows(absence("2025-01-01"))
    rows(ROW)
    reverse_absence(absence=Absence.objects.get(), reason="another member's", **act)
    assert rows(absence("2025-01-01")).notes == [f"Line 2: {LEFT}"]


def test_days_that_the_office_changed_stay_changed(member, rows, act):
    rows(ROW)
    days = {"first_day": date(2025, 1, 1), "last_day": date(2025, 1, 20)}
    move_absence(absence=Absence.objects.get(), reason="returned", source="R 2", **days, **act)
    report = rows(ROW)
    assert (counts(report), report.notes) == ((0, 0, 1), [f"Line 2: {LEFT}"])
    assert Absence.objects.standing().get().last_day == date(2025, 1, 20)


def test_entries_of_a_reversed_absence_are_left_alone(member, rows, act):
    given = ROW, exception("2025-01-05", "2025-01-09"), restored("2025-01-20", "2025-01-21")
    rows(*given)
    for entry in LedgerEntry.objects.standing():
        reverse_entry(entry=entry, reason="wrong", **act)
    reverse_absence(absence=Absence.objects.get(), reason="another member's", **act)
    report = rows(*given)
    assert (counts(report), report.refused) == ((0, 0, 3), [])
    assert report.notes == [f"Line {line}: {LEFT}" for line in (2, 3, 4)]


def test_a_recoding_is_no_credit_of_the_file(member, rows, act):
    rows(ROW)
    case = make_case(member, kind="iod", first_day=date(2024, 3, 4), last_day=date(2024, 3, 8))
    recode_days(
        member=member, first_day=date(2025, 1, 5), last_day=date(2025, 1, 6), account="iod",
        injury=case, source="D 1", **act,
    )  # fmt: skip
    row = restored("2025-01-05", "2025-01-06", reason="recoded", source="D 1")
    assert counts(rows(ROW, row)) == (1, 0, 1)


@pytest.fixture
def injured(member, rows, act):
    """An injury whose absence was reversed."""
    rows(injury("2025-01-01", "2025-01-31"))
    reverse_absence(absence=Absence.objects.get(), reason="wrong day", **act)
    return Case.objects.get()


def test_an_injury_whose_absence_was_reversed_gets_the_right_one(injured, rows):
    right = injury("2025-01-03", "2025-01-31")
    again = injury("2025-03-03", "2025-03-31", reason="recurrence")
    report = rows(right, again)
    assert (counts(report), report.refused) == ((2, 0, 0), [])
    entered = Absence.objects.standing().earliest("first_day")
    assert (entered.case, entered.injury, entered.account) == (injured, injured, "iod")
    later = Case.objects.exclude(pk=injured.pk).get()
    assert (later.kind, later.parent) == ("iod_recurrence", injured)
    assert verify(on=TODAY).broken == []
    assert counts(rows(right, again)) == (0, 0, 2)


def test_an_open_injury_without_lost_time_gets_its_absence(coordinator, member, rows, act):
    case = make_case(
        member, kind="iod", first_day=date(2025, 1, 2), injury_label="IOD-2024-00001",
        nature="wrist sprain", by=coordinator, owner=None,
    )  # fmt: skip
    reverse_absence(absence=case.absences.get(), reason="no day lost", **act)
    assert counts(rows(injury("2025-01-03"))) == (1, 0, 0)
    assert counts(rows(injury("2025-01-03", "2025-01-31"))) == (0, 1, 0)
    assert [a.case for a in Absence.objects.standing()] == [case]
    assert verify(on=TODAY).broken == []


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (injury("2025-01-03"), "last_day", "is closed, so its absence has a last day"),
        (injury("2025-01-03", "2025-01-31", reason="burn"), "reason", "says “wrist sprain”"),
    ],
)
def test_an_absence_that_does_not_fit_its_injurys_case_is_refused(
    injured, rows, row, column, sentence
):
    refused = rows(row, skip_bad=False, dry_run=True).refused
    assert [(r.column, sentence in r.reason) for r in refused] == [(column, True)]
