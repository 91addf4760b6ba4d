"""Drafts of notes: kept from the page every few seconds, chosen between, dropped, listed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now
from caseflow.middleware import asks_for_json
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.drafts import draft_lines
from cases.forms import AmendNoteForm, NoteForm
from cases.models import Case, NoteKind
from cases.notebox import choices_of, draft_of, kept_words, open_on, typed, window_of
from cases.services.drafts import Kept, choose_draft, drop_draft, keep_draft
from cases.views.acts import add_refusal
from cases.views.detail import case_for, case_page
from cases.views.notes import amend_page, note_for

ELSEWHERE = "You write this note in another window too. Both texts are kept."


def _case(request: HttpRequest, reference: str) -> Case:
    """The case, if this person may see it, with no more than a draft needs."""
    rows = Case.objects.visible_to(request.user).select_related("member")
    return get_object_or_404(rows, reference=reference)


def _number(request: HttpRequest, case: Case) -> int:
    """Which note is amended; 0 for a new one."""
    asked = request.POST.get("note_number") or request.GET.get("note_number") or "0"
    if not (asked.isascii() and asked.isdigit() and len(asked) < 9):
        raise Http404
    number = int(asked)
    if number and not request.user.can(Capability.AMEND):
        raise PermissionDenied(f"This takes the right to {Capability.AMEND.label}.")
    if number and not case.notes.filter(number=number).exists():
        raise Http404
    return number


@require_http_methods(["GET", "POST"])
@requires(Capability.NOTE)
def case_draft(request: HttpRequest, reference: str) -> HttpResponse:
    """POST keeps what was typed: JSON for the page's script, a redirect for a form. GET gives the
    script what it needs after a new sign-in: a token that fits, and what is kept."""
    case = _case(request, reference)
    number = _number(request, case)
    if request.method == "GET":
        draft = draft_of(case, request.user, number)
        return JsonResponse({"token": get_token(request), **_answer(Kept(draft))})
    try:
        kept = _keep(request, case, number)
    except RuleViolation as refusal:
        if asks_for_json(request):
            return JsonResponse({"sentence": str(refusal)}, status=422)
        return _refused(request, case, number, refusal)
    if asks_for_json(request):
        return JsonResponse(_answer(kept), status=409 if kept.elsewhere else 200)
    if kept.elsewhere:
        messages.warning(request, f"{ELSEWHERE} Choose below.")
    elif kept.draft:
        messages.success(request, "Kept as a draft. Nobody else sees it; it is no note yet.")
    return redirect(_back(case, number, _questions(request)))


def _keep(request: HttpRequest, case: Case, number: int) -> Kept:
    return keep_draft(
        case=case, note_number=number, fields=typed(request.POST),
        window=window_of(request.POST), by=request.user, now=now(),
    )  # fmt: skip


def _answer(kept: Kept) -> dict[str, Any]:
    draft = kept.draft
    return {
        "serial": draft.serial if draft else 0,
        "saved_at": draft.saved_at.isoformat() if draft else "",
        "kept": kept_words(draft.saved_at, now()) if draft else "",
        "elsewhere": kept.elsewhere,
        "sentence": f"{ELSEWHERE} Open the page again to see both." if kept.elsewhere else "",
    }


def _refused(request: HttpRequest, case: Case, number: int, refusal: RuleViolation) -> HttpResponse:
    """A form without a script: its page again, with the sentence and all that was typed."""
    if number:
        amended = AmendNoteForm(request.POST)
        amended.is_valid()
        add_refusal(amended, refusal)
        return amend_page(request, note_for(case, number), amended)
    form = NoteForm(request.POST, due=choices_of(open_on(case, request.user)))
    form.is_valid()
    add_refusal(form, refusal)
    return case_page(request, case_for(request, case.reference), form, status=422)


@require_POST
@requires(Capability.NOTE)
def case_draft_drop(request: HttpRequest, reference: str) -> HttpResponse:
    case = _case(request, reference)
    number = _number(request, case)
    window = window_of(request.POST)
    if drop_draft(case=case, note_number=number, window=window, by=request.user):
        messages.success(request, "The draft is dropped.")
    else:
        messages.info(request, "There is no draft any more.")
    if request.POST.get("back") == "drafts":
        return redirect("drafts")
    return redirect(_back(case, number))


@require_POST
@requires(Capability.NOTE)
def case_draft_choose(request: HttpRequest, reference: str) -> HttpResponse:
    """Settles the text of another window; what is typed in this one is kept first."""
    case = _case(request, reference)
    number = _number(request, case)
    how, _, other = request.POST.get("choose", "").partition(":")
    try:
        _keep(request, case, number)
        choose_draft(
            case=case, note_number=number, other=other, how=how, by=request.user, now=now()
        )
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, SAID.get(how, SAID["drop"]))
    return redirect(_back(case, number))


SAID = {
    "use": "The text of the other window is in the box.",
    "both": "Both texts are in the box, one after the other.",
    "drop": "The text of the other window is dropped.",
}


def _questions(request: HttpRequest) -> str:
    """Of the chosen kind, where a form without a script asks for them: what the address says."""
    kind = request.POST.get("kind", "")
    if request.POST.get("insert") != "questions" or not (kind.isascii() and kind.isdigit()):
        return ""
    found = NoteKind.objects.filter(pk=int(kind[:12]), is_active=True).first()
    return f"?questions={found.code}" if found else ""


def _back(case: Case, number: int, query: str = "") -> str:
    page = case.get_absolute_url()
    return f"{page}notes/{number}/amend/" if number else f"{page}{query}#note"


@require_GET
@requires(Capability.NOTE)
def draft_list(request: HttpRequest) -> HttpResponse:
    """One's own unfinished notes."""
    log_access(request, "list", "drafts")
    return render(request, "cases/drafts.html", {"drafts": draft_lines(request.user)})


@require_GET
@requires(Capability.NOTE)
def colleague_list(request: HttpRequest) -> HttpResponse:
    """Whom a note can mention: the active people who work on cases, for the page's script."""
    people = User.objects.filter(is_active=True).exclude(pk=request.user.pk)
    named = [
        {"name": person.username, "full": person.get_full_name()}
        for person in people.order_by("full_name", "username")
        if person.can(Capability.NOTE)
    ]
    response = JsonResponse({"colleagues": named})
    response["Cache-Control"] = "private, max-age=300"
    return response
