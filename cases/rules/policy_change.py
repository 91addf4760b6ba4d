"""What approving or ending a policy value would leave in force, worked out before it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cases.rules.policy_timeline import LAST, PolicyRow, PolicyTimeline
from cases.rules.policy_values import described, overlapping, why_not_ended_by


@dataclass(frozen=True, slots=True)
class Plan:
    """The approved values as they would be with a proposal. `ended` is the one that the proposal
    follows, as it is now; `refused` says why the proposal cannot be put in force."""

    after: tuple[PolicyRow, ...]
    ended: PolicyRow | None = None
    refused: str = ""


def planned(row: PolicyRow, approved: Sequence[PolicyRow]) -> Plan:
    """What putting `row` in force would leave: with nothing in its way it is added, and a value
    that it follows ends on the day before it begins."""
    shared = overlapping(row, approved)
    if len(shared) > 1:
        return Plan(
            (*approved, row),
            refused=f"{len(shared)} values share days with it; the first is "
            f"{described(shared[0])}. End them one by one.",
        )
    if not shared:
        return _without_gap(Plan((*approved, row)), row)
    before = shared[0]
    if sentence := why_not_ended_by(row, before):
        return Plan((*approved, row), refused=sentence)
    ended = replace(before, effective_to=date.fromordinal(row.first - 1))
    after = tuple(ended if other is before else other for other in approved)
    return _without_gap(Plan((*after, row), ended=before), row)


def _without_gap(plan: Plan, row: PolicyRow) -> Plan:
    return replace(plan, refused=why_not_gap(row, plan.after) or "")


def why_not_gap(row: PolicyRow, rows: Iterable[PolicyRow]) -> str | None:
    """Why `rows` leave out days for whom `row` is meant: between two values or after the last.
    Days before the first value of a key and scope never had one, and are no gap."""
    whom = " and ".join(name for name in (row.bargaining_unit, row.rank) if name) or "everybody"
    segments = PolicyTimeline(rows).segments(
        row.key, bargaining_unit=row.bargaining_unit, rank=row.rank
    )
    for place, segment in enumerate(segments):
        following = segments[place + 1].first if place + 1 < len(segments) else LAST + 1
        if segment.last + 1 == following:
            continue
        first = date.fromordinal(segment.last + 1).isoformat()
        if following > LAST:
            return (
                f"From {first} on no value of {row.key} would be in force for {whom}. Propose the "
                "value that follows, without an end: its approval ends the one before it."
            )
        last = date.fromordinal(following - 1).isoformat()
        return (
            f"From {first} to {last} no value of {row.key} would be in force for {whom}. "
            f"Let the later value begin on {first}."
        )
    return None
