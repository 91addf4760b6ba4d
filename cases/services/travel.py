"""Permissions to leave the state while on the roll: in writing and before (E03-01-01 IX.D)."""

from datetime import date, datetime

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.dates import local_day, words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.kinds import Account
from cases.lifecycle import ACTIONS, guard, require
from cases.models import Case, TravelPermission
from cases.policy import policy_number, policy_text
from cases.rules.returning import days_through, needs_second_approver
from cases.services.events import lock_case, record_event
from cases.services.opening import check_ahead
from cases.services.reversing import reversal_reason, reverse_row
from cases.standing import running_absence


@guard("travel")
def _on_roll(case: Case, user: User) -> str | None:
    if running_absence(case):
        return None
    return "The member is not on the roll for this case: no permission is needed."


@act
def request_travel(
    *,
    case: Case,
    first_day: date,
    last_day: date,
    destination: str,
    address: str,
    by: User,
    now: datetime,
    on: date,
) -> TravelPermission:
    """The member asks to leave the state on these days, both included."""
    case = lock_case(case)
    require("travel", case, by)
    if first_day <= on:
        raise RuleViolation(
            f"{words(first_day)} is not ahead. A permission is asked for and given before the "
            "first day of travel.",
            field="first_day",
        )
    check_ahead(first_day, on=on, field="first_day")
    if last_day < first_day:
        raise RuleViolation(
            f"The last day, {words(last_day)}, is before the first, {words(first_day)}.",
            field="last_day",
        )
    check_ahead(last_day, on=on, field="last_day")
    destination = require_words(destination, "Say where the member goes.", field="destination")
    _check_free(case, first_day, last_day)
    travel = TravelPermission(
        case=case, first_day=first_day, last_day=last_day, destination=destination,
        address=address.strip(), entered_at=now, entered_by=by,
    )  # fmt: skip
    save_tracked(travel, by=by, reason="Asked", now=now)
    _record(travel, case, "travel_requested", by=by, now=now)
    return travel


def _check_free(case: Case, first_day: date, last_day: date) -> None:
    others = TravelPermission.objects.standing().filter(
        case=case, refused_at__isnull=True, first_day__lte=last_day, last_day__gte=first_day
    )
    if other := others.first():
        raise RuleViolation(
            f"Travel from {words(other.first_day)} to {words(other.last_day)} is asked for or "
            "permitted already. Take that back first, or enter other days.",
            field="first_day",
        )


def why_not_approve(travel: TravelPermission, user: User, on: date) -> str | None:
    """Why this person may not permit the travel; None when they may."""
    if sentence := why_not_refuse(travel, user):
        return sentence
    if travel.case.state not in ACTIONS["travel"].sources or running_absence(travel.case) is None:
        return "The member is not on the roll any more: no permission is needed."
    if travel.first_day <= on:
        return (
            f"The travel begins on {words(travel.first_day)}, and a permission is given before. "
            "Refuse it, or enter later days."
        )
    return None


def why_not_refuse(travel: TravelPermission, user: User) -> str | None:
    """Why this person may not decide on the travel; None when they may."""
    if not user.can(Capability.CERTIFY):
        return f"You do not have the right to {Capability.CERTIFY.label}."
    if travel.is_reversed:
        return "The travel was taken back."
    if travel.approved_at:
        return "The travel is permitted already."
    return "The travel was refused." if travel.refused_at else None


def second_office(travel: TravelPermission) -> str:
    """The office whose approval the days away need beside the section's; empty when they do not.

    Raises RuleViolation where no policy value is in force.
    """
    member, day = travel.case.member, travel.first_day
    one_up_to = policy_number("travel_second_approval_days", member, day)
    if not needs_second_approver(travel.first_day, travel.last_day, one_up_to):
        return ""
    kind = "iod" if travel.case.spec.account == Account.IOD else "non_iod"
    return policy_text(f"travel_second_approver_{kind}", member, day)


@act
def approve_travel(
    *,
    travel: TravelPermission,
    second_by: str,
    second_on: date | None,
    by: User,
    now: datetime,
    on: date,
) -> TravelPermission:
    """Permits the travel; beyond so many days a second approver's name and day are needed."""
    case, travel = _locked(travel)
    if sentence := why_not_approve(travel, by, on):
        raise RuleViolation(sentence)
    office = second_office(travel)
    if office:
        days = days_through(travel.first_day, travel.last_day)
        sentence = f"{days} days away need a second approver: {office}. Enter the name."
        travel.second_approved_by = require_words(second_by, sentence, field="second_by")
        travel.second_approved_on = _second_day(case, second_on, on)
        travel.second_office = office[:120]
    elif second_by.strip() or second_on:
        raise RuleViolation(
            "So few days away have one approver. Leave the second one empty.", field="second_by"
        )
    travel.approved_at, travel.approved_by = now, by
    fields = [
        "approved_at", "approved_by", "second_approved_by", "second_approved_on", "second_office",
    ]  # fmt: skip
    save_tracked(travel, by=by, reason="Permitted", now=now, fields=fields)
    _record(travel, case, "travel_approved", by=by, now=now)
    return travel


def _second_day(case: Case, second_on: date | None, on: date) -> date:
    if second_on is None:
        raise RuleViolation("Enter the day on which the second approver signed.", field="second_on")
    if second_on > on:
        raise RuleViolation(f"{words(second_on)} has not come yet.", field="second_on")
    began = min(case.first_day, local_day(case.reported_at))
    if second_on < began:
        raise RuleViolation(
            f"{words(second_on)} is before the absence was reported or began on {words(began)}. "
            "Check the day.",
            field="second_on",
        )
    return second_on


@act
def refuse_travel(
    *, travel: TravelPermission, reason: str, by: User, now: datetime
) -> TravelPermission:
    """Refuses the travel; the member is told why."""
    case, travel = _locked(travel)
    if sentence := why_not_refuse(travel, by):
        raise RuleViolation(sentence)
    reason = reversal_reason(reason, "Say why the travel is refused.")
    travel.refused_at, travel.refused_by, travel.refusal_reason = now, by, reason
    fields = ["refused_at", "refused_by", "refusal_reason"]
    save_tracked(travel, by=by, reason=reason, now=now, fields=fields)
    _record(travel, case, "travel_refused", by=by, now=now, reason=reason)
    return travel


def why_not_revoke(travel: TravelPermission, user: User) -> str | None:
    """Why this person may not take the travel back; None when they may."""
    if not user.can(Capability.CERTIFY):
        return f"You do not have the right to {Capability.CERTIFY.label}."
    return "The travel was taken back already." if travel.is_reversed else None


@act
def revoke_travel(
    *, travel: TravelPermission, reason: str, by: User, now: datetime
) -> TravelPermission:
    """Takes a permission, or what was asked for, back."""
    case, travel = _locked(travel)
    if sentence := why_not_revoke(travel, by):
        raise RuleViolation(sentence)
    reason = reversal_reason(reason, "Say why the travel is taken back.")
    reverse_row(travel, reason=reason, by=by, now=now)
    _record(travel, case, "travel_revoked", by=by, now=now, reason=reason)
    return travel


def _record(
    travel: TravelPermission, case: Case, kind: str, *, by: User, now: datetime, reason: str = ""
) -> None:
    record_event(
        case=case,
        kind=kind,
        by=by,
        now=now,
        reason=reason,
        data={
            "first_day": travel.first_day.isoformat(),
            "last_day": travel.last_day.isoformat(),
            "destination": travel.destination,
            "second": f", {travel.second_office}: {travel.second_approved_by}"
            if travel.second_approved_by
            else "",
        },
        wrote=[travel],
    )


def _locked(travel: TravelPermission) -> tuple[Case, TravelPermission]:
    case = lock_case(travel.case)
    travel = TravelPermission.objects.get(pk=travel.pk)
    travel.case = case
    return case, travel
