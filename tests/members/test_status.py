"""Duty status by the day: a partition, checked against a slow look at every day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.pages.ribbon import legend, ribbon
from members.status import (
    AWAY,
    FULL,
    IOD,
    NON_IOD,
    SEPARATED,
    Away,
    Service,
    standing,
    stretches,
    two_years,
)

APPOINTED = date(2023, 1, 1)


def day(number):
    return APPOINTED + timedelta(days=number)


@st.composite
def services(draw):
    """Absences that do not overlap, exceptions anywhere, perhaps a separation."""
    absences, at = [], 0
    for _ in range(draw(st.integers(0, 5))):
        first = at + draw(st.integers(0, 40))
        last = first + draw(st.integers(0, 60))
        status = draw(st.sampled_from([NON_IOD, IOD]))
        absences.append(Away(status, day(first), day(last), f"C-{first}"))
        at = last + 1
    if absences and draw(st.booleans()):
        final = absences.pop()
        absences.append(Away(final.status, final.first_day, None, final.case))
    exceptions = []
    for first in draw(st.lists(st.integers(0, 300), max_size=3)):
        last = first + draw(st.integers(0, 30))
        exceptions.append(Away(AWAY, day(first), day(last), reason="furlough"))
    separated = draw(st.none() | st.integers(0, 400).map(day))
    return Service(APPOINTED, separated, tuple(absences), tuple(exceptions))


def slow_status(service, on):
    """What the day is by looking at every spell, the strongest first."""
    if service.separated_on and on >= service.separated_on:
        return SEPARATED
    for spells in (service.exceptions, service.absences):
        for away in spells:
            if away.first_day <= on <= (away.last_day or date.max):
                return away.status
    return FULL


@given(services(), st.integers(0, 300), st.integers(0, 200))
def test_every_day_has_exactly_one_status(service, first, length):
    found = stretches(service, day(first), day(first + length))
    days = [
        (part.first_day + timedelta(days=n), part.status)
        for part in found
        for n in range(part.days)
    ]
    wanted = [day(n) for n in range(first, first + length + 1)]
    assert days == [(on, slow_status(service, on)) for on in wanted]


@given(services(), st.integers(0, 400))
def test_standing_says_since_when_the_status_holds(service, number):
    stand, on = standing(service, day(number)), day(number)
    assert stand.status == slow_status(service, on)
    assert all(
        slow_status(service, stand.since + timedelta(days=n)) == stand.status
        for n in range((on - stand.since).days + 1)
    )
    if stand.since > APPOINTED and not stand.reason:
        assert slow_status(service, stand.since - timedelta(days=1)) != stand.status


def test_before_the_appointment_there_is_no_status():
    service = Service(APPOINTED, None)
    assert standing(service, date(2022, 12, 31)) is None
    assert stretches(service, date(2022, 1, 1), date(2022, 12, 31)) == []


def test_two_touching_absences_are_one_run_on_the_roll():
    first = Away(NON_IOD, day(10), day(19), "A")
    service = Service(APPOINTED, None, (first, Away(NON_IOD, day(20), None, "B")))
    stand = standing(service, day(25))
    assert (stand.since, stand.case, stand.words) == (day(10), "B", NON_IOD.label)


def test_furlough_is_said_by_its_reason():
    away = Away(AWAY, day(12), day(14), reason="suspension")
    service = Service(APPOINTED, None, (Away(IOD, day(10), None, "A"),), (away,))
    assert standing(service, day(13)).words == "Suspension"
    assert standing(service, day(15)).since == day(15)


@pytest.mark.parametrize(
    ("on", "first"),
    [
        (date(2026, 3, 15), date(2024, 3, 16)),
        (date(2024, 2, 29), date(2022, 3, 1)),
        (date(2026, 2, 28), date(2024, 2, 29)),
    ],
)
def test_two_years_begin_where_the_window_of_paid_days_does(on, first):
    assert two_years(on) == first


def test_ribbon_has_a_line_a_year_in_percent():
    service = Service(APPOINTED, None, (Away(NON_IOD, date(2024, 12, 31), date(2025, 1, 1), "A"),))
    found = stretches(service, date(2024, 12, 1), date(2025, 1, 31))
    lines = ribbon(found, date(2024, 12, 1), date(2025, 1, 31))
    assert [line["year"] for line in lines] == [2024, 2025]
    last = lines[0]["segments"][-1]
    assert (last["letter"], last["css"]) == ("N", "st-N")
    assert round(last["x"] + last["width"], 6) == 100
    assert lines[1]["segments"][0]["title"] == "1 Jan to 1 Jan: Medical roll, not on duty"
    assert legend(found) == [("st-F", "F", "Full duty"), ("st-N", "N", NON_IOD.label)]
