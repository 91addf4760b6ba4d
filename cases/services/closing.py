"""Closing a case with its checklist, and opening it again with a reason."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import models

from caseflow.acts import act
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.checklist import checklist
from cases.lifecycle import require
from cases.models import Case
from cases.models.case import CaseState
from cases.services.assigning import end_assignment
from cases.services.events import lock_case, record_event
from cases.services.placing import state_by_absences


class CloseOutcome(models.TextChoices):
    """How a case ended (domain: return notice, limited duty, exception, leave, separation)."""

    FULL_DUTY = "full_duty", "Returned to full duty"
    LIMITED_DUTY = "limited_duty", "Returned to limited duty"
    LEAVE = "leave", "Leave of absence"
    SEPARATED = "separated", "Left the department"
    IN_ERROR = "in_error", "Opened in error"
    OTHER = "other", "Other"


@act
def close_case(
    *,
    case: Case,
    outcome: str,
    reason: str,
    waived: Collection[str],
    by: User,
    now: datetime,
    on: date,
) -> Case:
    """Closes the case. What the checklist finds open must be in `waived` (codes of items that may
    be waived), and then a reason is required. The last holder stays the owner of record."""
    case = lock_case(case)
    require("close", case, by)
    waived_labels = _settle(case, waived, reason, on)
    case.state, case.closed_at, case.closed_by = CaseState.CLOSED, now, by
    case.version += 1
    save_tracked(
        case,
        by=by,
        reason=reason or CloseOutcome(outcome).label,
        now=now,
        fields=["state", "closed_at", "closed_by", "version"],
    )
    ended = end_assignment(case=case, by=by, now=now)
    record_event(
        case=case,
        kind="case_closed",
        by=by,
        now=now,
        reason=reason,
        data={"outcome": CloseOutcome(outcome).label, "waived": waived_labels},
        wrote=[case, *ended],
    )
    return case


def _settle(case: Case, waived: Collection[str], reason: str, on: date) -> list[str]:
    """The labels of what is waived; RuleViolation for what is open and not waived."""
    labels = []
    for state in checklist(case, on):
        if state.open_because is None:
            continue
        if not state.item.waivable or state.item.code not in waived:
            raise RuleViolation(state.open_because)
        labels.append(state.item.label)
    if labels:
        require_words(reason, "Say why the case closes although something is open.", field="reason")
    return labels


@act
def reopen_case(*, case: Case, reason: str, by: User, now: datetime) -> Case:
    """Opens a closed case again; nobody holds it until it is assigned."""
    case = lock_case(case)
    require("reopen", case, by)
    reason = require_words(reason, "Say why the case is reopened.", field="reason")
    case.state = state_by_absences(case)
    case.closed_at = case.closed_by = case.owner = None
    case.version += 1
    save_tracked(
        case,
        by=by,
        reason=reason,
        now=now,
        fields=["state", "closed_at", "closed_by", "owner", "version"],
    )
    record_event(case=case, kind="case_reopened", by=by, now=now, reason=reason, wrote=[case])
    return case
