"""The forms of the notices: which ones to list, of which case to make one, which draft to issue."""

from typing import Any

from django import forms

from caseflow.forms import DateField, Form
from caseflow.keys import ALPHABET, public_id
from notices.catalogue import CATALOGUE


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


class CaseChoice(Form):
    case = forms.CharField(
        label="Case", max_length=20, help_text="Its reference, for example NIOD-26-00881."
    )


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
