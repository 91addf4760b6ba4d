"""The forms of saved views."""

from typing import Any

from django import forms

from caseflow.forms import Form
from caseflow.models.saved import Watch

ME, TEAM = "me", "team"


class NameForm(Form):
    name = forms.CharField(label="Name", max_length=80)


class SaveViewForm(NameForm):
    page = forms.CharField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False)
    shared = forms.ChoiceField(
        label="For whom",
        choices=[(ME, "For me"), (TEAM, "For the team")],
        widget=forms.RadioSelect,
        initial=ME,
    )

    def __init__(self, *args: Any, refused: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shared"].help_text = refused or "The team's views stand on everybody's list."


class WatchForm(Form):
    how = forms.ChoiceField(
        label="Tell me on Today",
        choices=Watch.choices,
        widget=forms.RadioSelect,
        initial=Watch.CHANGES,
    )
    threshold = forms.IntegerField(
        label="From how many rows",
        required=False,
        help_text="For a number of rows only.",
        error_messages={"invalid": "Enter a whole number of rows, like 10."},
    )
