"""Authorizations as other rooms and the pages read them: those that end, and each in words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from caseflow.dates import words
from caseflow.prepared import Prepared
from members.models import Authorization, AuthorizationKind, EndedBy, Member
from members.rules.authorizations import standing_on

_KINDS = dict(AuthorizationKind.choices)
_ENDS = dict(EndedBy.choices)
Expiring = tuple[str, str, date]


def expiring(member_ids: Collection[int]) -> dict[int, tuple[Expiring, ...]]:
    """For each member who has one: the key, words and last day of every authorization that has a
    last day and was not ended, in order of that day. One query.

    One that was signed anew, for the same kind between the same two, is left out: nobody need
    ask for it again. Whether the last day has passed is the caller's question.
    """
    rows = Authorization.objects.not_ended().filter(member__in=member_ids)
    listed = rows.order_by("expires_on", "number").values_list(
        "member_id", "number", "kind", "discloser", "recipient", "signed_on", "expires_on"
    )
    newest: dict[tuple[str, ...], tuple[date, int]] = {}
    found: list[tuple[int, tuple[str, ...], tuple[date, int], Expiring]] = []
    for member, number, kind, discloser, recipient, signed, expires in listed:
        pair: tuple[str, ...] = (str(member), kind, discloser.casefold(), recipient.casefold())
        place = (signed, number)
        newest[pair] = max(newest.get(pair, place), place)
        if expires is not None:
            said = f"{_KINDS[kind]}, {discloser} to {recipient}"
            found.append((member, pair, place, (str(number), said, expires)))
    grouped: dict[int, tuple[Expiring, ...]] = {}
    for member, pair, place, row in found:
        if newest[pair] == place:
            grouped[member] = (*grouped.get(member, ()), row)
    return grouped


class Held(NamedTuple):
    """An authorization as the member's page reads it, without its row."""

    kind: str
    discloser: str
    recipient: str
    signed_on: date
    expires_on: date | None
    expiry_event: str
    ended_on: date | None
    ended_how: str


_OF_MEMBER = Prepared(
    lambda member: (
        Authorization.objects.filter(member=member)
        .order_by("-signed_on", "-number")
        .values_list(*Held._fields)
    ),
    member=int,
)


def held_by(member: Member) -> list[Held]:
    """All of the member's, the last signed first. One query."""
    return [Held(*row) for row in _OF_MEMBER.rows(member=member.pk)]


@dataclass(frozen=True, slots=True)
class State:
    """Whether an authorization may be relied on, in words with their tint."""

    word: str
    css: str
    more: str = ""
    holds: bool = False


def state_of(authorization: Authorization | Held, on: date) -> State:
    """What is true at the end of the day."""
    ended, last = authorization.ended_on, authorization.expires_on
    if ended is not None and ended <= on:
        word = "revoked" if authorization.ended_how == "revoked" else "ended"
        said = f"{_ENDS[authorization.ended_how]}, {words(ended)}"
        return State(word, "late", said)
    if not standing_on(last, ended, on):
        return State("expired", "late", f"its last day was {words(last)}" if last else "")
    if last is None:
        return State("holds", "ok", f"until {authorization.expiry_event}", True)
    return State("holds", "ok", f"through {words(last)}", True)


def authorization_words(authorization: Authorization | Held) -> str:
    """`General medical, Lakeside Orthopedics to Medical Services Section, signed 3 Mar 2026`."""
    kind = _KINDS[authorization.kind]
    return (
        f"{kind[:1].upper()}{kind[1:]}, {authorization.discloser} to {authorization.recipient}, "
        f"signed {words(authorization.signed_on)}"
    )


def holding(rows: Iterable[Authorization], on: date) -> list[Authorization]:
    """Those that may be relied on that day."""
    return [row for row in rows if standing_on(row.expires_on, row.ended_on, on)]
