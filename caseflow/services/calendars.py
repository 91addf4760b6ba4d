"""Publishing a version of a calendar: days off added and removed, from which day on, and why.

Nothing of a published version is edited: what is wrong in it, the next one says differently.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.calendar_followers import calendar_published, lock_followers
from caseflow.dates import local_day, words
from caseflow.history import save_tracked
from caseflow.models import Calendar, CalendarDay, CalendarVersion, User
from caseflow.refusals import RuleViolation, require_words

NAME = 120
MOST = 400
"""Days that one version may add or remove; more is a slip."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """What is to be published. `covers_to` None: as far as the version before; `covers_from` is
    asked of a first version alone; `retroactive`: time limits that have begun are meant too."""

    add: Mapping[date, str] = field(default_factory=dict)
    remove: Collection[date] = ()
    in_force_from: date | None = None
    covers_to: date | None = None
    source: str = ""
    reason: str = ""
    covers_from: date | None = None
    retroactive: bool = False


@act
def publish_calendar(
    *, calendar: Calendar, publishing: Publishing, by: User, now: datetime
) -> CalendarVersion:
    """Writes the next version with its days, and lets every room follow it.

    Raises RuleViolation as `check_publishing` does, asked again under the calendar's lock.
    """
    if not by.can(Capability.CONFIGURE):
        raise RuleViolation(f"You do not have the right to {Capability.CONFIGURE.label}.")
    lock_followers()
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    first, last = check_publishing(calendar, publishing, local_day(now))
    version = CalendarVersion(
        calendar=calendar,
        number=_number(newest(calendar)),
        in_force_from=publishing.in_force_from,
        covers_from=first,
        covers_to=last,
        source=publishing.source.strip(),
        reason=publishing.reason.strip(),
        published_at=now,
        published_by=by,
    )
    save_tracked(version, by=by, reason=version.reason, now=now)
    _write_days(version, publishing, by=by, now=now)
    calendar_published(version, by=by, now=now)
    return version


def _write_days(
    version: CalendarVersion, publishing: Publishing, *, by: User, now: datetime
) -> None:
    calendar, why = version.calendar, f"Version {version.number}: {version.reason}"[:300]
    for row in calendar.days.filter(removed_in=None, day__in=publishing.remove):
        row.removed_in = version.number
        save_tracked(row, by=by, reason=why, now=now, fields=["removed_in"])
    for day, name in sorted(publishing.add.items()):
        row = CalendarDay(calendar=calendar, day=day, name=name.strip(), added_in=version.number)
        save_tracked(row, by=by, reason=why, now=now)


def newest(calendar: Calendar) -> CalendarVersion | None:
    return calendar.versions.order_by("-number").first()


def _number(before: CalendarVersion | None) -> int:
    return before.number + 1 if before else 1


def check_publishing(calendar: Calendar, publishing: Publishing, on: date) -> tuple[date, date]:
    """The days between which the version knows the days off; RuleViolation, with the field, for
    what cannot be published."""
    before = newest(calendar)
    require_words(publishing.source, "Say where these days off stand.", field="source")
    require_words(publishing.reason, "Say why there is a new version.", field="reason")
    _check_beginning(before, publishing, on)
    reach = _reach(before, publishing)
    here = dict(calendar.days.filter(removed_in=None).values_list("day", "name"))
    _check_days(calendar, here, publishing, reach)
    _check_new_years(before, here, publishing, reach)
    if before and not publishing.add and not publishing.remove and before.covers_to == reach[1]:
        raise RuleViolation(
            "Nothing changes: add or remove a day, or let the calendar reach further.", field="add"
        )
    return reach


def _check_beginning(before: CalendarVersion | None, publishing: Publishing, on: date) -> None:
    first = publishing.in_force_from
    if before is None:
        return
    if first is None:
        raise RuleViolation(
            f"Say from which day on it is in force: {before} is in force until then.",
            field="in_force_from",
        )
    same = before.calendar.versions.filter(in_force_from=first).first()
    if same is not None:
        raise RuleViolation(
            f"{same} is in force from {words(first)} on. Choose another day.",
            field="in_force_from",
        )
    if publishing.retroactive:
        return
    if before.in_force_from and first < before.in_force_from:
        raise RuleViolation(
            f"{before} is in force from {words(before.in_force_from)} on. Choose a later day, or "
            "say that time limits that have begun are meant too.",
            field="in_force_from",
        )
    if first < on:
        raise RuleViolation(
            f"{words(first)} is past, and time limits that began since would move. Choose a day "
            "from today on, or say that they are meant.",
            field="in_force_from",
        )


def _reach(before: CalendarVersion | None, publishing: Publishing) -> tuple[date, date]:
    last = publishing.covers_to or (before.covers_to if before else None)
    if last is None:
        raise RuleViolation("Say through which day the days off are known.", field="covers_to")
    if before is not None:
        if last < before.covers_to:
            raise RuleViolation(
                f"{before} knows the days off through {words(before.covers_to)}; a version after "
                "it knows no fewer. Leave this empty, or enter a later day.",
                field="covers_to",
            )
        return before.covers_from, last
    first = publishing.covers_from or min(publishing.add, default=last).replace(month=1, day=1)
    if last < first:
        raise RuleViolation(f"It would end before it begins, on {words(first)}.", field="covers_to")
    return first, last


def _check_days(
    calendar: Calendar,
    here: dict[date, str],
    publishing: Publishing,
    reach: tuple[date, date],
) -> None:
    if len(publishing.add) + len(publishing.remove) > MOST:
        raise RuleViolation(f"One version changes at most {MOST} days.", field="add")
    for day in sorted(publishing.remove):
        if day not in here:
            raise RuleViolation(
                f"{words(day)} is no day off of {calendar.name}: there is nothing to remove.",
                field="remove",
            )
    for day, name in sorted(publishing.add.items()):
        if not reach[0] <= day <= reach[1]:
            raise RuleViolation(
                f"{words(day)} is outside the days of this version, {words(reach[0])} to "
                f"{words(reach[1])}. Let it reach further, or leave the day out.",
                field="add",
            )
        if day in here and day not in publishing.remove:
            raise RuleViolation(
                f"{words(day)} is a day off already: {here[day]}. To give it another name, remove "
                "it and add it.",
                field="add",
            )
        require_words(name, f"Say what {words(day)} is called.", field="add")
        if len(name.strip()) > NAME:
            raise RuleViolation(f"A day's name has at most {NAME} letters.", field="add")


def _check_new_years(
    before: CalendarVersion | None,
    here: dict[date, str],
    publishing: Publishing,
    reach: tuple[date, date],
) -> None:
    """A year without any day off is a gap that somebody forgot to fill."""
    known = {day.year for day in here if day not in publishing.remove}
    known |= {day.year for day in publishing.add}
    since = before.covers_to.year + 1 if before else reach[0].year
    missing = [year for year in range(since, reach[1].year + 1) if year not in known]
    if missing:
        raise RuleViolation(
            f"{missing[0]} would have no day off. Add the days of every year that it reaches.",
            field="add",
        )
