"""What is recorded of a batch of members already, as an import compares with it."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from caseflow.dates import words
from cases.kinds import Account, CaseKind
from cases.models import Absence, Case, DutySpell, LedgerEntry
from cases.models.case import OPEN_STATES
from cases.models.duty import LIMITED
from cases.models.ledger import LedgerKind
from cases.services.leave import on_leave


@dataclass(slots=True)
class Spell:
    """An absence that is recorded (`absence` and `case` are keys) or that a line above opens."""

    first_day: date
    last_day: date | None
    account: str
    injury: str
    kind: str
    nature: str
    source: str
    where: str
    line: int | None = None
    absence: int | None = None
    case: int | None = None

    @property
    def says(self) -> str:
        until = f"to {words(self.last_day)}" if self.last_day else "and still open"
        return f"{words(self.first_day)} {until} ({self.where})"


@dataclass(frozen=True, slots=True)
class Injury:
    """The root of an injury: a case that stands, or the line that opens it. `reference` and
    `closed` are of a case that stands."""

    nature: str
    first_day: date
    case: int | None = None
    line: int | None = None
    reference: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger row: what of it an import compares, and where it stands."""

    last_day: date | None
    days: int | None
    reason: str
    source: str
    where: str


@dataclass(slots=True)
class Known:
    """One member's facts, growing while the rows of a file are decided. No two spells share a
    day, so looking at the neighbours of a day is enough."""

    spells: dict[date, Spell] = field(default_factory=dict)
    days: list[date] = field(default_factory=list)
    injuries: dict[str, Injury] = field(default_factory=dict)
    exceptions: dict[tuple[date, str], Entry] = field(default_factory=dict)
    credits: dict[tuple[str, str, date, str], Entry] = field(default_factory=dict)
    reversed: set[tuple[object, ...]] = field(default_factory=set)
    ends: set[tuple[date, date | None]] = field(default_factory=set)
    """First and last days of the absences that the file names."""
    gone: dict[date, list[Spell]] = field(default_factory=lambda: defaultdict(list))
    """Absences that were reversed, by their first day."""

    leaves: list[tuple[date, date | None, str]] = field(default_factory=list)
    """First day, last day and kind of each leave, in order."""

    def add(self, spell: Spell) -> None:
        self.spells[spell.first_day] = spell
        insort(self.days, spell.first_day)

    def without_absence(self, injury: Injury) -> bool:
        """Whether the case of the injury stands and has no absence: none was lost at first, or
        it was reversed."""
        return injury.case is not None and not any(
            spell.case == injury.case for spell in self.spells.values()
        )

    def sharing(self, first_day: date, last_day: date | None) -> Spell | None:
        """A spell that shares a day with these days; None when all of them are free."""
        before = bisect_right(self.days, first_day)
        if before:
            spell = self.spells[self.days[before - 1]]
            if spell.last_day is None or spell.last_day >= first_day:
                return spell
        if before < len(self.days):
            spell = self.spells[self.days[before]]
            if last_day is None or spell.first_day <= last_day:
                return spell
        return None

    def leave_on(self, first_day: date, last_day: date | None) -> str | None:
        """The sentence against an absence on these days, where a leave has one of them."""
        for first, last, kind in self.leaves:
            if (last_day is None or first <= last_day) and (last is None or last >= first_day):
                return on_leave(kind, first, last)
        return None

    def first_gap(self, first_day: date, last_day: date) -> date | None:
        """The first of these days that no absence covers; None when all are roll days."""
        day = first_day
        while day <= last_day:
            spell = self.sharing(day, day)
            if spell is None:
                return day
            if spell.last_day is None or spell.last_day >= last_day:
                return None
            day = date.fromordinal(spell.last_day.toordinal() + 1)
        return None


def load_known(members: Iterable[int]) -> dict[int, Known]:
    """The recorded facts of these members, in four queries."""
    keys = list(members)
    known: dict[int, Known] = defaultdict(Known)
    absences = Absence.objects.filter(member__in=keys).order_by("first_day")
    for row in absences.values_list(
        "member_id", "first_day", "last_day", "account", "injury__injury_label", "case__kind",
        "case__nature", "source", "case__reference", "pk", "case_id", "reversed_at",
    ):  # fmt: skip
        spell = Spell(*row[1:4], row[4] or "", *row[5:8], f"case {row[8]}", None, row[9], row[10])
        if row[11] is None:
            known[row[0]].add(spell)
        else:
            known[row[0]].gone[spell.first_day].append(spell)
    injuries = Case.objects.filter(member__in=keys, kind=CaseKind.IOD)
    for member, label, nature, first_day, key, reference, state in injuries.values_list(
        "member_id", "injury_label", "nature", "first_day", "pk", "reference", "state"
    ):
        closed = state not in OPEN_STATES
        injury = Injury(nature, first_day, key, None, reference, closed)
        known[member].injuries[label] = injury
    leaves = DutySpell.objects.standing().filter(member__in=keys).exclude(kind__in=LIMITED)
    for member, *leave in leaves.order_by("first_day").values_list(
        "member_id", "first_day", "last_day", "kind"
    ):
        known[member].leaves.append((leave[0], leave[1], leave[2]))
    _load_ledger(keys, known)
    return known


def _load_ledger(keys: list[int], known: dict[int, Known]) -> None:
    compared = (LedgerKind.EXCEPTION, LedgerKind.CREDIT)
    rows = LedgerEntry.objects.filter(member__in=keys, kind__in=compared)
    for member, kind, account, injury, first, last, days, reason, source, reversal in (
        rows.order_by("pk").values_list(
            "member_id", "kind", "account", "injury__injury_label", "first_day", "last_day",
            "days", "reason", "source", "reversal__pk",
        )
    ):  # fmt: skip
        entry = Entry(last, days, reason, source, "in the ledger")
        credit_key = (account, (injury or "") if account == Account.IOD else "", first, source)
        if reversal is not None:
            key = (first, reason) if kind == LedgerKind.EXCEPTION else credit_key
            known[member].reversed.add(key)
        elif kind == LedgerKind.EXCEPTION:
            known[member].exceptions[first, reason] = entry
        else:
            known[member].credits[credit_key] = entry
