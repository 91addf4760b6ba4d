"""The kinds of obligations that are time limits of the table `rules/limits.py`: started by events
entered by hand, and by what a case knows itself (the placement, the report of an injury, the
return)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cases.rules.limits import EVENTS, LIMITS, Limit, amount_of, deadlines_of
from cases.rules.obligations import Asked, Due, Kind, Made, before, kind


def _kind(limit: Limit) -> Kind:
    return Kind(
        f"limit_{limit.code}",
        limit.what,
        limit.actor,
        f"{limit.what}; counted from: {limit.starts_with}",
        limit.source,
        legal=limit.legal,
        verified=limit.verified,
    )


LIMIT_KINDS = {limit.code: _kind(limit) for limit in LIMITS}


@kind(*LIMIT_KINDS.values())
def time_limits(asked: Asked) -> Iterator[Due]:
    for clock in asked.facts.clocks:
        yield from _started(
            asked, clock.kind, clock.starts_on, clock.starts_at, f"clock-{clock.number}",
            clock.ended_on,
        )  # fmt: skip


@kind()
def placement(asked: Asked) -> Iterator[Due]:
    """Who is placed on the roll contacts the section; a contact on record meets it."""
    facts = asked.facts
    running = facts.running
    if running is None:
        return
    first = running[0]
    if facts.kind == "non_iod":
        met = _contacted(asked, first)
        yield from _started(asked, "roll_begins", first, None, f"absence-{first}", met)
        return
    placed = facts.reported_at
    day = placed.astimezone(facts.zone).date()
    if day >= first:
        met = _contacted(asked, day)
        yield from _started(asked, "placed_on_roll", day, placed, f"absence-{first}", met)


@kind()
def injury(asked: Asked) -> Iterator[Due]:
    """The member is told whether an injury is on duty; a decision on certification says so."""
    facts = asked.facts
    if facts.kind != "non_iod":
        yield from _started(
            asked, "injury_reported", facts.opened_on, None, "report", facts.certified_on
        )


@kind()
def after_return(asked: Asked) -> Iterator[Due]:
    facts = asked.facts
    if facts.state == "returned" and facts.last_day is not None and not facts.limited:
        back = facts.last_day + timedelta(days=1)
        yield from _started(asked, "returned", back, None, f"return-{back}", None)


def _contacted(asked: Asked, since: date) -> date | None:
    """The day of the first contact or kept appointment from a day on."""
    facts = asked.facts
    known = [facts.first_contact, *facts.contacts]
    found = [each.at for each in known if each is not None]
    found += [visit.starts_at for visit in facts.visits if visit.state == "kept"]
    days = [moment.astimezone(facts.zone).date() for moment in found]
    return min((day for day in days if day >= since), default=None)


def _started(
    asked: Asked,
    event: str,
    starts_on: date,
    starts_at: datetime | None,
    subject: str,
    met_on: date | None,
) -> Iterator[Due]:
    facts = asked.facts
    whom = (facts.bargaining_unit, facts.rank)
    ends = deadlines_of(
        event, starts_on, starts_at, asked.policy, whom, facts.calendars, facts.zone
    )
    soon, _ = asked.days("soon_days", starts_on)
    for limit, deadline in ends:
        made = Made(LIMIT_KINDS[limit.code], subject, met_on=met_on)
        made.trigger = EVENTS[event].happened
        made.row = amount_of(limit, starts_on, asked.policy, whom)
        far = deadline.due_on > starts_on + timedelta(days=LONG)
        made.opens_on = before(deadline.due_on, AHEAD) if far else min(starts_on, deadline.due_on)
        if limit.convention.endswith("_before"):
            made.opens_on = before(deadline.due_on, soon)
        yield made.by(deadline, limit.what)


LONG, AHEAD = 60, 30
"""Days: a limit longer than the first is put forward only the second ahead of its end."""
