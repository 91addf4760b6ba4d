"""What the views of this room share: where to go back to, a refusal in a form, history in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from caseflow.refusals import RuleViolation


def back_to(request: HttpRequest, default: Any) -> HttpResponseRedirect:
    """To the page that the person came from (`next`, ours only), else to the default."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return HttpResponseRedirect(wanted)
    return redirect(default)


def refuse(form: forms.Form, refusal: RuleViolation) -> None:
    """The sentence of a rule at its field, or on top of the form."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, refusal.sentence)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, or None for a form that is only opened."""
    return request.POST if request.method == "POST" else None


def status_of(form: forms.Form) -> int:
    return 422 if form.is_bound else 200


def press(request: HttpRequest, default: Any, act: Callable[[], str]) -> HttpResponseRedirect:
    """A button without a form: done, or refused with a message; back either way."""
    try:
        messages.success(request, act())
    except RuleViolation as refusal:
        messages.error(request, refusal.sentence)
    return back_to(request, default)


@dataclass(frozen=True, slots=True)
class Change:
    """One act in a row's history: who, when, why, and each field before and after in words."""

    at: datetime
    by: str
    reason: str
    first: bool
    lines: list[tuple[str, str, str]]


def changes(rows: Iterable[Any], said: Callable[[Any], Mapping[str, str]]) -> list[Change]:
    """The acts behind history rows, the newest first. `rows` come oldest first; the rows of one
    act (same instant, person and reason) count as one. `said` gives a row's fields in words."""
    acts = [list(act)[-1] for _, act in groupby(rows, _act)]
    found, before = [], None
    for row in acts:
        now = said(row)
        lines = [
            (label, (before or {}).get(label, ""), value)
            for label, value in now.items()
            if before is not None and before.get(label, "") != value
        ]
        found.append(
            Change(
                at=row.history_date,
                by=str(row.history_user or ""),
                reason=row.history_change_reason or "",
                first=before is None,
                lines=lines,
            )
        )
        before = now
    return found[::-1]


def _act(row: Any) -> tuple[Any, ...]:
    return row.history_date, row.history_user_id, row.history_change_reason
