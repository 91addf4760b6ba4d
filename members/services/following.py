"""What other rooms keep that depends on a member's rank, bargaining unit or days of service. A
roster changes them for many members at once; a room registers here what it derives from them, so
that this room need not know of it."""

from collections.abc import Callable, Collection
from datetime import date

RankFollower = Callable[[Collection[int], date], None]
ServiceFollower = Callable[[Collection[int]], None]
DescriptionFollower = Callable[[Collection[int]], None]
"""Take the keys of the members (and the day of the change), inside its transaction."""

_rank_followers: list[RankFollower] = []
_service_followers: list[ServiceFollower] = []
_description_followers: list[DescriptionFollower] = []


def follows_rank(follower: RankFollower) -> RankFollower:
    """Registers a function to be called after ranks or bargaining units changed."""
    if follower not in _rank_followers:
        _rank_followers.append(follower)
    return follower


def follows_service(follower: ServiceFollower) -> ServiceFollower:
    """Registers a function to be called after members joined, left, or their days of service were
    corrected."""
    if follower not in _service_followers:
        _service_followers.append(follower)
    return follower


def follows_description(follower: DescriptionFollower) -> DescriptionFollower:
    """Registers a function to be called after members joined, or their names, numbers, phones or
    days of birth changed."""
    if follower not in _description_followers:
        _description_followers.append(follower)
    return follower


def rank_changed(members: Collection[int], on: date) -> None:
    """Lets every room follow; hold the members' locks."""
    if members:
        for follower in _rank_followers:
            follower(members, on)


def service_changed(members: Collection[int]) -> None:
    """Lets every room follow; hold the members' locks."""
    if members:
        for follower in _service_followers:
            follower(members)


def description_changed(members: Collection[int]) -> None:
    """Lets every room follow; hold the members' locks."""
    if members:
        for follower in _description_followers:
            follower(members)
