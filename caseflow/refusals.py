"""How the application says no."""

import unicodedata


class RuleViolation(Exception):
    """A rule refuses an act. The text is the sentence that the person reads: what is wrong and
    what to do. It carries references, never medical content."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class StaleVersion(RuleViolation):
    """Somebody else changed the row after this form was opened; nothing was saved."""


def require_words(text: str, sentence: str, *, field: str) -> str:
    """The text without space around it; the sentence when there is nothing that can be read:
    only spaces, or marks that show nothing."""
    if all(unicodedata.category(mark)[0] in "CZ" for mark in text):
        raise RuleViolation(sentence, field=field)
    return text.strip()
