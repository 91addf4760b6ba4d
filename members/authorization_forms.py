"""The forms of authorizations to release medical information. Shape here; what the law asks of the
paper is a rule (members/rules/authorizations.py)."""

from typing import Any

from django import forms

from caseflow.forms import DateField, Form, TextField
from members.models import AuthorizationKind, EndedBy
from members.rules.authorizations import MISSING, STATEMENTS, Paper


def _said(name: str) -> dict[str, str]:
    return {"required": MISSING[name]}


def _label(text: str) -> str:
    return text[:1].upper() + text[1:]


class AuthorizationForm(Form):
    """A signed paper, as it reads."""

    kind = forms.ChoiceField(
        label="What kind of information",
        choices=[(code, _label(label)) for code, label in AuthorizationKind.choices],
        widget=forms.RadioSelect,
        error_messages=_said("kind")
        | {"invalid_choice": "There is no kind %(value)s. Choose one of the list."},
        help_text="Each kind needs a paper of its own.",
    )
    information = TextField(
        label="What may be released", rows=3, max_length=2000, error_messages=_said("information"),
        help_text="As the paper says it, with the dates it covers: notes and imaging of the left "
        "knee since 2 Feb 2026.",
    )  # fmt: skip
    discloser = forms.CharField(
        label="Who may release it", max_length=200, error_messages=_said("discloser")
    )
    recipient = forms.CharField(
        label="Who may receive it", max_length=200, error_messages=_said("recipient")
    )
    purpose = forms.CharField(
        label="What for", max_length=400, error_messages=_said("purpose"),
        help_text="“At the request of the individual” is enough where the member asked for it.",
    )  # fmt: skip
    signed_on = DateField(label="Signed on", error_messages=_said("signed_on"))
    expires_on = DateField(
        label="Last day on which it holds",
        required=False,
        help_text="Mental health, therapist's notes and HIV need a day; else an event will do.",
    )
    expiry_event = forms.CharField(
        label="Or the event on which it ends", max_length=200, required=False,
        help_text="In the paper's words: upon settlement of the claim.",
    )  # fmt: skip
    representative = forms.CharField(
        label="Who signed for the member", max_length=120, required=False,
        help_text="Empty when the member signed.",
    )  # fmt: skip
    authority = forms.CharField(
        label="By what authority", max_length=200, required=False,
        help_text="Power of attorney of 3 Mar 2026, guardian by order.",
    )  # fmt: skip
    witness = forms.CharField(
        label="Witness", max_length=120, required=False,
        help_text="Needed for mental health and a therapist's notes.",
    )  # fmt: skip
    statements = forms.MultipleChoiceField(
        label="What the paper says",
        choices=[(code, _label(label)) for code, label in STATEMENTS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick what the paper says. One that says none of it is defective "
            "(45 CFR 164.508(c)(2)).",
            "invalid_choice": "There is no such statement. Tick those of the list.",
        },
        help_text="The first three on every paper, the last two also on one for mental health or "
        "a therapist's notes.",
    )
    source = forms.CharField(
        label="Where the paper is", max_length=120, error_messages=_said("source"),
        help_text="The file and page, or how it came.",
    )  # fmt: skip

    def paper(self) -> Paper:
        """The paper of a valid form."""
        said: dict[str, Any] = {**self.cleaned_data}
        said.pop("source")
        return Paper(**said | {"statements": frozenset(said["statements"])})


class EndAuthorizationForm(Form):
    how = forms.ChoiceField(
        label="What ended it",
        choices=[(code, _label(label)) for code, label in EndedBy.choices],
        widget=forms.RadioSelect,
        help_text="A revocation is in writing and signed; for mental health also before a witness. "
        "One that lacks this is recorded all the same: say so below.",
    )
    ended_on = DateField(
        label="On which day",
        help_text="The day on which the revocation was received. What was released before stays "
        "released.",
    )
    reason = TextField(
        label="How the office learned of it", rows=3, max_length=400,
        help_text="The letter, the call, who brought it; of a mistake, what was wrong.",
    )  # fmt: skip
