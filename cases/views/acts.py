"""One view an act on a case: the form, the service, the redirect."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now, today
from caseflow.models import User
from caseflow.refusals import RuleViolation, StaleVersion
from cases.checklist import checklist
from cases.forms import AssignForm, CloseForm, HoldForm, ReasonForm, ReturnForm
from cases.lifecycle import ACTIONS, why_not
from cases.models import Case
from cases.services.assigning import assign_case
from cases.services.closing import close_case, reopen_case
from cases.services.holding import hold_case, resume_case
from cases.services.moving import confirm_case, return_case
from cases.services.releasing import why_not_return
from cases.views.detail import case_for

FORM_METHODS = ["GET", "POST"]
Act = Callable[[dict[str, Any]], str]


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def settle(request: HttpRequest, case: Case, form: Form, act: Act) -> HttpResponse | None:
    """Does the act with a valid form and goes back to the case; None when it is refused.

    StaleVersion is the caller's to show: it knows what has changed meanwhile.
    """
    if not form.is_valid():
        return None
    try:
        done = act(form.cleaned_data)
    except StaleVersion:
        raise
    except RuleViolation as refusal:
        add_refusal(form, refusal)
        return None
    messages.success(request, done)
    return redirect(case)


def add_refusal(form: Form, refusal: RuleViolation) -> None:
    """The sentence at its field, or on top of the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def act_page(
    request: HttpRequest, case: Case, form: Form, action: str, *, button: str, **more: Any
) -> HttpResponse:
    """The page of one act: its form, or the sentence that says why it cannot be done."""
    log_access(request, "case", case.reference, member_key=case.member.key, detail=action)
    context = {
        "case": case,
        "form": form,
        "title": ACTIONS[action].label,
        "says": ACTIONS[action].says,
        "button": button,
        "refused": why_not(action, case, request.user),
        **more,
    }
    refused = form.is_bound and "impact" not in more
    return render(request, "cases/act.html", context, status=422 if refused else 200)


def bare(request: HttpRequest, case: Case, act: Callable[[], str]) -> HttpResponse:
    """A button without a form: done, or refused with a message; back to the case either way."""
    try:
        messages.success(request, act())
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return redirect(case)


def case_keepers() -> Any:
    """Active people who can keep a case, by name."""
    people = User.objects.filter(is_active=True).order_by("full_name")
    return people.filter(pk__in=[user.pk for user in people if user.keeps_cases])


@require_POST
@requires(Capability.ASSIGN)
def case_take(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act() -> str:
        assign_case(case=case, user=request.user, by=request.user, now=now(), seen_owner_id=None)
        return f"You keep {case.reference} now."

    return bare(request, case, act)


@require_http_methods(FORM_METHODS)
@requires(Capability.ASSIGN)
def case_assign(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        seen = said.pop("seen_owner")
        assign_case(case=case, **said, seen_owner_id=seen, by=request.user, now=now())
        return f"{case.reference} is with {said['user']} now."

    form = AssignForm(posted(request), people=case_keepers(), initial={"seen_owner": case.owner_id})
    try:
        if done := settle(request, case, form, act):
            return done
    except StaleVersion as refusal:
        case.refresh_from_db()
        add_refusal(form, refusal)
        form.accept_owner(case.owner_id)
    button = "Hand over" if case.owner_id else "Assign"
    return act_page(request, case, form, "assign", button=button)


@require_POST
@requires(Capability.AMEND)
def case_confirm(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act() -> str:
        confirm_case(case=case, by=request.user, now=now())
        return "The absence is confirmed."

    return bare(request, case, act)


@require_http_methods(FORM_METHODS)
@requires(Capability.CLOSE)
def case_return(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        if sentence := why_not_return(case):
            raise RuleViolation(sentence)
        return_case(case=case, **said, by=request.user, now=now(), on=today())
        return "The return is recorded."

    form = ReturnForm(posted(request))
    refused = why_not("return", case, request.user) or why_not_return(case)
    return settle(request, case, form, act) or act_page(
        request, case, form, "return", button="Record the return", refused=refused
    )


@require_http_methods(FORM_METHODS)
@requires(Capability.CLOSE)
def case_hold(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        hold_case(case=case, **said, by=request.user, now=now(), on=today())
        return f"{case.reference} is on hold."

    form = HoldForm(posted(request))
    return settle(request, case, form, act) or act_page(
        request, case, form, "hold", button="Put on hold"
    )


@require_POST
@requires(Capability.CLOSE)
def case_resume(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act() -> str:
        resume_case(case=case, by=request.user, now=now())
        return "The hold is ended."

    return bare(request, case, act)


@require_http_methods(FORM_METHODS)
@requires(Capability.CLOSE)
def case_close(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)
    items = checklist(case, today())
    waivable = [
        (state.item.code, f"{state.item.label}: {state.open_because}")
        for state in items
        if state.open_because and state.item.waivable
    ]

    def act(said: dict[str, Any]) -> str:
        close_case(case=case, **{"waived": [], **said}, by=request.user, now=now(), on=today())
        return f"{case.reference} is closed."

    form = CloseForm(posted(request), waivable=waivable)
    return settle(request, case, form, act) or act_page(
        request, case, form, "close", button="Close the case", items=items
    )


@require_http_methods(FORM_METHODS)
@requires(Capability.CLOSE)
def case_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        reopen_case(case=case, **said, by=request.user, now=now())
        return f"{case.reference} is open again; nobody keeps it yet."

    form = ReasonForm(posted(request))
    return settle(request, case, form, act) or act_page(
        request, case, form, "reopen", button="Reopen the case"
    )
