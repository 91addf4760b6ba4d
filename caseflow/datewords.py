"""How dates and instants read: never ambiguous, in the office's time zone.

Nothing in, nothing out: a missing date reads as an empty text, so that templates need no `if`.
"""

from datetime import date, datetime

from django.utils import timezone

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
LONG_MONTHS = (
    "January February March April May June July August September October November December".split()
)
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _local(value: object) -> date | None:
    """The value as a date, or as a datetime of the office's time zone; None when it is neither."""
    if isinstance(value, datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    return value if isinstance(value, date) else None


def _calendar_day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def day(value: object) -> str:
    """5 Mar 2026"""
    when = _local(value)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}" if when else ""


def weekday(value: object) -> str:
    """Thu 5 Mar: for the near future, where someone must act on it."""
    when = _local(value)
    if not when:
        return ""
    return f"{WEEKDAYS[when.weekday()][:3]} {when.day} {MONTHS[when.month - 1]}"


def longday(value: object) -> str:
    """Thursday 5 March 2026"""
    when = _local(value)
    if not when:
        return ""
    return f"{WEEKDAYS[when.weekday()]} {when.day} {LONG_MONTHS[when.month - 1]} {when.year}"


def clock(value: object) -> str:
    """10:42, of a datetime (in the office's time zone) or a time."""
    local = _local(value)
    when = value if local is None else local
    return f"{when:%H:%M}" if hasattr(when, "minute") else ""


def moment(value: object) -> str:
    """5 Mar 2026, 10:42"""
    return f"{day(value)}, {clock(value)}" if isinstance(value, datetime) else day(value)


def distance(days: int) -> str:
    """Words for a number of days from today; negative is past. Coarser as it gets further."""
    if days in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[days + 1]
    size = abs(days)
    if size < 14:
        count, unit = size, "days"
    elif size < 60:
        count, unit = size // 7, "weeks"
    elif size < 730:
        count, unit = round(size / 30.44), "months"
    else:
        count, unit = size // 365, "years"
    return f"in {count} {unit}" if days > 0 else f"{count} {unit} ago"


def _span(value: date, now: date) -> str:
    """Words for the time from `now` to `value`; minutes and hours when both have them."""
    if isinstance(value, datetime) and isinstance(now, datetime):
        minutes = int((now - value).total_seconds() // 60)
        if minutes == 0:
            return "just now"
        if 0 < minutes < 60:
            return "1 minute ago" if minutes == 1 else f"{minutes} minutes ago"
        if 0 < minutes and value.date() == now.date():
            return "1 hour ago" if minutes < 120 else f"{minutes // 60} hours ago"
    return distance((_calendar_day(value) - _calendar_day(now)).days)


def since(value: object, now: object) -> str:
    """Relative words, for beside an absolute date; "" when either is missing."""
    when, today = _local(value), _local(now)
    return _span(when, today) if when and today else ""


def days_between(start: object, end: object) -> int | None:
    """Calendar days from `start` to `end` in the office's time zone; None when one is missing."""
    first, last = _local(start), _local(end)
    return (_calendar_day(last) - _calendar_day(first)).days if first and last else None
