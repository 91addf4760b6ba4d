"""The life cycle of an appointment, in one table: action -> from where, to where, who.

`why_not` gives the one sentence that a refused button shows and that a service raises.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from caseflow.access import Capability
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import Case
from providers.models import Appointment, AppointmentState
from providers.rules.clock import moment_words

S = AppointmentState


@dataclass(frozen=True, slots=True)
class Action:
    """One act on an appointment. `after_its_time`: not before it has begun. `asks`: it takes more
    than a click, so its button leads to a form."""

    code: str
    label: str
    sources: tuple[AppointmentState, ...]
    target: AppointmentState
    capability: Capability
    says: str
    after_its_time: bool = False
    on_open_case: bool = False
    asks: bool = False
    button: str = "quiet"


ACTIONS: dict[str, Action] = {
    action.code: action
    for action in (
        Action(
            "keep",
            "Kept",
            (S.SCHEDULED,),
            S.KEPT,
            Capability.NOTE,
            "The member came.",
            after_its_time=True,
            button="",
        ),
        Action(
            "miss",
            "No-show",
            (S.SCHEDULED,),
            S.NO_SHOW,
            Capability.NOTE,
            "The member did not come.",
            after_its_time=True,
        ),
        Action(
            "move",
            "Move",
            (S.SCHEDULED,),
            S.MOVED,
            Capability.NOTE,
            "A new appointment takes its place and names it.",
            on_open_case=True,
            asks=True,
        ),
        Action(
            "cancel",
            "Cancel",
            (S.SCHEDULED,),
            S.CANCELLED,
            Capability.NOTE,
            "It does not take place.",
            asks=True,
        ),
        Action(
            "correct",
            "Set back to scheduled",
            (S.KEPT, S.NO_SHOW),
            S.SCHEDULED,
            Capability.AMEND,
            "The outcome was recorded by mistake.",
            asks=True,
        ),
    )
}


def why_not(action: str, appointment: Appointment, user: User, now: datetime) -> str | None:
    """Why this person may not do this to the appointment now; None when nothing stands
    against it."""
    spec = ACTIONS[action]
    if not user.can(spec.capability):
        return f"You do not have the right to {spec.capability.label}."
    if appointment.state not in spec.sources:
        wanted = " or ".join(state.label.lower() for state in spec.sources)
        state = AppointmentState(appointment.state).label.lower()
        return f"The appointment is {state}; this needs it to be {wanted}."
    if spec.after_its_time and now < appointment.starts_at:
        return f"It begins {said(appointment.starts_at)}. Say afterwards whether it was kept."
    if spec.on_open_case and not appointment.case.is_open:
        return why_not_on_closed(appointment.case)
    return None


def why_not_make(case: Case, user: User) -> str | None:
    """Why this person may not make an appointment on the case."""
    if not user.can(Capability.NOTE):
        return f"You do not have the right to {Capability.NOTE.label}."
    return None if case.is_open else why_not_on_closed(case)


def why_not_on_closed(case: Case) -> str:
    return f"{case.reference} is closed. Reopen the case to make an appointment on it."


def require(action: str, appointment: Appointment, user: User, now: datetime) -> None:
    """Raises the sentence of `why_not` as a RuleViolation."""
    if sentence := why_not(action, appointment, user, now):
        raise RuleViolation(sentence)


def said(instant: datetime) -> str:
    """An instant in words, in the office's time zone."""
    return moment_words(instant, timezone.get_current_timezone())


def workflow_table() -> str:
    """The life cycle as a Markdown table, for docs/workflow.md."""
    rows = [
        f"| {action.label} | {', '.join(state.label for state in action.sources)} | "
        f"{action.target.label} | {action.capability} | {action.says} |"
        for action in ACTIONS.values()
    ]
    return "\n".join(
        [
            "# The life cycle of an appointment",
            "",
            "| Action | From | To | Takes the right to | What it means |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )
