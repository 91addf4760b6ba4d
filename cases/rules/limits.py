"""When the time limits of an event end: the table, the policy values and the calendars together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, tzinfo
from typing import Final

from caseflow.deadlines import (
    Calendars,
    Deadline,
    calendar_days,
    hours,
    months,
    said,
    statute_days,
    working_days,
)
from cases.rules.limits_table import EVENTS, LIMITS, Event, Limit
from cases.rules.policy_timeline import PolicyRow, PolicyTimeline

__all__ = ["EVENTS", "LIMITS", "Event", "Limit", "deadlines_of", "needs_hour"]

Whom = tuple[str, str]
Ends = tuple[tuple[Limit, Deadline], ...]

_IN_HOURS: Final = ("hours", "hours_before")
_DAYS: Final[dict[str, Callable[[date, int], Deadline]]] = {
    "calendar_days": calendar_days,
    "days_before": lambda day, number: calendar_days(day, -number),
    "months": months,
}
_BY_CALENDAR: Final = {"working_days": 1, "working_days_before": -1}


def needs_hour(kind: str) -> bool:
    """Whether a limit of the event is in hours, so that its hour should be entered."""
    return any(limit.convention in _IN_HOURS for limit in LIMITS if limit.event == kind)


def deadlines_of(
    kind: str,
    starts_on: date,
    starts_at: datetime | None,
    policy: PolicyTimeline,
    whom: Whom,
    calendars: Calendars,
    zone: tzinfo,
) -> Ends:
    """Every time limit that an event of the kind starts, with its end, in the order of the table.

    `whom` is the member's bargaining unit and rank. Numbers, calendars and versions are those in
    force on the day of the event. Hours without a known hour run from the beginning of the day,
    which is the earliest that can be meant.

    Raises:
        KeyError: an event that the table does not know.
        PolicyMissing, CalendarMissing: no value or calendar is in force; the text is for people.
    """
    EVENTS[kind]
    found = [
        (limit, _end(limit, starts_on, starts_at, policy, whom, calendars, zone))
        for limit in LIMITS
        if limit.event == kind
    ]
    return tuple(_earlier(found))


def amount_of(limit: Limit, day: date, policy: PolicyTimeline, whom: Whom) -> PolicyRow:
    """The policy row of the limit's number, in force on the day."""
    return policy.at(limit.amount_key, day, bargaining_unit=whom[0], rank=whom[1])


def _end(
    limit: Limit,
    starts_on: date,
    starts_at: datetime | None,
    policy: PolicyTimeline,
    whom: Whom,
    calendars: Calendars,
    zone: tzinfo,
) -> Deadline:
    number = int(amount_of(limit, starts_on, policy, whom).value)  # type: ignore[arg-type]
    if limit.convention in _IN_HOURS:
        return _hours(limit, number, starts_on, starts_at, zone)
    if limit.convention in _DAYS:
        return _DAYS[limit.convention](starts_on, number)
    row = policy.at(limit.calendar_key, starts_on, bargaining_unit=whom[0], rank=whom[1])
    off = calendars.at(str(row.value), starts_on)
    if limit.convention == "statute_days":
        return statute_days(starts_on, number, off)
    return working_days(starts_on, number * _BY_CALENDAR[limit.convention], off)


def _hours(
    limit: Limit, number: int, starts_on: date, starts_at: datetime | None, zone: tzinfo
) -> Deadline:
    begins = starts_at or datetime.combine(starts_on, time.min, zone)
    end = hours(begins, -number if limit.convention == "hours_before" else number, zone)
    if starts_at is not None:
        return end
    unknown = "the hour is not known: counted from the beginning of the day"
    return replace(end, steps=(unknown, *end.steps))


def _earlier(found: list[tuple[Limit, Deadline]]) -> list[tuple[Limit, Deadline]]:
    """Of limits that belong together the one that ends first; it says when the others do."""
    kept = []
    for limit, end in found:
        others = [each for each in found if limit.together and each[0].together == limit.together]
        first = min(others, key=lambda each: each[1].due_on, default=(limit, end))
        if first[0] is not limit:
            continue
        later = tuple(
            f"the other limit, {other.amount} {other.convention.replace('_', ' ')}, ends on "
            f"{said(other.due_on)}"
            for each, other in others
            if each is not limit
        )
        kept.append((limit, replace(end, steps=(*end.steps, *later))))
    return kept


_SAID: Final = {
    "calendar_days": "calendar days",
    "days_before": "calendar days before",
    "statute_days": "statute days",
    "working_days": "working days",
    "working_days_before": "working days before",
    "hours": "hours",
    "hours_before": "hours before",
    "months": "months",
}


def limits_as_text() -> str:
    """The table as docs/deadlines.md shows it (`manage.py limits_table`)."""
    lines = ["| Counted from | What | Policy value | Convention | Who | Source |", "|" + "---|" * 6]
    for limit in LIMITS:
        calendar = f" ({limit.calendar_key})" if limit.calendar_key else ""
        open_ = "" if limit.verified else ", not confirmed"
        lines.append(
            f"| {limit.starts_with} | {limit.what} | {limit.amount_key} | "
            f"{_SAID[limit.convention]}{calendar}{open_} | {limit.actor} | {limit.source} |"
        )
    return "\n".join(lines) + "\n"
