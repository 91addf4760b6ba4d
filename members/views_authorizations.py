"""A member's authorizations to release medical information: listed, recorded, ended."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now, today
from caseflow.forms import Form
from caseflow.refusals import RuleViolation
from members.authorization_forms import AuthorizationForm, EndAuthorizationForm
from members.authorizations import authorization_words, state_of
from members.models import Authorization, Member
from members.services.authorizations import (
    DefectivePaper,
    end_authorization,
    record_authorization,
    why_not_authorize,
    why_not_end,
)
from members.views_member import member_for

FORM_METHODS = ["GET", "POST"]


def authorizations_url(member: Member, name: str = "authorizations", *more: int) -> str:
    """An address of the member's authorizations."""
    slug = member.star_number if member.separated_on is None else member.key
    return reverse(f"members:{name}", args=[slug, *more])


@require_GET
@requires(Capability.SEE)
def member_authorizations(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_for(request, slug)
    log_access(request, "member", member.star_number, member_key=member.key, detail="releases")
    rows = Authorization.objects.visible_to(request.user).filter(member=member)
    refused = why_not_authorize(request.user)
    context = {
        "member": member,
        "lines": [
            (row, state_of(row, today()), not refused and why_not_end(row) is None)
            for row in rows.select_related("recorded_by", "ended_by").order_by(
                "-signed_on", "-number"
            )
        ],
        "new_url": authorizations_url(member, "authorizations_new"),
        "why_not": refused,
    }
    return render(request, "members/authorizations.html", context)


@require_http_methods(FORM_METHODS)
@requires(Capability.NOTE)
def member_authorizations_new(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_for(request, slug)
    form = AuthorizationForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        made = record_authorization(
            member=member, paper=form.paper(), source=form.cleaned_data["source"],
            by=request.user, now=now(), on=today(),
        )  # fmt: skip
        state = state_of(made, today())
        said = f"Authorization {made.number} is recorded"
        return f"{said}." if state.holds else f"{said}. It releases nothing: {state.more}."

    return _settled(request, member, form, act) or _page(
        request, member, form, title="Record an authorization", button="Record it",
        says="Enter what the signed paper says. One that lacks what the law asks releases nothing "
        "and is refused here by what it lacks.",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@requires(Capability.NOTE)
def member_authorizations_end(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    member = member_for(request, slug)
    rows = Authorization.objects.visible_to(request.user).filter(member=member)
    row = get_object_or_404(rows, number=number)
    form = EndAuthorizationForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        said = form.cleaned_data
        end_authorization(authorization=row, **said, by=request.user, now=now(), on=today())
        return f"Authorization {number} is ended."

    return _settled(request, member, form, act) or _page(
        request, member, form, title=f"End authorization {number}", button="End it",
        says=authorization_words(row), refused=why_not_end(row),
    )  # fmt: skip


def _settled(
    request: HttpRequest, member: Member, form: Form, act: Callable[[], str]
) -> HttpResponse | None:
    """Does the act with a valid form and goes to the list; None when it is refused, with every
    sentence at its field."""
    if not form.is_valid():
        return None
    try:
        done = act()
    except DefectivePaper as refusal:
        for defect in refusal.defects:
            form.add_error(defect.field, defect.sentence)
        return None
    except RuleViolation as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    messages.success(request, done)
    return redirect(authorizations_url(member))


def _page(
    request: HttpRequest,
    member: Member,
    form: Form,
    *,
    title: str,
    button: str,
    says: str,
    refused: str | None = None,
) -> HttpResponse:
    log_access(request, "member", member.star_number, member_key=member.key, detail=title)
    context = {
        "member": member, "form": form, "title": title, "button": button, "says": says,
        "refused": refused, "back": authorizations_url(member),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "members/authorization_act.html", context, status=status)
