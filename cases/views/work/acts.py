"""What is done about one obligation or about several at once: one form, one act, one undo."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now, today
from caseflow.datewords import weekday
from caseflow.refusals import RuleViolation
from cases.models import NoteKind, Obligation, ObligationAct
from cases.services.obligation_acts import resume_obligation
from cases.services.settling import (
    MOST,
    Done,
    Handed,
    Held,
    How,
    Moved,
    SomeRefused,
    settle_obligations,
    undo_batch,
)
from cases.views.acts import add_refusal, posted
from cases.views.work.page import back_of, next_of, obligation_for, onwards
from cases.work_forms import DoneForm, HandForm, HoldForm, MoveForm

FORM_METHODS = ["GET", "POST"]
PREFILLED = {
    "follow_up": ("call_member", "Called the member."),
    "missed_visit": ("call_member", "Called the member about the missed appointment."),
    "confirm": ("call_member", "Called the member; the absence is verified."),
    "provider_note": ("call_provider", "Asked for the next note."),
    "restrictions": ("call_provider", "Asked whether the restrictions go on."),
    "verify_release": ("call_unit", "Called the unit about the release."),
    "requirements": ("call_member", "Called the member about what is missing."),
    "mention": ("review", "Read it."),
}
"""Kind of obligation -> kind of note, and what the note begins with."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One of the acts: its form, how its data become the act, its words."""

    form: type[Form]
    how: Callable[[dict[str, Any]], How]
    title: str
    button: str
    past: Callable[[dict[str, Any]], str]


OFFERED = {
    "done": Offered(
        DoneForm, lambda said: Done(**said), "Done", "Save as done", lambda said: "done"
    ),
    "move": Offered(
        MoveForm,
        lambda said: Moved(**said),
        "Move the day",
        "Move",
        lambda said: f"moved to {weekday(said['to'])}",
    ),
    "hold": Offered(
        HoldForm, lambda said: Held(**said), "Put on hold", "Put on hold", lambda said: "on hold"
    ),
    "hand": Offered(
        HandForm,
        lambda said: Handed(**said),
        "Hand to a colleague",
        "Hand over",
        lambda said: f"with {said['to']} now",
    ),
}


@require_http_methods(FORM_METHODS)
@requires(Capability.NOTE)
def done(request: HttpRequest, key: str) -> HttpResponse:
    return _settle(request, [obligation_for(request, key)], "done")


@require_http_methods(FORM_METHODS)
@requires(Capability.NOTE)
def move(request: HttpRequest, key: str) -> HttpResponse:
    return _settle(request, [obligation_for(request, key)], "move")


@require_http_methods(FORM_METHODS)
@requires(Capability.NOTE)
def hold(request: HttpRequest, key: str) -> HttpResponse:
    return _settle(request, [obligation_for(request, key)], "hold")


@require_http_methods(FORM_METHODS)
@requires(Capability.NOTE)
def hand(request: HttpRequest, key: str) -> HttpResponse:
    return _settle(request, [obligation_for(request, key)], "hand")


@require_POST
@requires(Capability.NOTE)
def resume(request: HttpRequest, key: str) -> HttpResponse:
    row = obligation_for(request, key)
    try:
        resume_obligation(obligation=row, by=request.user, now=now())
        messages.success(request, f"The hold is ended: {row.what}.")
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return redirect(row)


@require_http_methods(FORM_METHODS)
@requires(Capability.NOTE)
def several(request: HttpRequest) -> HttpResponse:
    """The rows that are ticked on a list (`row`, their keys), and what is to be done (`do`)."""
    given = request.POST if request.method == "POST" else request.GET
    do = given.get("do", "done")
    if do not in OFFERED:
        raise Http404
    # A mark that no database holds is in no key.
    keys = [key for key in dict.fromkeys(given.getlist("row")) if "\0" not in key][: MOST + 1]
    rows = Obligation.objects.visible_to(request.user).filter(key__in=keys)
    found = list(rows.select_related("case", "member__unit").order_by("due_on", "pk"))
    if not found:
        messages.error(request, "Tick at least one row, then choose what to do with it.")
        return redirect(f"{back_of(request)}#results")
    return _settle(request, found, do)


def _settle(request: HttpRequest, rows: list[Obligation], do: str) -> HttpResponse:
    """The form and, when it is sent, the act; refused, everything typed is still there."""
    offered = OFFERED[do]
    form = offered.form(posted(request), initial=_initial(rows, do))
    refused: dict[str, str] = {}
    if form.is_valid():
        try:
            how = offered.how(form.cleaned_data)
            settle_obligations(obligations=rows, how=how, by=request.user, now=now())
        except SomeRefused as refusal:
            refused = {row.key: str(why) for row, why in refusal.refused}
            add_refusal(form, refusal)
        except RuleViolation as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _said(rows, offered.past(form.cleaned_data)))
            return redirect(onwards(request))
    for row in rows if request.method == "GET" else ():
        log_access(request, "case", row.case.reference, member_key=row.member.key, detail=do)
    context = {
        "rows": [{"row": row, "refused": refused.get(row.key, "")} for row in rows],
        "one": rows[0] if len(rows) == 1 else None,
        "do": do,
        "form": form,
        "title": offered.title,
        "button": offered.button,
        "back": back_of(request),
        "next": next_of(request),
        "on": today(),
    }
    return render(request, "cases/work/act.html", context, status=422 if form.is_bound else 200)


def _initial(rows: list[Obligation], do: str) -> dict[str, Any]:
    if do != "done":
        return {}
    codes = {row.code for row in rows}
    kind, text = PREFILLED.get(codes.pop(), ("review", "")) if len(codes) == 1 else ("review", "")
    if not text and len(rows) == 1:
        text = f"Done: {rows[0].what}"[:300]
    found = NoteKind.objects.filter(code=kind, is_active=True).first()
    return {"kind": found or NoteKind.objects.filter(is_active=True).first(), "text": text}


def _said(rows: list[Obligation], past: str) -> str:
    what = f"{rows[0].what}:" if len(rows) == 1 else f"{len(rows)} rows:"
    return f"{what} {past}. You can undo it for ten minutes."


@require_POST
@requires(Capability.NOTE)
def undo(request: HttpRequest, batch: str) -> HttpResponse:
    """Takes back what the person did in one go; refused, the sentence says why."""
    mine = ObligationAct.objects.filter(batch=batch, by=request.user)
    seen = Obligation.objects.visible_to(request.user)
    # One that came to stand on a relative's record since is not there, nor what went with it.
    if not mine.exists() or mine.exclude(obligation__in=seen).exists():
        raise Http404
    try:
        count = undo_batch(batch=batch, by=request.user, now=now())
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Undone." if count == 1 else f"Undone: {count} rows.")
    return redirect(f"{back_of(request)}#results")
