"""What other rooms keep that depends on a member's rank or bargaining unit. A roster changes both
for many members at once; a room registers here what it derives from them, so that this room need
not know of it."""

from collections.abc import Callable, Collection
from datetime import date

Follower = Callable[[Collection[int], date], None]
"""Takes the keys of the members and the day of the change, inside its transaction."""

_followers: list[Follower] = []


def follows_rank(follower: Follower) -> Follower:
    """Registers a function to be called after ranks or bargaining units changed."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def rank_changed(members: Collection[int], on: date) -> None:
    """Lets every room follow; hold the members' locks."""
    if members:
        for follower in _followers:
            follower(members, on)
