"""The twelve months that family and medical leave is measured in, by each of the four methods.

29 CFR 825.200(b): the calendar year (the City's own, E01-16 II.N), another fixed year, twelve
months forward from the first day of leave, twelve months back from each day of leave. Days are
ordinals; amounts are parts of a week, as `cases.rules.fmla_weeks` weighs them.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from cases.rules.days import FAR, FIRST, Span, window_start
from cases.rules.fmla_weeks import LeaveDays

CALENDAR: Final = "calendar"
FIXED: Final = "fixed"
FORWARD: Final = "forward"
ROLLING: Final = "rolling"
METHODS: Final = (CALENDAR, FIXED, FORWARD, ROLLING)

_MONTHS = 12
_FEBRUARY_29 = (2, 29)


@dataclass(frozen=True, slots=True)
class Measure:
    """A method; `month` and `day` are where a fixed year begins (1 January for the calendar)."""

    method: str
    month: int = 1
    day: int = 1

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"fmla_method is one of: {', '.join(METHODS)}; not {self.method!r}.")


def yearly(year: int, month: int, day: int) -> int:
    """The ordinal of a date of every year; 29 February is 1 March in a year without it."""
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        if (month, day) != _FEBRUARY_29:
            raise
        return date(year, 3, 1).toordinal()


@lru_cache(maxsize=1 << 12)
def fixed_year(on: int, month: int, day: int) -> Span:
    """The leave year that holds `on` and begins on that day of every year."""
    year = date.fromordinal(on).year
    if yearly(year, month, day) > on:
        year -= 1
    first = yearly(year, month, day) if year >= 1 else FIRST
    return first, (yearly(year + 1, month, day) - 1 if year < date.max.year else FAR)


def twelve_months_from(first: int) -> Span:
    """The twelve months that begin on a day: through the day before its anniversary."""
    begin = date.fromordinal(first)
    if begin.year == date.max.year:
        return first, FAR
    return first, yearly(begin.year + 1, begin.month, begin.day) - 1


class LeaveYears:
    """Days of leave in their leave years, known through the ordinal `until`."""

    __slots__ = ("_measure", "_periods", "days")

    def __init__(self, measure: Measure, days: LeaveDays, until: int) -> None:
        self._measure = measure
        self.days = days
        self._periods = list(_forward(days, until)) if measure.method == FORWARD else []

    def of(self, day: int) -> Span | None:
        """The leave year that holds `day`; None where none runs (forward, before any leave)."""
        measure = self._measure
        if measure.method == ROLLING:
            return window_start(day, _MONTHS), day
        if measure.method == FORWARD:
            index = bisect_right(self._periods, (day, FAR)) - 1
            found = self._periods[index] if index >= 0 else (FIRST, FIRST - 1)
            return found if day <= found[1] else None
        return fixed_year(day, measure.month, measure.day)

    def used(self, day: int) -> int:
        """The parts used in the leave year of `day`, through that day."""
        year = self.of(day)
        return 0 if year is None else self.days.parts(year[0], day)

    def first_over(self, cap: int, first: int, last: int) -> int | None:
        """The first day of leave from `first` through `last` whose leave year holds over `cap`."""
        week = self.days.week
        day = self.days.next(first)
        while day is not None and day <= last:
            room = cap - self.used(day)
            if room < 0:
                return day
            # each scheduled day adds one part at most, and a new leave year takes parts away
            day = self.days.next(week.nth(week.through(day) + room + 1))
        return None

    def over_since(self, cap: int, on: int) -> int | None:
        """The first of the days of leave, one after the other through `on`, that are all over
        `cap`; the leave year of `on` is over it."""
        week = self.days.week
        day = self.days.previous(on)
        while day is not None:
            # going back, each scheduled day takes one part away at most
            number = week.through(day) - (self.used(day) - cap)
            prior = self.days.previous(week.nth(number)) if number > 0 else None
            if prior is None or self.used(prior) <= cap:
                return self.days.next(FIRST if prior is None else prior + 1)
            day = prior
        return None


def _forward(days: LeaveDays, until: int) -> Iterator[Span]:
    """The periods of twelve months: from the first day of leave, and then from the first day of
    leave after a period is over."""
    first = days.next(FIRST)
    while first is not None and first <= until:
        period = twelve_months_from(first)
        yield period
        first = days.next(period[1] + 1)
