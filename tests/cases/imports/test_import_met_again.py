"""Rows that stand already are met again as they are: after the member's days in service were
corrected, and where one file says an absence twice, open and with its last day."""

from datetime import date

import pytest

from cases.models import Absence
from tests.generate import absence, credit, exception, injury

pytestmark = pytest.mark.django_db
STANDING = (
    injury("2025-01-01", "2025-01-31"),
    exception("2025-01-05", "2025-01-09"),
    credit("2025-01-03", "10"),
)


@pytest.mark.parametrize(
    ("column", "day"),
    [("separated_on", date(2025, 1, 1)), ("appointed_on", date(2025, 1, 6))],
)
def test_meet_again_after_the_service_was_corrected(member, rows, column, day):
    rows(*STANDING)
    setattr(member, column, day)
    member.save()
    report = rows(*STANDING)
    assert (report.refused, report.unchanged) == ([], 3)


@pytest.mark.parametrize("step", [1, -1])
def test_meet_open_and_ended_row_in_one_file_in_either_order(member, rows, step):
    both = (absence("2026-01-01"), absence("2026-01-01", "2026-01-09"))[::step]
    first, second = rows(*both), rows(*both)
    assert (first.refused, first.created) == ([], 1)
    assert (second.refused, second.unchanged) == ([], 2)
    assert Absence.objects.get().last_day == date(2026, 1, 9)


def test_meet_open_row_is_refused_where_the_file_ends_it_on_another_day(member, rows):
    rows(absence("2026-01-01", "2026-01-09"))
    report = rows(absence("2026-01-01"), absence("2026-01-01", "2026-01-08"))
    assert [entry.line for entry in report.refused] == [2, 3]


def test_recurrence_before_its_injury_stays_refused_once_the_injury_is_known(member, rows):
    file = (injury("2026-01-01", "2026-01-05", reason="recurrence"), injury("2026-02-01"))
    first = rows(*file, skip_bad=True)
    assert ([entry.line for entry in first.refused], first.created) == ([2], 1)
    second = rows(*file, skip_bad=True)
    assert (second.refused, second.created, second.unchanged) == (first.refused, 0, 1)
