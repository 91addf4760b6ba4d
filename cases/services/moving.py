"""The moves of a case along its life cycle, after it is opened and before it closes."""

from datetime import date, datetime

from caseflow.acts import act
from caseflow.dates import local_day, start_of, words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, StaleVersion, require_words
from cases.lifecycle import guard, require
from cases.models import Absence, Case
from cases.models.case import CaseState
from cases.searching.keeping import index_cases
from cases.services.deciding import refuse_later_entries
from cases.services.depending import refuse_left_behind
from cases.services.events import lock_case, record_event
from cases.services.opening import absence_data, check_expected_return, overlap_refusal, overlapping
from cases.services.projection import facts_changed
from cases.standing import running_absence


@guard("return")
def _absent(case: Case, user: User) -> str | None:
    return None if running_absence(case) else "The absence has its last day already."


@act
def confirm_case(*, case: Case, by: User, now: datetime) -> Case:
    """The absence is verified: the case is on the medical roll."""
    case = lock_case(case)
    require("confirm", case, by)
    case.state = CaseState.ON_ROLL if running_absence(case) else CaseState.RETURNED
    case.version += 1
    save_tracked(case, by=by, reason="Confirmed", now=now, fields=["state", "version"])
    record_event(case=case, kind="absence_confirmed", by=by, now=now, wrote=[case])
    return case


@act
def return_case(*, case: Case, last_day: date, by: User, now: datetime, on: date) -> Absence:
    """Ends the absence: `last_day` is the last day on the roll and still counts."""
    case = lock_case(case)
    require("return", case, by)
    absence = running_absence(case)
    assert absence is not None  # the guard of `return` has just said so
    check_last_day(absence, last_day, on)
    end_absence(case=case, absence=absence, last_day=last_day, by=by, now=now)
    facts_changed(member=case.member, on=on)
    return absence


def end_absence(*, case: Case, absence: Absence, last_day: date, by: User, now: datetime) -> None:
    """Gives the absence its last day and the case its state; hold the case's lock. The caller's
    act checks the day and ends with `facts_changed`."""
    refuse_later_entries(case, last_day)
    refuse_left_behind(absence, last_day)
    absence.last_day = last_day
    save_tracked(absence, by=by, reason="Returned to duty", now=now, fields=["last_day"])
    case.state = CaseState.RETURNED
    case.version += 1
    save_tracked(case, by=by, reason="Returned to duty", now=now, fields=["state", "version"])
    record_event(
        case=case,
        kind="absence_ended",
        by=by,
        now=now,
        happened_at=min(start_of(last_day), now),
        data=absence_data(absence),
        wrote=[absence, case],
    )


def check_last_day(absence: Absence, last_day: date, on: date) -> None:
    if last_day < absence.first_day:
        raise RuleViolation(
            f"The last day, {words(last_day)}, is before the first, "
            f"{words(absence.first_day)}. Enter a later day.",
            field="last_day",
        )
    if last_day > on:
        raise RuleViolation(
            f"{words(last_day)} has not come yet. Record the return on the last day or after it; "
            "until then the expected return says when.",
            field="last_day",
        )
    other = overlapping(absence.member, absence.first_day, last_day, but=absence)
    if other:
        raise overlap_refusal(other)


@act
def amend_case(
    *,
    case: Case,
    nature: str,
    expected_return_on: date | None,
    reported_by: str,
    reason: str,
    version: int,
    by: User,
    now: datetime,
) -> Case:
    """Corrects what the call-in said. StaleVersion when the case was changed since `version`."""
    case = lock_case(case)
    if case.version != version:
        raise StaleVersion("Somebody changed the case after you opened this form.")
    require("amend", case, by)
    reason = require_words(reason, "Say why the case is corrected.", field="reason")
    check_expected_return(case.first_day, expected_return_on, on=local_day(now))
    new = {
        "nature": require_words(nature, "Say what it is, in a few words.", field="nature"),
        "expected_return_on": expected_return_on,
        "reported_by": reported_by.strip(),
    }
    changed = [name for name, value in new.items() if getattr(case, name) != value]
    if not changed:
        raise RuleViolation("Nothing is different. Change a field, or leave the case as it is.")
    for name in changed:
        setattr(case, name, new[name])
    case.version += 1
    save_tracked(case, by=by, reason=reason, now=now, fields=[*changed, "version"])
    if "nature" in changed:
        index_cases([case])
    record_event(
        case=case,
        kind="case_amended",
        by=by,
        now=now,
        reason=reason,
        data={"what": ", ".join(AMENDED_WORDS[name] for name in changed)},
        wrote=[case],
    )
    return case


AMENDED_WORDS = {
    "nature": "nature",
    "expected_return_on": "expected return",
    "reported_by": "who called",
}
