"""The kinds of written notification: one entry each.

To add one: a module in notices/letters with its frozen values and builder, a template beside the
others, an entry here, a test. `version` is raised with every change of words or values, for it is
kept with each issued letter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from caseflow.access import Capability
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import Case
from notices.letters import (
    benefit_statement,
    certification_decision,
    review_answer,
    time_remaining,
)
from notices.letters.parts import Occasion
from notices.models import Notice
from notices.pdf import why_no_pdf


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a letter's duty or its content comes from."""

    source: str
    says: str


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """`build` gives the frozen values, the allow-list of what may stand in the letter; it raises
    RuleViolation for what is missing. `template` makes the letter of them. `former` gives the
    letter that a new one takes the place of. `of_case` is False for a letter to a member about no
    case in particular. `why_not` says at once what of the case does not stand as the letter needs
    it; the rest is found when it is built."""

    code: str
    version: str
    title: str
    does: str
    template: str
    build: Callable[[Occasion], Any]
    capability: Capability
    basis: tuple[Basis, ...]
    former: Callable[[Occasion], Notice | None]
    of_case: bool = True
    why_not: Callable[[Case], str | None] = lambda case: None


def newest_of_case(code: str) -> Callable[[Occasion], Notice | None]:
    """The letter of this kind that stands on the case."""
    return lambda occasion: Notice.objects.newest_of(occasion.of_case, code)


CATALOGUE: dict[str, NoticeKind] = {
    kind.code: kind
    for kind in (
        NoticeKind(
            code="time_remaining",
            version="3",
            title="Time remaining on the medical roll",
            does="Paid days used and left, the first day without pay, how both were computed, and "
            "what the member can do next.",
            template="notices/letters/time_remaining.html",
            build=time_remaining.build,
            capability=Capability.ISSUE,
            basis=(
                Basis("CBA 18.1", "full pay for up to 12 months for each injury on duty"),
                Basis("CBA 18.2", "full pay for up to 12 months in any 24 consecutive months"),
                Basis("MCC 2-84-480", "pay of members injured on duty"),
                Basis("E03-01-02 II.E", "days off and holidays count"),
            ),
            former=newest_of_case("time_remaining"),
        ),
        NoticeKind(
            code="certification_decision",
            version="1",
            title="Decision on medical certification",
            does="Certification withheld or withdrawn: which duty failed, from which day, the "
            "right to a review, and until when a grievance can be filed.",
            template="notices/letters/certification_decision.html",
            build=certification_decision.build,
            capability=Capability.ISSUE,
            basis=(
                Basis("E03-01 III.C", "four causes to withhold or withdraw certification"),
                Basis("E03-01 III.D", "review by the Medical Administrator, answered in writing"),
                Basis("CBA 9.5", "medical grievance: working days, at most so many calendar days"),
            ),
            former=certification_decision.former,
            why_not=certification_decision.why_not,
        ),
        NoticeKind(
            code="review_answer",
            version="1",
            title="Answer to a review of medical certification",
            does="The written answer to the member's To-From-Subject report: the decision stands, "
            "or certification is given back.",
            template="notices/letters/review_answer.html",
            build=review_answer.build,
            capability=Capability.ISSUE,
            basis=(
                Basis("E03-01 III.D", "the answer is in writing, within so many calendar days"),
                Basis("CBA 9.5", "medical grievance: working days, at most so many calendar days"),
            ),
            former=review_answer.former,
            why_not=review_answer.why_not,
        ),
        NoticeKind(
            code="benefit_statement",
            version="1",
            title="Statement of medical benefits",
            does="Paid days used and left at the end of a period, the absences in it, the days "
            "that do not count, and what was given back; once in a calendar year, on request.",
            template="notices/letters/benefit_statement.html",
            build=benefit_statement.build,
            capability=Capability.ISSUE,
            basis=(
                Basis("CBA 18.10", "a statement on written request, once in a calendar year"),
                Basis("CBA 18.1", "full pay for up to 12 months for each injury on duty"),
                Basis("CBA 18.2", "full pay for up to 12 months in any 24 consecutive months"),
            ),
            former=benefit_statement.former,
            of_case=False,
        ),
    )
}


def kind_of(code: str) -> NoticeKind:
    """Raises RuleViolation for a code that the catalogue does not hold."""
    if code not in CATALOGUE:
        known = ", ".join(CATALOGUE)
        raise RuleViolation(f"There is no written notification {code!r}. The known ones: {known}.")
    return CATALOGUE[code]


def why_not_issue(kind: NoticeKind, case: Case | None, user: User) -> str | None:
    """Why this person may not issue this letter (for the case); None when nothing stands against
    it. What the letter itself lacks is found when it is built."""
    if not user.can(kind.capability):
        return f"You do not have the right to {kind.capability.label}."
    if case is not None and not case.is_open:
        return f"{case.reference} is closed. Reopen it before a letter is issued."
    if case is not None and (sentence := kind.why_not(case)):
        return sentence
    return why_no_pdf()
