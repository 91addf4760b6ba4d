"""Which policy values may be proposed at all: known keys, values of their kind, days in order."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from cases.rules.policy import DEFAULTS, PolicyRow

MOST: Final = 100_000
"""Beyond any rule in whatever unit; what is larger would leave the calendar."""

KEYS: Final = {row.key: row for row in reversed(DEFAULTS)}
"""Each known key with the row that an office begins with: its unit and the kind of its value."""


def why_not_key(key: str) -> str | None:
    """The sentence against a key that no rule asks for."""
    if key in KEYS:
        return None
    return f"No rule asks for the key {key}. The known ones: {', '.join(sorted(KEYS))}."


def why_not_value(key: str, value: Any) -> str | None:
    """The sentence against a value that is not of the kind that the rules of `key` reckon with."""
    kind = KEYS[key].value
    if any(_whole(part) and part > MOST for part in (value if _listed(value) else [value])):
        return f"{key} is at most {MOST:,}."
    if isinstance(kind, bool):
        return None if isinstance(value, bool) else f"{key} is true or false."
    if isinstance(kind, tuple):
        listed = _listed(value) and value and all(map(_whole, value))
        if listed and len(set(value)) == len(value):
            return None
        return f"{key} is a list of whole numbers above 0, each once, such as {list(kind)}."
    if isinstance(kind, int):
        return None if _whole(value) else f"{key} is one whole number above 0, such as {kind}."
    return None if isinstance(value, str) and value else f"{key} is a text, such as {kind}."


def _listed(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def overlapping(row: PolicyRow, others: Iterable[PolicyRow]) -> list[PolicyRow]:
    """Those of the same key and scope that are in force on a day of the row's."""
    return [
        other
        for other in others
        if (other.key, other.bargaining_unit, other.rank)
        == (row.key, row.bargaining_unit, row.rank)
        and other.first <= row.last
        and row.first <= other.last
    ]


def why_not_ended_by(new: PolicyRow, before: PolicyRow) -> str | None:
    """Why the beginning of `new` cannot simply end `before`: it would leave days without either,
    or nothing of it would be left."""
    if new.first <= before.first:
        return f"{described(before)} does not begin before it. End it, or choose a later day."
    if new.last < before.last:
        return (
            f"It ends before {described(before)} does, and the days after it would have no value. "
            "Leave its end empty, or propose the value that follows too."
        )
    return None


def described(row: PolicyRow) -> str:
    """`non_iod_pay_days = 365 days for everybody, from the beginning, without end (value 1)`."""
    whom = " and ".join(name for name in (row.bargaining_unit, row.rank) if name) or "everybody"
    number = f" ({row.version})" if row.version else ""
    unit = "" if isinstance(row.value, bool) else f" {row.unit}"
    return (
        f"{row.key} = {said(row.value)}{unit} for {whom}, "
        f"{_day('from', row.effective_from) or 'from the beginning'}, "
        f"{_day('to', row.effective_to) or 'without end'}{number}"
    )


def said(value: Any) -> str:
    """The value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(value)


def _day(word: str, day: date | None) -> str:
    return f"{word} {day.isoformat()}" if day else ""
