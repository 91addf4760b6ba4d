"""Which words of two texts differ; plain text in, plain text out."""

import re
from difflib import SequenceMatcher

Parts = list[tuple[bool, str]]

WORD = re.compile(r"\S+\s*|\s+")
LONG_TEXT = 800  # words of both texts, from which frequent words no longer anchor a match


def _split(text: str) -> tuple[list[str], list[str]]:
    """The words with the space that follows them, and the same without it for comparing."""
    words = WORD.findall(text)
    return words, [word.rstrip() for word in words]


def _append(parts: Parts, changed: bool, words: list[str]) -> None:
    if words:
        parts.append((changed, "".join(words)))


def changed_words(old: str, new: str) -> tuple[Parts, Parts]:
    """Both texts cut into (changed, words); the pieces of each side join to that side exactly.

    A change of spaces or line ends alone does not count. Long texts are compared faster and
    a little more coarsely, so that no pair of notes can hold up a page.
    """
    old_words, old_keys = _split(old or "")
    new_words, new_keys = _split(new or "")
    slow = len(old_words) + len(new_words) <= LONG_TEXT
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=not slow)
    before: Parts = []
    after: Parts = []
    for kind, a, b, c, d in matcher.get_opcodes():
        _append(before, kind != "equal", old_words[a:b])
        _append(after, kind != "equal", new_words[c:d])
    return before, after
