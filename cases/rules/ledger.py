"""Which days of a member count in which account: the absences sorted out and the holes cut.

A day is counted when an absence of the account covers it and no exception does; for non-IOD a
restored day is not counted either, nor is a day on which certification was withheld.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from cases.rules.days import FAR, DaySet, Span, intersect, merge, subtract
from cases.rules.facts import IOD, NON_IOD, AbsenceFact, Account, CreditFact, MemberFacts
from cases.rules.policy import PolicyRow, PolicyTimeline
from cases.rules.results import NotCounted, Stretch

WITHHELD: Final = "certification withheld"
RECURRENCE_DRAWS_PARENT: Final = "recurrence_draws_parent"
OWN_ACCOUNT: Final = " / "
"""Between the injury and the case in the name of a recurrence's own account."""

Spell = tuple[int, int, str]
"""First day, last day, case: a part of an absence, clipped to the day asked for."""

Block = tuple[int, int, str, str]
"""First day, last day, reason, source: days that do not count."""


@dataclass(slots=True)
class Draft:
    """An account while its absences are being gathered.

    `recurrence` is the policy row that decided where the account's recurrences draw.
    """

    account: Account
    injury: str | None
    own_recurrence: bool = False
    recurrence: PolicyRow | None = None
    spells: list[Spell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ledger:
    """An account as of the end of the ordinal `on`.

    `days` holds the counted days through `on` and, from the day after, every day that would count
    if the member were absent on all of them. `holes` are the days of `blocks`, merged.
    """

    account: Account
    injury: str | None
    on: int
    first: int
    own_recurrence: bool
    recurrence: PolicyRow | None
    spells: tuple[Spell, ...]
    blocks: tuple[Block, ...]
    holes: tuple[Span, ...]
    days: DaySet

    def stretches(self, first: int, last: int) -> tuple[Stretch, ...]:
        """The counted days of a span, one entry for each unbroken part of an absence."""
        found: list[Stretch] = []
        for spell_first, spell_last, case in self.spells:
            if spell_last < first or spell_first > last:
                continue
            span = (max(spell_first, first), min(spell_last, last))
            parts = subtract(span, self.holes) if self.holes else (span,)
            found.extend(
                Stretch(case, date.fromordinal(a), date.fromordinal(b), b - a + 1) for a, b in parts
            )
        return tuple(found)

    def not_counted(self, first: int, last: int) -> tuple[NotCounted, ...]:
        """The covered days of a span that do not count; a day is named once, by its first reason.

        Exceptions come before restored days, those before withheld certification.
        """
        if not self.blocks:
            return ()
        covered = intersect((first, last), merge(spell[:2] for spell in self.spells))
        taken: list[Span] = []
        found: list[tuple[int, int, str]] = []
        for block_first, block_last, reason, _ in self.blocks:
            parts = subtract((block_first, block_last), taken)
            taken = merge([*taken, (block_first, block_last)])
            for part in parts:
                found.extend((a, b, reason) for a, b in intersect(part, covered))
        return tuple(
            NotCounted(date.fromordinal(a), date.fromordinal(b), b - a + 1, reason)
            for a, b, reason in sorted(found)
        )


def ledgers(facts: MemberFacts, policy: PolicyTimeline, on: int) -> list[Ledger]:
    """The accounts of a member on the ordinal `on`: non-IOD always, then the injuries by date.

    Raises:
        PolicyMissing: as `drafts_of`.
    """
    exceptions = _exceptions(facts)
    found = [_ledger(draft, facts, exceptions, on) for draft in drafts_of(facts, policy, on)]
    return sorted(found, key=lambda ledger: (ledger.account == IOD, ledger.first, ledger.injury))


def ledger_named(drafts: Iterable[Draft], facts: MemberFacts, on: int, name: str) -> Ledger | None:
    """The account of that name (`non_iod`, or the injury) as `ledgers` gives it, of the drafts of
    the ordinal `on`; None where there is none."""
    for draft in drafts:
        if (draft.injury or draft.account) == name:
            return _ledger(draft, facts, _exceptions(facts), on)
    return None


def names_of(drafts: Iterable[Draft], on: int) -> list[str]:
    """What the accounts are called, in the order of `ledgers`."""

    def place(draft: Draft) -> tuple[bool, int, str | None]:
        return draft.account == IOD, min(draft.spells)[0] if draft.spells else on, draft.injury

    return [draft.injury or draft.account for draft in sorted(drafts, key=place)]


def drafts_of(facts: MemberFacts, policy: PolicyTimeline, on: int) -> list[Draft]:
    """The absences through the ordinal `on` by the account that they draw, non-IOD first.

    Absences that begin after `on` are left out. A recurrence draws the account of its injury or,
    where the policy `recurrence_draws_parent` of its first day says no, one of its own, named
    after injury and case.

    Raises:
        PolicyMissing: a recurrence begins on a day without a value of that policy.
    """
    drafts: dict[tuple[str, str | None], Draft] = {(NON_IOD, None): Draft(NON_IOD, None)}
    for absence in facts.absences:
        first = absence.first_day.toordinal()
        if first > on:
            continue
        injury, own, row = drawn_account(absence, facts, policy)
        draft = drafts.get((absence.account, injury))
        if draft is None:
            draft = drafts[absence.account, injury] = Draft(absence.account, injury, own)
        draft.recurrence = draft.recurrence or row
        last = on if absence.last_day is None else min(on, absence.last_day.toordinal())
        draft.spells.append((first, last, absence.case))
    return list(drafts.values())


def _exceptions(facts: MemberFacts) -> list[Block]:
    return sorted(
        (e.first_day.toordinal(), e.last_day.toordinal(), e.reason, e.source)
        for e in facts.exceptions
    )


def drawn_account(
    absence: AbsenceFact, facts: MemberFacts, policy: PolicyTimeline
) -> tuple[str | None, bool, PolicyRow | None]:
    """The injury whose account an absence draws, whether it is the recurrence's own, and why.

    None for non-IOD. The row is the one that decided about a recurrence, None without one.

    Raises:
        PolicyMissing: a recurrence begins on a day without a value of that policy.
    """
    if not absence.recurrence or absence.account == NON_IOD:
        return absence.injury, False, None
    row = policy.at(
        RECURRENCE_DRAWS_PARENT,
        _recurrence_began(absence, facts),
        bargaining_unit=facts.bargaining_unit,
        rank=facts.rank,
    )
    if row.value:
        return absence.injury, False, row
    return f"{absence.injury}{OWN_ACCOUNT}{absence.case}", True, row


def _recurrence_began(absence: AbsenceFact, facts: MemberFacts) -> date:
    """The first day of a recurrence: of the first spell that its case has for this injury."""
    return min(
        other.first_day
        for other in facts.absences
        if other.recurrence and other.case == absence.case and other.injury == absence.injury
    )


def _ledger(draft: Draft, facts: MemberFacts, exceptions: list[Block], on: int) -> Ledger:
    spells = without_overlap(draft.spells)
    blocks = exceptions
    if facts.credits or facts.withheld:
        blocks = [*exceptions, *_restored(draft, facts.credits), *_withheld(spells, facts)]
    holes = merge(block[:2] for block in blocks) if blocks else []
    spans: list[Span] = [spell[:2] for spell in spells]
    if on < FAR:
        spans.append((on + 1, FAR))
    if holes:
        spans = [part for span in spans for part in subtract(span, holes)]
    return Ledger(
        draft.account, draft.injury, on, spells[0][0] if spells else on, draft.own_recurrence,
        draft.recurrence, tuple(spells), tuple(blocks), tuple(holes), DaySet(spans),
    )  # fmt: skip


def without_overlap(spells: Iterable[Spell]) -> list[Spell]:
    """In order; a day that two spells claim stays with the earlier one and counts once."""
    clean: list[Spell] = []
    end = 0
    for first, last, case in sorted(spells):
        if last > end:
            clean.append((max(first, end + 1), last, case))
            end = last
    return clean


def _restored(draft: Draft, credits: Iterable[CreditFact]) -> list[Block]:
    if draft.account != NON_IOD:
        return []
    return sorted(
        (c.first_day.toordinal(), (c.last_day or c.first_day).toordinal(), c.reason, c.source)
        for c in credits
        if c.account == NON_IOD
    )


def _withheld(spells: Iterable[Spell], facts: MemberFacts) -> list[Block]:
    cases = {case for _, _, case in spells}
    return sorted(
        (w.first_day.toordinal(), w.last_day.toordinal() if w.last_day else FAR, WITHHELD, w.case)
        for w in facts.withheld
        if w.case in cases
    )
