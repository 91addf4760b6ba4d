"""How the application says no."""


class RuleViolation(Exception):
    """A rule refuses an act. The text is the sentence that the person reads: what is wrong and
    what to do. It carries references, never medical content."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class StaleVersion(RuleViolation):
    """Somebody else changed the row after this form was opened; nothing was saved."""
