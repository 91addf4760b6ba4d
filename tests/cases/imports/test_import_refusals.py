"""What an absences file may not hold: each refusal with its line, column, value and sentence."""

from datetime import date, timedelta

import pytest

from cases.models import Absence, Case, DutySpell
from tests.factories import NOW, TODAY, make_case, make_member
from tests.generate import absence, absences_file, credit, exception, injury, restored

pytestmark = pytest.mark.django_db
FAR = str(TODAY + timedelta(days=367))
NEAR = str(TODAY + timedelta(days=366))
GOOD = absence("2025-01-01", "2025-01-31")


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (
            absence("2025-03-01", record="absent"),
            "record",
            "Known are: absence, exception, credit.",
        ),
        (absence("2025-03-01", record=""), "record", "The record is not known."),
        (absence("2025-03-01", star_number="12a"), "star_number", "1 to 6 digits"),
        (absence("2025-03-01", star_number="９"), "star_number", "1 to 6 digits"),
        (absence("2025-03-01", star_number="999"), "star_number", "No member has or had star 999."),
        (
            absence("2025-03-01", star_number="04497"),
            "star_number",
            "Leading zeros are part of a star.",
        ),
        (absence("2025-03-01", account="sick"), "account", "Known are: non_iod, iod."),
        (absence("2025-03-01", account=""), "account", "The account is not known."),
        (absence(""), "first_day", "The first day is missing."),
        (absence("2026-02-30"), "first_day", "The calendar has no such day."),
        (absence("1 Mar 2025"), "first_day", "YYYY-MM-DD"),
        (absence("0001-01-01"), "first_day", "The day is before 1900."),
        (absence("9999-12-31"), "first_day", "more than 366 days ahead"),
        (absence(FAR), "first_day", "more than 366 days ahead"),
        (absence("2010-02-28", "2010-03-09"), "first_day", "before the appointment on 1 Mar 2010."),
        (absence("2025-03-09", "2025-03-08"), "last_day", "The last day is before the first."),
        (absence("2025-03-01", "9999-12-31"), "last_day", "more than 366 days ahead"),
        (absence("2025-03-01", "2025-03-03", days="4"), "days", "are 3 days."),
        (absence("2025-03-01", days="4"), "days", "no number of days yet"),
        (absence("2025-03-01", injury="X"), "injury", "has no injury"),
        (absence("2025-03-01", reason="recurrence"), "reason", "Only an injury on duty recurs"),
        (
            absence("2025-03-01", reason="x" * 201),
            "reason",
            "201 characters; the column takes 200.",
        ),
        (absence("2025-03-01", source="x" * 81), "source", "81 characters; the column takes 80."),
        (injury("2025-03-01", label=""), "injury", "names its injury"),
        (injury("2025-03-01", label="x" * 41), "injury", "the column takes 40."),
        (injury("2025-03-01", reason="recurrence"), "injury", "is not known before this day."),
        (
            absence("2025-01-20", "2025-02-03"),
            "first_day",
            "from 1 Jan 2025 to 31 Jan 2025 (line 2)",
        ),
        (
            absence("2024-12-20", "2025-01-01"),
            "first_day",
            "from 20 Dec 2024 to 1 Jan 2025 (line 3)",
        ),
        (exception("2025-01-05", ""), "last_day", "The last day is missing"),
        (exception("2025-01-05", "2025-01-04"), "last_day", "The last day is before the first."),
        (
            exception("2025-01-05", "2025-01-06", reason="holiday"),
            "reason",
            "furlough, suspension.",
        ),
        (exception("2025-01-05", "2025-01-06", account="x"), "account", "not known"),
        (
            exception("2025-05-05", "2025-05-06"),
            "first_day",
            "not on the medical roll on 5 May 2025.",
        ),
        (
            exception("2025-01-30", "2025-02-02"),
            "first_day",
            "not on the medical roll on 1 Feb 2025.",
        ),
        (credit("2025-04-01", "5"), "injury", "The member has no injury IOD-2024-00001."),
        (credit("2025-04-01", "0"), "days", "The number is less than 1."),
        (credit("2025-04-01", "-5"), "days", "The number is less than 1."),
        (credit("2025-04-01", "five"), "days", "plain digits"),
        (credit("2025-04-01", "5.0"), "days", "plain digits"),
        (credit("2025-04-01", "9" * 12), "days", "more than 36,500"),
        (credit("2025-04-01", ""), "days", "how many days"),
        (credit("2025-04-01", "5", label=""), "injury", "names the injury"),
        (credit("2025-04-01", "5", last_day="2025-04-09"), "last_day", "no last day"),
        (credit("2025-04-01", "5", reason="goodwill"), "reason", "Known are: recurrence_wrongly"),
        (credit("2025-04-01", "5", account=""), "account", "not known"),
        (
            restored("2025-01-30", "2025-02-01"),
            "first_day",
            "1 Feb 2025 was not a day on the medical",
        ),
        (restored("2025-01-30", ""), "last_day", "The last of the restored days is missing."),
        (restored("2025-01-30", "2025-01-31", injury="X"), "injury", "belong to no injury"),
    ],
)
def test_import_refuses_a_row(member, rows, row, column, sentence):
    report = rows(GOOD, row)
    (refusal,) = report.refused
    shown = GOOD if "(line 3)" in sentence else row
    assert (refusal.line, refusal.column) == (2 if "(line 3)" in sentence else 3, column)
    assert refusal.value.rstrip("…") == shown[column][:200]
    assert sentence in refusal.reason
    assert (report.created, Case.objects.count(), Absence.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    "row",
    [
        absence(NEAR),
        absence("2025-02-01", "2025-02-01", days="1"),
        absence("2024-12-01", "2024-12-31"),
        absence("2010-03-01", "2010-03-01"),
        absence("2025-02-01", "2025-02-02", reason="", source=""),
        exception("2025-01-01", "2025-01-31", account="iod", injury="X"),
        exception("2025-01-01", "2025-01-31", account=""),
        restored("2025-01-01", "2025-01-31", days="31"),
    ],
)
def test_import_takes_a_row_at_the_edge(member, rows, row):
    assert rows(GOOD, row).created == 2


def test_import_refuses_days_that_the_office_has_recorded(member, rows):
    make_case(member, first_day=date(2026, 2, 1))
    (refusal,) = rows(absence("2026-02-10", "2026-02-12")).refused
    assert refusal.reason == (
        "The member is absent already from 1 Feb 2026 and still open (case NIOD-26-00001); "
        "a day has one absence."
    )


def test_import_refuses_what_stands_on_a_refused_row(member, rows):
    report = rows(
        injury("2025-03-09", "2025-03-01"),
        injury("2025-06-01", "2025-06-02", reason="recurrence"),
        exception("2025-03-02", "2025-03-03"),
        GOOD,
        skip_bad=True,
    )
    assert sorted((e.line, e.column) for e in report.refused) == [
        (2, "last_day"),
        (3, "injury"),
        (4, "first_day"),
    ]
    assert (report.created, Case.objects.count()) == (1, 1)


def test_import_refuses_an_absence_after_the_separation(rows):
    make_member("4497", separated_on=date(2026, 1, 1))
    report = rows(absence("2025-12-31", "2026-01-05"), absence("2026-01-07"))
    assert [(e.line, e.reason) for e in report.refused] == [
        (3, "The member left on 1 Jan 2026, before the first day.")
    ]


def test_import_lists_two_bad_cells_of_a_row(member, rows):
    report = rows(absence("2026-02-30", account="x"))
    assert [(e.line, e.column) for e in sorted(report.refused)] == [
        (2, "account"),
        (2, "first_day"),
    ]


def test_import_takes_an_exception_across_two_touching_absences(member, rows):
    touching = absence("2025-02-01", "2025-02-09")
    assert rows(GOOD, touching, exception("2025-01-30", "2025-02-02")).created == 3


def test_import_refuses_broken_rows_and_goes_on(member, import_file, tmp_path):
    path = absences_file(tmp_path, [GOOD])
    with path.open("a") as stream:
        stream.write('absence,4497\nabsence,4497,"iod,x\n' + "," * 500_000 + "\n")
    report = import_file(path, skip_bad=True)
    assert [entry.line for entry in report.refused] == [3, 4, 5]
    assert (report.rows, report.created) == (4, 1)


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        ("2025-02-01", "2025-03-01", True),
        ("2025-02-01", "", True),
        ("2025-03-31", "2025-04-02", True),
        ("2025-02-01", "2025-02-28", False),
        ("2025-04-01", "", False),
    ],
)
def test_import_refuses_an_absence_on_a_day_of_leave(
    member, rows, coordinator, first, last, refused
):
    leave = {"first_day": date(2025, 3, 1), "last_day": date(2025, 3, 31)}
    DutySpell.objects.create(
        member=member, kind="unpaid_medical", entered_at=NOW, entered_by=coordinator, **leave
    )
    limited = {"first_day": date(2025, 1, 2), "last_day": date(2025, 2, 28)}
    DutySpell.objects.create(
        member=member, kind="limited_iod", entered_at=NOW, entered_by=coordinator, **limited
    )
    report = rows(absence(first, last), dry_run=True)
    found = [(each.column, "has these days" in each.reason) for each in report.refused]
    assert (found, report.created) == (([("first_day", True)], 0) if refused else ([], 1))
