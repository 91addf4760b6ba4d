"""Wall-clock times of Chicago, and its two nights in 2026: 8 March and 1 November."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow.refusals import RuleViolation
from providers.rules.clock import instant_of, moment_words, overlaps, twice_sentence

CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("day", "clock", "instant", "twice"),
    [
        (date(2026, 3, 7), time(2, 30), datetime(2026, 3, 7, 8, 30, tzinfo=UTC), False),
        (date(2026, 3, 8), time(1, 59), datetime(2026, 3, 8, 7, 59, tzinfo=UTC), False),
        (date(2026, 3, 8), time(3, 0), datetime(2026, 3, 8, 8, 0, tzinfo=UTC), False),
        (date(2026, 11, 1), time(0, 59), datetime(2026, 11, 1, 5, 59, tzinfo=UTC), False),
        (date(2026, 11, 1), time(1, 0), datetime(2026, 11, 1, 6, 0, tzinfo=UTC), True),
        (date(2026, 11, 1), time(1, 59), datetime(2026, 11, 1, 6, 59, tzinfo=UTC), True),
        (date(2026, 11, 1), time(2, 0), datetime(2026, 11, 1, 8, 0, tzinfo=UTC), False),
    ],
)
def test_instant_of_takes_the_first_of_two(day, clock, instant, twice):
    found = instant_of(day, clock, CHICAGO)
    assert (found.instant, found.twice) == (instant, twice)


@pytest.mark.parametrize("clock", [time(2, 0), time(2, 30), time(2, 59)])
def test_instant_of_refuses_a_time_that_the_night_skips(clock):
    with pytest.raises(RuleViolation) as refusal:
        instant_of(date(2026, 3, 8), clock, CHICAGO)
    assert refusal.value.sentence == (
        f"{clock:%H:%M} does not exist on 8 Mar 2026: the clocks go forward that night. "
        f"Choose another time, for example 03:{clock.minute:02d}."
    )
    assert refusal.value.field == "clock"


@given(st.dates(date(2000, 1, 1), date(2037, 1, 1)), st.times())
def test_instant_of_shows_the_time_it_was_given(day, clock):
    try:
        found = instant_of(day, clock, CHICAGO)
    except RuleViolation:
        assert (day.month, day.weekday(), clock.hour) in {(3, 6, 2), (4, 6, 2)}
    else:
        shown = found.instant.astimezone(CHICAGO)
        assert (shown.date(), shown.time()) == (day, clock)


def test_moment_words_have_the_weekday_and_the_zone():
    said = moment_words(datetime(2026, 3, 10, 14, 30, tzinfo=UTC), CHICAGO)
    assert said == "Tue 10 Mar 2026, 09:30"


def test_twice_sentence_says_which_is_meant():
    assert twice_sentence(date(2026, 11, 1), time(1, 30)) == (
        "01:30 comes twice on 1 Nov 2026, when the clocks go back. The first of the two is meant."
    )


def test_overlaps_leaves_room_for_the_next():
    nine, ten, eleven = (datetime(2026, 3, 10, hour, tzinfo=UTC) for hour in (9, 10, 11))
    assert overlaps(nine, eleven, ten, eleven)
    assert not overlaps(nine, ten, ten, eleven)
