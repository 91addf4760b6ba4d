"""Names as people look for them: without accents, case or punctuation."""

import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)


def search_key(text: str) -> str:
    """The text casefolded, unaccented, apostrophes and dots dropped, other marks as one space."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    kept = "".join(
        character if character.isalnum() else " "
        for character in folded
        if not unicodedata.combining(character) and character not in "'’`.ʼ"
    )
    return " ".join(kept.split())
