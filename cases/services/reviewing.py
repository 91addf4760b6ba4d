"""The review of a certification that was withheld or withdrawn (E03-01 III.D).

The member asks by To-From-Subject report to the Medical Administrator; the section answers in
writing within so many calendar days (a policy value, seven).
"""

from datetime import date, datetime, timedelta

from django.db import models

from caseflow.acts import act
from caseflow.dates import start_of, words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.lifecycle import guard, require
from cases.models import Case, Certification
from cases.models.certification import CertificationState, ReviewOutcome
from cases.policy import policy_number
from cases.services.deciding import DAY, absence_on, decider, give_last_day
from cases.services.events import lock_case, record_event
from cases.services.projection import facts_changed
from cases.services.wording import refuse_nature
from cases.standing import certifications, last_decision, pending_review

REVIEW_DAYS = "decertification_review_days"
AS_IF_NEVER = "Given back on review, as if it had not been decided"


@guard("review")
def _reviewable(case: Case, user: User) -> str | None:
    decision = last_decision(case)
    if decision is None:
        return "No certification was withheld or withdrawn."
    if decision.review_answered_on:
        return (
            f"The review was answered on {words(decision.review_answered_on)}: "
            f"{decision.get_review_outcome_display().lower()}. What follows is a grievance "
            "(CBA 9.5)."
        )
    if decision.review_requested_on:
        return f"The review was asked for on {words(decision.review_requested_on)} already."
    return None


@guard("answer")
def _asked(case: Case, user: User) -> str | None:
    return None if pending_review(case) else "No review waits for an answer."


@act
def request_review(
    *, case: Case, requested_on: date, by: User, now: datetime, on: date
) -> Certification:
    """The member's request arrived on `requested_on`; the answer is due so many calendar days
    later. Raises RuleViolation for a day before the decision took effect, or to come."""
    case = lock_case(case)
    require("review", case, by)
    decision = last_decision(case)
    assert decision is not None  # the guard of `review` has just said so
    if not decision.first_day <= requested_on <= on:
        raise RuleViolation(
            f"Enter the day on which the request arrived, from {words(decision.first_day)}, when "
            f"the decision took effect, through {words(on)}.",
            field="requested_on",
        )
    days = policy_number(REVIEW_DAYS, case.member, requested_on)
    decision.review_requested_on = requested_on
    decision.review_due_on = requested_on + timedelta(days=days)
    fields = ["review_requested_on", "review_due_on"]
    save_tracked(decision, by=by, reason="Review asked for", now=now, fields=fields)
    record_event(
        case=case,
        kind="review_requested",
        by=by,
        now=now,
        happened_at=min(start_of(requested_on), now),
        data={
            "requested_on": requested_on.isoformat(),
            "due_on": decision.review_due_on.isoformat(),
        },
        wrote=[decision],
    )
    return decision


@act
def answer_review(
    *,
    case: Case,
    outcome: str,
    answer: str,
    answered_on: date,
    by: User,
    now: datetime,
    on: date,
    restored_from: date | None = None,
    decided_by: User | None = None,
) -> Certification:
    """Answers the review in writing. Given back: certified from `restored_from` on, or, without a
    day, as if the decision had never been.

    Raises RuleViolation with the field: no outcome, no answer, a day that cannot be.
    """
    case = lock_case(case)
    require("answer", case, by)
    decision = pending_review(case)
    assert decision is not None  # the guard of `answer` has just said so
    decided_by = decider(case, by, decided_by)
    _check_outcome(outcome, restored_from)
    decision.review_answer = require_words(
        answer, "Write the answer that the member gets.", field="answer"
    )
    refuse_nature(case, decision.review_answer, field="answer")
    _check_answered(decision, answered_on, on)
    decision.review_answered_on, decision.review_outcome = answered_on, outcome
    fields = ["review_answered_on", "review_outcome", "review_answer"]
    until, restored = decision.last_day, outcome == ReviewOutcome.RESTORED
    if restored:
        fields += _give_up(case, decision, restored_from, by=by, now=now, on=on)
    save_tracked(decision, by=by, reason="Review answered", now=now, fields=fields)
    wrote: list[models.Model] = [decision]
    if restored:
        first = restored_from or decision.first_day
        wrote.append(_certify(case, first, until, by=by, decided_by=decided_by, now=now))
    record_event(
        case=case,
        kind="review_answered",
        by=by,
        now=now,
        happened_at=min(start_of(answered_on), now),
        data=_answer_data(decision, restored_from, decided_by),
        wrote=wrote,
    )
    facts_changed(member=case.member, on=on)
    return decision


def _answer_data(
    decision: Certification, restored_from: date | None, decided_by: User
) -> dict[str, str | None]:
    assert decision.review_answered_on is not None  # it has just been answered
    return {
        "answered_on": decision.review_answered_on.isoformat(),
        "outcome": ReviewOutcome(decision.review_outcome).label,
        "answer": decision.review_answer,
        "restored_from": restored_from.isoformat() if restored_from else None,
        "decided_by": str(decided_by),
    }


def _check_outcome(outcome: str, restored_from: date | None) -> None:
    if outcome not in ReviewOutcome.values:
        raise RuleViolation("Say whether the decision stands.", field="outcome")
    if outcome == ReviewOutcome.UPHELD and restored_from:
        raise RuleViolation(
            "A decision that stands has no day of giving back. Leave that day empty.",
            field="restored_from",
        )


def _check_answered(decision: Certification, answered_on: date, on: date) -> None:
    asked = decision.review_requested_on
    assert asked is not None  # it is the pending review
    if not asked <= answered_on <= on:
        raise RuleViolation(
            f"Enter the day of the answer, from {words(asked)}, when the review was asked for, "
            f"through {words(on)}.",
            field="answered_on",
        )


def _give_up(
    case: Case,
    decision: Certification,
    restored_from: date | None,
    *,
    by: User,
    now: datetime,
    on: date,
) -> list[str]:
    """Ends the decision before the day from which its days are given back, or takes it back when
    all are; not saved. Gives the fields that change."""
    if restored_from:
        _check_restored(case, decision, restored_from, on)
        if restored_from > decision.first_day:
            decision.last_day = restored_from - DAY
            return ["last_day"]
    decision.reversed_at, decision.reversed_by = now, by
    decision.reversal_reason = AS_IF_NEVER
    return ["reversed_at", "reversed_by", "reversal_reason"]


def _certify(
    case: Case, first: date, last: date | None, *, by: User, decided_by: User, now: datetime
) -> Certification:
    """Certifies the days that are given back: the certification of the day before goes on, else
    one begins."""
    before = next((s for s in certifications(case) if s.last_day == first - DAY), None)
    if before and before.state == CertificationState.CERTIFIED:
        give_last_day(before, last, by=by, reason=AS_IF_NEVER, now=now)
        return before
    spell = Certification(
        case=case, state=CertificationState.CERTIFIED, first_day=first, last_day=last,
        source="Review", decided_by=decided_by, entered_at=now, entered_by=by,
    )  # fmt: skip
    save_tracked(spell, by=by, reason="Given back on review", now=now)
    return spell


def _check_restored(case: Case, decision: Certification, day: date, on: date) -> None:
    absence_on_day(case, day, on)
    if day < decision.first_day or (decision.last_day and day > decision.last_day):
        until = f" through {words(decision.last_day)}" if decision.last_day else ""
        raise RuleViolation(
            f"The decision holds from {words(decision.first_day)}{until}. Enter one of its days, "
            "or leave the day empty to give back all of them.",
            field="restored_from",
        )


def absence_on_day(case: Case, day: date, on: date) -> None:
    """As `absence_on`, with the sentence at the field of this act."""
    try:
        absence_on(case, day, what="Certification", on=on)
    except RuleViolation as refusal:
        raise RuleViolation(refusal.sentence, field="restored_from") from refusal
