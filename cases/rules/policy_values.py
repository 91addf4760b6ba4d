"""Which policy values may be proposed at all: known keys, values of their kind, days in order."""

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from cases.rules.policy_defaults import DEFAULTS
from cases.rules.policy_keys import ABOUT, About
from cases.rules.policy_timeline import PolicyRow

MOST: Final = 100_000
"""Beyond any rule in whatever unit; what is larger would leave the calendar."""

KEYS: Final = {row.key: row for row in reversed(DEFAULTS)}
"""Each known key with the row that an office begins with: its unit and the kind of its value."""

LONGEST_LIST: Final = 50
LONGEST_TEXT: Final = 200
SUNDAY: Final = 7
_LEAP_YEAR: Final = 2024


def why_not_key(key: str) -> str | None:
    """The sentence against a key that no rule asks for."""
    if key in KEYS:
        return None
    near = get_close_matches(key, KEYS, n=3, cutoff=0.4)
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    return f"No rule asks for the key {key}. {meant}The page Policy lists every key."


def why_not_value(key: str, value: Any) -> str | None:
    """The sentence against a value that is not of the kind that the rules of `key` reckon with."""
    kind, about = KEYS[key].value, ABOUT[key]
    if any(_whole(part) and part > MOST for part in (value if _listed(value) else [value])):
        return f"{key} is at most {MOST:,}."
    if isinstance(kind, bool):
        return None if isinstance(value, bool) else f"{key} is true or false."
    if isinstance(kind, tuple):
        return _why_not_list(key, value, about)
    if isinstance(kind, int):
        return _why_not_number(key, value, about)
    return _why_not_text(key, value, about)


def _why_not_list(key: str, value: Any, about: About) -> str | None:
    if _listed(value) and len(value) > LONGEST_LIST:
        return f"{key} is a list of at most {LONGEST_LIST} numbers."
    listed = _listed(value) and value and all(_whole(part) and part > 0 for part in value)
    if not listed or len(set(value)) != len(value):
        kind = list(KEYS[key].value)  # type: ignore[arg-type]
        return f"{key} is a list of whole numbers above 0, each once, such as {kind}."
    return f"{key} holds numbers up to {about.most:,}." if max(value) > about.most else None


def _why_not_number(key: str, value: Any, about: About) -> str | None:
    if not _whole(value) or value < about.least:
        bound = f" above {about.least - 1}" if about.least else ", 0 or more"
        return f"{key} is one whole number{bound}, such as {KEYS[key].value}."
    return f"{key} is at most {about.most:,}." if value > about.most else None


def _why_not_text(key: str, value: Any, about: About) -> str | None:
    usual = KEYS[key].value
    if not isinstance(value, str) or not value.strip():
        return f"{key} is a text, such as {usual}."
    if len(value) > LONGEST_TEXT or not value.isprintable():
        return f"{key} is a text of at most {LONGEST_TEXT} plain letters, in one line."
    if about.choices and value not in about.choices:
        return f"{key} is one of: {', '.join(about.choices)}."
    if about.form == "month-day":
        return None if _month_day(value) else (
            f"{key} is a month and a day that every year has, such as {usual}."
        )  # fmt: skip
    if about.form:
        day = _iso_day(value)
        if day is None:
            return f"{key} is a day written as year-month-day, such as {usual}."
        if about.form == "Sunday" and day.isoweekday() != SUNDAY:
            return f"{key} is a Sunday, such as {usual}; {value} is a {day:%A}."
    return None


def _iso_day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day.isoformat() == value else None


def _month_day(value: str) -> bool:
    return value != "02-29" and _iso_day(f"{_LEAP_YEAR}-{value}") is not None


def _listed(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


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
    unit = "" if isinstance(row.value, bool | str) else f" {row.unit}"
    return (
        f"{row.key} = {said(row.value)}{unit} for {whom}, "
        f"{_day('from', row.effective_from) or 'from the beginning'}, "
        f"{_day('to', row.effective_to) or 'without end'}{number}"
    )


_YES: Final = ("yes", "true")
_NO: Final = ("no", "false")


def read_value(key: str, text: str) -> Any:
    """What somebody typed as the kind of value that the key takes, as far as it can be read so;
    `why_not_value` says what is wrong with the rest. Lists may be written `180, 120` or in [ ]."""
    text = text.strip()
    kind = KEYS[key].value if key in KEYS else text
    if isinstance(kind, bool):
        lower = text.lower()
        return lower in _YES if lower in (*_YES, *_NO) else text
    if isinstance(kind, tuple):
        inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
        parts = inner.replace(",", " ").split()
        return [int(p) for p in parts] if all(_digits(p) for p in parts) else text
    return int(text) if isinstance(kind, int) and _digits(text) else text


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def value_words(row: PolicyRow) -> str:
    """`365 days`, `yes`, `the calendar year`."""
    about = ABOUT.get(row.key)
    if about and isinstance(row.value, str):
        return about.choices.get(row.value, row.value)
    return said(row.value) if isinstance(row.value, bool | str) else f"{said(row.value)} {row.unit}"


def said(value: Any) -> str:
    """The value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(value)


def _day(word: str, day: date | None) -> str:
    return f"{word} {day.isoformat()}" if day else ""
