"""The forms of the notices: which ones to list, of which case to make one, which draft to issue."""

from typing import Any

from django import forms

from caseflow.forms import DateField, Form, TextField
from caseflow.keys import ALPHABET, public_id
from caseflow.models import User
from members.models import Unit
from notices.catalogue import CATALOGUE
from notices.letters.benefit_statement import Ask, Channel


class NoticeFilters(Form):
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("", "All kinds"), *((kind.code, kind.title) for kind in CATALOGUE.values())],
    )
    since = DateField(label="Issued from", required=False)
    until = DateField(label="Issued to", required=False)
    q = forms.CharField(label="Member", required=False, max_length=80)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", "This day is before the first one. Enter the days in order.")
        return said


class WhoseFilters(Form):
    """By unit and by who keeps the case."""

    unit = forms.CharField(label="Unit", max_length=12, required=False)
    owner = forms.CharField(label="With", max_length=60, required=False)

    def clean_unit(self) -> str:
        unit: str = self.cleaned_data["unit"].strip()
        if unit and not Unit.objects.filter(code=unit).exists():
            raise forms.ValidationError(f"There is no unit {unit}. Enter a unit's code, like 011.")
        return unit

    def clean_owner(self) -> str:
        owner: str = self.cleaned_data["owner"].strip()
        if owner not in ("", "none") and not User.objects.filter(username=owner).exists():
            raise forms.ValidationError(
                f"There is nobody with the user name {owner}. Enter a user name, or none."
            )
        return owner


class CorrectionFilters(WhoseFilters):
    q = forms.CharField(label="Member", required=False, max_length=80)


class DismissForm(Form):
    reason = TextField(
        label="Why no new letter is sent",
        rows=3,
        max_length=500,
        help_text="It stays with the letter. For example: told on the telephone, and back at work.",
    )


class CaseChoice(Form):
    case = forms.CharField(
        label="Case", max_length=20, help_text="Its reference, for example NIOD-26-00881."
    )


class StatementForm(Form):
    """What a member asked for. Days to come and a second request in a year are the rule's."""

    first_day = DateField(label="From", help_text="The first day of the period.")
    last_day = DateField(label="Through", help_text="The last day of the period; it counts.")
    requested_on = DateField(label="Day of the written request")
    channel = forms.ChoiceField(label="How it came", choices=Channel.choices)

    def ask(self) -> Ask:
        """The request of a valid form."""
        return Ask(**self.cleaned_data)


class StatementIssueForm(StatementForm):
    """What the preview of a statement sends back; see `IssueForm`."""

    seen = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    short_code = forms.RegexField(rf"^[{ALPHABET}]{{10}}$", widget=forms.HiddenInput)


class IssueForm(Form):
    """What the preview sends back: of which case, the digest of what was seen, and the code that
    makes a second click the same letter."""

    case = forms.CharField(max_length=20, widget=forms.HiddenInput)
    seen = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    short_code = forms.RegexField(rf"^[{ALPHABET}]{{10}}$", widget=forms.HiddenInput)

    @classmethod
    def fresh(cls, case: str, seen: str) -> "IssueForm":
        """The form of a preview, with a code that no letter has yet."""
        return cls(initial={"case": case, "seen": seen, "short_code": public_id()})
