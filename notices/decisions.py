"""What the letters about medical certification state, and which decision they are about.

A letter is about one decision not to certify and keeps its key. It states that decision as it was
at the end of the letter's own day, so that a later certification does not make it wrong, and the
decision taken back, or given back for days before the letter, does.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from caseflow.dates import words
from cases.models import Case, Certification
from cases.models.certification import CertificationState, ReviewOutcome
from notices.models import Notice

DECISION = "certification_decision"
ANSWER = "review_answer"
KINDS = (DECISION, ANSWER)
GIVEN_BACK = "given back in full on review"
TAKEN_BACK = "none: the decision was taken back"
"""In words, where the letter states no decision."""
WHY = {
    None: "The decision was taken back, as if it had never been entered.",
    GIVEN_BACK: "The review gave certification back in full.",
}
OTHER_DAYS = "The decision holds for other days."
STATES = {CertificationState.WITHHELD: "withheld", CertificationState.WITHDRAWN: "withdrawn"}


def certification_words(decision: Certification, on: date) -> str | None:
    """The decision at the end of the day, as known now: `withheld from 10 Feb 2026`, with its last
    day once that is past; None for one that was taken back."""
    if decision.reversed_at:
        return GIVEN_BACK if decision.review_outcome == ReviewOutcome.RESTORED else None
    said = f"{STATES[CertificationState(decision.state)]} from {words(decision.first_day)}"
    if decision.last_day and decision.last_day < on:
        said += f" through {words(decision.last_day)}"
    return said


def decisions_of(letters: Iterable[Notice]) -> dict[int, Certification]:
    """The decisions that these letters are about, by their keys; one query, or none."""
    keys = [letter.data["decision"] for letter in letters if letter.code in KINDS]
    return Certification.objects.in_bulk(keys) if keys else {}


def why_it_changed(now: str | None) -> str:
    """Why a letter that stated something else is wrong, in words that may go into a letter."""
    return WHY.get(now, OTHER_DAYS)


def standing_letters(case: Case, code: str) -> list[Notice]:
    """The case's letters of the kind that none supersedes, the newest first."""
    rows = Notice.objects.filter(case=case, code=code, superseded_by__isnull=True)
    return list(rows.defer("html").order_by("-issued_at", "-id"))


def letter_about(decision: Certification, code: str) -> Notice | None:
    """The standing letter of the kind about this decision."""
    found = standing_letters(decision.case, code)
    return next((each for each in found if each.data["decision"] == decision.pk), None)


def letter_of_nothing(case: Case, code: str) -> tuple[Notice, Certification] | None:
    """The newest standing letter that states a decision which was taken back since, with it."""
    letters = [each for each in standing_letters(case, code) if states(each.data)]
    decisions = decisions_of(letters)
    for letter in letters:
        decision = decisions[letter.data["decision"]]
        if certification_words(decision, letter.as_of) is None:
            return letter, decision
    return None


def states(data: Mapping[str, Any]) -> str | None:
    """What a letter's frozen data state of the certification."""
    said: str | None = data["certification"]
    return said
