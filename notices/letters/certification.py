"""What the two letters about medical certification have in common: which decision they are about,
which former letter they take the place of, and the words that may stand in them."""

from dataclasses import dataclass
from datetime import date

from caseflow.refusals import RuleViolation
from cases.models import Case, Certification
from cases.services.wording import names_nature
from notices.decisions import (
    TAKEN_BACK,
    certification_words,
    decisions_of,
    states,
    why_it_changed,
)
from notices.models import Notice


@dataclass(frozen=True, slots=True)
class Replaces:
    """The former letter that says what is no longer right; both in words, as of its own day."""

    number: str
    as_of: date
    said: str
    right: str
    why: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The decision that a letter is about. `taken_back`: the letter says that alone. `former` is
    the letter that it takes the place of."""

    decision: Certification
    taken_back: bool
    former: Notice | None


def replaces(former: Notice | None) -> Replaces | None:
    """What the former letter says wrong; None when it says nothing wrong."""
    if former is None:
        return None
    decision = decisions_of([former])[former.data["decision"]]
    said, right = states(former.data), certification_words(decision, former.as_of)
    if said == right:
        return None
    why = why_it_changed(right)
    return Replaces(former.number, former.as_of, said or TAKEN_BACK, right or TAKEN_BACK, why)


def fit_for_letter(case: Case, text: str, *, what: str, remedy: str) -> str:
    """The text that somebody typed for the member. Raises RuleViolation when it names the nature
    of the absence, which no letter does."""
    if names_nature(case, text):
        raise RuleViolation(
            f"{what} names the nature of the absence, which no letter may. {remedy}"
        )
    return text
