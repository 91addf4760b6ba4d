"""Until when a medical grievance may be filed (CBA 9.5)."""

from datetime import date, timedelta

import pytest

from caseflow.deadlines import CalendarMissing, Calendars, DaysOff
from cases.rules.grievance import grievance_clock

MEMORIAL = date(2026, 5, 25)


def city(*days: date, covers_to: date = date(2030, 12, 31)) -> Calendars:
    first = date(2020, 1, 1)
    return Calendars([DaysOff("city", "City calendar", 1, first, covers_to, frozenset(days))])


@pytest.mark.parametrize(
    ("event", "closed", "expected"),
    [
        (date(2026, 3, 5), (), date(2026, 3, 19)),  # a Thursday: two weeks
        (date(2026, 3, 7), (), date(2026, 3, 20)),  # a Saturday: counted from the Monday
        (date(2026, 5, 20), (), date(2026, 6, 3)),
        (date(2026, 5, 20), (MEMORIAL,), date(2026, 6, 4)),
    ],
)
def test_ten_working_days_leave_out_weekends_and_holidays(event, closed, expected):
    clock = grievance_clock(event, 10, 35, "city", city(*closed))
    assert clock.by_working_days == expected
    assert clock.never_later_than == event + timedelta(days=35)
    assert clock.last_day == expected
    assert clock.working_week == "Monday to Friday without the City's holidays"


def test_the_calendar_days_win_where_they_are_earlier():
    clock = grievance_clock(date(2026, 3, 5), 30, 35, "city", city())
    assert clock.by_working_days == date(2026, 4, 16)
    assert clock.last_day == clock.never_later_than == date(2026, 4, 9)


def test_beyond_the_calendar_only_the_calendar_days_are_known():
    clock = grievance_clock(date(2026, 3, 5), 10, 35, "city", city(covers_to=date(2026, 3, 18)))
    assert clock.by_working_days is None
    assert clock.last_day == date(2026, 4, 9)


def test_a_calendar_that_is_not_there_is_said():
    with pytest.raises(CalendarMissing, match="There is no calendar lodge; this office has: city"):
        grievance_clock(date(2026, 3, 5), 10, 35, "lodge", city())
