"""The forms of approval, certification, review and recuperation category: shape here, rules in the
services."""

from typing import Any

from django import forms

from caseflow.access import Capability
from caseflow.dates import words
from caseflow.forms import DateField, Form, TextField
from caseflow.models import User
from cases.models import CaseNote
from cases.models.certification import Category, Cause, ReviewOutcome
from cases.services.approving import MAY_APPROVE


class ApproveForm(Form):
    name = forms.CharField(label="Approved by", max_length=80)
    rank = forms.ChoiceField(
        label="Rank",
        choices=[("", "Choose"), *((rank.value, rank.label) for rank in MAY_APPROVE)],
        help_text="A lieutenant or above approves an absence report (E03-01-08).",
    )
    approved_on = DateField(label="Approved on")


class DecidedForm(Form):
    """A form whose act names who decided, beside who records it."""

    decided_by = forms.ModelChoiceField(
        label="Decided by",
        queryset=User.objects.none(),
        empty_label="Choose",
        help_text="A physician, a lead coordinator or a supervisor. You are named as the one who "
        "records it.",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).order_by("full_name")
        deciding = [user.pk for user in people if user.can(Capability.DECIDE)]
        self.fields["decided_by"].queryset = people.filter(pk__in=deciding)
        if by.can(Capability.DECIDE):
            self.fields["decided_by"].initial = by.pk


class CertifyForm(DecidedForm):
    first_day = DateField(
        label="Certified from",
        help_text="A day of the absence. The day of going home ill is not a day on the roll.",
    )
    source = forms.CharField(
        label="Document or contact", max_length=200, required=False, help_text="What it rests on."
    )
    field_order = ("first_day", "source", "decided_by")


class FailureForm(DecidedForm):
    """Certification withheld or withdrawn: one of the four causes, and the letter's words."""

    cause = forms.ChoiceField(
        label="Cause",
        choices=[(cause.value, f"The member {cause.label}") for cause in Cause],
        widget=forms.RadioSelect,
        help_text="There is no other cause (E03-01 III.C).",
    )
    duty = TextField(
        label="Which duty failed",
        rows=3,
        max_length=400,
        help_text="In the words of the letter: what was ordered, when, and what was not done.",
    )
    first_day = DateField(
        label="Effective from", help_text="Days from here on draw no paid days until given back."
    )
    source = forms.CharField(
        label="Document", max_length=200, required=False, help_text="The order or letter behind it."
    )
    field_order = ("cause", "duty", "first_day", "source", "decided_by")


class ReviewForm(Form):
    requested_on = DateField(
        label="Request received on",
        help_text="The member's To-From-Subject report to the Medical Administrator.",
    )


class AnswerForm(DecidedForm):
    outcome = forms.ChoiceField(
        label="Outcome", choices=ReviewOutcome.choices, widget=forms.RadioSelect
    )
    restored_from = DateField(
        label="Given back from",
        required=False,
        help_text="Leave empty to give back all days, as if it had never been decided.",
    )
    answer = TextField(label="The written answer", rows=6, max_length=4000)
    answered_on = DateField(label="Answered on", help_text="The day of the written answer.")
    field_order = ("outcome", "restored_from", "answer", "answered_on", "decided_by")


class ReviewNoteChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        text = " ".join(obj.text.split())
        short = text if len(text) <= 60 else f"{text[:57]}..."
        return f"Note {obj.number}, {words(obj.happened_at)}: {short}"


class CategoryForm(DecidedForm):
    """`reviews` are the notes that record a medical review."""

    category = forms.ChoiceField(
        label="Category", choices=Category.choices, widget=forms.RadioSelect
    )
    first_day = DateField(label="From", help_text="The category before it ends the day before.")
    review_note = ReviewNoteChoice(
        label="Medical review",
        queryset=CaseNote.objects.none(),
        required=False,
        empty_label="None",
        help_text="For ambulatory, not on duty: the note of the review (E03-01-02).",
    )
    source = forms.CharField(label="Document or contact", max_length=200, required=False)
    field_order = ("category", "first_day", "review_note", "source", "decided_by")

    def __init__(self, *args: Any, reviews: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review_note"].queryset = reviews


class SeriousForm(Form):
    serious = forms.ChoiceField(
        label="Condition",
        choices=[("yes", "Serious"), ("no", "Not serious")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    reason = TextField(label="Why", rows=3, max_length=500)
