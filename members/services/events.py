"""Acts on a member's record: the lock and the chain."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from caseflow.acts import touch_member
from caseflow.chain import Link, link_event, wrote_entries
from caseflow.models import User
from members.models import Member, MemberEvent


def lock_member(member: Member | int) -> Member:
    """The member's row, locked until the transaction ends: always before the case's."""
    key = member if isinstance(member, int) else member.pk
    return Member.objects.select_for_update().get(pk=key)


def chain_of(member: Member) -> str:
    return f"member:{member.key}"


def last_link(member: Member) -> Link:
    """The end of the member's chain; hold the member's lock."""
    last = (
        MemberEvent.objects.filter(member=member)
        .order_by("-sequence")
        .values_list("sequence", "hash")
        .first()
    )
    return Link(*last) if last else Link()


def last_links(members: Iterable[Member]) -> dict[int, Link]:
    """The ends of many members' chains, by primary key; hold their locks."""
    keys = [member.pk for member in members]
    links = dict.fromkeys(keys, Link())
    rows = MemberEvent.objects.filter(member__in=keys).order_by("sequence")
    for key, sequence, digest in rows.values_list("member_id", "sequence", "hash"):
        links[key] = Link(sequence, digest)
    return links


def record_member_event(
    *,
    member: Member,
    kind: str,
    by: User,
    now: datetime,
    happened_at: datetime | None = None,
    reason: str = "",
    data: dict[str, Any] | None = None,
    wrote: Iterable[models.Model] = (),
) -> MemberEvent:
    """Adds one act to the member's chain; hold the member's lock."""
    payload = {**(data or {}), "wrote": wrote_entries(wrote)}
    event = MemberEvent(member=member, kind=kind, by=by, reason=reason, data=payload)
    link_event(
        event,
        chain_of(member),
        last_link(member),
        happened_at=happened_at or now,
        recorded_at=now,
    )
    event.save(force_insert=True)
    touch_member(member.pk, by=by, now=now)
    return event
