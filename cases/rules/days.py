"""Arithmetic on days as proleptic ordinals: spans, sets of days, windows of whole months.

A span is (first, last), both included. Ordinals keep the arithmetic free of per-day objects;
`date.fromordinal` turns an answer back.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import Final

Span = tuple[int, int]

FIRST: Final = date.min.toordinal()
FAR: Final = date.max.toordinal()
_FEBRUARY = 2
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CYCLE_MONTHS = 4800  # the Gregorian calendar repeats itself after 400 years


def month_length(year: int, month: int) -> int:
    """Days of a month."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap and month == _FEBRUARY else _LENGTHS[month - 1]


@lru_cache(maxsize=1 << 14)
def window_start(day: int, months: int) -> int:
    """The first day of the window (day minus `months`, day].

    The day after the same date `months` earlier; where that month is shorter, the day after its
    last day (docs/entitlement.md: the window of 29 Feb 2024 begins on 1 Mar 2022).
    """
    on = date.fromordinal(day)
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    if year < 1:
        return FIRST
    return date(year, month + 1, min(on.day, month_length(year, month + 1))).toordinal() + 1


@lru_cache(maxsize=64)
def window_lengths(months: int) -> tuple[int, int]:
    """The shortest and the longest window of that many months, in days, over all days there are."""
    span = _CYCLE_MONTHS + months
    lengths = (month_length(2000 + number // 12, number % 12 + 1) for number in range(span))
    through = [0, *accumulate(lengths)]
    sums = [through[end] - through[end - months] for end in range(months, span + 1)]
    return min(sums), max(sums)


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same days as disjoint spans in order, with a gap between any two."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            if last > merged[-1][1]:
                merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return merged


def subtract(span: Span, holes: Sequence[Span]) -> list[Span]:
    """What is left of a span without the holes (disjoint, in order)."""
    first, last = span
    left: list[Span] = []
    for hole_first, hole_last in holes:
        if hole_last < first:
            continue
        if hole_first > last:
            break
        if hole_first > first:
            left.append((first, hole_first - 1))
        first = hole_last + 1
    if first <= last:
        left.append((first, last))
    return left


def intersect(span: Span, spans: Iterable[Span]) -> list[Span]:
    """The parts of the spans that lie within a span."""
    first, last = span
    return [(max(first, a), min(last, b)) for a, b in spans if a <= last and b >= first]


class DaySet:
    """A set of days with counting in logarithmic time. Treat as frozen."""

    __slots__ = ("before", "firsts", "lasts", "size")

    def __init__(self, spans: Iterable[Span]) -> None:
        merged = merge(spans)
        self.firsts = [first for first, _ in merged]
        self.lasts = [last for _, last in merged]
        self.before: list[int] = []
        self.size = 0
        for first, last in merged:
            self.before.append(self.size)
            self.size += last - first + 1

    def through(self, day: int) -> int:
        """How many of the days are `day` or earlier."""
        index = bisect_right(self.firsts, day) - 1
        if index < 0:
            return 0
        return self.before[index] + min(day, self.lasts[index]) - self.firsts[index] + 1

    def count(self, first: int, last: int) -> int:
        """How many of the days lie within a span; none in an empty one."""
        if last < first:
            return 0
        return self.through(last) - self.through(first - 1)

    def nth(self, number: int) -> int | None:
        """The day with that number, counted from 1; None when there are fewer."""
        if number < 1 or number > self.size:
            return None
        index = bisect_right(self.before, number - 1) - 1
        return self.firsts[index] + number - 1 - self.before[index]

    def run(self, day: int) -> Span | None:
        """The unbroken run of days that holds `day`; None when the day is not in the set."""
        index = bisect_right(self.firsts, day) - 1
        if index < 0 or self.lasts[index] < day:
            return None
        return self.firsts[index], self.lasts[index]

    def next(self, day: int) -> int | None:
        """The first of the days that is `day` or later."""
        index = bisect_right(self.firsts, day) - 1
        if index >= 0 and day <= self.lasts[index]:
            return day
        return self.firsts[index + 1] if index + 1 < len(self.firsts) else None

    def spans(self) -> list[Span]:
        """The unbroken runs, in order."""
        return list(zip(self.firsts, self.lasts, strict=True))
