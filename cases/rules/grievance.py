"""Until when a medical grievance may be filed: working days, and never later than so many calendar
days after the event (CBA 9.5)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(1)
_FRIDAY = 5


@dataclass(frozen=True, slots=True)
class GrievanceClock:
    """The last days of filing for something that happened, or became known, on `event`."""

    event: date
    working_days: int
    calendar_days: int
    by_working_days: date
    never_later_than: date

    @property
    def last_day(self) -> date:
        return min(self.by_working_days, self.never_later_than)


def grievance_clock(
    event: date, working_days: int, calendar_days: int, closed: Collection[date]
) -> GrievanceClock:
    """The day of the event is not counted; `closed` are the holidays, which are no working days,
    nor are Saturday and Sunday."""
    return GrievanceClock(
        event,
        working_days,
        calendar_days,
        working_day_after(event, working_days, closed),
        event + timedelta(days=calendar_days),
    )


def working_day_after(day: date, number: int, closed: Collection[date]) -> date:
    """The working day with that number after a day, counted from 1; the day itself for 0."""
    while number > 0:
        day += _DAY
        number -= day.isoweekday() <= _FRIDAY and day not in closed
    return day
