"""docs/obligations.md: every kind of obligation with its rule and source, as Markdown."""

from cases.rules import (  # noqa: F401  (register)
    obligation_kinds,
    obligation_kinds_letters,
    obligation_kinds_limits,
)
from cases.rules.obligations import KINDS, Kind

ACTORS = {
    "office": "the office",
    "member": "the member",
    "unit": "the unit",
    "provider": "the provider",
    "city": "the City or the Lodge",
}
GONE = {"met": "met", "withdrawn": "withdrawn"}
TEXT = """# Obligations

Written by `manage.py obligation_table` from the kinds registered in `cases/rules/`.

What is due on a case follows from its facts by one pure function, `cases/rules/obligations.py:
due(facts, policy, on)`. At the end of every act the stored obligations are brought in line with
it, in the same transaction ([decision 13](decisions/0013-acts-and-obligations.md)); `verify`
derives them afresh. Each carries its trigger, its rule with the source, the convention by which
its days were counted ([deadlines](deadlines.md)), the calendar's version and the steps of the
count. The day of a trigger chooses the policy values and the calendar's version.

An obligation is open, met by what was recorded, done by a person with a note, or withdrawn
because its trigger is gone. What others owe waits until its day; late, it is the office's to
chase. A limit set by a rule (legal) can be moved earlier, not later, and cannot be held. The
column *Gone* says what becomes of one that no longer follows from the facts. Events from which
time limits run and which no other record of a case holds (a grievance, a request for records, a
hospital's letter) are entered by hand; what each starts is in [deadlines](deadlines.md).

| Code | What | Who | Rule | Source | Gone | Legal |
|---|---|---|---|---|---|---|
"""


def obligation_table() -> str:
    """The page's text."""
    return TEXT + "".join(_row(KINDS[code]) for code in sorted(KINDS))


def _row(kind: Kind) -> str:
    source = kind.source if kind.verified else f"{kind.source} (unverified)"
    legal = "yes" if kind.legal else ""
    return (
        f"| {kind.code} | {kind.label} | {ACTORS[kind.actor]} | {kind.rule} | {source} "
        f"| {GONE[kind.gone]} | {legal} |\n"
    )
