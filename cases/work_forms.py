"""Forms of what people do about obligations, and of events from which time limits run."""

from typing import Any

from django import forms

from caseflow.access import Capability
from caseflow.forms import DateField, Form, TimeField
from caseflow.models import User
from cases.models import HoldEvent, NoteKind
from cases.rules.limits import EVENTS


class DoneForm(Form):
    """The note that says how it was done; one line is enough."""

    kind = forms.ModelChoiceField(NoteKind.objects.filter(is_active=True), label="Kind of note")
    text = forms.CharField(label="Note", max_length=2000)


class MoveForm(Form):
    to = DateField(label="To")
    reason = forms.CharField(label="Why")


class HoldForm(Form):
    until = DateField(label="Until", required=False)
    waits_for = forms.ChoiceField(
        label="Or until", required=False, choices=[("", "nothing else"), *HoldEvent.choices]
    )
    reason = forms.CharField(label="What it waits for")


class HandForm(Form):
    to = forms.ModelChoiceField(User.objects.none(), label="To")
    reason = forms.CharField(label="Why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues()  # type: ignore[attr-defined]


class ToDoForm(Form):
    """Something made by hand on a case."""

    what = forms.CharField(label="What is to be done", max_length=300)
    due_on = DateField(label="By")
    handed_to = forms.ModelChoiceField(
        User.objects.none(), label="For", required=False, empty_label="Who keeps the case"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handed_to"].queryset = colleagues()  # type: ignore[attr-defined]


class StartClockForm(Form):
    """An event from which a time limit runs, with its hour where the limit is in hours."""

    kind = forms.ChoiceField(label="What happened", choices=list)
    starts_on = DateField(label="On")
    starts_at = TimeField(
        label="At", required=False,
        help_text="For limits in hours. Without it they run from the beginning of the day.",
    )  # fmt: skip
    source = forms.CharField(
        label="Source", max_length=200, required=False, help_text="The letter or form that says so."
    )
    remark = forms.CharField(label="Remark", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = event_choices()  # type: ignore[attr-defined]


class EndClockForm(Form):
    ended_on = DateField(label="Ended on")
    outcome = forms.CharField(label="How", max_length=300)


def event_choices() -> list[tuple[str, Any]]:
    """The events by group, as a select shows them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for event in EVENTS.values():
        groups.setdefault(event.group, []).append((event.code, event.name))
    return [("", "Choose"), *groups.items()]


def colleagues() -> Any:
    """Active people who can work on cases, by name."""
    people = User.objects.filter(is_active=True).order_by("full_name")
    return people.filter(pk__in=[user.pk for user in people if user.can(Capability.NOTE)])
