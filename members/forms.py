"""The forms of the members' pages: they check shape; what they refuse, they say in a sentence."""

from datetime import date
from typing import Any

from django import forms

from caseflow.forms import DateField, Form, QuickSelect
from members.models import Unit
from members.pages.contacts import WHAT
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


class ContactFilters(Form):
    """Which of the contacts with a member are shown; nothing given shows all."""

    what = forms.ChoiceField(
        label="What", required=False, widget=QuickSelect, choices=[("", "Anything"), *WHAT.items()],
        error_messages={"invalid_choice": "There is no such kind of contact. Choose one."},
    )  # fmt: skip
    who = forms.CharField(label="With colleague", max_length=60, required=False)
    case = forms.CharField(label="Case", max_length=20, required=False)
    words = forms.CharField(label="Words in it", max_length=80, required=False, widget=SearchInput)
    since = DateField(label="From", required=False)
    until = DateField(label="To", required=False)

    def clean_case(self) -> str:
        return str(self.cleaned_data["case"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name in ("since", "until"):
            day = found.get(name)
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(
                    name, f"Choose a day from {FIRST_YEAR} to {LAST_YEAR}, not in {day.year}."
                )
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day is before the first. Enter the days in order.")
        return found
