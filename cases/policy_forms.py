"""The form with which a policy value is proposed; its rules are the services'."""

from typing import Any

from django import forms

from caseflow.forms import DateField, Form, TextField
from cases.models import PolicyValue
from cases.rules.policy_keys import ABOUT, GROUPS
from cases.rules.policy_values import KEYS, read_value, said
from cases.services.policy import Proposal
from members.ranks import Rank

VALUE_LENGTH = 200


def key_choices() -> list[tuple[str, Any]]:
    """Every key by group, with its unit."""
    found: list[tuple[str, Any]] = [("", "Choose a key")]
    for group in GROUPS:
        keys = [(key, about) for key, about in ABOUT.items() if about.group == group]
        words = [(key, f"{about.label} ({KEYS[key].unit}): {key}") for key, about in keys]
        found.append((group, words))
    return found


class ProposeForm(Form):
    key = forms.ChoiceField(label="What", choices=key_choices)
    value = forms.CharField(
        max_length=VALUE_LENGTH,
        help_text="A number, yes or no, a name, a day as 2026-03-05, or a list as 180, 120, 90.",
    )
    bargaining_unit = forms.CharField(
        label="For a bargaining unit",
        max_length=20,
        required=False,
        help_text="Empty means any. As in the roster: FOP7, PBPA-SGT.",
    )
    rank = forms.ChoiceField(
        label="For a rank", choices=[("", "Any rank"), *Rank.choices], required=False
    )
    effective_from = DateField(
        label="First day in force", required=False, help_text="Empty means from the beginning."
    )
    effective_to = DateField(
        label="Last day in force", required=False, help_text="Empty means without an end."
    )
    authority = TextField(label="Whose words it rests on", rows=3)
    source = forms.CharField(label="Where they stand", max_length=400)
    verified = forms.BooleanField(
        label="I have read it in its primary text",
        required=False,
        help_text="If not, every page that uses it says so.",
    )

    def proposal(self) -> Proposal:
        """What was typed, the value read as the kind that its key takes."""
        said_ = dict(self.cleaned_data)
        said_["value"] = read_value(said_["key"], said_["value"])
        return Proposal(**said_)


def initial_of(value: PolicyValue) -> dict[str, Any]:
    """A proposal as the form shows it."""
    fields = {name: getattr(value, name) for name in Proposal.__dataclass_fields__}
    return {**fields, "value": said(value.value)}
