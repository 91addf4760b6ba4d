"""A case that waits for something, and goes on."""

from datetime import date, datetime

from caseflow.acts import act
from caseflow.dates import words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.lifecycle import guard, require
from cases.models import Case, Hold
from cases.services.events import lock_case, record_event
from cases.services.opening import check_ahead
from cases.standing import open_hold


@guard("hold")
def _not_held(case: Case, user: User) -> str | None:
    return "The case is on hold already." if open_hold(case) else None


@guard("resume")
def _held(case: Case, user: User) -> str | None:
    return None if open_hold(case) else "The case is not on hold."


@act
def hold_case(
    *, case: Case, reason: str, until: date | None, by: User, now: datetime, on: date
) -> Hold:
    """Puts the case on hold until a day or without one. Raises RuleViolation for a past day."""
    case = lock_case(case)
    require("hold", case, by)
    if until and until <= on:
        raise RuleViolation(
            f"{words(until)} is not ahead. Enter a later day, or leave it empty.", field="until"
        )
    if until:
        check_ahead(until, on=on, field="until")
    reason = require_words(reason, "Say what the case waits for.", field="reason")
    hold = Hold(case=case, reason=reason, until=until, started_at=now, started_by=by)
    save_tracked(hold, by=by, reason=reason, now=now)
    record_event(
        case=case,
        kind="case_held",
        by=by,
        now=now,
        reason=reason,
        data={"until": until.isoformat() if until else None},
        wrote=[hold],
    )
    return hold


@act
def resume_case(*, case: Case, by: User, now: datetime, reason: str = "") -> Hold:
    """Ends the hold of the case."""
    case = lock_case(case)
    require("resume", case, by)
    hold = open_hold(case)
    assert hold is not None  # the guard of `resume` has just said so
    hold.ended_at, hold.ended_by = now, by
    save_tracked(hold, by=by, reason=reason or "Ended", now=now, fields=["ended_at", "ended_by"])
    record_event(case=case, kind="case_resumed", by=by, now=now, reason=reason, wrote=[hold])
    return hold
