"""Certification: given, withheld, withdrawn, and taken back when it was entered in error.

The section certifies that the use of the roll is appropriate and the member in compliance. It
withholds or withdraws that for four causes only, and says which duty failed (E03-01 III.C). Days
without certification are a pay problem and draw no paid days (docs/entitlement.md).
"""

from datetime import date, datetime
from typing import Any

from django.db import models

from caseflow.acts import act
from caseflow.dates import words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.lifecycle import guard, require
from cases.models import Case, Certification
from cases.models.certification import Cause, CertificationState
from cases.services.deciding import absence_on, decider, end_running
from cases.services.events import lock_case, record_event
from cases.services.projection import facts_changed
from cases.services.reversing import reversal_reason, reverse_last
from cases.services.wording import refuse_nature
from cases.standing import absences, certifications, going_on, pending_review

STATE_WORDS = {
    CertificationState.CERTIFIED: "certified",
    CertificationState.WITHHELD: "certification withheld",
    CertificationState.WITHDRAWN: "certification withdrawn",
}


def holding(case: Case) -> Any:
    """What holds about the certification of the latest absence; None when nothing does."""
    return going_on(case, certifications(case))


@guard("certify")
@guard("withhold")
@guard("withdraw")
def _has_absence(case: Case, user: User) -> str | None:
    return None if absences(case) else "The case has no absence."


@guard("certify")
def _not_certified(case: Case, user: User) -> str | None:
    spell = holding(case)
    if spell and spell.state == CertificationState.CERTIFIED:
        return f"The case is certified since {words(spell.first_day)}."
    if pending_review(case):
        return "The review of the decision waits for its answer. Answer it first."
    return None


@guard("withhold")
def _nothing_holds(case: Case, user: User) -> str | None:
    spell = holding(case)
    if spell is None:
        return None
    since = words(spell.first_day)
    if spell.state == CertificationState.CERTIFIED:
        return f"The case is certified since {since}. Withdraw the certification instead."
    return f"The case has its {STATE_WORDS[CertificationState(spell.state)]} since {since} already."


@guard("withdraw")
def _certified(case: Case, user: User) -> str | None:
    spell = holding(case)
    if spell and spell.state == CertificationState.CERTIFIED:
        return None
    return "The case is not certified. What is not given is withheld, not withdrawn."


@guard("reverse-certification")
def _something_to_take_back(case: Case, user: User) -> str | None:
    return None if certifications(case) else "Nothing about certification is on record."


@act
def certify_case(
    *,
    case: Case,
    first_day: date,
    by: User,
    now: datetime,
    on: date,
    decided_by: User | None = None,
    source: str = "",
) -> Certification:
    """Certifies from `first_day` on. A spell of withheld certification ends on the day before.

    Raises RuleViolation with the field: a day outside the absence, to come, or decided already.
    """
    case = lock_case(case)
    require("certify", case, by)
    spell = Certification(state=CertificationState.CERTIFIED, source=source.strip())
    return _begin(case, spell, first_day, by=by, decided_by=decided_by, now=now, on=on)


@act
def withhold_certification(
    *,
    case: Case,
    cause: str,
    duty: str,
    first_day: date,
    by: User,
    now: datetime,
    on: date,
    decided_by: User | None = None,
    source: str = "",
) -> Certification:
    """Withholds certification from `first_day` on; `duty` says which duty failed, in words."""
    case = lock_case(case)
    require("withhold", case, by)
    spell = _failed(CertificationState.WITHHELD, cause, duty, source)
    return _begin(case, spell, first_day, by=by, decided_by=decided_by, now=now, on=on)


@act
def withdraw_certification(
    *,
    case: Case,
    cause: str,
    duty: str,
    first_day: date,
    by: User,
    now: datetime,
    on: date,
    decided_by: User | None = None,
    source: str = "",
) -> Certification:
    """Withdraws the certification that is in force, from `first_day` on."""
    case = lock_case(case)
    require("withdraw", case, by)
    spell = _failed(CertificationState.WITHDRAWN, cause, duty, source)
    return _begin(case, spell, first_day, by=by, decided_by=decided_by, now=now, on=on)


def _failed(state: CertificationState, cause: str, duty: str, source: str) -> Certification:
    if cause not in Cause.values:
        raise RuleViolation(
            "Certification is withheld or withdrawn for one of four causes only (E03-01 III.C). "
            "Choose one.",
            field="cause",
        )
    duty = require_words(duty, "Say which duty failed, as the letter will say it.", field="duty")
    return Certification(state=state, cause=cause, duty=duty, source=source.strip())


def _begin(
    case: Case,
    spell: Certification,
    first_day: date,
    *,
    by: User,
    decided_by: User | None,
    now: datetime,
    on: date,
) -> Certification:
    """Enters the spell from its day on, ends the one before, tells it, counts the days anew."""
    decided_by = decider(case, by, decided_by)
    absence_on(case, first_day, what="Certification", on=on)
    refuse_nature(case, spell.duty, field="duty")
    wrote = _end_before(case, first_day, by=by, now=now)
    spell.case, spell.first_day, spell.decided_by = case, first_day, decided_by
    spell.entered_at, spell.entered_by = now, by
    state = CertificationState(spell.state)
    save_tracked(spell, by=by, reason=state.label, now=now)
    record_event(
        case=case,
        kind=EVENTS[state],
        by=by,
        now=now,
        data={
            "first_day": first_day.isoformat(),
            "cause": Cause(spell.cause).label if spell.cause else "",
            "duty": spell.duty,
            "decided_by": str(decided_by),
        },
        wrote=[spell, *wrote],
    )
    facts_changed(member=case.member, on=on)
    return spell


EVENTS = {
    CertificationState.CERTIFIED: "certified",
    CertificationState.WITHHELD: "certification_withheld",
    CertificationState.WITHDRAWN: "certification_withdrawn",
}


def _end_before(case: Case, first_day: date, *, by: User, now: datetime) -> list[models.Model]:
    """Ends on the day before what holds on `first_day`; refuses a day that is decided already."""
    later = [spell for spell in certifications(case) if spell.first_day >= first_day]
    if later:
        raise RuleViolation(
            f"From {words(later[-1].first_day)} on another decision holds: "
            f"{STATE_WORDS[CertificationState(later[-1].state)]}. Enter a later day, or take that "
            "entry back first.",
            field="first_day",
        )
    return end_running(case, certifications(case), first_day, by=by, now=now)


@act
def reverse_certification(
    *, case: Case, reason: str, by: User, now: datetime, on: date
) -> Certification:
    """Takes back the last entry about certification, entered in error: what was before it holds
    through its days again, as if it had never been entered."""
    case = lock_case(case)
    require("reverse-certification", case, by)
    reason = reversal_reason(reason, "Say why the entry is taken back.")
    spells = certifications(case)
    wrote = reverse_last(spells, reason=reason, by=by, now=now)
    spell = spells[0]
    record_event(
        case=case,
        kind="certification_reversed",
        by=by,
        now=now,
        reason=reason,
        data={
            "first_day": spell.first_day.isoformat(),
            "what": CertificationState(spell.state).label,
        },
        wrote=wrote,
    )
    facts_changed(member=case.member, on=on)
    return spell
