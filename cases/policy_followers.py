"""What other rooms do after policy values changed, in the same transaction (letters that are wrong
now, for one)."""

from collections.abc import Callable
from datetime import date, datetime

from caseflow.models import User

Lock = Callable[[], None]
Follow = Callable[[User, datetime, date], None]

_followers: list[tuple[Lock, Follow]] = []


def follows_policy(*, lock: Lock) -> Callable[[Follow], Follow]:
    """Registers a function of by whom, when and the day. `lock` takes the members' rows that it
    will need: it is called before the facts are halted, for an act that changes facts locks its
    member first and counts the change last, and the other order would let the two wait for each
    other."""

    def add(follow: Follow) -> Follow:
        if all(known is not follow for _, known in _followers):
            _followers.append((lock, follow))
        return follow

    return add


def lock_followers() -> None:
    """Takes every lock that the followers will need; before anything else is locked."""
    for lock, _ in _followers:
        lock()


def policy_changed(*, by: User, now: datetime, on: date) -> None:
    """Lets every room follow; the projections are rewritten already."""
    for _, follow in _followers:
        follow(by, now, on)
