"""The written answer to a review of withheld or withdrawn certification (E03-01 III.D): the
decision stands, or certification is given back."""

from dataclasses import dataclass
from datetime import date

from caseflow.dates import local_day, words
from caseflow.refusals import RuleViolation
from cases.models import Case, Certification
from cases.models.certification import CertificationState, ReviewOutcome
from cases.standing import pending_review
from notices.decisions import (
    ANSWER,
    DECISION,
    STATES,
    certification_words,
    letter_about,
    letter_of_nothing,
)
from notices.letters.certification import Replaces, Subject, fit_for_letter, replaces
from notices.letters.certification_decision import last_day_by
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
class ReviewAnswer:
    """All that the letter may say. `decision` is the key of the record; `certification` states it
    at the end of `as_of`, None when it was taken back. `answer` is in the words of who answered;
    `last_day` is the last day without certification, None while the decision goes on."""

    letterhead: Letterhead
    recipient: Recipient
    case: str
    as_of: date
    decision: int
    certification: str | None
    state: str
    first_day: date
    last_day: date | None
    requested_on: date
    answered_on: date
    restored: bool
    in_full: bool
    answer: str
    taken_back: bool
    replaces: Replaces | None
    grievance: GrievanceTime
    fop_agreement: bool
    coordinator: Person
    sender: Person
    enclosures: tuple[str, ...] = ()


def build(occasion: Occasion) -> ReviewAnswer:
    """The letter's values. Raises RuleViolation when no review was answered, or for what is
    missing."""
    case, on, member = occasion.of_case, occasion.on, occasion.whose
    to = recipient(member)
    subject = subject_of(case)
    decision = subject.decision
    assert decision.review_requested_on and decision.review_answered_on  # the review was answered
    answer = fit_for_letter(
        case,
        decision.review_answer,
        what="The recorded answer",
        remedy="Write to the member by hand, and note it on the case.",
    )
    restored = decision.review_outcome == ReviewOutcome.RESTORED
    return ReviewAnswer(
        letterhead=letterhead(),
        recipient=to,
        case=case.reference,
        as_of=on,
        decision=decision.pk,
        certification=certification_words(decision, on),
        state=STATES[CertificationState(decision.state)],
        first_day=decision.first_day,
        last_day=last_day_by(decision.last_day, on),
        requested_on=decision.review_requested_on,
        answered_on=decision.review_answered_on,
        restored=restored,
        in_full=restored and decision.reversed_at is not None,
        answer=answer,
        taken_back=subject.taken_back,
        replaces=replaces(subject.former),
        grievance=grievance_time(member, local_day(decision.entered_at), on),
        fop_agreement=member.bargaining_unit.startswith("FOP"),
        coordinator=person(case.owner or occasion.by),
        sender=person(occasion.by),
    )


def subject_of(case: Case) -> Subject:
    """The decision whose review was answered last; or one that a letter answered and that was
    taken back since. Raises RuleViolation where there is neither."""
    decision, gone = answered(case), letter_of_nothing(case, ANSWER)
    if gone and (decision is None or decision.pk < gone[1].pk):
        return Subject(gone[1], True, gone[0])
    if decision is None:
        raise RuleViolation(nothing_to_say(case))
    former = letter_about(decision, ANSWER) or (gone[0] if gone else None)
    if former is None and decision.review_outcome == ReviewOutcome.RESTORED:
        former = letter_about(decision, DECISION)
    return Subject(decision, False, former)


def answered(case: Case) -> Certification | None:
    """The decision whose review was answered last, unless it was taken back otherwise."""
    rows = Certification.objects.filter(case=case, review_answered_on__isnull=False)
    for decision in rows.order_by("-review_answered_on", "-pk"):
        if certification_words(decision, decision.first_day) is not None:
            return decision
    return None


def nothing_to_say(case: Case) -> str:
    """Why there is no answer to send."""
    if waiting := pending_review(case):
        due = waiting.review_due_on
        return (
            "The review waits for its answer"
            + (f", due on {words(due)}" if due else "")
            + ". Answer it on the case first, then open the preview again."
        )
    return f"No review was answered on {case.reference}, so there is no answer to send."


def why_not(case: Case) -> str | None:
    """Why no letter of this kind can be made of the case now."""
    try:
        subject_of(case)
    except RuleViolation as refusal:
        return refusal.sentence
    return None


def former(occasion: Occasion) -> Notice | None:
    """The answer sent before; for certification given back, the letter about the decision."""
    return subject_of(occasion.of_case).former
