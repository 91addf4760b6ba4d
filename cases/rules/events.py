"""Medical events: absences of one or more consecutive days, as those count them who watch the roll.

S08-01-09 calls an event a medical absence for one or more consecutive days. Absences of one case
that touch are one event, also where recoding moved some of their days to the other account. Days
off the roll by an exception do not end an event and are not counted.
"""

from dataclasses import dataclass
from datetime import date

from cases.rules.days import Span, intersect, merge, subtract
from cases.rules.facts import IOD, MemberFacts


@dataclass(frozen=True, slots=True)
class Event:
    """`first` and `last` are ordinals; `iod` and `other` are its days on the roll by account."""

    case: str
    first: int
    last: int
    iod: tuple[Span, ...]
    other: tuple[Span, ...]

    def iod_days(self, window: Span) -> int:
        """Days of an injury on duty within a span."""
        return _length(intersect(window, self.iod))

    def other_days(self, window: Span) -> int:
        """Days for other than an injury on duty within a span."""
        return _length(intersect(window, self.other))


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as it is shown: `days` are its counted days in the window, `iod_days` those of
    them that are an injury on duty."""

    case: str
    first_day: date
    last_day: date
    days: int
    iod_days: int


def events(facts: MemberFacts, on: int) -> list[Event]:
    """The events of a member begun by the ordinal `on`, in order; an open one goes through it."""
    holes = merge((e.first_day.toordinal(), e.last_day.toordinal()) for e in facts.exceptions)
    found: list[Event] = []
    for first, last, case, iod in _pieces(facts, on):
        days = tuple(subtract((first, last), holes))
        own, other = (days, ()) if iod else ((), days)
        if found and found[-1].case == case and found[-1].last + 1 == first:
            before = found.pop()
            first, own, other = before.first, before.iod + own, before.other + other
        found.append(Event(case, first, last, own, other))
    return [event for event in found if event.iod or event.other]


def line_of(event: Event, window: Span, *, iod: bool = True, other: bool = True) -> EventLine:
    """An event with its days in a span, of one account or of both."""
    iod_days = event.iod_days(window) if iod else 0
    days = iod_days + (event.other_days(window) if other else 0)
    return EventLine(
        event.case, date.fromordinal(event.first), date.fromordinal(event.last), days, iod_days
    )


def unbroken(facts: MemberFacts, on: int) -> Span | None:
    """The unbroken run of absence that goes through `on`, whatever the cases; None without one."""
    spans = merge((first, last) for first, last, _, _ in _pieces(facts, on))
    return spans[-1] if spans and spans[-1][1] == on else None


def _pieces(facts: MemberFacts, on: int) -> list[tuple[int, int, str, bool]]:
    """The absences begun by `on`, in order; a day that two claim stays with the earlier one."""
    found: list[tuple[int, int, str, bool]] = []
    spells = sorted(
        (
            a.first_day.toordinal(),
            on if a.last_day is None else min(on, a.last_day.toordinal()),
            a.case,
            a.account == IOD,
        )
        for a in facts.absences
    )
    end = 0
    for first, last, case, iod in spells:
        if first <= on and last > end:
            found.append((max(first, end + 1), last, case, iod))
            end = last
    return found


def _length(spans: list[Span]) -> int:
    return sum(last - first + 1 for first, last in spans)
