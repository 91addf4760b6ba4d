"""What a caller gives: the question taken apart into scraps, each with all that it may mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from caseflow.datewords import LONG_MONTHS, MONTHS
from cases.kinds import KINDS
from cases.rules.likeness import swapped
from members.names import search_key, words_of

LEAST_OF_A_NUMBER = 3
"""Digits of a reference's number, below which they say nothing by themselves."""
LEAST_BEGUN = 3
"""Letters from which on a word of a text may go on."""
LEAST_SWAPPED = 4
YEARS = (1900, 2100)

NAMES_OF_NUMBERS = frozenset(
    "star badge employee emp phone tel born dob case ref number no".split()
)
SERIES = sorted({spec.series for spec in KINDS.values()}, key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a text: as it is, or (`begins`) as the beginning of one."""

    word: str
    begins: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference or a part of one; the year has two digits."""

    number: int
    year: int | None = None
    series: str = ""

    @property
    def whole(self) -> bool:
        return bool(self.series) and self.year is not None


@dataclass(frozen=True, slots=True)
class Scrap:
    """One piece of the question. `name` is it as a word of a name, `digits` as a number, `days`
    as days of the calendar, `reference` as a case's; what it cannot be is empty."""

    words: tuple[str, ...]
    name: str = ""
    digits: str = ""
    days: tuple[date, ...] = ()
    reference: Reference | None = None
    swapped: frozenset[str] = field(default=frozenset())

    @property
    def terms(self) -> list[Term]:
        """The words, all in full but for the last, which may go on."""
        *whole, last = self.words
        begins = len(last) >= LEAST_BEGUN and not last.isdigit()
        return [*(Term(word, False) for word in whole), Term(last, begins)]

    @property
    def pattern(self) -> str:
        """What stands in a normalized text that holds the scrap."""
        end = "" if self.terms[-1].begins else " "
        return f" {' '.join(self.words)}{end}"


_MONTH = "|".join(f"{long[:3]}(?:{long[3:]})?" for long in LONG_MONTHS) + "|Sept"
_SERIES = "|".join(SERIES)
_PARTS = re.compile(
    r"(?<!\w)(?:"
    r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    r"|(?P<us>\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}-\d{1,2}-\d{4})"
    rf"|(?P<dmy>\d{{1,2}}\.?\s+(?:{_MONTH})\.?,?\s+\d{{4}})"
    rf"|(?P<mdy>(?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
    rf"|(?P<ref>(?:{_SERIES})[\s-]*(?:\d{{4}}[\s-]+|\d{{2}}[\s-]+)?\d{{1,9}})"
    r"|(?P<short>(?:\d{4}|\d{2})-\d{1,6})"
    r"|(?P<phone>(?:\+?1[\s.-]*)?\(?\d{3}\)?[\s.-]*\d{3}[\s.-]+\d{4}|\d{3}[.-]\d{4})"
    r"|(?P<word>\S+)"
    r")(?!\w)|(?P<other>\S+)",
    re.IGNORECASE | re.ASCII,
)


def scraps_of(question: str) -> list[Scrap]:
    """The scraps of a question, in its order; none when it holds neither letter nor digit. A word
    that only says what the next number is (`star 4497`, `born 3/4/1985`) is no scrap."""
    found = list(_scraps(question))
    return [
        scrap
        for scrap, after in zip_longest(found, found[1:])
        if scrap.name not in NAMES_OF_NUMBERS or after is None or after.name
    ]


def _scraps(question: str) -> Iterator[Scrap]:
    for match in _PARTS.finditer(question):
        kind, text = str(match.lastgroup), match[0]
        words = tuple(words_of(text))
        if not words:
            continue
        if kind in ("iso", "us", "dmy", "mdy") and (days := _days(kind, text)):
            yield Scrap(words, days=days)
        elif kind in ("ref", "short") and (reference := _reference(text)):
            yield Scrap(words, reference=reference)
        elif kind == "phone":
            yield Scrap(words, digits=_local(re.sub(r"\D", "", text)))
        else:
            yield _plain(text, words)


def _plain(text: str, words: tuple[str, ...]) -> Scrap:
    """A word or a number; `#4497` is a number too."""
    key = search_key(text).replace(" ", "")
    if not (key.isascii() and key.isdigit()):
        return Scrap(words, name=key)
    digits = _local(key)
    near = frozenset(swapped(digits)) if len(digits) >= LEAST_SWAPPED else frozenset()
    return Scrap(words, digits=digits, reference=_reference(key), days=_packed(key), swapped=near)


def _local(digits: str) -> str:
    """A telephone number without the country's 1."""
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


# --- references ---------------------------------------------------------------------------------


def _reference(text: str) -> Reference | None:
    """NIOD-26-00881, niod 2026 881, niod2600881, 26-881, 2600881, 00881."""
    series = re.match(r"[A-Za-z]*", text)[0].upper()  # type: ignore[index]
    parts = re.findall(r"\d+", text)
    if len(parts) == 1 and len(parts[0]) in (7, 9):
        parts = [parts[0][:-5], parts[0][-5:]]
    number = parts[-1]
    if len(number) > 6 or not int(number):
        return None
    if len(parts) == 1 and not series and len(number) < LEAST_OF_A_NUMBER:
        return None
    return Reference(int(number), int(parts[0]) % 100 if len(parts) > 1 else None, series)


# --- days ---------------------------------------------------------------------------------------


def _days(kind: str, text: str) -> tuple[date, ...]:
    """The days that a date may mean: a year of two digits stands for two."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if kind == "iso":
        year, month, day = numbers
    elif kind == "us":
        month, day, year = numbers
    else:
        day, year = numbers
        name = re.search(r"[A-Za-z]{3}", text)[0].title()  # type: ignore[index]
        month = MONTHS.index(name) + 1
    years = (year,) if year >= 100 else (1900 + year, 2000 + year)
    return tuple(_real((each, month, day) for each in years))


def _packed(digits: str) -> tuple[date, ...]:
    """The day of `20260305` or `03052026`."""
    if len(digits) != 8:
        return ()
    iso = (int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    us = (int(digits[4:]), int(digits[:2]), int(digits[2:4]))
    return tuple(_real([iso, us]))


def _real(days: Iterator[tuple[int, int, int]] | list[tuple[int, int, int]]) -> Iterator[date]:
    for year, month, day in days:
        if YEARS[0] <= year <= YEARS[1]:
            try:
                yield date(year, month, day)
            except ValueError:
                continue
