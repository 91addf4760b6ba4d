"""Days of family and medical leave weighed in work weeks, exactly (29 CFR 825.200(h), 825.205).

Every scheduled day of a week weighs one part of the normal week: of `n` work days, 1/n. In a week
of which every scheduled day is leave all of them weigh, a holiday too, and the week makes 1. In a
week of leave in part a holiday weighs nothing, and the normal week stays the whole of it, the
holiday included (FMLA2023-2-A). Amounts are counted in these parts, as whole numbers.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from cases.rules.days import Span

_WEEK = 7


class WorkWeek:
    """The scheduled days of the normal week. Days are proleptic ordinals; ordinal 1 is a Monday."""

    __slots__ = ("_through", "begins", "days", "n")

    def __init__(self, days: Iterable[int], begins: int) -> None:
        self.days = tuple(sorted(set(days)))
        self.n = len(self.days)
        self.begins = begins % _WEEK
        self._through = [sum(day <= rest for day in self.days) for rest in range(_WEEK)]

    def through(self, day: int) -> int:
        """How many scheduled days there are from ordinal 1 through `day`."""
        weeks, rest = divmod(day, _WEEK)
        return self.n * weeks + self._through[rest]

    def scheduled(self, day: int) -> bool:
        """Whether `day` is a work day of the normal week."""
        return self.through(day) > self.through(day - 1)

    def nth(self, number: int) -> int:
        """The scheduled day with that number, counted as by `through` (from 1)."""
        weeks, rest = divmod(number - 1, self.n)
        return _WEEK * weeks + self.days[rest]

    def first_of(self, day: int) -> int:
        """The first day of the week that holds `day`."""
        return day - (day - self.begins) % _WEEK


@lru_cache(maxsize=64)
def _ordinals(holidays: frozenset[date]) -> tuple[int, ...]:
    return tuple(sorted(day.toordinal() for day in holidays))


class LeaveDays:
    """Days of leave (disjoint spans in order, that may touch) with what they weigh.

    Treat as frozen.
    """

    __slots__ = ("_before", "firsts", "free", "lasts", "week")

    def __init__(self, week: WorkWeek, spans: list[Span], holidays: frozenset[date]) -> None:
        self.week = week
        self.firsts = [first for first, _ in spans]
        self.lasts = [last for _, last in spans]
        self._before: list[int] = []
        size, through = 0, week.through
        for first, last in spans:
            self._before.append(size)
            size += through(last) - through(first - 1)
        self.free = self._free(spans, _ordinals(holidays)) if holidays else []

    def _free(self, spans: list[Span], holidays: tuple[int, ...]) -> list[int]:
        """The scheduled holidays of leave that weigh nothing: those in a week of leave in part.

        Only the first and the last week of a span can be such a week.
        """
        found: list[int] = []
        for first, last in spans:
            head = min(last, self.week.first_of(first) + _WEEK - 1)
            tail = max(head + 1, self.week.first_of(last))
            for begin, end in ((first, head), (tail, last)):
                found += holidays[bisect_left(holidays, begin) : bisect_right(holidays, end)]
        return [day for day in found if self.week.scheduled(day) and not self._full(day)]

    def _full(self, day: int) -> bool:
        """Whether every scheduled day of the week that holds `day` is leave."""
        first = self.week.first_of(day)
        return self._all(first + _WEEK - 1) - self._all(first - 1) == self.week.n

    def _all(self, day: int) -> int:
        """The scheduled days of leave through `day`, holidays or not."""
        index = bisect_right(self.firsts, day) - 1
        if index < 0:
            return 0
        through = self.week.through
        end = min(day, self.lasts[index])
        return self._before[index] + through(end) - through(self.firsts[index] - 1)

    def parts(self, first: int, last: int) -> int:
        """What the days of a span weigh, in n-ths of a week."""
        if last < first:
            return 0
        weight = self._all(last) - self._all(first - 1)
        if self.free:
            weight -= bisect_right(self.free, last) - bisect_left(self.free, first)
        return weight

    def next(self, day: int) -> int | None:
        """The first day from `day` on that weighs anything."""
        index = max(0, bisect_right(self.firsts, day) - 1)
        for first, last in zip(self.firsts[index:], self.lasts[index:], strict=True):
            found = max(first, day)
            while (found := self._scheduled_from(found)) <= last:
                if not self._is_free(found):
                    return found
                found += 1
        return None

    def previous(self, day: int) -> int | None:
        """The last day up to `day` that weighs anything."""
        index = bisect_right(self.firsts, day)
        for first, last in zip(self.firsts[:index][::-1], self.lasts[:index][::-1], strict=True):
            number = self.week.through(min(last, day))
            while number > 0 and (found := self.week.nth(number)) >= first:
                if not self._is_free(found):
                    return found
                number -= 1
        return None

    def _scheduled_from(self, day: int) -> int:
        return self.week.nth(self.week.through(day - 1) + 1)

    def _is_free(self, day: int) -> bool:
        index = bisect_left(self.free, day)
        return index < len(self.free) and self.free[index] == day
