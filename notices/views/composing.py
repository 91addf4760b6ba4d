"""Composing a letter: choose the case and the kind, look at the letter, issue it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now, today
from caseflow.refusals import RuleViolation
from cases.models import Case
from notices.catalogue import CATALOGUE, NoticeKind, why_not_issue
from notices.forms import CaseChoice, IssueForm
from notices.letters.parts import Occasion
from notices.rendering import draft_letter, letter_html, letter_pdf
from notices.services.issuing import issue_notice
from notices.views.reading import pdf_response

UNREADABLE = "The preview could not be read. Look at the letter below, then issue it."


@require_GET
@requires(Capability.ISSUE)
def notice_new(request: HttpRequest) -> HttpResponse:
    """Which case, then which letter; those that cannot be issued now say why."""
    form = CaseChoice(request.GET or None)
    if not form.is_valid():
        return render(request, "notices/new.html", {"form": form})
    case = (
        visible_cases(request).filter(reference=form.cleaned_data["case"].strip().upper()).first()
    )
    if case is None:
        form.add_error("case", "There is no case with this reference that you may open.")
        return render(request, "notices/new.html", {"form": form}, status=404)
    log_access(request, "case", case.reference, member_key=case.member.key)
    offered = [kind for kind in CATALOGUE.values() if kind.of_case]
    kinds = [(kind, why_not_issue(kind, case, request.user)) for kind in offered]
    return render(request, "notices/new.html", {"case": case, "kinds": kinds})


@require_GET
@requires(Capability.ISSUE)
def notice_preview(request: HttpRequest, code: str) -> HttpResponse:
    """The letter as it would be issued now, or the sentence that says what it lacks."""
    kind, case = chosen(code, request, request.GET.get("case", ""))
    return preview_page(request, kind, case)


@require_GET
@requires(Capability.ISSUE)
def notice_draft(request: HttpRequest, code: str) -> HttpResponse:
    """The same letter as a PDF, marked as a draft; refused with a message."""
    kind, case = chosen(code, request, request.GET.get("case", ""))
    try:
        draft = draft_letter(kind.code, Occasion(case, request.user, today()))
        pdf = letter_pdf(draft, letter_html(draft))
    except RuleViolation as refusal:
        return preview_page(request, kind, case, refusal=refusal.sentence)
    return pdf_response(pdf, f"draft-{case.reference}.pdf")


@require_POST
@requires(Capability.ISSUE)
def notice_issue(request: HttpRequest, code: str) -> HttpResponse:
    """Issues what was looked at; a second click leads to the same letter."""
    kind, case = chosen(code, request, request.POST.get("case", ""))
    form = IssueForm(request.POST)
    if not form.is_valid():
        return preview_page(request, kind, case, refusal=UNREADABLE)
    try:
        notice = issue_notice(
            case=case,
            code=kind.code,
            by=request.user,
            now=now(),
            on=today(),
            seen=form.cleaned_data["seen"],
            short_code=form.cleaned_data["short_code"],
        )
    except RuleViolation as refusal:
        return preview_page(request, kind, case, refusal=refusal.sentence)
    messages.success(request, f"{notice.number} is issued.")
    return redirect(notice)


def visible_cases(request: HttpRequest) -> Any:
    return Case.objects.visible_to(request.user).select_related(
        "member", "member__unit", "owner", "parent"
    )


def chosen(code: str, request: HttpRequest, reference: str) -> tuple[NoticeKind, Case]:
    """The kind and the case that a page is about, logged; 404 for either that is not there."""
    if code not in CATALOGUE or not CATALOGUE[code].of_case:
        raise Http404("There is no written notification of this kind.")
    if "\x00" in reference:  # PostgreSQL has no text with one
        raise Http404("There is no case with this reference.")
    case = get_object_or_404(visible_cases(request), reference=reference)
    log_access(request, "case", case.reference, member_key=case.member.key, detail=f"letter {code}")
    return CATALOGUE[code], case


def preview_page(
    request: HttpRequest, kind: NoticeKind, case: Case, *, refusal: str = ""
) -> HttpResponse:
    """The letter with its buttons. `refusal` says why the act just asked for was not done; where
    the letter itself lacks something, that sentence stands at the button instead."""
    context: dict[str, Any] = {
        "case": case,
        "kind": kind,
        "refusal": refusal,
        "newest": None,
        "no_address": not settings.OFFICE_ADDRESS,
    }
    occasion = Occasion(case, request.user, today())
    try:
        draft = draft_letter(kind.code, occasion)
    except RuleViolation as lacking:
        context["refused"] = lacking.sentence
    else:
        form = IssueForm.fresh(case.reference, draft.digest)
        context |= {"form": form, "draft": draft, "newest": kind.former(occasion)}
        context["letter"] = letter_html(draft, short_code=form.initial["short_code"])
    return render(request, "notices/preview.html", context, status=422 if refusal else 200)
