"""From what somebody typed to the instant as of which a case is shown."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from caseflow.dates import local_day, start_of
from caseflow.datewords import moment
from caseflow.refusals import RuleViolation
from cases.models import Case

_HOW = "Give a day as 2026-03-01, or an instant as 2026-03-01T10:30."


def read_instant(text: str, now: datetime) -> datetime:
    """The instant: of a day its end (of today: now), else what was given, in the office's time
    when it names no zone. RuleViolation with the sentence for what cannot be."""
    instant = _read(text.strip())
    if local_day(instant) > local_day(now):
        raise RuleViolation(f"{moment(instant)} has not come yet. Choose a day that has passed.")
    return min(instant, now)


def _read(text: str) -> datetime:
    try:
        day, instant = parse_date(text), parse_datetime(text) if "T" in text else None
    except ValueError:
        raise RuleViolation(f"The calendar has no {text[:40]}. {_HOW}") from None
    try:
        if day is not None:
            return start_of(day + timedelta(days=1)) - timedelta(microseconds=1)
        if instant is not None:
            return instant if instant.tzinfo else timezone.make_aware(instant)
    except (OverflowError, ValueError):
        raise RuleViolation(f"The office keeps no such day. {_HOW}") from None
    raise RuleViolation(f"That is no day. {_HOW}")


def known_since(case: Case) -> datetime:
    """When the case was entered: before that nothing was known of it."""
    history: Any = Case.history
    kept = history.filter(id=case.pk).order_by("history_date", "history_id")
    first: datetime | None = kept.values_list("history_date", flat=True).first()
    return first or case.opened_at


def require_known(case: Case, instant: datetime) -> None:
    """RuleViolation where the instant lies before the case."""
    since = known_since(case)
    if instant < since:
        raise RuleViolation(
            f"{case.reference} was entered on {moment(since)}. Of {moment(instant)} there is "
            "nothing to show. Choose a later day."
        )
