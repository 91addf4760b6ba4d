"""What a cell of an imported file may hold. Each reader gives the value or raises Wrong with the
sentence that goes beside the line and the column."""

import re
from datetime import date
from functools import lru_cache

FAR_DAYS = 366
"""A day further ahead than this is taken for a slip of the pen."""
EARLIEST = date(1900, 1, 1)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_STAR = re.compile(r"[0-9]{1,6}")
_NUMBER = re.compile(r"-?[0-9]{1,12}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Wrong(Exception):
    """A cell does not hold what its column asks for."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@lru_cache(maxsize=1 << 16)
def iso_day(text: str) -> date:
    """A calendar day, `2026-03-05`, from 1900 on."""
    if not _DAY.fullmatch(text):
        raise Wrong("A day is written as YYYY-MM-DD in plain digits, such as 2026-03-05.")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Wrong("The calendar has no such day.") from None
    if day < EARLIEST:
        raise Wrong("The day is before 1900. Check the year.")
    return day


def near_day(text: str, on: date) -> date:
    """A day that is not more than FAR_DAYS ahead of `on`."""
    day = iso_day(text)
    if (day - on).days > FAR_DAYS:
        raise Wrong(f"The day is more than {FAR_DAYS} days ahead. Check the year.")
    return day


def star(text: str) -> str:
    """A star number as text: leading zeros belong to it, 00123 and 123 are two stars."""
    if not _STAR.fullmatch(text):
        raise Wrong("A star number is 1 to 6 digits, 0 to 9 and nothing else.")
    return text


def whole_number(text: str, *, least: int, most: int) -> int:
    """A whole number in plain digits between two bounds, both included."""
    if not _NUMBER.fullmatch(text):
        raise Wrong("A number of days is written in plain digits, such as 25.")
    number = int(text)
    if number < least:
        raise Wrong(f"The number is less than {least}.")
    if number > most:
        raise Wrong(f"The number is more than {most:,}. Check it.")
    return number


def short_text(text: str, limit: int) -> str:
    """Text of at most so many characters, without control characters."""
    if len(text) > limit:
        raise Wrong(f"The text has {len(text):,} characters; the column takes {limit}.")
    if _CONTROL.search(text):
        raise Wrong("The text holds a control character that cannot be printed.")
    return text


def email(text: str, limit: int) -> str:
    """An address of electronic mail, or nothing. Letters of any alphabet may stand in it."""
    short_text(text, limit)
    if text and not _EMAIL.fullmatch(text):
        raise Wrong("This is not an address of electronic mail. Correct or empty it.")
    return text
