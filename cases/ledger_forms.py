"""The forms of what changes the past: absences and the member's ledger. Shape here, rules in the
services."""

from typing import Any

from django import forms

from caseflow.forms import DateField, Form, TextField
from cases.models import Absence, Case
from cases.models.ledger import EXCEPTION_REASONS, LedgerReason
from cases.services.depending import days_words

SOURCE_HELP = "The report, order, award or slip that says so, with its number."


def source_field(**more: Any) -> forms.CharField:
    """The document behind an entry; required on every page."""
    return forms.CharField(
        label="Source document", max_length=80, help_text=more.pop("help_text", SOURCE_HELP), **more
    )


class AbsenceChoice(forms.ModelChoiceField):
    def label_from_instance(self, absence: Any) -> str:
        return days_words(absence).capitalize()


class OneAbsenceForm(Form):
    """Names one of the case's absences; the only one is taken without asking."""

    absence = AbsenceChoice(
        label="Which absence", queryset=Absence.objects.none(), widget=forms.RadioSelect,
        empty_label=None,
    )  # fmt: skip

    def __init__(self, *args: Any, absences: list[Absence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [absence.pk for absence in absences]
        self.fields["absence"].queryset = Absence.objects.filter(pk__in=keys).order_by("-first_day")
        if len(absences) == 1:
            self.fields["absence"].widget = forms.HiddenInput()
            self.fields["absence"].initial = absences[0].pk


class EnterForm(Form):
    first_day = DateField(
        label="First day absent",
        help_text="The first whole day. The day of going home ill in mid-tour is not one.",
    )
    last_day = DateField(
        label="Last day on the roll", required=False, help_text="Empty while the absence goes on."
    )
    source = source_field()


class MoveForm(OneAbsenceForm):
    first_day = DateField(label="First day absent")
    last_day = DateField(
        label="Last day on the roll",
        required=False,
        help_text="It still counts. Empty: the absence goes on.",
    )
    source = source_field()
    reason = TextField(label="Why the days change", rows=3, max_length=400)


class ReverseAbsenceForm(OneAbsenceForm):
    reason = TextField(
        label="Why it is reversed",
        rows=3,
        max_length=400,
        help_text="The absence stays readable, struck through; its days are free again.",
    )


class ExceptionForm(Form):
    reason = forms.ChoiceField(
        label="What for",
        choices=[(reason.value, reason.label.capitalize()) for reason in EXCEPTION_REASONS],
        widget=forms.RadioSelect,
    )
    first_day = DateField(label="First day")
    last_day = DateField(label="Last day", help_text="Both days come off the roll.")
    source = source_field(help_text="The furlough request or the order, with its number.")


NON_IOD = "non_iod"
CREDIT_KINDS: dict[str, str] = {
    LedgerReason.TREATMENT_DELAY: (
        "The City delayed approving treatment: an award gives days of the injury back (Nielsen "
        "award 2017)."
    ),
    LedgerReason.PSYCHOLOGICAL_RESTORATION: (
        "Placed on the roll against the member's will and found fit: all paid time is restored; "
        "found fit from a later day, the time from that day (CBA 9.4)."
    ),
    LedgerReason.RECURRENCE_WRONGLY_DENIED: (
        "A recurrence was denied and certified later: the injury's twelve months are extended "
        "(CBA App. N). Where the days still count as not on duty, use “Certify a "
        "recurrence denied before”, which moves them too."
    ),
}
"""The kinds of credit that a page records, with what each means. Days that only change the
account are recoded."""


class InjuryForm(Form):
    """A form that offers the member's injuries in its field `injury`."""

    with_non_iod = False

    def __init__(self, *args: Any, injuries: list[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(case.reference, f"Injury {case.injury_label}") for case in injuries]
        first = [(NON_IOD, "Not on duty")] if self.with_non_iod else []
        self.injuries = {case.reference: case for case in injuries}
        self.fields["injury"].choices = [("", "Choose one"), *first, *offered]

    def clean_injury(self) -> Case | None:
        """The injury; None for the account of absences not on duty."""
        return self.injuries.get(self.cleaned_data["injury"])


class CreditForm(InjuryForm):
    with_non_iod = True
    reason = forms.ChoiceField(
        label="Why days are given back",
        choices=[(code, LedgerReason(code).label.capitalize()) for code in CREDIT_KINDS],
        widget=forms.RadioSelect,
    )
    injury = forms.ChoiceField(label="To which account")
    first_day = DateField(
        label="From",
        help_text="Not on duty: the first restored day. Injury: the day the credit takes effect.",
    )
    last_day = DateField(
        label="Last restored day", required=False, help_text="Not on duty only; it is restored too."
    )
    days = forms.IntegerField(
        label="Days", required=False, min_value=1, max_value=9999, help_text="Injury only."
    )
    source = source_field(help_text="The award or the decision, with its number.")


class RecodeForm(InjuryForm):
    with_non_iod = True
    injury = forms.ChoiceField(label="Where the days count from now on")
    first_day = DateField(label="First day")
    last_day = DateField(
        label="Last day", required=False, help_text="Empty: to the end of the absence."
    )
    source = source_field()
    elective_time = TextField(
        label="The member's own time to be returned",
        rows=2,
        max_length=400,
        required=False,
        help_text="Furlough, personal days or compensatory time used meanwhile, in words.",
    )


class RecurrenceForm(InjuryForm):
    case = forms.ChoiceField(label="Case whose days were denied")
    injury = forms.ChoiceField(label="The injury that they belong to")
    found_on = DateField(
        label="First found not related on", help_text="From this day on the days are moved."
    )
    certified_on = DateField(
        label="Certified on",
        help_text="Every calendar day from the finding through this one is credited.",
    )
    source = source_field(help_text="The referral physician's or the examiner's finding.")
    elective_time = RecodeForm.declared_fields["elective_time"]

    def __init__(self, *args: Any, cases: list[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = {case.reference: case for case in cases}
        offered = [(ref, f"{ref}, {case.nature}") for ref, case in self.cases.items()]
        self.fields["case"].choices = [("", "Choose one"), *offered]

    def clean_case(self) -> Case:
        return self.cases[self.cleaned_data["case"]]


class ReverseEntryForm(Form):
    reason = TextField(
        label="Why it is reversed",
        rows=3,
        max_length=400,
        help_text="The entry stays readable, struck through.",
    )
