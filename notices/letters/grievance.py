"""Until when a medical grievance can be filed, as a letter says it (CBA 9.5)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Min

from caseflow.models import CalendarDay
from cases.policy import policy_number, policy_text
from cases.roll_entries import CITY
from cases.rules.grievance import GrievanceClock, grievance_clock
from members.models import Member

WEEKDAYS = "weekdays"


@dataclass(frozen=True, slots=True)
class GrievanceTime:
    """Counted from `event`, which is not counted. `by_working_days` is None where the holidays of
    those weeks are not on file: the letter then says the rule. `holidays_count`: the policy takes
    every day from Monday to Friday for a working day. `over`: the last day is past."""

    event: date
    working_days: int
    calendar_days: int
    by_working_days: date | None
    never_later_than: date
    holidays_count: bool
    over: bool


def grievance_time(member: Member, event: date, on: date) -> GrievanceTime:
    """The clock of something that happened on `event`, in a letter of `on`.

    Raises RuleViolation where a policy value is missing.
    """
    working = policy_number("grievance_working_days", member, event)
    calendar = policy_number("grievance_calendar_days", member, event)
    every = policy_text("working_days_calendar", member, event) == WEEKDAYS
    until = event + timedelta(days=calendar)
    closed, known = (set(), True) if every else _holidays(event, until)
    clock = grievance_clock(event, working, calendar, closed)
    return GrievanceTime(
        event=event,
        working_days=working,
        calendar_days=calendar,
        by_working_days=clock.by_working_days if known else None,
        never_later_than=clock.never_later_than,
        holidays_count=every,
        over=on > _last_day(clock, known),
    )


def _last_day(clock: GrievanceClock, known: bool) -> date:
    return clock.last_day if known else clock.never_later_than


def _holidays(first: date, last: date) -> tuple[set[date], bool]:
    """The city's holidays of these days, and whether its calendar reaches over all of them."""
    rows = CalendarDay.objects.filter(calendar__code=CITY)
    span = rows.aggregate(first=Min("day"), last=Max("day"))
    known = span["first"] is not None and span["first"] <= first and last <= span["last"]
    found = rows.filter(day__gt=first, day__lte=last).values_list("day", flat=True)
    return set(found), known
