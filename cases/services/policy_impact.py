"""What a proposed policy value would move, for every member, before anybody approves it.

The preview reckons with the rules of the real thing: the values in force, and the same with the
proposal as its approval would leave them. It is kept as a row, and an approval asks for it.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from caseflow.access import Capability
from caseflow.canonical import digest_of
from caseflow.models import SYSTEM_USERNAME, User
from caseflow.refusals import RuleViolation
from cases.models import (
    Absence,
    PolicyImpact,
    PolicyValue,
    Projection,
)
from cases.policy_consequences import MovedMember, PolicyChange, consequences
from cases.rules.facts import IOD, NON_IOD
from cases.rules.impact import Moved, accounts_of_key, moved
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.rules.policy_change import planned
from cases.rules.policy_values import KEYS
from cases.services.facts import counted_members, facts_of_many, policy_row
from members.models import Member

BATCH = 500
Step = tuple[int, int]
"""How many members of how many were compared."""
Progress = Callable[[int, int], None]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change moves: `members` were compared, `moves` holds each account that moves, those
    that are drawn now first. `consequences` are by label."""

    members: int
    moves: tuple[MovedMember, ...]
    consequences: dict[str, list[dict[str, Any]]]

    @property
    def moved_members(self) -> int:
        return len({each.member for each in self.moves})

    @property
    def open(self) -> tuple[MovedMember, ...]:
        return tuple(each for each in self.moves if each.moved.running)


def proposal_digest(value: PolicyValue) -> str:
    """Names this very version of a proposal: what it says, whose it is, since when."""
    row = policy_row(value)
    said = [row.version, value.verified, value.effective_from, value.effective_to]
    return digest_of([value.pk, said, value.proposed_by_id, value.proposed_at])


def basis_digest(value: PolicyValue) -> str:
    """Names the values in force that bear on what the proposal moves."""
    names = accounts_of_key(value.key)
    keys = [key for key in KEYS if names and accounts_of_key(key) == names] or [value.key]
    rows = PolicyValue.objects.approved().filter(key__in=keys).exclude(pk=value.pk)
    return digest_of(sorted(policy_row(row).version for row in rows))


def timelines(value: PolicyValue) -> tuple[PolicyTimeline, PolicyTimeline]:
    """The policy in force without the proposal, and with it as an approval would leave it.

    Raises RuleViolation when the proposal cannot be put in force.
    """
    rows = PolicyValue.objects.approved().exclude(pk=value.pk).order_by("id")
    approved = tuple(policy_row(row) for row in rows)
    plan = planned(policy_row(value), approved)
    if plan.refused:
        raise RuleViolation(plan.refused)
    return PolicyTimeline(approved), PolicyTimeline(plan.after)


def policy_impact(*, value: PolicyValue, on: date, progress: Progress | None = None) -> Impact:
    """Compares every current member, and anyone with a row of absence or ledger, as of `on`.

    `progress` is told how many of how many were compared. Raises RuleViolation when the proposal
    cannot be put in force or leaves a rule without a value that it needs.
    """
    return _driven(comparing(value=value, on=on), progress)


def _driven(steps: Generator[Step, None, Found], progress: Progress | None) -> Found:
    while True:
        try:
            done, total = next(steps)
        except StopIteration as end:
            found: Found = end.value
            return found
        if progress:
            progress(done, total)


def comparing(*, value: PolicyValue, on: date) -> Generator[Step, None, Impact]:
    """As `policy_impact`, step by step: yields how many of how many were compared."""
    before, after = timelines(value)
    members = counted_members(on)
    total, done = members.count(), 0
    found: list[MovedMember] = []
    for batch in _batches(members) if accounts_of_key(value.key) else ():
        found += _moved_of(batch, before, after, on, value.key)
        done += len(batch)
        yield done, total
    found.sort(key=_running_first)
    open_ = tuple(each for each in found if each.moved.running and each.moved.paid)
    entailed = consequences(PolicyChange(value.key, before, after, on, open_))
    said = {label: [asdict(each) for each in rows] for label, rows in entailed.items()}
    return Impact(total, tuple(found), said)


def _running_first(each: MovedMember) -> tuple[bool, date, int]:
    return (not each.moved.running, each.moved.becomes or date.max, each.member)


def _batches(members: QuerySet[Member]) -> Iterator[list[Member]]:
    batch: list[Member] = []
    for member in members.iterator(chunk_size=BATCH):
        batch.append(member)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _moved_of(
    batch: list[Member], before: PolicyTimeline, after: PolicyTimeline, on: date, key: str
) -> list[MovedMember]:
    try:
        return [
            MovedMember(member.pk, member.star_number, member.unit.code, each)
            for member, facts in zip(batch, facts_of_many(batch), strict=True)
            for each in moved(facts, before, after, on, key)
        ]
    except PolicyMissing as error:
        raise RuleViolation(str(error)) from error


def compute_impact(
    *, value: PolicyValue, by: User, now: datetime, on: date, progress: Progress | None = None
) -> PolicyImpact:
    """Computes the preview of a proposal as it stands, and keeps it.

    Not atomic itself: it reads for a while, and only keeping the result is a transaction.
    """
    return _driven(computing(value=value, by=by, now=now, on=on), progress)


def computing(
    *, value: PolicyValue, by: User, now: datetime, on: date
) -> Generator[Step, None, PolicyImpact]:
    """As `compute_impact`, step by step."""
    _require_right(by)
    value = PolicyValue.objects.get(pk=value.pk)
    if not value.is_proposed:
        raise RuleViolation("The value waits for nobody's approval, so there is no preview of it.")
    digest, basis = proposal_digest(value), basis_digest(value)
    found = yield from comparing(value=value, on=on)
    return keep_preview(
        value=value, digest=digest, basis=basis, impact=found, by=by, now=now, on=on
    )


def _require_right(by: User) -> None:
    if not by.can(Capability.CONFIGURE) and by.username != SYSTEM_USERNAME:
        raise RuleViolation(f"You do not have the right to {Capability.CONFIGURE.label}.")


@transaction.atomic
def keep_preview(
    *,
    value: PolicyValue,
    digest: str,
    basis: str,
    impact: Impact,
    by: User,
    now: datetime,
    on: date,
) -> PolicyImpact:
    """Writes the row; a proposal rewritten meanwhile keeps its digest from matching."""
    return PolicyImpact.objects.create(
        value=value,
        kind=PolicyImpact.Kind.PREVIEW,
        digest=digest,
        basis=basis,
        on=on,
        computed_at=now,
        computed_by=by,
        members=impact.members,
        moved=impact.moved_members,
        moved_open=len(impact.open),
        rows=stored_rows(impact),
    )


def stored_rows(impact: Impact) -> dict[str, Any]:
    """The result as JSON: a list a move, its columns in MOVE_COLUMNS; members by unit, counted."""
    units = Counter(unit for _, unit in {(each.member, each.unit) for each in impact.moves})
    open_units = Counter(each.unit for each in impact.open)
    return {
        "moves": [move_as_list(each) for each in impact.moves],
        "units": {unit: [units[unit], open_units[unit]] for unit in sorted(units)},
        "consequences": impact.consequences,
    }


MOVE_COLUMNS = ("member", "star", "unit", "account", "injury", "running", "case", "was", "is")


def move_as_list(each: MovedMember) -> list[Any]:
    change: Moved = each.moved
    was, becomes = (day and day.isoformat() for day in (change.was, change.becomes))
    head = [each.member, each.star, each.unit]
    return [*head, change.account, change.injury, change.running, change.case, was, becomes]


def named(row: list[Any]) -> dict[str, Any]:
    """A stored move by the names of its columns."""
    return dict(zip(MOVE_COLUMNS, row, strict=True))


def preview_of(value: PolicyValue) -> PolicyImpact | None:
    """The newest preview of the proposal as it stands beside the values in force."""
    asked = {"digest": proposal_digest(value), "basis": basis_digest(value)}
    return value.impacts.filter(kind=PolicyImpact.Kind.PREVIEW, **asked).first()


def require_preview(value: PolicyValue) -> PolicyImpact:
    """As `preview_of`; RuleViolation says where to compute one."""
    found = preview_of(value)
    if found is not None:
        return found
    where = f"Compute it on its page, {value.get_absolute_url()}, then approve it."
    if value.impacts.filter(kind=PolicyImpact.Kind.PREVIEW).exists():
        raise RuleViolation(
            "The proposal, or a value beside it, changed since its impact was computed. " + where
        )
    raise RuleViolation("Its impact on the members was not computed yet. " + where)


Drawn = dict[str, tuple[int, str | None]]
"""By case, the member and the first unpaid day (ISO) of the account that its open absence draws."""


def drawn_days(on: date) -> Drawn:
    """What the stored projections say as of the day."""
    absent = Absence.objects.standing().filter(last_day__isnull=True, first_day__lte=on)
    found: Drawn = {
        case: (member, None) for case, member in absent.values_list("case__reference", "member_id")
    }
    rows = Projection.objects.paid_days().in_force(on).filter(case__reference__in=list(found))
    for case, member, day in rows.values_list("case__reference", "member_id", "first_unpaid_day"):
        found[case] = (member, day.isoformat())
    return found


@transaction.atomic
def keep_effect(
    *, preview: PolicyImpact, before: Drawn, after: Drawn, by: User, now: datetime, on: date
) -> PolicyImpact:
    """Writes what an approval moved among the open absences, and by how many of them that differs
    from the preview: facts may have changed between the two.

    Compared is the day that each case gets. The day that it had may be another account's: a
    recurrence can go from its injury's account to one of its own.
    """
    happened = {
        case: [before[case][1], after[case][1]]
        for case in before
        if case in after and before[case][1] != after[case][1]
    }
    moves = (named(row) for row in preview.rows["moves"])
    foreseen = {
        move["case"]: move["is"]
        for move in moves
        if move["running"] and move["account"] in (NON_IOD, IOD)
    }
    differs = len(happened.keys() ^ foreseen.keys()) + sum(
        happened[case][1] != foreseen[case] for case in happened.keys() & foreseen.keys()
    )
    return PolicyImpact.objects.create(
        value=preview.value,
        kind=PolicyImpact.Kind.EFFECT,
        digest=preview.digest,
        basis=preview.basis,
        on=on,
        computed_at=now,
        computed_by=by,
        members=len(before),
        moved=len(happened),
        moved_open=len(happened),
        differs=differs,
        rows={"moves": [[before[case][0], case, *days] for case, days in happened.items()]},
    )
