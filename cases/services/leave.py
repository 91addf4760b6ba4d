"""A member on leave is not on the medical roll: no day belongs to both."""

from datetime import date

from caseflow.dates import words
from caseflow.refusals import RuleViolation
from cases.models import DutySpell
from cases.models.duty import LIMITED, DutyKind
from members.models import Member


def check_no_leave(member: Member, first_day: date, last_day: date | None) -> None:
    """Refuses days of an absence on which the member is on leave; limited duty is no leave."""
    leaves = DutySpell.objects.standing().filter(member=member).exclude(kind__in=LIMITED)
    if last_day:
        leaves = leaves.filter(first_day__lte=last_day)
    leave = leaves.exclude(last_day__lt=first_day).order_by("first_day").first()
    if leave:
        raise RuleViolation(
            on_leave(leave.kind, leave.first_day, leave.last_day), field="first_day"
        )


def on_leave(kind: str, first_day: date, last_day: date | None) -> str:
    """The sentence against an absence on days of this leave."""
    until = f"to {words(last_day)}" if last_day else "and goes on"
    return (
        f"{DutyKind(kind).label} from {words(first_day)} {until} has these days: a member on leave "
        "is not on the medical roll. End or take back the leave first."
    )
