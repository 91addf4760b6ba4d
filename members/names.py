"""Names as people look for them: without accents, case or punctuation."""

import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)


# The same in one step, for text without letters beyond ASCII: ten times as fast.
_ASCII = {n: chr(n) if chr(n).isalnum() else None if chr(n) in "'`." else " " for n in range(128)}
_DOTS = {ord("."): " ", ord("…"): " "}
LONGEST_WORD = 60
LONGEST_TEXT = 100_000


def search_key(text: str) -> str:
    """The text casefolded, unaccented, apostrophes and dots dropped, other marks as one space."""
    text = text.casefold()
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    folded = unicodedata.normalize("NFKD", text.translate(_PLAIN)).casefold()
    kept = "".join(
        character if character.isalnum() else " "
        for character in folded
        if not unicodedata.combining(character) and character not in "'’`.ʼ"
    )
    return " ".join(kept.split())


def words_of(text: str) -> list[str]:
    """The words of a text as they are looked for. A dot parts two words here: `knee.pdf`."""
    found = search_key(text[:LONGEST_TEXT].translate(_DOTS)).split()
    return [word[:LONGEST_WORD] for word in found]


def text_key(text: str) -> str:
    """The words of a text with a space before and after each; empty without any."""
    words = words_of(text)
    return f" {' '.join(words)} " if words else ""
