"""Who decided, and on which day of the absence a decision can take effect.

Coordinators prepare and record; physicians, leads and supervisors decide. A decision therefore
names both: who recorded or recommended it, and who decided.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models

from caseflow.access import Capability
from caseflow.dates import words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import Absence, Case
from cases.standing import absences, categories, certifications
from members.models import hidden_members

DAY = timedelta(days=1)
NAME_ONE = "Name who decided: a physician, a lead coordinator or a supervisor."


def decider(case: Case, by: User, decided_by: User | None) -> User:
    """Who decides: the person named, else the one who records it, if they have the right to."""
    chosen = decided_by or (by if by.can(Capability.DECIDE) else None)
    if chosen is None:
        raise RuleViolation(NAME_ONE, field="decided_by")
    if not chosen.can(Capability.DECIDE):
        raise RuleViolation(
            f"{chosen} does not have the right to {Capability.DECIDE.label}. {NAME_ONE}",
            field="decided_by",
        )
    if case.member_id in hidden_members(chosen):
        raise RuleViolation(
            f"{chosen} does not decide about their own record or a relative's. Name somebody else.",
            field="decided_by",
        )
    return chosen


def absence_on(case: Case, day: date, *, what: str, on: date) -> Absence:
    """The absence of the case on whose days `day` lies; `what` begins the sentence that refuses,
    as in `Certification`. A day that has not come is refused too."""
    spells = sorted(absences(case), key=lambda spell: spell.first_day)
    if not spells:
        raise RuleViolation("The case has no absence. Enter the absence first.", field="first_day")
    if day > on:
        raise RuleViolation(
            f"{words(day)} has not come yet. Enter the day from which it holds, today at the "
            "latest.",
            field="first_day",
        )
    if day < spells[0].first_day:
        raise RuleViolation(
            f"{what} cannot begin before the absence, which began on "
            f"{words(spells[0].first_day)}. Enter that day or a later one.",
            field="first_day",
        )
    for spell in spells:
        if spell.first_day <= day and (spell.last_day is None or day <= spell.last_day):
            return spell
    ended = max(spell.last_day for spell in spells if spell.last_day and spell.last_day < day)
    raise RuleViolation(
        f"The absence had ended on {words(ended)}. {what} begins on a day of the absence.",
        field="first_day",
    )


def refuse_later_entries(case: Case, last_day: date) -> None:
    """Refuses to end the absence before the day on which an entry about it begins."""
    entries = [*certifications(case), *categories(case)]
    later = [entry.first_day for entry in entries if entry.first_day > last_day]
    if later:
        raise RuleViolation(
            f"On {words(max(later))} a decision on certification or category begins. Take that "
            "entry back first, or enter a later day.",
            field="last_day",
        )


def end_running(
    case: Case, spells: list[Any], first_day: date, *, by: User, now: datetime
) -> list[models.Model]:
    """Ends the spells that cover `first_day` on the day before; one that began in an earlier
    absence ends with that absence. Gives the rows that were written."""
    covering = [s for s in spells if s.last_day is None or s.last_day >= first_day]
    for spell in covering:
        of = [a for a in absences(case) if a.first_day <= spell.first_day]
        ended = of[0].last_day if of else None
        last_day = min(ended or date.max, first_day - DAY)
        give_last_day(spell, last_day, by=by, reason="The next decision", now=now)
    return list(covering)


def give_last_day(
    spell: Any, last_day: date | None, *, by: User, reason: str, now: datetime
) -> None:
    """Ends a spell of a case on a day, or lets it go on (None); hold the case's lock."""
    spell.last_day = last_day
    save_tracked(spell, by=by, reason=reason, now=now, fields=["last_day"])
