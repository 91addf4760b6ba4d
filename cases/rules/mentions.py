"""Who is meant by `@name` in a text. Pure: whether somebody has the name, others know."""

import re
from typing import Final

MENTION: Final = re.compile(r"(?<![\w@.+-])@(\w(?:[\w.+-]*\w)?)(?![\w@])")
"""A user name after an @ that stands by itself: neither an address of mail nor `@@@`."""
MOST: Final = 10


def names_in(text: str) -> list[str]:
    """The names after an @, in small letters, each once, in the order of the text."""
    return list(dict.fromkeys(found.lower() for found in MENTION.findall(text)))
