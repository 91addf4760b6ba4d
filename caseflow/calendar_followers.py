"""What other rooms do after a calendar got a new version, in the same transaction (due dates that
are counted by it, for one)."""

from collections.abc import Callable
from datetime import datetime

from caseflow.models import CalendarVersion, User

Lock = Callable[[], None]
Follow = Callable[[CalendarVersion, User, datetime], None]

_followers: list[tuple[Lock, Follow]] = []


def follows_calendars(*, lock: Lock) -> Callable[[Follow], Follow]:
    """Registers a function of the new version, by whom and when. `lock` takes the rows that it
    will need; it is called before anything else is locked, as every act locks its members first."""

    def add(follow: Follow) -> Follow:
        if all(known is not follow for _, known in _followers):
            _followers.append((lock, follow))
        return follow

    return add


def lock_followers() -> None:
    """Takes every lock that the followers will need."""
    for lock, _ in _followers:
        lock()


def calendar_published(version: CalendarVersion, *, by: User, now: datetime) -> None:
    """Lets every room follow; the version and its days are written already."""
    for _, follow in _followers:
        follow(version, by, now)
