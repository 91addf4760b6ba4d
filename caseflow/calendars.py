"""Reading the calendars of days off: every version of every one, frozen for the arithmetic."""

from datetime import date
from typing import Any, Final

from django.db import connection

from caseflow.deadlines import Calendars, DaysOff
from caseflow.models import Calendar, CalendarDay, CalendarVersion

WEEKDAYS: Final = "weekdays"
"""The code of the calendar without days off: every day from Monday to Friday is a working day."""

_HISTORIES: Final = (Calendar, CalendarVersion, CalendarDay)
_known: dict[str, tuple[Any, Calendars]] = {}


def load_calendars() -> Calendars:
    """Every version of every calendar.

    A process remembers them together with the newest rows of their append-only histories, and asks
    for those alone. Inside a transaction, whose rows may yet be taken back, nothing is remembered;
    what was remembered before holds there too, as long as the histories are the same.
    """
    stamp = _stamp()
    known = _known.get(connection.alias)
    if known is not None and known[0] == stamp:
        return known[1]
    found = _read_calendars()
    if not connection.in_atomic_block:
        _known[connection.alias] = (stamp, found)
    return found


def _stamp() -> Any:
    """The newest row of each history and how many there are, in one statement."""
    parts = []
    for model in _HISTORIES:
        history: Any = model.history
        table = connection.ops.quote_name(history.model._meta.db_table)
        parts.append(f"(SELECT MAX(history_id) FROM {table}), (SELECT COUNT(*) FROM {table})")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}")
        return cursor.fetchone()


def _read_calendars() -> Calendars:
    rows: dict[int, list[tuple[Any, ...]]] = {}
    columns = ("calendar_id", "day", "name", "added_in", "removed_in")
    for row in CalendarDay.objects.order_by("day").values_list(*columns):
        rows.setdefault(row[0], []).append(row)
    versions = CalendarVersion.objects.select_related("calendar").order_by("calendar_id", "number")
    return Calendars(
        [without_days_off(), *(_frozen(each, rows.get(each.calendar_id, [])) for each in versions)]
    )


def _frozen(version: CalendarVersion, rows: list[tuple[Any, ...]]) -> DaysOff:
    titles = {
        day: name
        for _, day, name, added, removed in rows
        if added <= version.number and (removed is None or removed > version.number)
    }
    return DaysOff(
        code=version.calendar.code,
        name=version.calendar.name,
        version=version.number,
        covers_from=version.covers_from,
        covers_to=version.covers_to,
        days=frozenset(titles),
        in_force_from=version.in_force_from,
        titles=titles,
    )


def without_days_off() -> DaysOff:
    """Monday to Friday, holidays included; it has no end and needs no version."""
    return DaysOff(WEEKDAYS, "Monday to Friday", 0, date.min, date.max, frozenset())
