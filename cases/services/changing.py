"""The days of absences changed afterwards: a further absence of a case, days that were wrong, an
absence entered in error (E03-01-08: entered when known, not when it happened).

An absence is not edited: it is reversed with the reason, and entered anew with the right days.
"""

from datetime import date, datetime
from typing import Any

from django.db import models

from caseflow.acts import act
from caseflow.dates import start_of, words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.lifecycle import guard, require
from cases.models import Absence, Case
from cases.rules.days import Span
from cases.services.depending import refuse_dependents, span_of
from cases.services.events import lock_case, record_event
from cases.services.leave import check_no_leave
from cases.services.opening import (
    absence_data,
    check_ahead,
    check_employed,
    enter_absence,
    overlap_refusal,
    overlapping,
)
from cases.services.placing import state_by_absences
from cases.services.projection import facts_changed
from cases.standing import absences, running_absence
from members.models import Member

Wrote = list[models.Model]


@guard("enter")
def _over(case: Case, user: User) -> str | None:
    running = running_absence(case)
    if running is None:
        return None
    return (
        f"The absence from {words(running.first_day)} is still open. Record the return, or change "
        "its days."
    )


@guard("move")
@guard("reverse")
@guard("confirm")
def _has_absence(case: Case, user: User) -> str | None:
    return None if absences(case) else "The case has no absence."


@act
def add_absence(
    *,
    case: Case,
    first_day: date,
    last_day: date | None,
    source: str,
    by: User,
    now: datetime,
    on: date,
) -> Absence:
    """Enters an absence of a case that has none, or whose absences are over.

    Raises RuleViolation with the field: days out of order, taken, not in service or to come.
    """
    case = lock_case(case)
    require("enter", case, by)
    _check_days(case.member, first_day, last_day, on)
    source = require_words(source, "Name the document that says so.", field="source")
    absence = enter_absence(
        case=case, first_day=first_day, last_day=last_day, source=source, by=by, now=now
    )
    wrote = _settle_case(case, min(case.first_day, first_day), by=by, reason="Absence", now=now)
    record_event(
        case=case,
        kind="absence_entered",
        by=by,
        now=now,
        happened_at=min(start_of(first_day), now),
        data=absence_data(absence),
        wrote=[absence, *wrote],
    )
    facts_changed(member=case.member, on=on)
    return absence


@act
def move_absence(
    *,
    absence: Absence,
    first_day: date,
    last_day: date | None,
    reason: str,
    source: str,
    by: User,
    now: datetime,
    on: date,
) -> Absence:
    """Gives an absence its right days; `last_day` None opens it again. Gives the new row; the old
    one is reversed with the reason.

    Raises RuleViolation with the field; a sentence names what rests on days that would be lost.
    """
    case = lock_case(absence.case)
    require("move", case, by)
    absence = _standing(absence)
    reason = require_words(reason, "Say why the days change.", field="reason")
    source = require_words(source, "Name the document that says so.", field="source")
    if (first_day, last_day) == (absence.first_day, absence.last_day):
        raise RuleViolation("These are the days already. Change one, or leave the absence.")
    _check_days(case.member, first_day, last_day, on, but=absence)
    if last_day is None and not case.is_open:
        raise RuleViolation(
            "The case is closed, so its absence has a last day. Reopen the case first.",
            field="last_day",
        )
    refuse_dependents(absence, kept=_span(first_day, last_day))
    was = _reverse(absence, reason, by=by, now=now)
    moved = enter_absence(
        case=case, first_day=first_day, last_day=last_day, source=source, by=by, now=now
    )
    first = _first_after(case, was.first_day, first_day)
    wrote = _settle_case(case, first, by=by, reason=reason, now=now)
    _record(case, "absence_moved", [was, moved, *wrote], reason, _moved_data(was, moved), by, now)
    facts_changed(member=case.member, on=on)
    return moved


@act
def reverse_absence(*, absence: Absence, reason: str, by: User, now: datetime, on: date) -> Absence:
    """Takes back an absence that was entered in error; its days are free again.

    Raises RuleViolation: without a reason, or while something rests on its days.
    """
    case = lock_case(absence.case)
    require("reverse", case, by)
    absence = _standing(absence)
    reason = require_words(reason, "Say why the absence is reversed.", field="reason")
    refuse_dependents(absence, kept=None)
    _reverse(absence, reason, by=by, now=now)
    first = _first_after(case, absence.first_day, None)
    wrote = _settle_case(case, first, by=by, reason=reason, now=now)
    _record(case, "absence_reversed", [absence, *wrote], reason, absence_data(absence), by, now)
    facts_changed(member=case.member, on=on)
    return absence


def _span(first_day: date, last_day: date | None) -> Span:
    return span_of(Absence(first_day=first_day, last_day=last_day))


def _standing(absence: Absence) -> Absence:
    """The row afresh, under the lock of its case."""
    found = Absence.objects.standing().filter(pk=absence.pk).select_related("member").first()
    if found is None:
        raise RuleViolation("The absence is reversed already. Look at the case again.")
    return found


def _check_days(
    member: Member, first_day: date, last_day: date | None, on: date, but: Absence | None = None
) -> None:
    check_ahead(first_day, on=on, field="first_day")
    check_employed(member, first_day, last_day)
    if last_day and last_day > on and (but is None or last_day != but.last_day):
        raise RuleViolation(
            f"{words(last_day)} has not come yet. Leave the last day empty while the absence goes "
            "on.",
            field="last_day",
        )
    if other := overlapping(member, first_day, last_day, but=but):
        raise overlap_refusal(other)
    check_no_leave(member, first_day, last_day)


def _reverse(absence: Absence, reason: str, *, by: User, now: datetime) -> Absence:
    absence.reversed_at, absence.reversed_by, absence.reversal_reason = now, by, reason
    fields = ["reversed_at", "reversed_by", "reversal_reason"]
    save_tracked(absence, by=by, reason=reason, now=now, fields=fields)
    return absence


def _first_after(case: Case, was: date, becomes: date | None) -> date:
    """The first day of the case after an absence of it changed: where it was the case's own first
    day, that of the first absence that stands."""
    if was != case.first_day:
        return min(case.first_day, becomes or case.first_day)
    rest = list(case.absences.standing().values_list("first_day", flat=True))
    return min(rest, default=case.first_day)


def _settle_case(case: Case, first_day: date, *, by: User, reason: str, now: datetime) -> Wrote:
    """Brings first day and state of the case in line with its absences; a closed case stays
    closed. Gives the case if it changed."""
    found = {"first_day": first_day, "state": _state(case)}
    changed = [name for name, value in found.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, found[name])
    if not changed:
        return []
    case.version += 1
    save_tracked(case, by=by, reason=reason, now=now, fields=[*changed, "version"])
    return [case]


def _state(case: Case) -> str:
    if not case.is_open:
        return case.state
    return state_by_absences(case)


def _moved_data(was: Absence, moved: Absence) -> dict[str, Any]:
    old = absence_data(was)
    return {**absence_data(moved), "was_first": old["first_day"], "was_last": old["last_day"]}


def _record(
    case: Case, kind: str, wrote: Wrote, reason: str, data: dict[str, Any], by: User, now: datetime
) -> None:
    record_event(case=case, kind=kind, by=by, now=now, reason=reason, data=data, wrote=wrote)
