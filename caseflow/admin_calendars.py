"""Django admin of the calendars: their names, and publishing a version through the service, which
refuses in words."""

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.http import HttpRequest

from caseflow.adminbase import TrackedAdmin, TrackedForm
from caseflow.dates import now, today, words
from caseflow.models import Calendar, CalendarVersion
from caseflow.refusals import RuleViolation
from caseflow.services.calendars import Publishing, check_publishing, publish_calendar

FIELDS = (
    "calendar", "in_force_from", "retroactive", "covers_to", "add", "remove", "source", "reason",
)  # fmt: skip
SHOWN = (
    "calendar", "number", "in_force_from", "covers_from", "covers_to", "source", "reason",
    "published_at", "published_by",
)  # fmt: skip
LINE = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(.*)")


class PublishForm(TrackedForm):
    """A version to come: its days a line each."""

    reason = forms.CharField(
        label="Why", max_length=300, widget=AdminTextInputWidget,
        help_text="What changed: a day declared, a year added.",
    )  # fmt: skip
    add = forms.CharField(
        label="Days added", required=False, strip=True, widget=AdminTextareaWidget,
        help_text="A line each: 2031-01-01 New Year's Day",
    )  # fmt: skip
    remove = forms.CharField(
        label="Days removed", required=False, widget=AdminTextareaWidget,
        help_text="A line each: 2031-01-01",
    )  # fmt: skip
    retroactive = forms.BooleanField(
        label="Time limits that have begun are meant too", required=False,
        help_text="Otherwise only those that begin from today on.",
    )  # fmt: skip

    class Meta:
        model = CalendarVersion
        fields = ("calendar", "in_force_from", "covers_to", "source", "reason")
        help_texts = {
            "in_force_from": "Time limits that begin on this day or later are counted by it.",
            "covers_to": "How far the days off are known; empty: as far as the version before.",
            "source": "Where these days off stand.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "covers_to" in self.fields:
            self.fields["covers_to"].required = False

    def clean_add(self) -> dict[date, str]:
        found: dict[date, str] = {}
        for line in self.cleaned_data["add"].splitlines():
            if not line.strip():
                continue
            day, name = _read(line)
            if day in found:
                raise forms.ValidationError(f"{words(day)} stands here twice.")
            found[day] = name
        return found

    def clean_remove(self) -> list[date]:
        lines = self.cleaned_data["remove"].splitlines()
        return [_read(line)[0] for line in lines if line.strip()]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        try:
            check_publishing(found["calendar"], self.publishing(), today())
        except RuleViolation as refused:
            self.add_error(refused.field, refused.sentence)
        return found

    def publishing(self) -> Publishing:
        return Publishing(**{name: self.cleaned_data[name] for name in FIELDS[1:]})

    def validate_unique(self) -> None:
        """The service's sentence says more."""

    def validate_constraints(self) -> None:
        """The service's sentence says more."""


def _read(line: str) -> tuple[date, str]:
    """The day and the name of a line; ValidationError for what is no day."""
    match = LINE.fullmatch(line.strip())
    try:
        if match:
            return date.fromisoformat(match[1]), match[2]
    except ValueError:
        pass
    raise forms.ValidationError(f"{line.strip()[:60]} does not begin with a day: 2031-01-01.")


@admin.register(Calendar)
class CalendarAdmin(TrackedAdmin):
    list_display = ("name", "code", "source")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(CalendarVersion)
class CalendarVersionAdmin(TrackedAdmin):
    """Adding publishes; a published version is never edited."""

    form = PublishForm
    list_display = ("__str__", "in_force_from", "covers_to", "reason", "published_by")
    list_filter = ("calendar",)
    list_select_related = ("calendar", "published_by")
    ordering = ("calendar__name", "-number")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return SHOWN if obj else FIELDS

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by: Any = request.user
        chosen = form.cleaned_data["calendar"]
        saved = publish_calendar(calendar=chosen, publishing=form.publishing(), by=by, now=now())
        obj.pk, obj.number = saved.pk, saved.number
        messages.info(request, "Time limits that begin from its first day on are counted by it.")
