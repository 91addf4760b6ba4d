"""What people enter on a case: something to do, and events from which time limits run."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now
from caseflow.refusals import RuleViolation
from cases.forms import ReasonForm
from cases.models import Case, CaseClock
from cases.rules.limits import EVENTS
from cases.services.clocks import end_clock, limits_of, reverse_clock, start_clock, why_not_clock
from cases.services.obligation_acts import make_obligation
from cases.views.acts import add_refusal, posted, settle
from cases.views.detail import case_for
from cases.work_forms import EndClockForm, StartClockForm, ToDoForm

FORM_METHODS = ["GET", "POST"]


@require_http_methods(FORM_METHODS)
@requires(Capability.NOTE)
def case_todo(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        made = make_obligation(case=case, **said, by=request.user, now=now())
        return f"{made.what} is on the list of {made.responsible}."

    form = ToDoForm(posted(request))
    return settle(request, case, form, act) or _page(
        request, case, form, "Make something to do", "Put it on the list"
    )


@require_http_methods(FORM_METHODS)
@requires(Capability.NOTE)
def case_clock_new(request: HttpRequest, reference: str) -> HttpResponse:
    """The event; first what will be due by it, then it is saved."""
    case = case_for(request, reference)
    form = StartClockForm(posted(request))
    limits: Any = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            limits = limits_of(case, said["kind"], said["starts_on"], said["starts_at"])
            if "save" in request.POST:
                start_clock(case=case, **said, by=request.user, now=now())
                messages.success(request, f"{EVENTS[said['kind']].name}: entered.")
                return redirect(case)
        except RuleViolation as refusal:
            add_refusal(form, refusal)
    return _page(
        request,
        case,
        form,
        "Enter an event with a time limit",
        "Enter the event",
        limits=limits,
        previews=True,
        clocks=_clocks(case),
    )


@require_http_methods(FORM_METHODS)
@requires(Capability.NOTE)
def case_clock_end(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_for(request, reference)
    clock = _clock(case, number)

    def act(said: dict[str, Any]) -> str:
        end_clock(clock=clock, **said, by=request.user, now=now())
        return f"{_name(clock)}: ended."

    form = EndClockForm(posted(request))
    title = f"End: {_name(clock)}"
    return settle(request, case, form, act) or _page(request, case, form, title, "End it")


@require_http_methods(FORM_METHODS)
@requires(Capability.NOTE)
def case_clock_reverse(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_for(request, reference)
    clock = _clock(case, number)

    def act(said: dict[str, Any]) -> str:
        reverse_clock(clock=clock, **said, by=request.user, now=now())
        return f"{_name(clock)}: taken back."

    form = ReasonForm(posted(request))
    title = f"Take back: {_name(clock)}"
    return settle(request, case, form, act) or _page(request, case, form, title, "Take it back")


def _clocks(case: Case) -> list[CaseClock]:
    """The events that stand on the case, each with its name."""
    found = list(CaseClock.objects.filter(case=case).standing().order_by("starts_on", "number"))
    for clock in found:
        clock.name = _name(clock)
    return found


def _clock(case: Case, number: int) -> CaseClock:
    clock: CaseClock = get_object_or_404(CaseClock.objects.filter(case=case), number=number)
    clock.case = case
    return clock


def _name(clock: CaseClock) -> str:
    return EVENTS[clock.kind].name if clock.kind in EVENTS else clock.kind


def _page(
    request: HttpRequest, case: Case, form: Form, title: str, button: str, **more: Any
) -> HttpResponse:
    log_access(request, "case", case.reference, member_key=case.member.key, detail="due")
    context = {
        "case": case,
        "form": form,
        "title": title,
        "button": button,
        "refused": why_not_clock(case, request.user),
        **more,
    }
    shown = form.is_bound and not (more.get("limits") and form.is_valid())
    return render(request, "cases/work/by_hand.html", context, status=422 if shown else 200)
