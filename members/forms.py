"""The forms of the members' pages: they check shape; what they refuse, they say in a sentence."""

from datetime import date
from typing import Any

from django import forms

from caseflow.forms import DateField, Form, QuickSelect
from members.models import Unit
from members.status import STATUSES

FIRST_YEAR, LAST_YEAR = 1950, 2150


class SearchInput(forms.TextInput):
    input_type = "search"


class MemberFilters(Form):
    """What the list of members can be narrowed to."""

    q = forms.CharField(
        label="Star, employee number or name", max_length=80, required=False, widget=SearchInput
    )
    unit = forms.CharField(label="Unit", max_length=12, required=False)
    status = forms.ChoiceField(
        label="Status",
        required=False,
        widget=QuickSelect,
        choices=[("", "Any"), *((s.code, s.label) for s in STATUSES.values())],
        error_messages={
            "invalid_choice": "There is no status %(value)s. Choose one of the list, or Any."
        },
    )

    def clean_unit(self) -> Unit | None:
        code = self.cleaned_data["unit"].strip()
        unit = Unit.objects.filter(code=code).first() if code else None
        if code and not unit:
            raise forms.ValidationError(f"There is no unit {code}. Enter a unit's code, like 011.")
        return unit


class AsOfForm(Form):
    """The day as of which days are counted."""

    on = DateField(label="As of the end of", required=False)

    def clean_on(self) -> date | None:
        on = self.cleaned_data["on"]
        if on and not FIRST_YEAR <= on.year <= LAST_YEAR:
            raise forms.ValidationError(
                f"Choose a day from {FIRST_YEAR} to {LAST_YEAR}, not in {on.year}."
            )
        return on


def asked_day(form: AsOfForm, today: date) -> date:
    """The day that the form names, if it names a good one, else today."""
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    return chosen.get("on") or today
