"""Until when a medical grievance may be filed (CBA 9.5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.grievance import grievance_clock, working_day_after

MEMORIAL = date(2026, 5, 25)


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
    clock = grievance_clock(event, 10, 35, closed)
    assert clock.by_working_days == expected
    assert clock.never_later_than == event + timedelta(days=35)
    assert clock.last_day == min(expected, event + timedelta(days=35))


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 30),
    st.sets(st.integers(1, 60)),
)
def test_working_days_equal_a_count_by_the_day(event, number, offsets):
    closed = {event + timedelta(days=offset) for offset in offsets}
    found = working_day_after(event, number, closed)
    days = [event + timedelta(days=n) for n in range(1, (found - event).days + 1)]
    worked = [day for day in days if day.weekday() < 5 and day not in closed]
    assert len(worked) == number
    assert not worked or worked[-1] == found
