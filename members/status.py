"""Duty status by the day: every day of a member's service has exactly one.

Separated comes before furlough or suspension, that before leave, leave before the medical roll,
the roll before limited duty, and full duty is what is left. Pure: plain values in, plain values
out; days are calendar days, both ends included.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Status:
    """One status: its letter in the ribbon, its words, the kind of its tag."""

    code: str
    letter: str
    label: str
    tag: str = ""

    @property
    def css(self) -> str:
        return f"st-{self.letter}"


FULL: Final = Status("full", "F", "Full duty")
NON_IOD: Final = Status("non_iod", "N", "Medical roll, not on duty", "lead")
IOD: Final = Status("iod", "I", "Medical roll, injury on duty", "iod")
AWAY: Final = Status("away", "X", "Furlough or suspension", "soon")
SEPARATED: Final = Status("separated", "S", "Separated")
LIMITED: Final = (
    Status("limited_non_iod", "L", "Limited duty, not on duty", "soon"),
    Status("limited_iod", "K", "Limited duty, injury on duty", "soon"),
    Status("limited_combat", "C", "Limited duty, combat-zone injury", "soon"),
)
LEAVES: Final = (
    Status("disability_duty", "D", "Disability leave, duty", "iod"),
    Status("disability_ordinary", "D", "Disability leave, ordinary", "lead"),
    Status("disability_occupational", "D", "Disability leave, occupational", "lead"),
    Status("unpaid_medical", "U", "Unpaid medical leave", "late"),
    Status("leave", "V", "Leave of absence"),
)
STATUSES: Final = {
    status.code: status for status in (FULL, NON_IOD, IOD, *LIMITED, *LEAVES, AWAY, SEPARATED)
}
ON_ROLL: Final = ("non_iod", "iod")


@dataclass(frozen=True, slots=True)
class Away:
    """Days off full duty: an absence (`last_day` None is still open), an exception, a spell of
    limited duty or leave.

    `case` is the reference of the absence's case, `reason` the exception's.
    """

    status: Status
    first_day: date
    last_day: date | None
    case: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """What the status is made of: the days of service and what takes a member off full duty.

    `separated_on` is the first day out of service.
    """

    appointed_on: date
    separated_on: date | None
    absences: tuple[Away, ...] = ()
    exceptions: tuple[Away, ...] = ()
    leaves: tuple[Away, ...] = ()
    limited: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive days of one status, of one case or for one reason."""

    status: Status
    first_day: date
    last_day: date
    case: str = ""
    reason: str = ""

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    @property
    def words(self) -> str:
        """The status with the exception's reason where there is one."""
        return self.reason.capitalize() if self.reason else self.status.label


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of one day and the first day of the unbroken run that it belongs to."""

    status: Status
    since: date
    case: str = ""
    reason: str = ""

    @property
    def words(self) -> str:
        return self.reason.capitalize() if self.reason else self.status.label


def service_of(appointed_on: date, separated_on: date | None, facts: Any) -> Service:
    """The same facts that the paid days are counted from (`cases.rules.facts.MemberFacts`)."""
    return Service(
        appointed_on,
        separated_on,
        tuple(
            Away(STATUSES[absence.account], absence.first_day, absence.last_day, absence.case)
            for absence in facts.absences
        ),
        tuple(
            Away(AWAY, exception.first_day, exception.last_day, reason=exception.reason)
            for exception in facts.exceptions
        ),
        tuple(_spell(duty) for duty in facts.duty if STATUSES[duty.kind] in LEAVES),
        tuple(_spell(duty) for duty in facts.duty if STATUSES[duty.kind] in LIMITED),
    )


def _spell(duty: Any) -> Away:
    return Away(STATUSES[duty.kind], duty.first_day, duty.last_day, duty.case)


def beginnings(service: Service) -> list[Stretch]:
    """The whole of a member's time from the appointment on, cut into stretches; the last one goes
    on until the end of the calendar."""
    return stretches(service, service.appointed_on, date.max)


def stretches(service: Service, first: date, last: date) -> list[Stretch]:
    """The days `first` to `last` as stretches in order, without gap or overlap; days before the
    appointment are left out."""
    first = max(first, service.appointed_on)
    if first > last:
        return []
    layers = _layers(service)
    cuts = sorted({first, *(day for day in _cuts(service, layers) if first < day <= last)})
    found: list[Stretch] = []
    ends = [cut - _DAY for cut in cuts[1:]]
    for begin, until in zip(cuts, [*ends, last], strict=True):
        status, case, reason = _at(service, layers, begin)
        if found and (found[-1].status, found[-1].case, found[-1].reason) == (status, case, reason):
            found[-1] = Stretch(status, found[-1].first_day, until, case, reason)
        else:
            found.append(Stretch(status, begin, until, case, reason))
    return found


def standing(service: Service, on: date) -> Standing | None:
    """The status of a day and since when it holds; None before the appointment.

    Since when: two absences that touch are one run on the roll, whatever their cases.
    """
    if on < service.appointed_on:
        return None
    layers = _layers(service)
    status, case, reason = _at(service, layers, on)
    since = on
    begun = {day for day in _cuts(service, layers) if service.appointed_on < day <= on}
    for cut in sorted({service.appointed_on, *begun}, reverse=True):
        before, _, why = _at(service, layers, cut)
        if (before, why) != (status, reason):
            break
        since = cut
    return Standing(status, since, case, reason)


def two_years(on: date) -> date:
    """The first day of the 24 months that end on `on`; the 29th of February counts as the 28th."""
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    return date(max(on.year - 2, 1), on.month, day) + _DAY


_Layer = tuple[list[date], list[Away]]  # first days, and the spells they begin, in order


def _layers(service: Service) -> tuple[_Layer, ...]:
    """What takes a member off full duty, the stronger first; no day twice in a layer."""
    found = []
    for spells in (service.exceptions, service.leaves, service.absences, service.limited):
        layer = _disjoint(spells) if spells else []
        found.append(([away.first_day for away in layer], layer))
    return tuple(found)


def _disjoint(spells: Iterable[Away]) -> list[Away]:
    """In order; a day that two spells claim stays with the earlier one."""
    clean: list[Away] = []
    end = date.min
    for away in sorted(spells, key=lambda spell: spell.first_day):
        last = away.last_day or date.max
        if away.first_day > end:
            clean.append(away)
        elif last > end:
            clean.append(Away(away.status, end + _DAY, away.last_day, away.case, away.reason))
        end = max(end, last)
    return clean


def _cuts(service: Service, layers: Iterable[_Layer]) -> Iterator[date]:
    """The days on which the status may change."""
    if service.separated_on:
        yield service.separated_on
    for begins, layer in layers:
        yield from begins
        for away in layer:
            if away.last_day and away.last_day < date.max:
                yield away.last_day + _DAY


def _at(service: Service, layers: Iterable[_Layer], day: date) -> tuple[Status, str, str]:
    """Status, case and reason of one day."""
    if service.separated_on and day >= service.separated_on:
        return SEPARATED, "", ""
    for begins, layer in layers:
        index = bisect_right(begins, day) - 1
        if index >= 0:
            away = layer[index]
            if away.last_day is None or away.last_day >= day:
                return away.status, away.case, away.reason
    return FULL, "", ""
