"""The forms of a case: each checks the shape of one act; the services check the rules."""

from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict

from caseflow.forms import DateField, Form, MomentField, TextField, VersionedForm
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.kinds import KINDS
from cases.models import Case, NoteKind
from cases.services.closing import CloseOutcome
from members.models import Member, Unit


class CallInForm(Form):
    """What a caller says, in the order in which it is said."""

    member = forms.CharField(
        label="Member", max_length=80, help_text="Star number, or a part of the name."
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=[(spec.code, spec.label) for spec in KINDS.values() if spec.opened_by_call],
        widget=forms.RadioSelect,
        initial="non_iod",
    )
    parent = forms.CharField(
        label="Earlier injury",
        max_length=20,
        required=False,
        help_text="For a recurrence: the reference of the IOD case that it goes back to.",
    )
    first_day = DateField(
        label="First day absent",
        help_text="The first whole day. The day of going home ill in mid-tour is not one.",
    )
    without_absence = forms.BooleanField(
        label="No time is lost",
        required=False,
        help_text="Injury on duty only; the day above is then the day of the injury.",
    )
    nature = forms.CharField(
        label="Nature", max_length=200, help_text="In a few words, as the caller puts it."
    )
    expected_return_on = DateField(label="Expected return", required=False)
    reported_by = forms.CharField(
        label="Who called",
        max_length=120,
        required=False,
        help_text="The member, a supervisor, a relative; with a number to call back.",
    )
    reported_at = MomentField(
        label="When the call came",
        required=False,
        help_text="Leave empty for now. Back-entry after an outage is normal.",
    )
    take = forms.BooleanField(label="I keep this case", required=False, initial=True)

    def clean_nature(self) -> str:
        """A nature of marks that show nothing is left out like an empty one."""
        try:
            return require_words(
                self.cleaned_data["nature"], "Say what it is, in a few words.", field="nature"
            )
        except RuleViolation as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class NoteForm(Form):
    text = TextField(label="Note", rows=5, help_text="What happened, when, with whom.")
    kind = forms.ModelChoiceField(
        label="Kind", queryset=NoteKind.objects.filter(is_active=True), empty_label=None
    )
    happened_at = MomentField(label="Happened")
    adds_to = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    completes = forms.MultipleChoiceField(
        label="This note completes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Something that you ticked is not open any more. Look again."
        },
    )
    then_what = forms.CharField(label="Then", max_length=300, required=False)
    then_by = DateField(label="By", required=False)

    def __init__(self, *args: Any, due: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kind"]
        self.kinds = list(kinds.queryset)
        kinds.choices = [(kind.pk, kind.label) for kind in self.kinds]
        self.fields["completes"].choices = due or []


class AmendNoteForm(VersionedForm):
    kind = forms.ModelChoiceField(label="Kind", queryset=NoteKind.objects.all(), empty_label=None)
    happened_at = MomentField(label="Happened")
    text = TextField(label="Note", rows=8)
    reason = forms.CharField(
        label="Why it is amended", max_length=200, help_text="The first text stays readable."
    )


class ReasonForm(Form):
    """One reason, for acts that need nothing else."""

    reason = TextField(label="Why", rows=3, max_length=500)


class AssignForm(Form):
    user = forms.ModelChoiceField(label="Who keeps it", queryset=User.objects.none())
    reason = TextField(
        label="Why it changes hands, and what comes next",
        rows=3,
        max_length=500,
        required=False,
        help_text="Needed when somebody has it already.",
    )
    seen_owner = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people

    def accept_owner(self, owner_id: int | None) -> None:
        """Let the re-rendered form carry who holds the case by now."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("seen_owner")] = str(owner_id or "")
        self.data = data


class HoldForm(Form):
    reason = forms.CharField(
        label="What it waits for", max_length=200, help_text="It is shown beside the case."
    )
    until = DateField(label="Until", required=False, help_text="Leave empty if it is not known.")


class ReturnForm(Form):
    last_day = DateField(
        label="Last day on the roll",
        help_text="The last day absent. It still counts; duty begins the day after.",
    )


class CloseForm(Form):
    outcome = forms.ChoiceField(
        label="How it ended", choices=CloseOutcome.choices, widget=forms.RadioSelect
    )
    reason = TextField(
        label="Remark",
        rows=3,
        max_length=500,
        required=False,
        help_text="Needed when something on the checklist is waived.",
    )
    waived = forms.MultipleChoiceField(
        label="Close although this is open",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "The checklist has changed meanwhile. Look again."},
    )

    def __init__(self, *args: Any, waivable: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if waivable:
            self.fields["waived"].choices = waivable
        else:
            del self.fields["waived"]


class AmendCaseForm(VersionedForm):
    nature = forms.CharField(label="Nature", max_length=200)
    expected_return_on = DateField(label="Expected return", required=False)
    reported_by = forms.CharField(label="Who called", max_length=120, required=False)
    reason = forms.CharField(label="Why it is corrected", max_length=200)


class CaseFilters(Form):
    q = forms.CharField(label="Find", max_length=80, required=False)
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("", "Any"), *((spec.code, spec.label) for spec in KINDS.values())],
    )
    unit = forms.CharField(label="Unit", max_length=12, required=False)
    owner = forms.CharField(label="With", max_length=60, required=False)
    near = forms.BooleanField(label="Near exhaustion", required=False)

    def clean_unit(self) -> str:
        unit = self.cleaned_data["unit"].strip()
        if unit and not Unit.objects.filter(code=unit).exists():
            raise forms.ValidationError(f"There is no unit {unit}. Enter a unit's code, like 011.")
        return unit

    def clean_owner(self) -> str:
        owner = self.cleaned_data["owner"].strip()
        known = owner in ("", "none") or User.objects.filter(username=owner).exists()
        if not known:
            raise forms.ValidationError(
                f"There is nobody with the user name {owner}. Enter a user name, or none."
            )
        return owner


MOST_MEANT = 12


def members_meant(text: str, user: User, on: date) -> list[Member]:
    """The members whom a caller's words can mean: who holds that star, else every former holder,
    else everyone in service who matches; one more than MOST_MEANT when there are more."""
    text = text.replace("\0", "").strip()
    visible = Member.objects.visible_to(user).for_list()
    holders = list(visible.filter(star_number=text).order_by("pk"))
    if holders:
        return [member for member in holders if member.separated_on is None] or holders
    return list(visible.search(text).current(on)[: MOST_MEANT + 1])


def injuries_of(member: Member, user: User) -> list[Case]:
    """The injuries that a recurrence of this member can go back to."""
    return list(
        Case.objects.visible_to(user).filter(member=member, kind="iod").order_by("-first_day")
    )
