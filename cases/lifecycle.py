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


@dataclass(frozen=True, slots=True)
class Action:
    """One act on a case. `target` None: the state stays."""

    code: str
    label: str
    sources: tuple[CaseState, ...]
    target: CaseState | None
    capability: Capability
    says: str


_OPEN = tuple(OPEN_STATES)
# In the order in which the case page offers them.
ACTIONS: dict[str, Action] = {
    action.code: action
    for action in (
        Action(
            "confirm",
            "Confirm the absence",
            (CaseState.REPORTED,),
            CaseState.ON_ROLL,
            Capability.AMEND,
            "The absence is verified; the member is on the medical roll.",
        ),
        Action(
            "return",
            "Record the return",
            (CaseState.REPORTED, CaseState.ON_ROLL),
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
    """docs/workflow.md: the life cycle as a Markdown table."""
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
        ]
    )
