"""A member's statement of benefits: for which period and on which request, look at it, issue it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now, today
from caseflow.keys import public_id
from caseflow.refusals import RuleViolation
from members.models import Member
from members.services.stars import member_by_star
from notices.catalogue import CATALOGUE, why_not_issue
from notices.forms import StatementForm, StatementIssueForm
from notices.letters.benefit_statement import CODE, Channel, former
from notices.letters.parts import Occasion
from notices.rendering import draft_letter, letter_html, letter_pdf
from notices.services.issuing import issue_notice
from notices.views.reading import pdf_response

KIND = CATALOGUE[CODE]
ASKED = ("first_day", "last_day", "requested_on", "channel")


@require_GET
@requires(Capability.ISSUE)
def statement_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The statement as it would be issued now, of the period and the request in the address."""
    member = member_of(request, slug)
    return preview_page(request, member, StatementForm(asked(request.GET)))


@require_GET
@requires(Capability.ISSUE)
def statement_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a PDF, marked as a draft; refused with a message."""
    member, form = member_of(request, slug), StatementForm(asked(request.GET))
    if not form.is_valid():
        return preview_page(request, member, form)
    try:
        draft = draft_letter(CODE, occasion_of(request, member, form))
        pdf = letter_pdf(draft, letter_html(draft))
    except RuleViolation as refusal:
        return preview_page(request, member, form, refusal=refusal)
    return pdf_response(pdf, f"draft-statement-{member.star_number}.pdf")


@require_POST
@requires(Capability.ISSUE)
def statement_issue(request: HttpRequest, slug: str) -> HttpResponse:
    """Issues what was looked at; a second click leads to the same letter."""
    member, form = member_of(request, slug), StatementIssueForm(request.POST)
    if not form.is_valid():
        return preview_page(request, member, StatementForm(request.POST), refusal=UNREADABLE)
    seen, short_code = (form.cleaned_data.pop(name) for name in ("seen", "short_code"))
    try:
        notice = issue_notice(
            code=CODE,
            member=member,
            ask=form.ask(),
            by=request.user,
            now=now(),
            on=today(),
            seen=seen,
            short_code=short_code,
        )
    except RuleViolation as refusal:
        return preview_page(request, member, StatementForm(request.POST), refusal=refusal)
    messages.success(request, f"{notice.number} is issued.")
    return redirect(notice)


UNREADABLE = RuleViolation("The preview could not be read. Look at the statement below.")


def member_of(request: HttpRequest, slug: str) -> Member:
    """The member of this star or key, logged; 404 for whom this person may not see."""
    rows = Member.objects.visible_to(request.user).for_list()
    if slug.isdigit():
        meant = member_by_star(slug, today())
        member = get_object_or_404(rows, pk=meant.pk if meant else None)
    else:
        member = get_object_or_404(rows, key=slug)
    log_access(request, "member", member.star_number, member_key=member.key, detail="statement")
    return member


def asked(query: Any) -> dict[str, Any]:
    """What the address asks for; without anything, the last calendar year, asked for today."""
    if any(name in query for name in ASKED):
        return {name: query.get(name, "") for name in ASKED}
    on = today()
    return {
        "first_day": date(on.year - 1, 1, 1),
        "last_day": date(on.year - 1, 12, 31),
        "requested_on": on,
        "channel": Channel.PAPER.value,
    }


def occasion_of(request: HttpRequest, member: Member, form: StatementForm) -> Occasion:
    return Occasion(None, request.user, today(), member, form.ask())


def preview_page(
    request: HttpRequest,
    member: Member,
    form: StatementForm,
    *,
    refusal: RuleViolation | None = None,
) -> HttpResponse:
    """The form of the request with the statement below. `refusal` says why the act just asked for
    was not done; where the statement itself lacks something, that stands at the button."""
    context: dict[str, Any] = {"member": member, "form": form, "kind": KIND, "refusal": refusal}
    context["no_address"] = not settings.OFFICE_ADDRESS
    if form.is_valid():
        context |= statement_of(request, member, form)
    else:
        context["refused"] = "Enter the period and the request first."
    wrong = refusal is not None or bool(form.errors)
    return render(request, "notices/statement.html", context, status=422 if wrong else 200)


def statement_of(request: HttpRequest, member: Member, form: StatementForm) -> dict[str, Any]:
    """The statement with what its button sends back; or the sentence of what it lacks."""
    occasion = occasion_of(request, member, form)
    try:
        draft = draft_letter(CODE, occasion)
    except RuleViolation as lacking:
        if lacking.field:
            form.add_error(lacking.field, lacking.sentence)
        return {"refused": why_not_issue(KIND, None, request.user) or lacking.sentence}
    short_code = public_id()
    query = request.GET.urlencode() or request.POST.urlencode()
    back = {name: form.data[name] for name in ASKED}
    return {
        "draft": draft,
        "letter": letter_html(draft, short_code=short_code),
        "newest": former(occasion),
        "back": [*back.items(), ("seen", draft.digest), ("short_code", short_code)],
        "draft_url": f"{reverse('notices:statement_draft', args=[page_of(member)])}?{query}",
        "issue_url": reverse("notices:statement_issue", args=[page_of(member)]),
    }


def page_of(member: Member) -> str:
    """The member's place in an address."""
    return member.get_absolute_url().rstrip("/").rpartition("/")[2]
