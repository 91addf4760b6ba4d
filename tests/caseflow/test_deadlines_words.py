"""What a time limit says of itself, and what it refuses to guess."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from caseflow.deadlines import (
    CalendarMissing,
    Calendars,
    CalendarTooShort,
    DaysOff,
    calendar_days,
    federal_court_days,
    federal_court_hours,
    hours,
    months,
    statute_days,
    working_days,
)

CHICAGO = ZoneInfo("America/Chicago")
PULASKI = date(2026, 3, 2)


def city(version: int = 1, in_force_from: date | None = None, **off: str) -> DaysOff:
    titles = {PULASKI: "Casimir Pulaski's Birthday"}
    titles |= {date.fromisoformat(day[1:].replace("_", "-")): name for day, name in off.items()}
    first, last = date(2020, 1, 1), date(2030, 12, 31)
    days = frozenset(titles)
    return DaysOff("city", "City calendar", version, first, last, days, in_force_from, titles)


def test_calendar_days_say_that_the_last_day_stays():
    assert calendar_days(date(2026, 3, 6), 15).why == (
        "day 0, not counted, is Fri 6 Mar 2026; day 15 is Sat 21 Mar 2026; "
        "every day counts; the last day is not moved"
    )
    assert "45 days before is Fri 17 Apr 2026" in calendar_days(date(2026, 6, 1), -45).why


def test_working_days_name_what_they_leave_out():
    found = working_days(date(2026, 2, 26), 3, city())
    assert found.steps == (
        "day 0, not counted, is Thu 26 Feb 2026",
        "working day 3 is Wed 4 Mar 2026",
        "not counted: Sat 28 Feb, Sun 1, Mon 2 Mar Casimir Pulaski's Birthday",
        "City calendar v1",
    )
    assert (found.calendar, found.amount) == ("City calendar v1", 3)


def test_many_weekends_are_said_by_their_number_and_days_off_by_name():
    found = working_days(date(2026, 2, 20), 15, city())
    assert "not counted: 8 days of weekends, Mon 2 Mar Casimir Pulaski's Birthday" in found.steps


def test_statute_days_say_what_moved_them():
    assert statute_days(date(2026, 2, 26), 2, city()).steps[1:] == (
        "day 2 is Sat 28 Feb 2026",
        "moved on: Sat 28 Feb, Sun 1, Mon 2 Mar Casimir Pulaski's Birthday",
        "the last day is Tue 3 Mar 2026",
        "City calendar v1",
    )
    assert len(statute_days(date(2026, 3, 3), 2, city()).steps) == 3


def test_court_days_back_say_so():
    found = federal_court_days(date(2026, 3, 8), -1, city())
    assert "1 day before is Sat 7 Mar 2026" in found.why
    assert "moved back: Sat 7 Mar; the last day is Fri 6 Mar 2026" in found.why


def test_hours_say_that_the_clocks_change():
    found = hours(datetime(2026, 3, 7, 23, tzinfo=CHICAGO), 24, CHICAGO)
    assert found.steps[:3] == (
        "from Sat 7 Mar 2026, 23:00 CST",
        "24 hours elapsed: Mon 9 Mar 2026, 00:00 CDT",
        "the clocks go forward in between; elapsed time does not change by it",
    )
    back = hours(datetime(2026, 11, 1, 12, tzinfo=CHICAGO), -24, CHICAGO)
    assert back.steps[1] == "24 hours before: Sat 31 Oct 2026, 13:00 CDT"


def test_court_hours_keep_their_time_on_the_next_open_day():
    start = datetime(2026, 3, 6, 14, 17, tzinfo=CHICAGO)
    found = federal_court_hours(start, 24, CHICAGO, city())
    assert "moved on: Sat 7, Sun 8 Mar; ends Mon 9 Mar 2026, 14:17 CDT" in found.why
    assert found.due_on == date(2026, 3, 9)


def test_months_say_why_a_shorter_month_ends_them():
    assert months(date(2026, 8, 31), 6).steps[0] == (
        "6 months after Mon 31 Aug 2026 is Sun 28 Feb 2027: Feb 2027 has no day 31"
    )
    assert "1 month before Sun 15 Mar 2026 is" in months(date(2026, 3, 15), -1).why


def test_hours_need_an_instant_and_statutes_count_forward():
    with pytest.raises(ValueError, match="an instant with a time zone"):
        hours(datetime(2026, 3, 7, 23), 24, CHICAGO)  # noqa: DTZ001
    with pytest.raises(ValueError, match="counts forward only"):
        statute_days(date(2026, 3, 7), -1, city())


@pytest.mark.parametrize("count", [working_days, statute_days, federal_court_days])
def test_a_count_that_leaves_the_calendar_is_refused(count):
    with pytest.raises(CalendarTooShort) as refused:
        count(date(2030, 12, 30), 5, city())
    assert str(refused.value).startswith(
        "City calendar v1 knows the days off from Wed 1 Jan 2020 to Tue 31 Dec 2030, and the count "
        "reaches "
    )
    assert "publishes a version that covers that day" in str(refused.value)
    with pytest.raises(CalendarTooShort, match="reaches Tue 31 Dec 2019"):
        working_days(date(2020, 1, 2), -2, city())


def test_the_newest_version_in_force_on_the_day_of_the_event_counts():
    first, second = city(), city(2, date(2026, 4, 1), d2026_04_10="A day of mourning")
    calendars = Calendars([second, first])
    assert calendars.at("city", date(2026, 3, 31)) is first
    assert calendars.at("city", date(2026, 4, 1)) is second
    corrected = city(3, date(2026, 3, 15))
    assert Calendars([first, second, corrected]).at("city", date(2026, 4, 1)) is corrected


def test_a_calendar_that_is_not_there_is_said():
    with pytest.raises(CalendarMissing, match="There is no calendar lodge; this office has: city"):
        Calendars([city()]).at("lodge", date(2026, 3, 5))
    later = Calendars([city(1, date(2026, 4, 1))])
    with pytest.raises(CalendarMissing, match="No version of the calendar city is in force on Thu"):
        later.at("city", date(2026, 3, 5))
