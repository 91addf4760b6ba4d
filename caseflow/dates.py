"""Days and instants. Only views and commands ask for today or now; all else is handed it."""

from datetime import UTC, date, datetime, time

from django.utils import timezone

from caseflow.datewords import day as words


def today() -> date:
    """The calendar day in the office's time zone."""
    return timezone.localdate()


def now() -> datetime:
    return timezone.now()


def start_of(day: date) -> datetime:
    """The first instant of the day in the office's time zone. East of Greenwich the calendar's
    very first day begins before the calendar does: the second stands in for it."""
    return timezone.make_aware(datetime.combine(max(day, date(1, 1, 2)), time.min))


def at_time(day: date, moment: time) -> datetime:
    """The instant of a wall-clock time in the office's zone. On the night when clocks go back the
    first of the two is meant; a time that the spring night skips becomes the one an hour later."""
    local = datetime.combine(day, moment, tzinfo=timezone.get_current_timezone())
    return local.astimezone(UTC)


def local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


__all__ = ["at_time", "local_day", "now", "start_of", "today", "words"]
