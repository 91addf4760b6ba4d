"""Notes: written on the case page, amended, struck, and every version compared."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now
from caseflow.datewords import moment
from caseflow.forms import Conflict
from caseflow.refusals import RuleViolation, StaleVersion
from cases.forms import AmendNoteForm, NoteForm, ReasonForm
from cases.models import Case, CaseNote, NoteKind
from cases.notebox import (
    choices_of,
    draft_box,
    draft_of,
    left_off,
    note_values,
    open_on,
    window_of,
)
from cases.services.notes import (
    add_note,
    amend_note,
    keep_both,
    strike_note,
    why_not_add,
    why_not_add_to,
    why_not_amend,
)
from cases.views.acts import add_refusal, posted, settle
from cases.views.detail import case_for, case_page


def note_for(case: Case, number: int) -> CaseNote:
    rows = case.notes.select_related("kind", "author", "struck_by")
    note = get_object_or_404(rows, number=number)
    note.case = case
    return note


def _log(request: HttpRequest, case: Case) -> None:
    log_access(request, "case", case.reference, member_key=case.member.key, detail="note")


@require_POST
@requires(Capability.NOTE)
def case_note_add(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)
    form = NoteForm(request.POST, due=choices_of(open_on(case, request.user)))
    if form.is_valid():
        try:
            said = note_values(case, form.cleaned_data)
            window = window_of(request.POST)
            note = add_note(case=case, **said, window=window, by=request.user, now=now())
        except RuleViolation as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The note is saved.")
            return redirect(f"{case.get_absolute_url()}#note-{note.number}")
    return case_page(request, case, form, status=422)


@require_GET
@requires(Capability.SEE)
def case_note(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Every version of a note, the newest on top, each beside the one before it."""
    case = case_for(request, reference)
    note = note_for(case, number)
    _log(request, case)
    versions = list(note.history.select_related("history_user", "kind").order_by("history_id"))
    pairs = [
        {"new": new, "old": old, "number": place + 1}
        for place, (old, new) in enumerate(zip([None, *versions], versions, strict=False))
    ]
    context = {
        "case": case,
        "note": note,
        "versions": pairs[::-1],
        "first": versions[0],
        "refused": why_not_amend(note, request.user),
        "may_add": not (why_not_add(case, request.user) or why_not_add_to(note, case)),
    }
    return render(request, "cases/note.html", context)


@require_http_methods(["GET", "POST"])
@requires(Capability.AMEND)
def case_note_amend(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_for(request, reference)
    note = note_for(case, number)
    _only_if_allowed(note, request)

    draft = draft_of(case, request.user, number)
    form = AmendNoteForm(posted(request), initial={**_facts(note), **left_off(draft)})
    conflict = None
    try:
        if done := settle(request, case, form, partial(_amend, request, note)):
            return done
    except StaleVersion:
        note.refresh_from_db()
        conflict = _conflict(note, form)
        form.accept_newer(note.version)
    return amend_page(request, note, form, conflict=conflict)


def _amend(request: HttpRequest, note: CaseNote, said: dict[str, Any]) -> str:
    """The amendment; after a conflict, with one click, both texts."""
    more = {"window": window_of(request.POST), "by": request.user, "now": now()}
    if request.POST.get("keep") == "both":
        said.pop("version")
        added = keep_both(note=note, **said, **more)
        return f"Both are kept: yours is note {added.number}, an addendum to note {note.number}."
    amend_note(note=note, **said, **more)
    return "The note is amended; the earlier text stays."


def amend_page(
    request: HttpRequest, note: CaseNote, form: AmendNoteForm, *, conflict: Conflict | None = None
) -> HttpResponse:
    """The page of an amendment, with the draft of it that came back."""
    _log(request, note.case)
    draft = draft_of(note.case, request.user, note.number)
    context = {
        "case": note.case,
        "note": note,
        "form": form,
        "conflict": conflict,
        "draft": draft_box(draft, note.number, request.POST, now()),
    }
    return render(request, "cases/note_amend.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires(Capability.AMEND)
def case_note_strike(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_for(request, reference)
    note = note_for(case, number)
    _only_if_allowed(note, request)

    def act(said: dict[str, Any]) -> str:
        strike_note(note=note, **said, by=request.user, now=now())
        return "The note is struck; it stays readable."

    form = ReasonForm(posted(request))
    if done := settle(request, case, form, act):
        return done
    _log(request, case)
    context = {"case": case, "note": note, "form": form}
    return render(request, "cases/note_strike.html", context, status=422 if form.is_bound else 200)


def _only_if_allowed(note: CaseNote, request: HttpRequest) -> None:
    """Someone else's note, or a struck one: the page itself is refused before anything is typed.

    A note struck meanwhile still shows its form on POST, so that nothing typed is lost.
    """
    sentence = why_not_amend(note, request.user)
    if sentence and not (request.method == "POST" and note.struck_at):
        raise PermissionDenied(sentence)


def _facts(note: CaseNote) -> dict[str, Any]:
    return {
        "kind": note.kind_id,
        "happened_at": note.happened_at,
        "text": note.text,
        "version": note.version,
    }


def _conflict(note: CaseNote, form: AmendNoteForm) -> Conflict:
    newest = note.history.select_related("history_user").first()
    return Conflict(
        by=str(newest.history_user),
        at=newest.history_date,
        theirs=_as_text(note.kind, note.happened_at, note.text),
        yours=_as_text(*(form.cleaned_data[name] for name in ("kind", "happened_at", "text"))),
        label="note",
    )


def _as_text(kind: NoteKind, happened_at: datetime, text: str) -> str:
    return f"{moment(happened_at)}, {kind}\n{text}"
