"""A policy value as the pages show it, and all of them as a table for a spreadsheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseflow.dates import words
from caseflow.models import SYSTEM_USERNAME
from cases.models import PolicyValue
from cases.rules.policy_keys import ABOUT, GROUPS, SWITCHES, open_question, switch_of
from cases.rules.policy_values import said, value_words
from cases.services.facts import policy_row

CSV_HEADER = (
    "key", "label", "value", "unit", "bargaining_unit", "rank", "effective_from", "effective_to",
    "authority", "source", "verified", "switch", "state", "proposed_by", "proposed_at",
    "approved_by", "approved_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One value in words. `switch` numbers the open question that it answers, 0 for none."""

    value: PolicyValue
    label: str
    words: str
    whom: str
    dates: str
    ended: bool
    switch: int
    question: str
    decided: str

    @property
    def switch_words(self) -> str:
        return f"open question {self.switch}"

    @property
    def url(self) -> str:
        return self.value.get_absolute_url()


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    anchor: str
    lines: list[Line]

    @property
    def open(self) -> list[Line]:
        """Those that nobody has confirmed; each of them once on the page, in its own group."""
        return [line for line in self.lines if self._is_open(line)]

    @property
    def settled(self) -> list[Line]:
        """The others, which the page folds."""
        return [line for line in self.lines if not self._is_open(line)]

    def _is_open(self, line: Line) -> bool:
        return not line.value.verified and _group(line) == self.name


def line_of(value: PolicyValue, on: date) -> Line:
    about = ABOUT.get(value.key)
    switch = switch_of(value.key, value.bargaining_unit)
    last = value.effective_to
    return Line(
        value=value,
        label=about.label if about else value.key,
        words=value_words(policy_row(value)),
        whom=" and ".join(part for part in (value.bargaining_unit, value.rank) if part)
        or "everybody",
        dates=dates_of(value),
        ended=last is not None and last < on,
        switch=switch,
        question=open_question(switch) if switch else "",
        decided=decided(value),
    )


def dates_of(value: PolicyValue) -> str:
    first, last = value.effective_from, value.effective_to
    parts = (first and f"from {words(first)}", last and f"through {words(last)}")
    return " ".join(part for part in parts if part) or "always"


def decided(value: PolicyValue) -> str:
    """Who proposed and who approved it, and when."""
    if value.proposed_by.username == SYSTEM_USERNAME:
        return f"set up with the office, {words(value.proposed_at)}"
    proposed = f"proposed by {value.proposed_by}, {words(value.proposed_at)}"
    if value.approved_by is None:
        return proposed
    return f"{proposed}; approved by {value.approved_by}, {words(value.approved_at)}"


def groups_of(lines: Iterable[Line]) -> list[Group]:
    """The values by group, in the order in which people read the keys; the open questions, from
    whichever group, are one more."""
    order = {key: place for place, key in enumerate(ABOUT)}
    rows = sorted(
        lines,
        key=lambda line: (
            order.get(line.value.key, len(order)),
            line.value.bargaining_unit,
            line.value.rank,
            line.value.effective_from or date.min,
        ),
    )
    found = []
    for name in GROUPS:
        chosen = [row for row in rows if _group(row) == name]
        if name == SWITCHES:
            chosen = sorted((row for row in rows if row.switch), key=lambda row: row.switch)
        if chosen:
            found.append(Group(name, name.lower().replace(" ", "-"), chosen))
    return found


def _group(line: Line) -> str:
    about = ABOUT.get(line.value.key)
    return about.group if about else GROUPS[-1]


def csv_rows(values: Iterable[PolicyValue]) -> Iterator[Sequence[Any]]:
    for value in values:
        about = ABOUT.get(value.key)
        state = "approved" if value.approved_at else "proposed"
        yield (
            value.key, about.label if about else "", said(value.value), value.unit,
            value.bargaining_unit, value.rank, value.effective_from, value.effective_to,
            value.authority, value.source, "yes" if value.verified else "no",
            switch_of(value.key, value.bargaining_unit) or "",
            "withdrawn" if value.withdrawn_at else state, value.proposed_by.username,
            value.proposed_at.isoformat(timespec="seconds"),
            value.approved_by.username if value.approved_by else "",
            value.approved_at.isoformat(timespec="seconds") if value.approved_at else "",
        )  # fmt: skip
