"""What every page of the admin shares: nothing is deleted, and each save has a who and a why."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

REASON = "reason"


class TrackedForm(forms.ModelForm):
    """Asks why; the answer is kept with the row's history."""

    reason = forms.CharField(
        label="Why",
        required=False,
        help_text="Kept with the history. Needed for a change.",
        widget=AdminTextInputWidget,
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data[REASON].strip()
        if self.instance.pk and not reason and set(self.changed_data) - {REASON}:
            raise forms.ValidationError("Say why this changes; it is kept with the history.")
        return reason


class TrackedAdmin(admin.ModelAdmin):
    """Rows with a history. None is deleted: they are ended, switched off or superseded."""

    form = TrackedForm
    view_on_site = False
    actions_on_top = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Whatever is saved of it on this page, in whichever way, has its who."""
        found = super().get_object(request, *args, **kwargs)
        if found is not None:
            found._history_user = request.user
            found._change_reason = "Changed in administration"
        return found

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.request = request
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and not set(form.changed_data) - {REASON}:
            return
        obj._history_user = request.user
        obj._change_reason = form.cleaned_data.get(REASON) or "Added in administration"
        super().save_model(request, obj, form, change)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Every version of the row: when, who, why, and what became different."""
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {row}",
            "opts": self.opts,
            "object": row,
            "versions": versions_of(row),
        }
        return TemplateResponse(request, "caseflow/admin_history.html", context)


def versions_of(row: models.Model) -> list[dict[str, Any]]:
    """The row's versions, newest first, each with the fields that it changed."""
    versions = list(row.history.select_related("history_user").order_by("-history_id"))  # type: ignore[attr-defined]
    found = []
    for place, version in enumerate(versions):
        before = versions[place + 1] if place + 1 < len(versions) else None
        delta = version.diff_against(before).changes if before else []
        found.append(
            {
                "at": version.history_date,
                "by": version.history_user,
                "why": version.history_change_reason,
                "changes": [
                    (change.field.replace("_", " "), _said(change.old), _said(change.new))
                    for change in delta
                ],
            }
        )
    return found


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)
