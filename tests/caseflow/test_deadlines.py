"""How time limits are counted: tables with their sources, and an oracle that walks day by day."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow import deadlines
from caseflow.calendars import load_calendars
from caseflow.deadlines import DaysOff
from tests.caseflow import deadline_oracle as oracle

CHICAGO = ZoneInfo("America/Chicago")
FIRST, LAST = date(2000, 1, 1), date(2040, 12, 31)
LABOR, PATRIOTS = date(2007, 9, 3), date(2008, 4, 21)
COURT = {
    "federal": DaysOff("federal", "Federal holidays", 1, FIRST, LAST, frozenset({LABOR})),
    "patriots": DaysOff("patriots", "With the state's", 1, FIRST, LAST, frozenset({PATRIOTS})),
}


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((Path(__file__).parent / name).read_text().splitlines()))


def named(rows: list[dict[str, str]]) -> list[str]:
    return [" ".join(list(row.values())[:3]) for row in rows]


DAYS, HOURS = table("deadlines.csv"), table("deadline_hours.csv")


@pytest.mark.django_db
@pytest.mark.parametrize("row", DAYS, ids=named(DAYS))
def test_days_end_as_their_sources_say(row):
    trigger = date.fromisoformat(row["trigger"])
    count = getattr(deadlines, row["convention"])
    given = [trigger, int(row["amount"])]
    if row["off"] != "none":
        court = row["convention"] == "federal_court_days"
        given.append(COURT[row["off"]] if court else load_calendars().at(row["off"], trigger))
    found = count(*given)
    assert found.due_on == date.fromisoformat(row["due"]), found.why
    assert (found.convention, found.trigger, found.due_at) == (row["convention"], trigger, None)


@pytest.mark.parametrize("row", HOURS, ids=named(HOURS))
def test_hours_end_as_their_sources_say(row):
    start = datetime.fromisoformat(row["trigger"]).replace(tzinfo=CHICAGO)
    count = getattr(deadlines, row["convention"])
    off = (COURT["federal"],) if row["convention"] == "federal_court_hours" else ()
    found = count(start, int(row["hours"]), CHICAGO, *off)
    assert found.due_at.astimezone(CHICAGO).strftime("%Y-%m-%dT%H:%M") == row["due"]
    assert found.due_on == date.fromisoformat(row["due"][:10])


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
holidays = st.frozensets(st.dates(date(2019, 12, 1), date(2031, 2, 1)), max_size=400)


def known(off: frozenset[date]) -> DaysOff:
    return DaysOff("x", "X", 1, date(2015, 1, 1), date(2036, 12, 31), off)


@given(days, st.integers(-60, 60), holidays)
def test_working_days_equal_a_walk_by_the_day(trigger, number, off):
    found = deadlines.working_days(trigger, number, known(off)).due_on
    assert found == oracle.working_day(trigger, number, off)


@given(days, st.integers(0, 400), holidays)
def test_statute_days_equal_a_walk_by_the_day(trigger, number, off):
    found = deadlines.statute_days(trigger, number, known(off)).due_on
    assert found == oracle.rolled(trigger, number, off)


@given(days, st.integers(-400, 400), holidays)
def test_court_days_equal_a_walk_by_the_day(trigger, number, off):
    found = deadlines.federal_court_days(trigger, number, known(off)).due_on
    assert found == oracle.rolled(trigger, number, off)


@given(days, st.integers(-900, 900))
def test_calendar_days_equal_a_walk_by_the_day(trigger, number):
    assert deadlines.calendar_days(trigger, number).due_on == oracle.walked(trigger, number)


@given(days, st.integers(-120, 120))
def test_months_equal_a_walk_by_the_month(trigger, number):
    assert deadlines.months(trigger, number).due_on == oracle.month(trigger, number)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(-200, 200),
)
def test_hours_are_elapsed_time(start, number):
    found = deadlines.hours(start.astimezone(CHICAGO), number, CHICAGO)
    assert found.due_at.astimezone(UTC) - start == timedelta(hours=number)
    assert found.due_on == found.due_at.astimezone(CHICAGO).date()
