"""What a member must bring or do before returning, told in advance (CBA 18.6)."""

from datetime import date, datetime

from caseflow.acts import act
from caseflow.dates import local_day, words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.lifecycle import ACTIONS, guard, require
from cases.models import Absence, Case, ReturnRequirement
from cases.policy import policy_number
from cases.rules.returning import days_through, why_no_certificate
from cases.services.events import lock_case, record_event
from cases.services.reversing import reversal_reason, reverse_row
from cases.standing import running_absence


@guard("require")
def _absent(case: Case, user: User) -> str | None:
    if running_absence(case):
        return None
    return "The absence is over: requirements are told before the return (CBA 18.6)."


@act
def issue_requirements(
    *,
    case: Case,
    issued_on: date,
    certificate_required: bool,
    good_cause: str,
    records_needed: str,
    extra_tests: str,
    by: User,
    now: datetime,
    on: date,
) -> ReturnRequirement:
    """Records what the member was told on `issued_on`. Extra tests are supplied or reimbursed by
    the employer. Raises RuleViolation with the field that is wrong."""
    case = lock_case(case)
    require("require", case, by)
    absence = running_absence(case)
    assert absence is not None  # the guard of `require` has just said so
    _check_day(case, absence, issued_on, on)
    records_needed, extra_tests = records_needed.strip(), extra_tests.strip()
    if not (certificate_required or records_needed or extra_tests):
        raise RuleViolation("Nothing is asked for. Enter what the member must bring or do.")
    good_cause = good_cause.strip() if certificate_required else ""
    if certificate_required:
        check_certificate(case, absence, good_cause, issued_on)
    requirement = ReturnRequirement(
        case=case, issued_on=issued_on, certificate_required=certificate_required,
        good_cause=good_cause, records_needed=records_needed, extra_tests=extra_tests,
        entered_at=now, entered_by=by,
    )  # fmt: skip
    _check_new(requirement)
    save_tracked(requirement, by=by, reason="Told", now=now)
    record_event(
        case=case,
        kind="requirements_issued",
        by=by,
        now=now,
        reason=good_cause,
        data={"issued_on": issued_on.isoformat(), "what": asked_words(requirement)},
        wrote=[requirement],
    )
    return requirement


def _check_new(told: ReturnRequirement) -> None:
    """Refuses what was recorded already, as by a button that was pressed twice."""
    same = ("issued_on", "certificate_required", "good_cause", "records_needed", "extra_tests")
    rows = ReturnRequirement.objects.standing().filter(case=told.case, met_on__isnull=True)
    if rows.filter(**{name: getattr(told, name) for name in same}).exists():
        raise RuleViolation(
            f"The same requirements of {words(told.issued_on)} are recorded already. Change what "
            "is asked for, or leave it."
        )


def asked_words(requirement: ReturnRequirement) -> str:
    """What is asked for, in kind: a doctor's certificate, records, extra tests."""
    asked = (
        ("a doctor's certificate", requirement.certificate_required),
        ("records", requirement.records_needed),
        ("extra tests", requirement.extra_tests),
    )
    return ", ".join(label for label, wanted in asked if wanted)


def check_certificate(case: Case, absence: Absence, good_cause: str, issued_on: date) -> None:
    """The days of the absence are those through the day of the telling, or through the day before
    the expected return where that is later."""
    last = issued_on
    if case.expected_return_on:
        last = max(last, date.fromordinal(case.expected_return_on.toordinal() - 1))
    free = policy_number("certificate_free_days", case.member, issued_on)
    if sentence := why_no_certificate(days_through(absence.first_day, last), free, good_cause):
        raise RuleViolation(sentence, field="good_cause")


def _check_day(case: Case, absence: Absence, issued_on: date, on: date) -> None:
    if issued_on > on:
        raise RuleViolation(
            f"{words(issued_on)} has not come yet. Enter the day on which the member was told.",
            field="issued_on",
        )
    earliest = min(absence.first_day, local_day(case.reported_at))
    if issued_on < earliest:
        raise RuleViolation(
            f"{words(issued_on)} is before the absence was reported on {words(earliest)}. Enter "
            "the day on which the member was told.",
            field="issued_on",
        )


def why_not_settle(requirement: ReturnRequirement, user: User) -> str | None:
    """Why this person may not mark these requirements as met; None when they may."""
    capability = ACTIONS["require"].capability
    if not user.can(capability):
        return f"You do not have the right to {capability.label}."
    if requirement.is_reversed:
        return "These requirements were taken back."
    return "They are met already." if requirement.met_on else None


@act
def meet_requirements(
    *, requirement: ReturnRequirement, met_on: date, by: User, now: datetime, on: date
) -> ReturnRequirement:
    """What was asked for has come or been done, on `met_on`."""
    case, requirement = _locked(requirement)
    if sentence := why_not_settle(requirement, by):
        raise RuleViolation(sentence)
    if not requirement.issued_on <= met_on <= on:
        raise RuleViolation(
            f"Enter a day from {words(requirement.issued_on)}, when the member was told, through "
            f"{words(on)}.",
            field="met_on",
        )
    requirement.met_on = met_on
    save_tracked(requirement, by=by, reason="Met", now=now, fields=["met_on"])
    record_event(
        case=case,
        kind="requirements_met",
        by=by,
        now=now,
        data={"met_on": met_on.isoformat(), "what": asked_words(requirement)},
        wrote=[requirement],
    )
    return requirement


def why_not_take_back(requirement: ReturnRequirement, user: User) -> str | None:
    """Why this person may not take these requirements back; None when they may."""
    capability = ACTIONS["require"].capability
    if not user.can(capability):
        return f"You do not have the right to {capability.label}."
    return "They were taken back already." if requirement.is_reversed else None


@act
def reverse_requirements(
    *, requirement: ReturnRequirement, reason: str, by: User, now: datetime
) -> ReturnRequirement:
    """Takes the requirements back: they no longer stand before the return."""
    case, requirement = _locked(requirement)
    if sentence := why_not_take_back(requirement, by):
        raise RuleViolation(sentence)
    reason = reversal_reason(reason, "Say why the requirements are taken back.")
    reverse_row(requirement, reason=reason, by=by, now=now)
    record_event(
        case=case,
        kind="requirements_reversed",
        by=by,
        now=now,
        reason=reason,
        data={"issued_on": requirement.issued_on.isoformat()},
        wrote=[requirement],
    )
    return requirement


def _locked(requirement: ReturnRequirement) -> tuple[Case, ReturnRequirement]:
    case = lock_case(requirement.case)
    return case, ReturnRequirement.objects.get(pk=requirement.pk)
