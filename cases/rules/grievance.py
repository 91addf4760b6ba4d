"""Until when a medical grievance may be filed: working days, and never later than so many calendar
days after the event (CBA 9.5)."""

from dataclasses import dataclass
from datetime import date

from caseflow.deadlines import Calendars, CalendarTooShort, calendar_days, working_days
from cases.rules.policy_keys_limits import WORKING_WEEKS


@dataclass(frozen=True, slots=True)
class GrievanceClock:
    """The last days of filing for something that happened, or became known, on `event`.

    `by_working_days` is None where the days off of those weeks are not known; `working_week` says
    what a working day is.
    """

    event: date
    working_days: int
    calendar_days: int
    by_working_days: date | None
    never_later_than: date
    working_week: str

    @property
    def last_day(self) -> date:
        """The earlier of the two, as far as they are known."""
        return min(self.by_working_days or self.never_later_than, self.never_later_than)


def grievance_clock(
    event: date, working: int, calendar: int, code: str, calendars: Calendars
) -> GrievanceClock:
    """The day of the event is not counted; `code` names the calendar of working days.

    Raises:
        CalendarMissing: no calendar of that code is in force on the day of the event.
    """
    off = calendars.at(code, event)
    try:
        by = working_days(event, working, off).due_on
    except CalendarTooShort:
        by = None
    return GrievanceClock(
        event=event,
        working_days=working,
        calendar_days=calendar,
        by_working_days=by,
        never_later_than=calendar_days(event, calendar).due_on,
        working_week=WORKING_WEEKS.get(code, f"Monday to Friday without the days of {off.name}"),
    )
