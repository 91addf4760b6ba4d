"""The few policy values that pages ask for by themselves."""

from datetime import date, timedelta

from cases.rules.policy import PolicyTimeline
from cases.services.facts import load_policy


def near_exhaustion_days(on: date, policy: PolicyTimeline | None = None) -> int:
    """From how many days before the first unpaid day a member counts as near exhaustion."""
    return int(_number("near_exhaustion_days", on, policy))


def note_late_after(on: date, policy: PolicyTimeline | None = None) -> timedelta:
    """How long after it happened an entry is still in time."""
    return timedelta(hours=_number("note_late_hours", on, policy))


def _number(key: str, on: date, policy: PolicyTimeline | None) -> int:
    value = (policy or load_policy()).at(key, on).value
    assert isinstance(value, int)
    return value
