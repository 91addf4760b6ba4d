"""Writing what a roster changes: members, their service spells, histories, one event each."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from caseflow.acts import touch_member
from caseflow.bulk import create_tracked, insert_rows, update_tracked
from caseflow.chain import link_event, wrote_entries
from caseflow.models import User
from members.models import Member, MemberEvent, ServiceSpell, Unit, name_key_of
from members.roster.matching import Change
from members.services.events import chain_of, last_links

REASON = "Roster import"
SPELL_FIELDS = ("star_number", "rank", "unit", "bargaining_unit")
_NAMES = {"last_name", "first_name", "middle_initial", "suffix"}


@dataclass(slots=True)
class Act:
    """Who writes when; `units` are all that the roster names."""

    by: User
    now: datetime
    on: date
    units: dict[str, Unit] = field(default_factory=dict)


def create_units(codes: list[str], act: Act) -> None:
    """The units that the office did not know yet, added to the known ones."""
    units = [Unit(code=code) for code in codes]
    create_tracked(units, by=act.by, reason=REASON, now=act.now)
    act.units.update({unit.code: unit for unit in units})


def add_members(changes: list[Change], act: Act) -> None:
    """New members with their first spell, which is taken to begin at the appointment."""
    members = []
    for change in changes:
        member = Member(created_at=act.now)
        _set(member, change.new, act)
        members.append(member)
    create_tracked(members, by=act.by, reason=REASON, now=act.now)
    spells = [_spell(member, member.appointed_on) for member in members]
    create_tracked(spells, by=act.by, reason=REASON, now=act.now)
    events = [
        _event(member, "member_added", {"star": member.star_number}, [member, spell], act)
        for member, spell in zip(members, spells, strict=True)
    ]
    _save_events(events, act)


def update_members(changes: list[Change], act: Act) -> None:
    """What a roster says otherwise of known members. Their stars are parked (`park_stars`)."""
    members, events, columns = [], [], {"version", "star_number"}  # parked ones come back
    spells = _latest_spells([change.member for change in changes if change.member])
    ended: list[ServiceSpell] = []
    begun: list[ServiceSpell] = []
    for change in changes:
        assert change.member is not None  # only known members come here
        member, data = change.member, _event_data(change)
        before = member.appointed_on
        _set(member, change.new, act)
        member.version += 1
        wrote = _move_spell(member, spells.get(member.pk), before, change.new, act)
        ended += [spell for spell in wrote if spell.pk]
        begun += [spell for spell in wrote if not spell.pk]
        columns |= set(change.new) | ({"name_key"} if _NAMES & set(change.new) else set())
        members.append(member)
        events.append(_event(member, "member_updated", data, [member, *wrote], act))
    update_tracked(members, columns, by=act.by, reason=REASON, now=act.now)
    fields = (*SPELL_FIELDS, "started_on", "ended_on")
    update_tracked(ended, fields, by=act.by, reason=REASON, now=act.now)
    create_tracked(begun, by=act.by, reason=REASON, now=act.now)
    _save_events(events, act)


def park_stars(changes: list[Change]) -> None:
    """Frees every star that moves, so that two members may swap theirs: the database checks the
    unique star row by row. The placeholders are gone again before the transaction ends, and no
    history row ever holds one."""
    moving = [
        change.member
        for change in changes
        if change.member and {"star_number", "separated_on"} & set(change.new)
    ]
    parked = [Member(pk=m.pk, star_number=f"~{n:05d}") for n, m in enumerate(moving)]
    Member.objects.bulk_update(parked, ["star_number"], batch_size=200)


def _set(member: Member, new: dict[str, Any], act: Act) -> None:
    for name, value in new.items():
        setattr(member, name, act.units[value] if name == "unit" else value)
    member.name_key = name_key_of(member)


def _event_data(change: Change) -> dict[str, Any]:
    """What changed, by name; of the star also what it was. Read before the member is set."""
    assert change.member is not None
    data: dict[str, Any] = {"changed": sorted(change.new)}
    if "star_number" in change.new:
        data["former_star"], data["star"] = change.member.star_number, change.new["star_number"]
    return data


def _event(
    member: Member, kind: str, data: dict[str, Any], wrote: list[Any], act: Act
) -> tuple[MemberEvent, list[Any]]:
    return MemberEvent(member=member, kind=kind, by=act.by, reason=REASON, data=data), wrote


def _save_events(events: list[tuple[MemberEvent, list[Any]]], act: Act) -> None:
    """Chains the events; the rows that they wrote have their keys by now."""
    links = last_links([event.member for event, _ in events])
    for event, wrote in events:
        event.data = {**event.data, "wrote": wrote_entries(wrote)}
        link_event(
            event,
            chain_of(event.member),
            links[event.member_id],
            happened_at=act.now,
            recorded_at=act.now,
        )
        touch_member(event.member_id, by=act.by, now=act.now)
    insert_rows([event for event, _ in events])


def _latest_spells(members: list[Member]) -> dict[int, ServiceSpell]:
    spells = ServiceSpell.objects.filter(member__in=members).order_by("started_on", "id")
    return {spell.member_id: spell for spell in spells}


def _spell(member: Member, started_on: date) -> ServiceSpell:
    spell = ServiceSpell(member=member, started_on=started_on)
    return _describe(spell, member)


def _describe(spell: ServiceSpell, member: Member) -> ServiceSpell:
    """The spell as the member stands; it ends with the last day in service."""
    for name in SPELL_FIELDS:
        setattr(spell, name, getattr(member, name))
    spell.ended_on = None
    if member.separated_on:
        spell.ended_on = max(spell.started_on, member.separated_on - timedelta(days=1))
    return spell


def _move_spell(
    member: Member,
    latest: ServiceSpell | None,
    appointed_before: date,
    new: dict[str, Any],
    act: Act,
) -> list[ServiceSpell]:
    """The spells that a change touches: amended ones, and a new one that has no key yet.

    The roster does not say since when a rank or a star is held, so a new spell begins today. One
    that begins today or later, or belongs to a member who left, is corrected in place, unless
    the star changes: a star once held stays, if only for a day.
    """
    if latest is None:
        return [_spell(member, member.appointed_on)]
    if latest.started_on == appointed_before:
        latest.started_on = member.appointed_on
    moved = bool(set(SPELL_FIELDS) & set(new))
    back = latest.ended_on is not None and latest.ended_on < act.on and member.is_current(act.on)
    if back or (moved and latest.started_on < act.on and member.is_current(act.on)):
        if not back:
            latest.ended_on = act.on - timedelta(days=1)
        begun = _spell(member, act.on)
        return [begun] if back else [latest, begun]
    if "star_number" in new:
        begun = _spell(member, latest.started_on)
        if not member.is_current(act.on) and begun.ended_on:
            begun.started_on = begun.ended_on
        latest.ended_on = begun.started_on
        return [latest, begun]
    if moved or {"separated_on", "appointed_on"} & set(new):
        return [_describe(latest, member)]
    return []
