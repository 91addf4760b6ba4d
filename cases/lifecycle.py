"""The life cycle of a case, in one table: action -> from where, to where, who, what it is called.

docs/workflow.md is written from it (`manage.py workflow_table`) and a test compares the two.
`why_not` gives the one sentence that a refused button shows and that a service raises.
"""

from collections.abc import Callable
from dataclasses import dataclass

from caseflow.access import Capability
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models.case import OPEN_STATES, Case, CaseState
from cases.rules.stage import STAGES


@dataclass(frozen=True, slots=True)
class Action:
    """One act on a case. `target` None: the state stays. `group` is the heading under which the
    case page offers it; without one it stands with the first."""

    code: str
    label: str
    sources: tuple[CaseState, ...]
    target: CaseState | None
    capability: Capability
    says: str
    group: str = ""


_OPEN = tuple(OPEN_STATES)
_PLACED = (CaseState.ON_ROLL, CaseState.RETURNED)
CERTIFICATION = "Certification and category"
ABSENCE = "Days of the absence"
RETURNING = "Return, leave and travel"
_ALL = (*OPEN_STATES, CaseState.CLOSED)
# In the order in which the case page offers them.
ACTIONS: dict[str, Action] = {
    action.code: action
    for action in (
        Action(
            "approve",
            "Record the unit's approval",
            (CaseState.REPORTED,),
            CaseState.APPROVED,
            Capability.AMEND,
            "A lieutenant or above of the unit has approved the absence report (E03-01-08).",
        ),
        Action(
            "confirm",
            "Confirm the absence",
            (CaseState.REPORTED, CaseState.APPROVED),
            CaseState.ON_ROLL,
            Capability.AMEND,
            "The absence is verified; the member is on the medical roll.",
        ),
        Action(
            "return",
            "Record the return",
            (CaseState.REPORTED, CaseState.APPROVED, CaseState.ON_ROLL),
            CaseState.RETURNED,
            Capability.CLOSE,
            "The absence gets its last day.",
        ),
        Action(
            "close",
            "Close the case",
            _OPEN,
            CaseState.CLOSED,
            Capability.CLOSE,
            "The checklist is met, or what is open is waived with a reason.",
        ),
        Action("assign", "Assign", _OPEN, None, Capability.ASSIGN, "Somebody takes the case."),
        Action("resume", "End the hold", _OPEN, None, Capability.CLOSE, "The case goes on."),
        Action("hold", "Put on hold", _OPEN, None, Capability.CLOSE, "The case waits."),
        Action("amend", "Correct the facts", _OPEN, None, Capability.AMEND, "Facts are corrected."),
        Action(
            "reopen",
            "Reopen the case",
            (CaseState.CLOSED,),
            CaseState.RETURNED,
            Capability.CLOSE,
            "The case is worked again, with a reason.",
        ),
        Action(
            "enter",
            "Enter an absence",
            _OPEN,
            None,
            Capability.AMEND,
            "A further absence of this case, or the first of an injury without lost time.",
            ABSENCE,
        ),
        Action(
            "move",
            "Change the days of an absence",
            _ALL,
            None,
            Capability.AMEND,
            "First or last day were wrong, or the absence goes on after all.",
            ABSENCE,
        ),
        Action(
            "reverse",
            "Reverse an absence",
            _ALL,
            None,
            Capability.AMEND,
            "It was entered in error; its days are free again.",
            ABSENCE,
        ),
        Action(
            "certify",
            "Certify",
            _PLACED,
            None,
            Capability.CERTIFY,
            "The use of the roll is appropriate and the member in compliance (E03-01).",
            CERTIFICATION,
        ),
        Action(
            "withhold",
            "Withhold certification",
            _OPEN,
            None,
            Capability.CERTIFY,
            "Certification is not given, for one of the four causes of E03-01 III.C.",
            CERTIFICATION,
        ),
        Action(
            "withdraw",
            "Withdraw certification",
            _OPEN,
            None,
            Capability.CERTIFY,
            "Certification is taken back, for one of the four causes of E03-01 III.C.",
            CERTIFICATION,
        ),
        Action(
            "review",
            "Record a request for review",
            _OPEN,
            None,
            Capability.CERTIFY,
            "The member asks the Medical Administrator to look at the decision again, by "
            "To-From-Subject report (E03-01 III.D).",
            CERTIFICATION,
        ),
        Action(
            "answer",
            "Answer the review",
            _OPEN,
            None,
            Capability.CERTIFY,
            "The decision stands, or certification is given back; the answer is in writing "
            "(E03-01 III.D).",
            CERTIFICATION,
        ),
        Action(
            "category",
            "Set the recuperation category",
            _OPEN,
            None,
            Capability.CERTIFY,
            "Stationary, in hospital or ambulatory, from a day on (E03-01-01 VI.C).",
            CERTIFICATION,
        ),
        Action(
            "reverse-certification",
            "Take back the last certification entry",
            _OPEN,
            None,
            Capability.CERTIFY,
            "The last decision on certification was entered in error; what was before it holds "
            "again.",
            CERTIFICATION,
        ),
        Action(
            "reverse-category",
            "Take back the last category entry",
            _OPEN,
            None,
            Capability.CERTIFY,
            "The last category was entered in error; the one before it holds again.",
            CERTIFICATION,
        ),
        Action(
            "serious",
            "Mark as serious",
            _ALL,
            None,
            Capability.DECIDE,
            "A serious condition is no sign of misuse: what others watch leaves it out (E06-05).",
            CERTIFICATION,
        ),
        Action(
            "require",
            "Tell what the return requires",
            (CaseState.REPORTED, CaseState.APPROVED, CaseState.ON_ROLL),
            None,
            Capability.CERTIFY,
            "What the member must bring or do before returning, told in advance (CBA 18.6).",
            RETURNING,
        ),
        Action(
            "release",
            "Release to duty",
            _OPEN,
            CaseState.RETURNED,
            Capability.CERTIFY,
            "By authority of the section, to full or limited duty; the absence ends the day before "
            "(E03-01-01 VII).",
            RETURNING,
        ),
        Action(
            "duty",
            "Enter limited duty or leave",
            _OPEN,
            None,
            Capability.CERTIFY,
            "A spell of limited duty, disability leave or unpaid medical leave, also a past one.",
            RETURNING,
        ),
        Action(
            "travel",
            "Ask to leave the state",
            (CaseState.REPORTED, CaseState.APPROVED, CaseState.ON_ROLL),
            None,
            Capability.NOTE,
            "A member on the roll leaves the state with written permission only, given before "
            "(E03-01-01 IX.D).",
            RETURNING,
        ),
    )
}

Guard = Callable[[Case, User], str | None]
GUARDS: dict[str, list[Guard]] = {}


def guard(action: str) -> Callable[[Guard], Guard]:
    """Registers a further reason against an action: a function that gives its sentence or None."""

    def add(function: Guard) -> Guard:
        GUARDS.setdefault(action, []).append(function)
        return function

    return add


def why_not(action: str, case: Case, user: User) -> str | None:
    """Why this person may not do this to the case now; None when nothing stands against it."""
    spec = ACTIONS[action]
    if not user.can(spec.capability):
        return f"You do not have the right to {spec.capability.label}."
    if case.state not in spec.sources:
        wanted = " or ".join(state.label.lower() for state in spec.sources)
        return f"The case is {CaseState(case.state).label.lower()}; this needs it to be {wanted}."
    for check in GUARDS.get(action, []):
        if sentence := check(case, user):
            return sentence
    return None


def require(action: str, case: Case, user: User) -> None:
    """Raises the sentence of `why_not` as a RuleViolation."""
    if sentence := why_not(action, case, user):
        raise RuleViolation(sentence)


def workflow_table() -> str:
    """docs/workflow.md: the life cycle and the stages, as Markdown tables."""
    rows = [
        f"| {action.label} | {', '.join(s.label for s in action.sources)} | "
        f"{action.target.label if action.target else 'stays'} | {action.capability} | "
        f"{action.says} |"
        for action in ACTIONS.values()
    ]
    return "\n".join(
        [
            "# The life cycle of a case",
            "",
            "Written by `manage.py workflow_table` from `cases/lifecycle.py`.",
            "",
            "| Action | From | To | Takes the right to | What it means |",
            "|---|---|---|---|---|",
            *rows,
            "",
            "## The stage of a case",
            "",
            "Derived from what is on record (`cases/rules/stage.py`), never stored; where several "
            "hold on a day, the first of this table is the stage.",
            "",
            "| Stage | When |",
            "|---|---|",
            *(f"| {stage.label} | {stage.when} |" for stage in STAGES),
            "",
        ]
    )
