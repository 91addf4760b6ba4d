"""What every form of the office shares: one field template, native dates, edit conflicts.

A form checks shape; a service checks rules (house style: forms have no `save()` and no widget
attributes). What a rule refuses comes back as `form.add_error(None, sentence)` with status 422.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest, QueryDict
from django.template.backends.django import DjangoTemplates as DjangoTemplatesBackend
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join

from caseflow.formhtml import quick_html

DJANGO_REQUIRED = forms.Field.default_error_messages["required"]
DATE_FORMATS = ["%Y-%m-%d", "%d %b %Y", "%d %B %Y"]


class CaseflowRenderer(DjangoTemplates):
    """Form templates of ours (templates/django/forms/) before Django's, admin's beside them."""

    @cached_property
    def engine(self) -> Any:
        ours: dict[str, Any] = settings.TEMPLATES[0]
        return DjangoTemplatesBackend(
            {
                "APP_DIRS": True,
                "DIRS": [*ours["DIRS"], Path(forms.__file__).parent / "templates"],
                "NAME": "forms",
                "OPTIONS": {"builtins": ours["OPTIONS"].get("builtins", [])},
            }
        )

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        quick = quick_html(template_name, context)
        return super().render(template_name, context, request) if quick is None else quick


class Form(forms.Form):
    """The base of every form here: errors are ours, in words, beside the field and on top."""

    # The browser's own bubbles vanish and cannot be linked to; the server's sentences stay.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages["required"] == DJANGO_REQUIRED:
                chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
                field.error_messages["required"] = "Choose one." if chosen else "Fill this in."


@dataclass(frozen=True)
class Conflict:
    """Somebody saved first: who and when, their text, and the one that was just typed."""

    by: str
    at: datetime
    theirs: str
    yours: str
    label: str = "text"


class VersionedForm(Form):
    """An edit form that carries the version of the row it was opened on.

    The view compares `cleaned_data["version"]` with the row's under lock; when a newer one is
    there it re-renders with a `Conflict` and `accept_newer(row.version)`, so that saving again
    is a decision made with both texts in sight.
    """

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "This page lost its place. Open it again; copy what you typed first.",
            "invalid": "This page lost its place. Open it again; copy what you typed first.",
        },
    )

    def accept_newer(self, version: int) -> None:
        """Let the re-rendered form carry the newer version."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data


class QuickSelect(forms.Select):
    """A select as Django's own, without a template for each option: for filters of lists, which
    cost as much as the rows otherwise."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ):  # type: ignore[no-untyped-def]
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, " selected" if str(key) == chosen else "", label)
                for key, label in self.choices
            ),
        )
        given = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, given, options)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DateField(forms.DateField):
    """A calendar day through the browser's own date input; ISO where there is none."""

    widget = DateInput
    default_error_messages = {
        "invalid": "That is not a date. Write it as year-month-day, for example 2026-03-05.",
        "required": "Enter a date.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DATE_FORMATS, **kwargs)


class TimeField(forms.TimeField):
    """A time of day in 24 hours."""

    widget = TimeInput
    default_error_messages = {
        "invalid": "That is not a time. Write it in 24 hours, for example 14:30.",
        "required": "Enter a time.",
    }


class MomentField(forms.DateTimeField):
    """A day and a time in the office's time zone; gives an aware datetime.

    On the night when the clocks go back a time comes twice: the first of the two is meant. A
    time that the spring night skips is refused by name.
    """

    widget = MomentInput
    default_error_messages = {
        "invalid": "That is not a day and time. Write it as 2026-03-05 14:30.",
        "required": "Enter the day and the time.",
    }

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            naive = self._as_typed(value)
            if naive is None:
                raise
        zone = timezone.get_current_timezone()
        moment = naive.replace(tzinfo=zone)
        if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
            raise forms.ValidationError(
                f"{naive:%H:%M} does not exist on that day: the clocks go forward that night."
            )
        return moment.astimezone(UTC)

    def _as_typed(self, value: Any) -> datetime | None:
        text = str(value).strip().replace(" ", "T", 1)
        try:
            naive = datetime.fromisoformat(text)
        except ValueError:
            return None
        return None if naive.tzinfo else naive


class TextField(forms.CharField):
    """Text of several lines, up to `max_length` characters."""

    def __init__(self, *, rows: int = 4, max_length: int = 20_000, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=max_length, widget=widget, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength in the page: a long paste is refused in words, not cut off in silence."""
        return {}
