"""From rows to the frozen facts that the rules take, for one member or for thousands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import Count, Max

from caseflow.canonical import digest_of
from cases.kinds import Account, CaseKind
from cases.models import Absence, LedgerEntry, PolicyValue
from cases.models.ledger import LedgerKind
from cases.rules.facts import AbsenceFact, CreditFact, ExceptionFact, MemberFacts
from cases.rules.policy import PolicyRow, PolicyTimeline
from members.models import Member

_ABSENCE = (
    "member_id",
    "first_day",
    "last_day",
    "account",
    "injury__injury_label",
    "case__reference",
    "case__kind",
)
_LEDGER = (
    "member_id",
    "kind",
    "account",
    "injury__injury_label",
    "first_day",
    "last_day",
    "days",
    "reason",
    "source",
)


_known: dict[str, tuple[Any, PolicyTimeline]] = {}


def load_policy() -> PolicyTimeline:
    """The approved policy values, frozen.

    Pages ask for them on every request, so a process remembers the timeline together with the
    newest row of the values' append-only history. Inside a transaction, whose rows may yet be
    taken back, nothing is remembered.
    """
    if connection.in_atomic_block:
        return _read_policy()
    stamp = PolicyValue.history.aggregate(newest=Max("history_id"), rows=Count("history_id"))
    known = _known.get(connection.alias)
    if known is None or known[0] != stamp:
        known = _known[connection.alias] = (stamp, _read_policy())
    return known[1]


def _read_policy() -> PolicyTimeline:
    return PolicyTimeline(
        tuple(
            policy_row(value)
            for value in PolicyValue.objects.filter(approved_at__isnull=False).order_by("id")
        )
    )


def policy_row(value: PolicyValue) -> PolicyRow:
    raw = value.value
    return PolicyRow(
        key=value.key,
        value=tuple(raw) if isinstance(raw, list) else raw,
        unit=value.unit,
        bargaining_unit=value.bargaining_unit,
        rank=value.rank,
        effective_from=value.effective_from,
        effective_to=value.effective_to,
        authority=value.authority,
        source=value.source,
        verified=value.verified,
        version=_version(value),
    )


def _version(value: PolicyValue) -> str:
    """Names the value by its content, so that the same rule has the same version everywhere."""
    content = [value.key, value.value, value.unit, value.bargaining_unit, value.rank]
    dated = [value.effective_from, value.effective_to, value.authority, value.source]
    return f"{value.key}-{digest_of(content + dated)[:8]}"


def facts_of(member: Member) -> MemberFacts:
    """The facts of one member, in two queries."""
    return next(facts_of_many([member]))


def facts_of_many(members: Iterable[Member]) -> Iterator[MemberFacts]:
    """The facts of many members, in two queries; yielded in the order given.

    Hand it batches of at most some thousands: the facts of one batch are held at a time. The
    members of a batch are found by the range of their keys.
    """
    people = list(members)
    if not people:
        return
    keys = [member.pk for member in people]
    only: dict[str, Any] = {"member_id__gte": min(keys), "member_id__lte": max(keys)}
    absences: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in (
        Absence.objects.filter(**only).order_by("member_id", "first_day").values_list(*_ABSENCE)
    ):
        absences[row[0]].append(row)
    ledger: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in (
        LedgerEntry.objects.standing()
        .filter(**only)
        .order_by("member_id", "first_day", "id")
        .values_list(*_LEDGER)
    ):
        ledger[row[0]].append(row)
    for member in people:
        yield _facts(member, absences.get(member.pk, []), ledger.get(member.pk, []))


def _facts(
    member: Member, absences: list[tuple[Any, ...]], ledger: list[tuple[Any, ...]]
) -> MemberFacts:
    return MemberFacts(
        member=member.star_number,
        bargaining_unit=member.bargaining_unit,
        rank=member.rank,
        absences=tuple(
            AbsenceFact(
                first_day=row[1],
                last_day=row[2],
                account=row[3],
                injury=row[4] if row[3] == Account.IOD else None,
                case=row[5],
                recurrence=row[6] == CaseKind.IOD_RECURRENCE,
            )
            for row in absences
        ),
        exceptions=tuple(
            ExceptionFact(row[4], row[5], row[7], row[8])
            for row in ledger
            if row[1] == LedgerKind.EXCEPTION
        ),
        credits=tuple(
            CreditFact(row[2], row[3], row[4], row[5], row[6], row[7], row[8])
            for row in ledger
            if row[1] == LedgerKind.CREDIT
        ),
        withheld=(),
    )
