"""The unit's approval of an absence report, and the mark of a serious condition."""

from datetime import date, datetime

from caseflow.acts import act
from caseflow.dates import local_day, start_of, words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.lifecycle import require
from cases.models import Case
from cases.models.case import CaseState
from cases.services.events import lock_case, record_event
from members.ranks import Rank

MAY_APPROVE = (
    Rank.LIEUTENANT,
    Rank.CAPTAIN,
    Rank.COMMANDER,
    Rank.DEPUTY_CHIEF,
    Rank.CHIEF,
    Rank.FIRST_DEPUTY,
    Rank.SUPERINTENDENT,
)
"""Lieutenant or above (E03-01-08)."""


@act
def approve_case(
    *, case: Case, name: str, rank: str, approved_on: date, by: User, now: datetime, on: date
) -> Case:
    """Records that the unit approved the absence report: who, of which rank, and on which day.

    Raises RuleViolation with the field: no name, a rank below lieutenant, a day that cannot be.
    """
    case = lock_case(case)
    require("approve", case, by)
    name = require_words(name, "Enter the name of who approved it.", field="name")
    if rank not in MAY_APPROVE:
        raise RuleViolation(
            "An absence report is approved by a lieutenant or above (E03-01-08). Enter who of "
            "such a rank approved it.",
            field="rank",
        )
    earliest = min(case.first_day, local_day(case.reported_at))
    if not earliest <= approved_on <= on:
        raise RuleViolation(
            f"Enter the day of the approval, from {words(earliest)}, when the absence was reported "
            f"or began, through {words(on)}.",
            field="approved_on",
        )
    case.state = CaseState.APPROVED
    case.approved_on, case.approved_by = approved_on, f"{rank} {name}"
    case.version += 1
    fields = ["state", "approved_on", "approved_by", "version"]
    save_tracked(case, by=by, reason="Approved by the unit", now=now, fields=fields)
    record_event(
        case=case,
        kind="absence_approved",
        by=by,
        now=now,
        happened_at=min(start_of(approved_on), now),
        data={"approved_by": case.approved_by, "approved_on": approved_on.isoformat()},
        wrote=[case],
    )
    return case


@act
def mark_serious(*, case: Case, serious: bool, reason: str, by: User, now: datetime) -> Case:
    """Marks the condition of a case as serious, or takes the mark away: a serious one is left out
    of what others watch for misuse (E06-05)."""
    case = lock_case(case)
    require("serious", case, by)
    reason = require_words(reason, "Say why, in a few words.", field="reason")
    if case.serious == serious:
        raise RuleViolation(
            "The case is marked as serious already."
            if serious
            else "The case is not marked as serious."
        )
    case.serious = serious
    case.version += 1
    save_tracked(case, by=by, reason=reason, now=now, fields=["serious", "version"])
    record_event(
        case=case,
        kind="marked_serious" if serious else "serious_cleared",
        by=by,
        now=now,
        reason=reason,
        wrote=[case],
    )
    return case
