"""What a change of policy does beside the days that it moves. Every room registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cases.rules.impact import Moved
from cases.rules.policy_timeline import PolicyTimeline


@dataclass(frozen=True, slots=True)
class MovedMember:
    """An account of a member that moves; `member` is the member's primary key."""

    member: int
    star: str
    unit: str
    moved: Moved


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """A change of `key` as of the end of `on`; `open` are the paid accounts that an open absence
    draws and whose first unpaid day moves."""

    key: str
    before: PolicyTimeline
    after: PolicyTimeline
    on: date
    open: tuple[MovedMember, ...]


@dataclass(frozen=True, slots=True)
class Consequence:
    """`says` in words, without medical content; `member` is the primary key of whom it concerns."""

    member: int
    case: str
    subject: str
    says: str


Gather = Callable[[PolicyChange], list[Consequence]]

_gatherers: dict[str, tuple[str, Gather]] = {}


def register_consequence(code: str, label: str, gather: Gather) -> None:
    """Adds a kind of consequence; two with one code is a programming error."""
    if code in _gatherers:
        raise ValueError(f"There is a consequence {code} already.")
    _gatherers[code] = (label, gather)


def consequences(change: PolicyChange) -> dict[str, list[Consequence]]:
    """By label, what the change entails; every kind is there, be it empty."""
    return {label: gather(change) for label, gather in _gatherers.values()}
