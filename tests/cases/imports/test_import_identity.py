"""A row that is met again: unchanged, completed, or refused because it says something else."""

from datetime import date

import pytest

from cases.models import Absence, Case, LedgerEntry
from cases.services.assigning import assign_case
from cases.services.ledger import reverse_entry
from cases.services.moving import amend_case
from tests.factories import NOW, TODAY, make_case, make_member
from tests.generate import absence, credit, exception, injury, restored

pytestmark = pytest.mark.django_db
KNOWN = (
    absence("2025-01-01", "2025-01-31"),
    injury("2025-02-01", "2025-02-28"),
    injury("2025-03-01", "2025-03-31", reason="recurrence"),
    exception("2025-01-05", "2025-01-09"),
    credit("2025-04-01", "10"),
    restored("2025-01-20", "2025-01-21"),
)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (injury("2025-01-01", "2025-01-31", source="MAR-2025-01-01"), "account"),
        (absence("2025-01-01", "2025-01-30"), "last_day"),
        (absence("2025-01-01"), "last_day"),
        (absence("2025-01-01", "2025-01-31", source="other"), "source"),
        (absence("2025-01-01", "2025-01-31", reason="flu"), "reason"),
        (injury("2025-02-01", "2025-02-28", label="other"), "injury"),
        (injury("2025-02-01", "2025-02-28", reason="recurrence"), "reason"),
        (exception("2025-01-05", "2025-01-08"), "last_day"),
        (exception("2025-01-05", "2025-01-09", source="MTE-2"), "source"),
        (credit("2025-04-01", "11"), "days"),
        (credit("2025-04-01", "10", reason="recoded"), "reason"),
        (restored("2025-01-20", "2025-01-22"), "last_day"),
    ],
)
def test_meet_again_otherwise_is_refused(member, rows, row, column):
    rows(*KNOWN)
    (refusal,) = rows(row).refused
    assert (refusal.line, refusal.column, refusal.value) == (2, column, row[column])
    assert refusal.reason.startswith("Already recorded otherwise (")
    assert refusal.reason.endswith("; reverse it first.")


def test_meet_again_with_last_day_ends_the_absence_and_closes_the_case(member, rows):
    rows(absence("2026-02-01"))
    report = rows(absence("2026-02-01", "2026-02-20"))
    assert (report.created, report.updated, report.unchanged) == (0, 1, 0)
    case = Case.objects.get()
    assert (case.state, case.absences.get().last_day) == ("closed", date(2026, 2, 20))
    kinds = [event.kind for event in case.events.order_by("sequence")]
    assert kinds == ["case_opened", "absence_entered", "absence_ended", "case_closed"]
    assert not member.projections.exists()
    assert member.ledger_state.facts_version == 2
    assert rows(absence("2026-02-01", "2026-02-20")).unchanged == 1


def test_meet_again_with_last_day_leaves_closing_to_the_holder(member, rows, coordinator):
    rows(absence("2026-02-01"))
    case = Case.objects.get()
    assign_case(case=case, user=coordinator, seen_owner_id=None, by=coordinator, now=NOW)
    rows(absence("2026-02-01", "2026-02-20"))
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("returned", None)


def test_meet_again_frees_the_days_after_the_new_last_day(member, rows):
    rows(absence("2026-02-01"))
    report = rows(absence("2026-02-20"), absence("2026-02-01", "2026-02-10"))
    assert (report.created, report.updated, report.refused) == (1, 1, [])


def test_meet_again_in_one_file(member, rows):
    report = rows(
        absence("2026-01-01"),
        absence("2026-01-01", "2026-01-09"),
        absence("2026-01-01", "2026-01-09"),
        absence("2026-01-12"),
    )
    assert (report.created, report.updated, report.unchanged) == (2, 1, 1)
    assert Absence.objects.get(first_day="2026-01-01").last_day == date(2026, 1, 9)
    assert Case.objects.get(first_day="2026-01-01").state == "closed"


def test_meet_a_case_that_a_call_opened(member, rows):
    make_case(member, first_day=date(2026, 2, 1), nature="flu", source="call")
    report = rows(absence("2026-02-01", reason="flu", source="call"))
    assert (report.unchanged, report.refused) == (1, [])


def test_meet_a_case_whose_nature_the_office_corrected(member, rows, coordinator):
    rows(absence("2026-02-01"))
    case = Case.objects.get()
    amend_case(
        case=case, nature="slipped disc", expected_return_on=None, reported_by="", reason="doctor",
        version=case.version, by=coordinator, now=NOW,
    )  # fmt: skip
    assert rows(absence("2026-02-01")).unchanged == 1
    assert rows(absence("2026-02-01", reason="slipped disc")).unchanged == 1
    assert rows(absence("2026-02-01", reason="flu")).refused[0].column == "reason"


def test_meet_a_reversed_entry_records_it_again_and_says_so(member, rows, coordinator):
    rows(*KNOWN)
    entry = LedgerEntry.objects.get(kind="exception")
    reverse_entry(entry=entry, reason="Wrong days", by=coordinator, now=NOW, on=TODAY)
    report = rows(exception("2025-01-05", "2025-01-12"))
    assert (report.created, report.refused) == (1, [])
    assert report.notes == ["Line 2: an entry like this was reversed before; it is recorded again."]


def test_credits_of_two_members_do_not_meet(member, rows):
    make_member("5", employee_number=None)
    both = [
        row
        for star in ("4497", "5")
        for row in (
            injury("2025-02-01", "2025-02-28", star_number=star),
            credit("2025-04-01", "10", star_number=star),
        )
    ]
    assert rows(*both).created == 4
    assert Case.objects.filter(kind="iod").count() == 2
