"""From rows to the frozen facts that the rules take, for one member or for thousands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast

from caseflow.canonical import digest_of
from cases.kinds import Account, CaseKind
from cases.models import Absence, Certification, DutySpell, LedgerEntry, PolicyValue
from cases.models.certification import NOT_CERTIFIED
from cases.models.ledger import LedgerKind
from cases.rules.facts import (
    AbsenceFact,
    CreditFact,
    DutyFact,
    ExceptionFact,
    MemberFacts,
    RankFact,
    RecodeFact,
    WithheldFact,
)
from cases.rules.policy import PolicyRow, PolicyTimeline
from cases.rules.recoding import recoded
from cases.services.facts_read import rows_of
from members.models import Member, ServiceSpell

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
    "id",
    "kind",
    "account",
    "injury__injury_label",
    "first_day",
    "last_day",
    "days",
    "reason",
    "source",
    "to_account",
    "to_injury__injury_label",
)
Rows = dict[int, list[tuple[Any, ...]]]
SCATTERED = 4  # times as wide as it is long, a batch is asked for by its keys

_known: dict[str, tuple[Any, PolicyTimeline]] = {}


def load_policy() -> PolicyTimeline:
    """The approved policy values, frozen.

    Pages ask for them on every request, so a process remembers the timeline together with the
    newest row of the values' append-only history. Inside a transaction, whose rows may yet be
    taken back, nothing is remembered.
    """
    if connection.in_atomic_block:
        return _read_policy()
    stamp = _stamp()
    known = _known.get(connection.alias)
    if known is None or known[0] != stamp:
        known = _known[connection.alias] = (stamp, _read_policy())
    return known[1]


def _stamp() -> Any:
    """The newest row of the values' history and how many there are; by a statement of its own,
    for every page that counts days asks."""
    table = connection.ops.quote_name(PolicyValue.history.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(history_id), COUNT(history_id) FROM {table}")
        return cursor.fetchone()


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


def counted_members(on: date) -> QuerySet[Member]:
    """Current members on the day, and anyone with an absence, a ledger entry or a spell of limited
    duty or leave of any day."""
    own = {"member": OuterRef("pk")}
    with_rows = (
        Exists(Absence.objects.filter(**own))
        | Exists(LedgerEntry.objects.filter(**own))
        | Exists(DutySpell.objects.filter(**own))
    )
    rows = Member.objects.current(on) | Member.objects.filter(with_rows)
    return rows.select_related("unit").order_by("pk")


def facts_of(member: Member) -> MemberFacts:
    """The facts of one member, in three queries."""
    key = member.pk
    return _facts(
        member,
        rows_of("absences", key, _absences_of, _ABSENCE, ("first_day", "last_day")),
        rows_of("ledger", key, _ledger_of, _LEDGER, ("first_day", "last_day")),
        rows_of("spells", key, _spells_of, _SPELL, ("from_day", "to_day")),
    )


def _absences_of(member: int) -> Any:
    return Absence.objects.standing().filter(member_id=member).order_by("first_day")


def _ledger_of(member: int) -> Any:
    return LedgerEntry.objects.standing().filter(member_id=member).order_by("first_day", "id")


def _spells_of(member: int) -> Any:
    return _spells({"member_id": member})


def facts_of_many(members: Iterable[Member]) -> Iterator[MemberFacts]:
    """The facts of many members, in three queries; yielded in the order given.

    Hand it batches of at most some thousands: the facts of one batch are held at a time. The
    members of a batch are found by the range of their keys, scattered ones by the keys.
    """
    people = list(members)
    if not people:
        return
    keys = [member.pk for member in people]
    only: dict[str, Any] = {"member_id__gte": min(keys), "member_id__lte": max(keys)}
    if max(keys) - min(keys) > SCATTERED * len(keys):
        only = {"member_id__in": keys}
    absences = _by_member(
        Absence.objects.standing().filter(**only).order_by("member_id", "first_day"), _ABSENCE
    )
    ledger = _by_member(
        LedgerEntry.objects.standing().filter(**only).order_by("member_id", "first_day", "id"),
        _LEDGER,
    )
    spells = _by_member(_spells(only), _SPELL)
    for member in people:
        key = member.pk
        yield _facts(member, absences.get(key, []), ledger.get(key, []), spells.get(key, []))


_DUTY, _WITHHELD, _RANK = "duty", "withheld", "rank"
_SPELL = ("of_member", "from_day", "to_day", "of_table", "text", "more")


def _spells(only: dict[str, Any]) -> Any:
    """Limited duty and leave, certification not given, and ranks, in one statement: a page asks
    for them with every account, and most members have few."""
    of_case: dict[str, Any] = {f"case__{name}": value for name, value in only.items()}
    duty = _named(
        DutySpell.objects.standing().filter(**only),
        _DUTY, "member_id", "first_day", "last_day", "kind", "case__reference",
    )  # fmt: skip
    withheld = _named(
        Certification.objects.standing().filter(state__in=NOT_CERTIFIED, **of_case),
        _WITHHELD, "case__member_id", "first_day", "last_day", "case__reference", "state",
    )  # fmt: skip
    ranks = _named(
        ServiceSpell.objects.filter(**only),
        _RANK, "member_id", "started_on", "ended_on", "rank", "bargaining_unit",
    )  # fmt: skip
    return duty.union(withheld, ranks, all=True)


def _named(rows: Any, table: str, *columns: str) -> Any:
    """The columns under common names, so that three tables make one list."""
    names = dict(
        zip(("of_member", "from_day", "to_day", "text", "more"), map(F, columns), strict=True)
    )
    said = {name: Cast(names[name], CharField()) for name in ("text", "more")}
    shown = {**names, **said, "of_table": Value(table, CharField())}
    return rows.order_by().annotate(**shown).values(*_SPELL)


def _by_member(rows: Any, columns: tuple[str, ...]) -> Rows:
    found: Rows = defaultdict(list)
    for row in rows.values_list(*columns):
        found[row[0]].append(row)
    return found


def _facts(
    member: Member,
    absences: list[tuple[Any, ...]],
    ledger: list[tuple[Any, ...]],
    spells: list[tuple[Any, ...]],
) -> MemberFacts:
    spells = sorted(spells, key=lambda row: row[1])
    recodes = sorted((row for row in ledger if row[2] == LedgerKind.RECODE), key=lambda row: row[1])
    return MemberFacts(
        member=member.star_number,
        bargaining_unit=member.bargaining_unit,
        rank=member.rank,
        absences=recoded(_absences(absences), [_recode(row, absences) for row in recodes]),
        exceptions=tuple(
            ExceptionFact(row[5], row[6], row[8], row[9])
            for row in ledger
            if row[2] == LedgerKind.EXCEPTION
        ),
        credits=tuple(
            CreditFact(row[3], row[4], row[5], row[6], row[7], row[8], row[9])
            for row in ledger
            if row[2] == LedgerKind.CREDIT
        ),
        withheld=tuple(_withheld(row, absences) for row in spells if row[3] == _WITHHELD),
        duty=tuple(
            DutyFact(row[1], row[2], row[4], row[5] or "") for row in spells if row[3] == _DUTY
        ),
        ranks=tuple(RankFact(*row[1:3], *row[4:]) for row in spells if _is_rank(row)),
        appointed_on=member.appointed_on,
        separated_on=member.separated_on,
    )


def _withheld(row: tuple[Any, ...], absences: list[tuple[Any, ...]]) -> WithheldFact:
    """Certification not given, no longer than the absence in which that began: a further absence
    of the same case begins anew."""
    first, last, case = row[1], row[2], row[4]
    for _, began, ended, _, _, reference, _ in absences:
        if reference == case and began <= first and ended and first <= ended:
            last = min(last or ended, ended)
    return WithheldFact(first, last, case)


def _absences(rows: list[tuple[Any, ...]]) -> list[AbsenceFact]:
    return [
        AbsenceFact(
            first_day=row[1],
            last_day=row[2],
            account=row[3],
            injury=row[4] if row[3] == Account.IOD else None,
            case=row[5],
            recurrence=row[6] == CaseKind.IOD_RECURRENCE,
        )
        for row in rows
    ]


def _recode(row: tuple[Any, ...], absences: list[tuple[Any, ...]]) -> RecodeFact:
    """A recoding without a last day follows the absence that holds its first day, also when that
    ends later on; it does not reach into the next one."""
    first, last = row[5], row[6]
    if last is None:
        ends = [a[2] for a in absences if a[1] <= first and (a[2] is None or a[2] >= first)]
        last = ends[0] if ends else first
    return RecodeFact(first, last, row[10], row[11], row[9])


def _is_rank(row: tuple[Any, ...]) -> bool:
    """A rank that held a day; one ended before it began (a correction) did not."""
    return row[3] == _RANK and (row[2] is None or row[2] >= row[1])
