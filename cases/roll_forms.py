"""The filters of the roll's pages: each checks shape and says what is wrong in a sentence."""

from datetime import date
from typing import Any

from django import forms

from caseflow.forms import DateField, Form, QuickSelect
from caseflow.models import User
from cases.kinds import Account
from cases.models.certification import Category
from cases.rules.flags import KINDS as FLAGS
from members.forms import FIRST_YEAR
from members.models import Unit
from members.status import AWAY, IOD, LEAVES, LIMITED, NON_IOD

CHOICE = {"invalid_choice": "There is no choice %(value)s here. Choose one of the list."}
HORIZONS = (("30", "30 days"), ("60", "60 days"), ("90", "90 days"), ("180", "180 days"))
STAYS, RETURNS = "stays", "returns"
GROUPS = {
    "roll": (NON_IOD.code, IOD.code),
    "limited": tuple(status.code for status in LIMITED),
    "leaves": tuple(status.code for status in LEAVES),
}
"""Statuses that the roll counts together, by the name in the address."""
CERTIFIED, WITHHELD, OPEN = "certified", "withheld", "open"


def known_unit(code: str) -> str:
    """The unit's code, trimmed; a refusal of one that is not there."""
    unit = code.strip()
    if unit and not Unit.objects.filter(code=unit).exists():
        raise forms.ValidationError(f"There is no unit {unit}. Enter a unit's code, like 011.")
    return unit


class UnitFilter(Form):
    """A list that can be narrowed to one unit."""

    unit = forms.CharField(label="Unit", max_length=12, required=False)

    def clean_unit(self) -> str:
        return known_unit(self.cleaned_data["unit"])


def good_day(day: date | None, on: date) -> date | None:
    """The day, or a refusal of one that is to come or in a year that no absence can be in."""
    if day and day > on:
        raise forms.ValidationError(
            f"Days after today are not known yet. Choose {on.isoformat()} or an earlier day."
        )
    if day and day.year < FIRST_YEAR:
        raise forms.ValidationError(f"Choose a day from {FIRST_YEAR} on, not in {day.year}.")
    return day


class AsOf:
    """A form that is handed today as `on`."""

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on


class DailyFilters(AsOf, UnitFilter):
    """Whom the daily roll shows."""

    day = DateField(label="Day", required=False)
    status = forms.ChoiceField(
        label="Status",
        required=False,
        error_messages=CHOICE,
        widget=QuickSelect,
        choices=[
            ("", "Any, but full duty"),
            ("roll", "Medical roll"),
            (NON_IOD.code, "Medical roll, not on duty"),
            (IOD.code, "Medical roll, injury on duty"),
            ("limited", "Limited duty"),
            *((status.code, status.label) for status in LIMITED),
            ("leaves", "Leave"),
            *((status.code, status.label) for status in LEAVES),
            (AWAY.code, AWAY.label),
        ],
    )
    category = forms.ChoiceField(
        label="Category",
        required=False,
        error_messages=CHOICE,
        widget=QuickSelect,
        choices=[("", "Any"), *Category.choices, ("none", "Not recorded")],
    )
    certification = forms.ChoiceField(
        label="Certification",
        required=False,
        error_messages=CHOICE,
        widget=QuickSelect,
        choices=[
            ("", "Any"),
            (CERTIFIED, "Certified"),
            (WITHHELD, "Withheld or withdrawn"),
            (OPEN, "Not yet decided"),
        ],
    )
    field_order = ("day", "unit", "status", "category", "certification")

    def clean_day(self) -> date | None:
        return good_day(self.cleaned_data["day"], self.on)


class UnitFormFilters(AsOf, Form):
    """The form for a unit: which day, which unit, and nothing that says why."""

    day = DateField(label="Day", required=False)
    unit = forms.CharField(
        label="Unit", max_length=12, error_messages={"required": "Enter the unit it is for."}
    )

    def clean_day(self) -> date | None:
        return good_day(self.cleaned_data["day"], self.on)

    def clean_unit(self) -> str:
        return known_unit(self.cleaned_data["unit"])


class ForecastFilters(UnitFilter):
    """How far the forecast looks, and on what assumption."""

    horizon = forms.ChoiceField(
        label="Unpaid within",
        required=False,
        error_messages=CHOICE,
        widget=QuickSelect,
        choices=[*HORIZONS, ("all", "Any time")],
    )
    assumption = forms.ChoiceField(
        label="If the member",
        required=False,
        error_messages=CHOICE,
        widget=QuickSelect,
        choices=[(STAYS, "stays absent"), (RETURNS, "returns as expected")],
    )
    clock = forms.ChoiceField(
        label="Clock",
        required=False,
        error_messages=CHOICE,
        widget=QuickSelect,
        choices=[("", "Any"), *Account.choices, ("limited_duty", "limited duty")],
    )
    owner = forms.CharField(label="With", max_length=60, required=False)
    field_order = ("horizon", "assumption", "unit", "clock", "owner")

    def clean_owner(self) -> str:
        owner = self.cleaned_data["owner"].strip()
        if owner not in ("", "none") and not User.objects.filter(username=owner).exists():
            raise forms.ValidationError(
                f"There is nobody with the user name {owner}. Enter a user name, or none."
            )
        return owner


class PeriodFilters(AsOf, UnitFilter):
    """The period that is counted, and who is left out."""

    first = DateField(label="From", required=False)
    last = DateField(label="Through", required=False)
    account = forms.ChoiceField(
        label="Account",
        required=False,
        error_messages=CHOICE,
        widget=QuickSelect,
        choices=[("", "Both"), *Account.choices],
    )
    events = forms.IntegerField(label="Events, at least", required=False, min_value=1)
    days = forms.IntegerField(label="Days, at least", required=False, min_value=1)
    field_order = ("first", "last", "unit", "account", "events", "days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("events", "days"):
            self.fields[name].error_messages |= {
                "invalid": "That is not a number. Write it in digits, such as 5.",
                "min_value": "Write 1 or more, or leave it empty.",
            }

    def clean_first(self) -> date | None:
        return good_day(self.cleaned_data["first"], self.on)

    def clean_last(self) -> date | None:
        return good_day(self.cleaned_data["last"], self.on)

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        first, last = chosen.get("first"), chosen.get("last") or self.on
        if first and "last" not in self.errors and first > last:
            self.add_error(
                "first", f"The period ends on {last}. Choose that day or an earlier one."
            )
        return chosen


class FlagFilters(UnitFilter):
    """Which threshold."""

    flag = forms.ChoiceField(
        label="Threshold",
        required=False,
        error_messages=CHOICE,
        widget=QuickSelect,
        choices=[*((kind.code, kind.title) for kind in FLAGS), ("any", "Any of them")],
    )
    field_order = ("flag", "unit")
