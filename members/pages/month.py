"""The days of a month as a grid of weeks, each day said in words. Pure."""

from calendar import SUNDAY, Calendar, monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from caseflow.datewords import LONG_MONTHS, WEEKDAYS, weekday
from members.pages.counting import DayCount
from members.pages.coverage import Gap
from members.pages.ribbon import Mark
from members.status import Stretch

WEEK: Final = (*WEEKDAYS[-1:], *WEEKDAYS[:-1])
"""The columns: a week begins on Sunday, as a police period does (E02-02)."""


@dataclass(frozen=True, slots=True)
class Day:
    """One cell. `letter` and `css` are empty ahead of today; `number` is the day's place in its
    account; `label` says all of it."""

    day: date
    letter: str
    css: str
    number: str
    is_today: bool
    is_uncovered: bool
    marks: tuple[Mark, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Month:
    """The weeks from Sunday to Saturday; None where a day is of another month or before the
    appointment."""

    first: date
    last: date
    weeks: tuple[tuple[Day | None, ...], ...]

    @property
    def name(self) -> str:
        return f"{LONG_MONTHS[self.first.month - 1]} {self.first.year}"


def bounds(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def month_of(
    span: tuple[date, date],
    today: date,
    appointed_on: date,
    found: Sequence[Stretch],
    counts: Mapping[date, DayCount],
    gaps: Sequence[Gap],
    marks: Sequence[Mark],
) -> Month:
    """The month from its first to its last day, `span`. `found` holds its stretches from the
    appointment through `today`; the days after today have not come yet."""
    marked: dict[date, list[Mark]] = {}
    for mark in marks:
        marked.setdefault(mark.day, []).append(mark)

    def cell(day: date) -> Day | None:
        if day.month != span[0].month or day < appointed_on:
            return None
        return _day(
            day,
            day == today,
            next((s for s in found if s.first_day <= day <= s.last_day), None),
            counts.get(day),
            any(gap.first_day <= day <= gap.last_day for gap in gaps),
            tuple(marked.get(day, ())),
        )

    weeks = Calendar(SUNDAY).monthdatescalendar(span[0].year, span[0].month)
    return Month(*span, tuple(tuple(cell(day) for day in week) for week in weeks))


def _day(
    day: date,
    is_today: bool,
    stretch: Stretch | None,
    count: DayCount | None,
    is_uncovered: bool,
    marks: tuple[Mark, ...],
) -> Day:
    said = [f"{weekday(day)} {day.year}", *(["today"] if is_today else [])]
    if stretch is None:
        said.append("not yet come")
    else:
        said += [_plain(stretch.words), *([f"case {stretch.case}"] if stretch.case else [])]
        said += [count.words] if count else []
        said += ["no provider's note"] if is_uncovered else []
    said += [mark.title for mark in marks]
    return Day(
        day=day,
        letter=stretch.status.letter if stretch else "",
        css=stretch.status.css if stretch else "",
        number=str(count.number) if count and count.number else "",
        is_today=is_today,
        is_uncovered=is_uncovered,
        marks=marks,
        label=", ".join(said),
    )


def _plain(said: str) -> str:
    """`Medical roll, not on duty` as part of a sentence: `medical roll not on duty`."""
    return (said[:1].lower() + said[1:]).replace(",", "")
