"""One view an act on a case: the form, the service, the redirect."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from caseflow.access import ROLES, Capability, requires
from caseflow.dates import now, today
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.checklist import checklist
from cases.forms import AssignForm, CloseForm, HoldForm, ReasonForm, ReturnForm
from cases.lifecycle import ACTIONS, why_not
from cases.models import Case
from cases.services.assigning import assign_case
from cases.services.closing import close_case, reopen_case
from cases.services.holding import hold_case, resume_case
from cases.services.moving import confirm_case, return_case
from cases.views.detail import case_for

FORM_METHODS = ["GET", "POST"]


def act_page(
    request: HttpRequest,
    case: Case,
    form: Form,
    action: str,
    *,
    button: str,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page of one act: its form, or the sentence that says why it cannot be done."""
    context = {
        "case": case,
        "form": form,
        "title": ACTIONS[action].label,
        "says": ACTIONS[action].says,
        "button": button,
        "refused": why_not(action, case, request.user),
        **more,
    }
    return render(request, "cases/act.html", context, status=status)


def settle(
    request: HttpRequest, case: Case, form: Form, act: Callable[[dict[str, Any]], str]
) -> HttpResponse | None:
    """Does the act with a valid form and goes back to the case; None when it is refused."""
    if not form.is_valid():
        return None
    try:
        done = act(form.cleaned_data)
    except RuleViolation as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    messages.success(request, done)
    return redirect(case)


def bare(request: HttpRequest, case: Case, act: Callable[[], str]) -> HttpResponse:
    """A button without a form: done, or refused with a message; back to the case either way."""
    try:
        messages.success(request, act())
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return redirect(case)


def case_keepers() -> Any:
    """Active people who can keep a case, by name."""
    codes = [r.code for r in ROLES.values() if {"open", "note"} <= {*r.capabilities}]
    people = User.objects.filter(is_active=True).order_by("full_name")
    keepers = [user.pk for user in people if set(user.roles) & set(codes)]
    return people.filter(pk__in=keepers)


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
    people = case_keepers()

    def act(said: dict[str, Any]) -> str:
        assign_case(
            case=case,
            user=said["user"],
            by=request.user,
            now=now(),
            reason=said["reason"],
            seen_owner_id=said["seen_owner"],
        )
        return f"{case.reference} is with {said['user']} now."

    if request.method == "POST":
        form = AssignForm(request.POST, people=people)
        if done := settle(request, case, form, act):
            return done
    else:
        form = AssignForm(people=people, initial={"seen_owner": case.owner_id})
    button = "Hand over" if case.owner_id else "Assign"
    return act_page(request, case, form, "assign", button=button, status=_status(form))


def _status(form: Form) -> int:
    return 422 if form.is_bound else 200


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
        return_case(case=case, last_day=said["last_day"], by=request.user, now=now(), on=today())
        return "The return is recorded."

    form = ReturnForm(request.POST or None)
    if done := settle(request, case, form, act):
        return done
    return act_page(request, case, form, "return", button="Record the return", status=_status(form))


@require_http_methods(FORM_METHODS)
@requires(Capability.CLOSE)
def case_hold(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        hold_case(case=case, **said, by=request.user, now=now(), on=today())
        return f"{case.reference} is on hold."

    form = HoldForm(request.POST or None)
    if done := settle(request, case, form, act):
        return done
    return act_page(request, case, form, "hold", button="Put on hold", status=_status(form))


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
        close_case(
            case=case,
            outcome=said["outcome"],
            reason=said["reason"],
            waived=said.get("waived", []),
            by=request.user,
            now=now(),
            on=today(),
        )
        return f"{case.reference} is closed."

    form = CloseForm(request.POST or None, waivable=waivable)
    if done := settle(request, case, form, act):
        return done
    return act_page(
        request, case, form, "close", button="Close the case", status=_status(form), items=items
    )


@require_http_methods(FORM_METHODS)
@requires(Capability.CLOSE)
def case_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        reopen_case(case=case, reason=said["reason"], by=request.user, now=now())
        return f"{case.reference} is open again; nobody keeps it yet."

    form = ReasonForm(request.POST or None)
    if done := settle(request, case, form, act):
        return done
    return act_page(request, case, form, "reopen", button="Reopen the case", status=_status(form))
