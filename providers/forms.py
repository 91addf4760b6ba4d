"""The forms of this room: shape only, the services know the rules."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from caseflow.forms import DateField, Form, TextField, TimeField, VersionedForm
from caseflow.refusals import RuleViolation
from cases.models import Case
from cases.services.documents import ALLOWED_WORDS, CheckedFile, check_upload, megabytes
from providers.models import AppointmentKind, Channel, Provider, Specialty, WorkStatus
from providers.queries import providers_on
from providers.services.appointments import LONGEST_MINUTES, USUAL_MINUTES
from providers.services.directory import ProviderEntry
from providers.services.reports import ReportFacts

CHOOSE_AGAIN = "Choose the file again: a browser does not keep it."
NOT_LISTED = "Not in the directory"


class ProviderChoiceField(forms.ChoiceField):
    """The providers offered for new work: those on the case first, then the directory by name.
    Gives the provider, or None."""

    def __init__(self, *, empty: str, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.empty = empty
        self.known: dict[str, Provider] = {}

    def offer(self, case: Case, *also: Provider | None) -> None:
        """Loads the choices, in two queries; `also` are offered whatever the directory says."""
        here = {p.key: p for p in (*also, *providers_on(case)) if p}
        others = {p.key: p for p in Provider.objects.filter(is_active=True) if p.key not in here}
        self.known = {**here, **others}
        groups: list[Any] = [("", self.empty)]
        if here:
            groups.append(("On this case", _options(here.values())))
        groups.append(("Directory", _options(others.values())))
        self.choices = groups

    def clean(self, value: Any) -> Provider | None:
        key = super().clean(value)
        return self.known[key] if key else None


def _options(providers: Iterable[Provider]) -> list[tuple[str, str]]:
    return [(provider.key, provider.label) for provider in providers]


class DirectoryFilter(Form):
    q = forms.CharField(label="Name, practice or city", required=False, max_length=100)
    specialty = forms.ChoiceField(label="Specialty", required=False)
    offered = forms.ChoiceField(
        label="Offered for new work",
        required=False,
        choices=[("", "Yes"), ("no", "No longer"), ("all", "All")],
    )

    def __init__(self, *args: Any, specialties: Iterable[Specialty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["specialty"].choices = [("", "Any"), *((s.code, s.name) for s in specialties)]


class ProviderForm(Form):
    name = forms.CharField(
        label="Name", max_length=120, help_text="Last name first, for example Shah, Anita, MD."
    )
    practice = forms.CharField(label="Practice or hospital", max_length=120, required=False)
    specialties = forms.ModelMultipleChoiceField(
        label="Specialties",
        queryset=Specialty.objects.all(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    phone = forms.CharField(label="Phone", max_length=40, required=False)
    fax = forms.CharField(label="Fax", max_length=40, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    address = forms.CharField(label="Street address", max_length=200, required=False)
    city = forms.CharField(label="City", max_length=80, required=False)
    state = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label="State",
        required=False,
        error_messages={"invalid": "Two letters, for example IL."},
    )
    zip = forms.RegexField(
        r"^\d{5}(-\d{4})?$",
        label="ZIP code",
        required=False,
        error_messages={"invalid": "Five digits, or nine with a dash."},
    )

    def entry(self, *, is_active: bool = True) -> ProviderEntry:
        values = {**self.cleaned_data, "specialties": tuple(self.cleaned_data["specialties"])}
        values.setdefault("is_active", is_active)
        names = ProviderEntry.__dataclass_fields__
        return ProviderEntry(**{name: values[name] for name in names})


class AmendProviderForm(VersionedForm, ProviderForm):
    is_active = forms.BooleanField(label="Offered for new work", required=False)
    reason = forms.CharField(label="Why it changes", max_length=200, required=False)


class ReportForm(Form):
    channel = forms.ChoiceField(label="Came", choices=Channel.choices, widget=forms.RadioSelect)
    received_on = DateField(label="Received on")
    provider = ProviderChoiceField(label="Provider", empty=NOT_LISTED)
    provider_name = forms.CharField(
        label="Provider's name, when not in the directory", max_length=120, required=False
    )
    authored_on = DateField(label="Date on the report", required=False)
    work_status = forms.ChoiceField(
        label="Work status", choices=WorkStatus.choices, widget=forms.RadioSelect
    )
    restrictions = TextField(
        label="Restrictions", required=False, rows=3, help_text="In the provider's words."
    )
    covers_from = DateField(label="Covers from", required=False)
    covers_to = DateField(label="Covers to, if an end is stated", required=False)
    diagnosis = TextField(
        label="Diagnosis",
        required=False,
        rows=3,
        help_text="Shown on the case only: never in lists, letters to units or exports.",
    )
    file = forms.FileField(
        label="File",
        required=False,
        widget=forms.FileInput,
        error_messages={
            "empty": "The file is empty. Choose another one.",
            "invalid": "The file did not arrive. Choose it again.",
        },
    )

    def __init__(self, *args: Any, case: Case, also: Provider | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["provider"].offer(case, also)
        most = megabytes(settings.UPLOAD_MAX_BYTES)
        self.fields["file"].help_text = f"{ALLOWED_WORDS}, at most {most}."

    def clean_file(self) -> CheckedFile | None:
        upload = self.cleaned_data["file"]
        try:
            return check_upload(upload) if upload else None
        except RuleViolation as refusal:
            raise ValidationError(refusal.sentence) from refusal

    def facts(self) -> ReportFacts:
        names = ReportFacts.__dataclass_fields__
        return ReportFacts(**{name: self.cleaned_data[name] for name in names})


class AmendReportForm(VersionedForm, ReportForm):
    reason = forms.CharField(label="Why it changes", max_length=200)


KINDS_WITH_MINUTES = [
    (kind, f"{label}, {USUAL_MINUTES[kind]} minutes") for kind, label in AppointmentKind.choices
]


class AppointmentForm(Form):
    kind = forms.ChoiceField(label="Kind", choices=KINDS_WITH_MINUTES, widget=forms.RadioSelect)
    day = DateField(label="Day")
    clock = TimeField(label="Time")
    minutes = forms.IntegerField(
        label="Other minutes", required=False, min_value=5, max_value=LONGEST_MINUTES
    )
    place = forms.CharField(
        label="Place", max_length=120, required=False, help_text="Room, range or address."
    )
    provider = ProviderChoiceField(label="With a provider", empty="None")
    back_entry = forms.BooleanField(
        label="Entered afterwards: it was made on paper and its time has passed", required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].offer(case)


class ReasonForm(Form):
    reason = forms.CharField(label="Why", max_length=200)


class MoveForm(Form):
    day = DateField(label="New day")
    clock = TimeField(label="New time")
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=LONGEST_MINUTES)
    place = forms.CharField(label="Place", max_length=120, required=False)
    reason = forms.CharField(label="Why it moves", max_length=200)


class CalendarFilter(Form):
    day = DateField(label="Day", required=False)
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "All kinds"), *AppointmentKind.choices]
    )
    mine = forms.BooleanField(label="On my cases", required=False)
