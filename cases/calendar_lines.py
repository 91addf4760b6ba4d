"""The calendars of days off as their pages show them: a year over all of them, and one calendar
with its versions and its years."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from caseflow.dates import words
from caseflow.models import Calendar, CalendarDay, CalendarVersion
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.rules.policy_keys import ABOUT

KEYS: Final = (
    "working_days_calendar", "business_days_calendar", "statute_calendar", "office_calendar",
)  # fmt: skip
"""The policy values that name a calendar."""
SATURDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """A calendar with its newest version; `uses` are the policy values that name it today."""

    calendar: Calendar
    version: CalendarVersion
    uses: list[str]


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day on which somebody is off: `off` has a truth for each calendar, in their order."""

    day: date
    name: str
    off: list[bool]

    @property
    def otherwise(self) -> str:
        """What the day is to those who are not off."""
        return "weekend" if self.day.isoweekday() >= SATURDAY else "open"


@dataclass(frozen=True, slots=True)
class Line:
    """A day of one calendar. `note` says since or until which version, empty for a plain one."""

    day: date
    name: str
    note: str
    gone: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    version: CalendarVersion
    since: str
    changes: str


def shown(versions: Iterable[CalendarVersion], policy: PolicyTimeline, on: date) -> list[Shown]:
    """Each calendar once, by its name; `versions` are in their order."""
    newest = {each.calendar.code: each for each in versions}
    named: dict[str, list[str]] = {}
    for key in KEYS:
        try:
            named.setdefault(str(policy.at(key, on).value), []).append(ABOUT[key].label)
        except PolicyMissing:  # the page Policy says so
            continue
    rows = [
        Shown(version.calendar, version, named.get(code, [])) for code, version in newest.items()
    ]
    return sorted(rows, key=lambda row: row.calendar.name)


def year_days(rows: list[Shown], days: Iterable[CalendarDay]) -> list[YearDay]:
    """The days off of a year by the newest version of each calendar."""
    places = {row.calendar.pk: place for place, row in enumerate(rows)}
    found: dict[date, YearDay] = {}
    for each in days:
        if each.removed_in is None and each.calendar_id in places:
            line = found.setdefault(each.day, YearDay(each.day, each.name, [False] * len(rows)))
            line.off[places[each.calendar_id]] = True
    return [found[day] for day in sorted(found)]


def version_lines(versions: list[CalendarVersion], days: list[CalendarDay]) -> list[VersionLine]:
    """The versions, newest first, each with what it changed."""
    return [VersionLine(each, since(each), _changes(each, days)) for each in reversed(versions)]


def since(version: CalendarVersion) -> str:
    """from 1 Apr 2026"""
    first = version.in_force_from
    return f"from {words(first)}" if first else "from the beginning"


def _changes(version: CalendarVersion, days: list[CalendarDay]) -> str:
    added = sum(1 for day in days if day.added_in == version.number)
    removed = sum(1 for day in days if day.removed_in == version.number)
    parts = [f"{added:,} added" if added else "", f"{removed:,} removed" if removed else ""]
    return ", ".join(part for part in parts if part) or "no day changed"


def years(days: list[CalendarDay]) -> dict[int, list[Line]]:
    """The days by year, also those that a later version took out."""
    found: dict[int, list[Line]] = {}
    for each in sorted(days, key=lambda row: (row.day, row.added_in)):
        gone = each.removed_in is not None
        note = f"since version {each.added_in}" if each.added_in > 1 else ""
        if gone:
            note = f"no longer since version {each.removed_in}"
        found.setdefault(each.day.year, []).append(Line(each.day, each.name, note, gone))
    return found
