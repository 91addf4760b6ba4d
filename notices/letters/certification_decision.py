"""Medical certification withheld or withdrawn: which duty failed, from which day, and what the
member can do about it (E03-01 III.C and III.D, CBA 9.5). Or, when such a letter is out and its
decision was taken back, that it is.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from caseflow.dates import local_day
from caseflow.refusals import RuleViolation
from cases.models import Case
from cases.models.certification import Cause, CertificationState
from cases.policy import policy_number
from cases.services.reviewing import REVIEW_DAYS
from cases.standing import last_decision
from notices.decisions import (
    DECISION,
    STATES,
    certification_words,
    letter_about,
    letter_of_nothing,
    standing_letters,
)
from notices.letters.certification import Replaces, Subject, fit_for_letter, replaces
from notices.letters.grievance import GrievanceTime, grievance_time
from notices.letters.parts import (
    Letterhead,
    Occasion,
    Person,
    Recipient,
    letterhead,
    person,
    recipient,
)
from notices.models import Notice


@dataclass(frozen=True, slots=True)
class Review:
    """The review of the decision (E03-01 III.D). `days` are calendar days; `due_on` is the last
    day of the written answer once it was asked for."""

    days: int
    requested_on: date | None
    due_on: date | None
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class CertificationDecision:
    """All that the letter may say. `decision` is the key of the record; `certification` states it
    at the end of `as_of`, None when it was taken back. `cause` is one of the four of E03-01 III.C,
    `duty` which duty failed, in the words of who decided. `last_day` is None while it goes on."""

    letterhead: Letterhead
    recipient: Recipient
    case: str
    as_of: date
    decision: int
    certification: str | None
    state: str
    first_day: date
    last_day: date | None
    cause: str
    duty: str
    taken_back: bool
    replaces: Replaces | None
    review: Review
    grievance: GrievanceTime
    fop_agreement: bool
    coordinator: Person
    sender: Person
    enclosures: tuple[str, ...] = ()


def build(occasion: Occasion) -> CertificationDecision:
    """The letter's values. Raises RuleViolation when no decision stands, or for what is missing."""
    case, on, member = occasion.of_case, occasion.on, occasion.whose
    to = recipient(member)
    subject = subject_of(case)
    decision, event = subject.decision, local_day(subject.decision.entered_at)
    duty = fit_for_letter(
        case,
        decision.duty,
        what="The duty that failed",
        remedy="Take the entry back on the case and enter it in other words.",
    )
    return CertificationDecision(
        letterhead=letterhead(),
        recipient=to,
        case=case.reference,
        as_of=on,
        decision=decision.pk,
        certification=certification_words(decision, on),
        state=STATES[CertificationState(decision.state)],
        first_day=decision.first_day,
        last_day=last_day_by(decision.last_day, on),
        cause=str(Cause(decision.cause).label),
        duty=duty,
        taken_back=subject.taken_back,
        replaces=replaces(subject.former),
        review=Review(
            policy_number(REVIEW_DAYS, member, decision.review_requested_on or event),
            decision.review_requested_on,
            decision.review_due_on,
            decision.review_answered_on,
        ),
        grievance=grievance_time(member, event, on),
        fop_agreement=member.bargaining_unit.startswith("FOP"),
        coordinator=person(case.owner or occasion.by),
        sender=person(occasion.by),
    )


def last_day_by(day: date | None, on: date) -> date | None:
    """The last day of a decision that was over at the end of `on`; None while it went on."""
    return day if day and day + timedelta(1) <= on else None


def subject_of(case: Case) -> Subject:
    """The latest decision that stands; or one that a letter states and that was taken back.

    Raises RuleViolation where there is neither.
    """
    decision, gone = last_decision(case), letter_of_nothing(case, DECISION)
    if gone and (decision is None or decision.pk < gone[1].pk):
        return Subject(gone[1], True, gone[0])
    if decision is None:
        raise RuleViolation(nothing_to_say(case))
    former = letter_about(decision, DECISION) or (gone[0] if gone else None)
    return Subject(decision, False, former)


def nothing_to_say(case: Case) -> str:
    """Why there is no letter about a decision."""
    letters = standing_letters(case, DECISION)
    if letters and letters[0].data["certification"]:
        return (
            "The review gave certification back. Issue the answer to the review: it takes the "
            f"place of {letters[0].number}."
        )
    return (
        f"On {case.reference} no certification is withheld or withdrawn. Withhold or withdraw it "
        "on the case first, then open the preview again."
    )


def why_not(case: Case) -> str | None:
    """Why no letter of this kind can be made of the case now."""
    try:
        subject_of(case)
    except RuleViolation as refusal:
        return refusal.sentence
    return None


def former(occasion: Occasion) -> Notice | None:
    """The letter about the same decision, or about the one that was taken back."""
    return subject_of(occasion.of_case).former
