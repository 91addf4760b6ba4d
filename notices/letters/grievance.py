"""Until when a medical grievance can be filed, as a letter says it (CBA 9.5)."""

from dataclasses import dataclass
from datetime import date

from caseflow.calendars import load_calendars
from caseflow.deadlines import CalendarMissing
from caseflow.refusals import RuleViolation
from cases.policy import policy_number, policy_text
from cases.rules.grievance import grievance_clock
from members.models import Member


@dataclass(frozen=True, slots=True)
class GrievanceTime:
    """Counted from `event`, which is not counted. `by_working_days` is None where the holidays of
    those weeks are not on file: the letter then says the rule. `working_week` says what a working
    day is. `over`: the last day is past."""

    event: date
    working_days: int
    calendar_days: int
    by_working_days: date | None
    never_later_than: date
    working_week: str
    over: bool


def grievance_time(member: Member, event: date, on: date) -> GrievanceTime:
    """The clock of something that happened on `event`, in a letter of `on`.

    Raises RuleViolation where a policy value or the calendar that it names is missing.
    """
    working = policy_number("grievance_working_days", member, event)
    calendar = policy_number("grievance_calendar_days", member, event)
    code = policy_text("working_days_calendar", member, event)
    try:
        clock = grievance_clock(event, working, calendar, code, load_calendars())
    except CalendarMissing as missing:
        raise RuleViolation(str(missing)) from missing
    return GrievanceTime(
        event=event,
        working_days=working,
        calendar_days=calendar,
        by_working_days=clock.by_working_days,
        never_later_than=clock.never_later_than,
        working_week=clock.working_week,
        over=on > clock.last_day,
    )
