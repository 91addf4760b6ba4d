"""Counting a time limit by hand: from when, how long, by which convention."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.utils import timezone

from caseflow import deadlines
from caseflow.dates import at_time
from caseflow.deadlines import Calendars, Deadline
from caseflow.forms import DateField, Form, TimeField

CONVENTIONS: Final = (
    (deadlines.CALENDAR_DAYS, "calendar days"),
    (deadlines.STATUTE_DAYS, "statute days (Illinois)"),
    (deadlines.WORKING_DAYS, "working days"),
    (deadlines.HOURS, "hours"),
    (deadlines.MONTHS, "months"),
    (deadlines.COURT_DAYS, "days of a federal court"),
    (deadlines.COURT_HOURS, "hours of a federal court"),
)
_PLAIN: Final[dict[str, Callable[[date, int], Deadline]]] = {
    deadlines.CALENDAR_DAYS: deadlines.calendar_days,
    deadlines.MONTHS: deadlines.months,
}
_BY_CALENDAR: Final = {
    deadlines.STATUTE_DAYS: deadlines.statute_days,
    deadlines.WORKING_DAYS: deadlines.working_days,
    deadlines.COURT_DAYS: deadlines.federal_court_days,
}
FIRST_YEAR, LAST_YEAR, MOST = 1950, 2150, 3660


class CountForm(Form):
    """What is counted. A negative number counts back."""

    day = DateField(label="Counted from")
    hour = TimeField(label="At", required=False, help_text="For hours.")
    number = forms.IntegerField(
        label="How many", min_value=-MOST, max_value=MOST,
        help_text="Below 0 counts back, where that is possible.",
    )  # fmt: skip
    convention = forms.ChoiceField(label="Of what", choices=CONVENTIONS)
    calendar = forms.ChoiceField(
        label="Days off of", help_text="For working, statute and court days."
    )

    def __init__(self, *args: Any, calendars: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["calendar"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = calendars

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(
                f"Choose a day from {FIRST_YEAR} to {LAST_YEAR}, not in {day.year}."
            )
        return day

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        if found["convention"] == deadlines.STATUTE_DAYS and found["number"] < 0:
            self.add_error("number", "Illinois statutes count forward only. Enter 0 or more.")
        if "hours" in found["convention"] and found["hour"] is None:
            self.add_error("hour", "Hours are counted from an hour. Enter it.")
        return found

    def counted(self, calendars: Calendars) -> Deadline:
        """CalendarMissing where the days off are not known."""
        data = self.cleaned_data
        day, number, convention = data["day"], data["number"], data["convention"]
        if convention in _PLAIN:
            return _PLAIN[convention](day, number)
        if convention == deadlines.HOURS:
            return deadlines.hours(self._moment(), number, timezone.get_current_timezone())
        off = calendars.at(data["calendar"], day)
        if convention == deadlines.COURT_HOURS:
            zone = timezone.get_current_timezone()
            return deadlines.federal_court_hours(self._moment(), number, zone, off)
        return _BY_CALENDAR[convention](day, number, off)

    def _moment(self) -> datetime:
        return at_time(self.cleaned_data["day"], self.cleaned_data["hour"])
