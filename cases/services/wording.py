"""What may stand in words that go to a member by letter: never the nature of the absence."""

import re

from caseflow.refusals import RuleViolation
from cases.models import Case


def names_nature(case: Case, text: str) -> bool:
    """Whether the text holds the case's nature or its injury's label, as whole words."""
    found = (words.strip() for words in (case.nature, case.injury_label or ""))
    return any(re.search(rf"(?<!\w){re.escape(w)}(?!\w)", text, re.I) for w in found if w)


def refuse_nature(case: Case, text: str, *, field: str) -> None:
    """Raises RuleViolation for words that the letter could not hold."""
    if names_nature(case, text):
        raise RuleViolation(
            "These words go into the member's letter, and a letter never names the nature of the "
            "absence. Say it in other words.",
            field=field,
        )
