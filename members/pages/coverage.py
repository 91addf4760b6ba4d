"""Days on the roll or on limited duty that no provider's note covers. Pure: spans in, spans out."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from cases.rules.days import FAR, Span, intersect, merge, subtract
from members.status import LIMITED, ON_ROLL, Stretch

DOCUMENTED: Final = frozenset((*ON_ROLL, *(status.code for status in LIMITED)))
"""The statuses whose days a provider's note should cover."""


class Note(NamedTuple):
    """The days that a provider's note covers, both ends included; `last_day` None goes on.

    `case` is the reference of the case that it came for; empty speaks for every case.
    """

    first_day: date
    last_day: date | None
    case: str = ""


class Gap(NamedTuple):
    """Consecutive days that no note covers, both ends included, within one stretch."""

    first_day: date
    last_day: date

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1


def uncovered(found: Iterable[Stretch], notes: Sequence[Note]) -> list[Gap]:
    """The days of these stretches that need a note and have none, in order.

    A note speaks for the days of its own case: what was written about a knee last year says
    nothing of this year's influenza, also where it named no end. A stretch without a case is
    covered by any note.
    """
    gaps: list[Gap] = []
    for stretch in found:
        if stretch.status.code not in DOCUMENTED:
            continue
        span = (stretch.first_day.toordinal(), stretch.last_day.toordinal())
        covered = merge(intersect(span, _spans(notes, stretch.case)))
        gaps += [
            Gap(date.fromordinal(first), date.fromordinal(last))
            for first, last in subtract(span, covered)
        ]
    return gaps


def gaps_within(gaps: Iterable[Gap], first: date, last: date) -> list[Gap]:
    """The parts of the gaps that lie within a span of days."""
    return [
        Gap(max(gap.first_day, first), min(gap.last_day, last))
        for gap in gaps
        if gap.first_day <= last and gap.last_day >= first
    ]


def _spans(notes: Iterable[Note], case: str) -> list[Span]:
    return [
        (note.first_day.toordinal(), note.last_day.toordinal() if note.last_day else FAR)
        for note in notes
        if not note.case or not case or note.case == case
    ]
