"""When a time limit ends: calendar days, statute days, working days, hours, months, court time.

Each convention is a function of its own and they are never mixed (docs/deadlines.md). The day of
the event, day 0, is never counted. A negative number counts back from the event. The functions
know no clock and no database: days off come as `DaysOff`, a version of a calendar, and an answer
names the version that it used and says in words how it was reached.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby
from types import MappingProxyType
from typing import Final

CALENDAR_DAYS: Final = "calendar_days"
STATUTE_DAYS: Final = "statute_days"
WORKING_DAYS: Final = "working_days"
HOURS: Final = "hours"
MONTHS: Final = "months"
COURT_DAYS: Final = "federal_court_days"
COURT_HOURS: Final = "federal_court_hours"

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 6
_FEW_WEEKENDS: Final = 4  # days; more of them are said by their number
_NAMES: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_WEEKDAYS: Final = "Mon Tue Wed Thu Fri Sat Sun".split()
Steps = tuple[str, ...]
_NONE: Final[Mapping[date, str]] = MappingProxyType({})


class CalendarMissing(LookupError):
    """No version of a calendar is in force for a day. The text is for people."""


class CalendarTooShort(CalendarMissing):
    """A count leaves the days whose days off are known. The text is for people."""


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A version of a calendar: the days off among the days `covers_from` to `covers_to`, for time
    limits that begin on `in_force_from` or later (None: on any day)."""

    code: str
    name: str
    version: int
    covers_from: date
    covers_to: date
    days: frozenset[date]
    in_force_from: date | None = None
    titles: Mapping[date, str] = field(default_factory=lambda: _NONE, compare=False, repr=False)

    @property
    def label(self) -> str:
        """City calendar v1; a calendar that is no table (Monday to Friday) has no version."""
        return f"{self.name} v{self.version}" if self.version else self.name

    def is_off(self, day: date) -> bool:
        """Whether the day is a Saturday, a Sunday or a day off.

        Raises:
            CalendarTooShort: nothing is known of that day.
        """
        self.needs(day)
        return day.isoweekday() >= _SATURDAY or day in self.days

    def needs(self, day: date) -> None:
        """Raises CalendarTooShort where nothing is known of the day."""
        if not self.covers_from <= day <= self.covers_to:
            raise CalendarTooShort(
                f"{self.label} knows the days off from {said(self.covers_from)} to "
                f"{said(self.covers_to)}, and the count reaches {said(day)}. An administrator "
                "publishes a version that covers that day (Calendars), then it can be counted."
            )

    def titled(self, day: date) -> str:
        """Mon 2 Mar Casimir Pulaski Day"""
        return f"{_short(day)} {self.titles[day]}" if day in self.titles else _short(day)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a time limit: the last day on which it is met, and for hours the instant.

    `amount` is negative where it was counted back; `calendar` is the label of the version that was
    used, empty without one; `steps` say how the end was reached, a line each.
    """

    trigger: date
    due_on: date
    due_at: datetime | None
    convention: str
    amount: int
    calendar: str = ""
    steps: Steps = ()

    @property
    def why(self) -> str:
        """The steps as one text."""
        return "; ".join(self.steps)


class Calendars:
    """Every version of every calendar of the office. Treat as frozen."""

    __slots__ = ("_by_code", "versions")

    def __init__(self, versions: Iterable[DaysOff]) -> None:
        self.versions: tuple[DaysOff, ...] = tuple(versions)
        self._by_code: dict[str, list[DaysOff]] = {}
        for each in sorted(self.versions, key=lambda each: each.version, reverse=True):
            self._by_code.setdefault(each.code, []).append(each)

    def at(self, code: str, day: date) -> DaysOff:
        """The newest version in force on `day`, the day on which a time limit begins.

        Raises:
            CalendarMissing: no such calendar, or none of its versions is in force yet.
        """
        for each in self._by_code.get(code, ()):
            if each.in_force_from is None or each.in_force_from <= day:
                return each
        known = ", ".join(sorted(self._by_code)) or "none"
        if code not in self._by_code:
            raise CalendarMissing(
                f"There is no calendar {code}; this office has: {known}. An administrator enters "
                "it with its days off (Calendars), or names another one in the policy."
            )
        raise CalendarMissing(
            f"No version of the calendar {code} is in force on {said(day)}. An administrator "
            "publishes one that begins earlier (Calendars)."
        )


def calendar_days(trigger: date, days: int) -> Deadline:
    """Federal regulations and agreements "in calendar days": every day counts, and the last one is
    the last one also on a weekend or a holiday."""
    due = trigger + timedelta(days=days)
    steps = (
        _zero(trigger),
        f"{_numbered(days)} is {said(due)}",
        "every day counts; the last day is not moved",
    )
    return Deadline(trigger, due, None, CALENDAR_DAYS, days, "", steps)


def statute_days(trigger: date, days: int, off: DaysOff) -> Deadline:
    """Illinois statutes (5 ILCS 70/1.11): the first day is excluded, the last included, unless it
    is a Saturday, a Sunday or a holiday; then the next day that is none of them.

    Raises:
        ValueError: for a count back, which the statute does not know.
        CalendarTooShort: the last day is beyond the calendar.
    """
    if days < 0:
        raise ValueError("5 ILCS 70/1.11 counts forward only.")
    return _rolled(trigger, days, off, STATUTE_DAYS)


def federal_court_days(trigger: date, days: int, off: DaysOff) -> Deadline:
    """Federal court rules since 1 Dec 2009 (FRCP 6(a)(1) and (5), FRAP 26): as the statute, and a
    count back whose last day is off goes on backward.

    State holidays hold for counts forward only (6(a)(6)(C)): give a count back the federal days.
    """
    return _rolled(trigger, days, off, COURT_DAYS)


def working_days(trigger: date, days: int, off: DaysOff) -> Deadline:
    """Business and working days: Monday to Friday without the days off; the working day after the
    event is day 1. Nought is the day of the event itself.

    Raises:
        CalendarTooShort: the count leaves the calendar.
    """
    step = _DAY if days >= 0 else -_DAY
    day, left = trigger, abs(days)
    skipped: list[date] = []
    while left:
        day += step
        if off.is_off(day):
            skipped.append(day)
        else:
            left -= 1
    steps: Steps = (_zero(trigger), f"{_numbered(days, 'working day')} is {said(day)}")
    if skipped:
        steps += (f"not counted: {_listed(skipped, off)}",)
    return Deadline(trigger, day, None, WORKING_DAYS, days, off.label, (*steps, off.label))


def hours(trigger: datetime, hours: int, zone: tzinfo) -> Deadline:
    """Elapsed hours, counted in UTC: no hour is lost or gained when the clocks change, and neither
    weekend nor holiday moves the end. `zone` is that of the wall clock.

    Raises:
        ValueError: the trigger has no time zone.
    """
    start, end = _elapsed(trigger, hours, zone)
    steps = (*_from_hour(start, end, hours), "every hour counts; weekends do not move the end")
    return Deadline(start.date(), end.date(), end, HOURS, hours, "", steps)


def federal_court_hours(trigger: datetime, hours: int, zone: tzinfo, off: DaysOff) -> Deadline:
    """Federal court rules since 1 Dec 2009 (FRCP 6(a)(2)): elapsed hours; an end on a Saturday, a
    Sunday or a holiday moves to the same time of the next day that is none of them."""
    start, end = _elapsed(trigger, hours, zone)
    moved, skipped = _moved(end.date(), _DAY, off)
    steps = _from_hour(start, end, hours)
    if skipped:
        wall = datetime.combine(moved, end.timetz())
        end = wall.astimezone(UTC).astimezone(zone)
        steps += (f"moved on: {_listed(skipped, off)}", f"ends {_instant(end)}")
    return Deadline(
        start.date(), end.date(), end, COURT_HOURS, hours, off.label, (*steps, off.label)
    )


def months(trigger: date, months: int) -> Deadline:
    """The day with the same number so many months later (or earlier), or the last day of that
    month where it is shorter: six months after 31 Aug end on 28 or 29 Feb."""
    year, month = divmod(trigger.year * 12 + trigger.month - 1 + months, 12)
    last = _last_day(year, month + 1)
    due = min(last, date(year, month + 1, min(trigger.day, last.day)))
    count, word = abs(months), "before" if months < 0 else "after"
    name = f"{count} {'month' if count == 1 else 'months'} {word} {said(trigger)}"
    step = f"{name} is {said(due)}"
    if due.day != trigger.day:
        step += f": {_NAMES[due.month - 1]} {due.year} has no day {trigger.day}"
    return Deadline(trigger, due, None, MONTHS, months, "", (step, "the last day is not moved"))


def said(day: date) -> str:
    """Thu 5 Mar 2026"""
    return f"{_short(day)} {day.year}"


def _short(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_NAMES[day.month - 1]}"


def _instant(moment: datetime) -> str:
    return f"{said(moment.date())}, {moment:%H:%M} {moment.tzname()}"


def _zero(trigger: date) -> str:
    return f"day 0, not counted, is {said(trigger)}"


def _numbered(days: int, word: str = "day") -> str:
    if days >= 0:
        return f"{word} {days}"
    return f"{-days} {word}{'' if days == -1 else 's'} before"


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - _DAY


def _moved(day: date, step: timedelta, off: DaysOff) -> tuple[date, list[date]]:
    """The first day from `day` on that is no weekend and no day off, and those passed over."""
    skipped: list[date] = []
    while off.is_off(day):
        skipped.append(day)
        day += step
    return day, skipped


def _rolled(trigger: date, days: int, off: DaysOff, convention: str) -> Deadline:
    last = trigger + timedelta(days=days)
    due, skipped = _moved(last, _DAY if days >= 0 else -_DAY, off)
    steps: Steps = (_zero(trigger), f"{_numbered(days)} is {said(last)}")
    if skipped:
        way = "on" if days >= 0 else "back"
        steps += (f"moved {way}: {_listed(skipped, off)}", f"the last day is {said(due)}")
    return Deadline(trigger, due, None, convention, days, off.label, (*steps, off.label))


def _listed(skipped: list[date], off: DaysOff) -> str:
    """Sat 7, Sun 8, Mon 9 Mar; many weekends by their number, days off always by name."""
    weekend = [day for day in skipped if day.isoweekday() >= _SATURDAY and day not in off.titles]
    if len(weekend) <= _FEW_WEEKENDS:
        return ", ".join(_by_month(sorted(skipped), off))
    named = [off.titled(day) for day in sorted(skipped) if day not in weekend]
    return ", ".join([f"{len(weekend)} days of weekends", *named])


def _by_month(days: list[date], off: DaysOff) -> list[str]:
    """The name of the month stands once, after its last day or beside the name of a day off."""
    words = []
    for _, group in groupby(days, key=lambda day: (day.year, day.month)):
        run = list(group)
        for day in run[:-1]:
            bare = day not in off.titles
            words.append(_short(day).rsplit(" ", 1)[0] if bare else off.titled(day))
        words.append(off.titled(run[-1]))
    return words


def _elapsed(trigger: datetime, count: int, zone: tzinfo) -> tuple[datetime, datetime]:
    if trigger.tzinfo is None:
        raise ValueError("Hours are counted from an instant with a time zone.")
    start = trigger.astimezone(UTC)
    return start.astimezone(zone), (start + timedelta(hours=count)).astimezone(zone)


def _from_hour(start: datetime, end: datetime, count: int) -> Steps:
    name = f"{abs(count)} {'hour' if abs(count) == 1 else 'hours'}"
    steps: Steps = (
        f"from {_instant(start)}",
        f"{name} {'before' if count < 0 else 'elapsed'}: {_instant(end)}",
    )
    shift = (end.utcoffset() or timedelta()) - (start.utcoffset() or timedelta())
    if shift:
        way = "forward" if shift > timedelta() else "back"
        steps += (f"the clocks go {way} in between; elapsed time does not change by it",)
    return steps
