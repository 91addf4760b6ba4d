"""All days of a member on the medical roll, whichever account they count in.

What is asked of the roll as a whole (family and medical leave, what others watch) starts here:
days off the roll by an exception are no days on it (E03-01-08); withheld certification is a pay
problem and leaves them on it.
"""

from cases.rules.days import DaySet, Span, merge, subtract
from cases.rules.facts import NON_IOD, MemberFacts
from cases.rules.ledger import Ledger, without_overlap


def roll(facts: MemberFacts, on: int) -> Ledger:
    """The roll as of the end of the ordinal `on`: its days through `on`, nothing ahead of it.

    Absences that begin after `on` are left out, an open one goes through `on`.
    """
    spells = without_overlap(
        (
            first,
            on if absence.last_day is None else min(on, absence.last_day.toordinal()),
            absence.case,
        )
        for absence in facts.absences
        if (first := absence.first_day.toordinal()) <= on
    )
    blocks = sorted(
        (e.first_day.toordinal(), e.last_day.toordinal(), e.reason, e.source)
        for e in facts.exceptions
    )
    holes = merge(block[:2] for block in blocks) if blocks else []
    spans: list[Span] = [spell[:2] for spell in spells]
    if holes:
        spans = [part for span in spans for part in subtract(span, holes)]
    return Ledger(
        NON_IOD, None, on, spells[0][0] if spells else on, False, None, tuple(spells),
        tuple(blocks), tuple(holes), DaySet(spans),
    )  # fmt: skip
