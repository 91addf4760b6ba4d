"""The few policy values that pages ask for by themselves."""

from datetime import date, timedelta

from caseflow.refusals import RuleViolation
from cases.rules.policy import PolicyMissing, PolicyTimeline, PolicyValue
from cases.services.facts import load_policy
from members.models import Member


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


def policy_number(key: str, member: Member, on: date) -> int:
    """The number in force for the member on the day."""
    value = _in_force(key, member, on)
    assert isinstance(value, int)
    return value


def policy_text(key: str, member: Member, on: date) -> str:
    """The text in force for the member on the day."""
    return str(_in_force(key, member, on))


def _in_force(key: str, member: Member, on: date) -> PolicyValue:
    """Raises RuleViolation where no value is in force: an act must not guess one."""
    unit, rank = member.bargaining_unit, member.rank
    try:
        return load_policy().at(key, on, bargaining_unit=unit, rank=rank).value
    except PolicyMissing as missing:
        raise RuleViolation(str(missing)) from missing
