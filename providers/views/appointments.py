"""One appointment: make it on a case, read it with its history, and each act on it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import local_day, now, today
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.views.detail import case_for
from providers.forms import AppointmentForm, MoveForm, ReasonForm
from providers.lifecycle import ACTIONS, Action, said, why_not, why_not_make
from providers.models import Appointment, AppointmentState
from providers.rules.clock import instant_of, twice_sentence
from providers.services.appointments import (
    cancel_appointment,
    correct_appointment,
    keep_appointment,
    make_appointment,
    miss_appointment,
    move_appointment,
)
from providers.views.calendar_lines import STATE_TAGS
from providers.views.common import back_to, changes, posted, press, refuse, status_of

FORM = ["GET", "POST"]


@require_http_methods(FORM)
@requires(Capability.NOTE)
def appointment_new(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)
    log_access(request, "case", case.reference, member_key=case.member.key, detail="appointment")
    form = AppointmentForm(posted(request), case=case, initial={"day": next_weekday(today())})
    if form.is_valid():
        try:
            made = make_appointment(
                case=case, **form.cleaned_data, by=request.user, now=now(), on=today()
            )
        except RuleViolation as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"The appointment is made: {_said(made, form)}")
            return redirect(case)
    refused = None if form.is_bound else why_not_make(case, request.user)
    context = {"case": case, "form": form, "refused": refused}
    return render(request, "providers/appointment_new.html", context, status=status_of(form))


def next_weekday(day: date) -> date:
    """The Monday to Friday that follows the day."""
    return day + timedelta(days={4: 3, 5: 2}.get(day.weekday(), 1))


@require_GET
@requires(Capability.SEE)
def appointment_detail(request: HttpRequest, key: str) -> HttpResponse:
    appointment = appointment_for(request, key)
    rows = appointment.history.select_related("history_user").order_by("history_date", "history_id")
    context = {
        "appointment": appointment,
        "case": appointment.case,
        "tag": STATE_TAGS[AppointmentState(appointment.state)],
        "acts": acts_on(appointment, request.user, now()),
        "changes": changes(rows, _facts),
        "day_url": day_address(appointment),
    }
    return render(request, "providers/appointment.html", context)


def acts_on(
    appointment: Appointment, user: User, moment: datetime
) -> list[tuple[Action, str | None]]:
    """The acts that its state has, each with why not; one sentence is said once."""
    found: dict[Any, tuple[Action, str | None]] = {}
    for action in ACTIONS.values():
        if appointment.state in action.sources:
            refused = why_not(action.code, appointment, user, moment)
            found.setdefault(refused or action.code, (action, refused))
    return list(found.values())


def appointment_for(request: HttpRequest, key: str) -> Appointment:
    """The appointment, if this person may see its case; the opening is logged."""
    rows = Appointment.objects.visible_to(request.user).for_list()
    appointment = get_object_or_404(
        rows.select_related("made_by", "settled_by", "moved_from", "moved_to"), key=key
    )
    case = appointment.case
    log_access(request, "case", case.reference, member_key=case.member.key, detail="appointment")
    return appointment


def day_address(appointment: Appointment) -> str:
    """The day list on which the appointment stands."""
    return f"{reverse('providers:appointments')}?day={local_day(appointment.starts_at)}"


def _facts(row: Any) -> dict[str, str]:
    """A row of the appointment's history in words."""
    return {
        "State": AppointmentState(row.state).label,
        "When": said(row.starts_at),
        "Minutes": str(row.minutes),
        "Place": row.place,
    }


def _said(appointment: Appointment, form: Form) -> str:
    """When it is, and which of two is meant on the night when the clocks go back."""
    day, clock = form.cleaned_data["day"], form.cleaned_data["clock"]
    twice = instant_of(day, clock, timezone.get_current_timezone()).twice
    when = f"{said(appointment.starts_at)}."
    return f"{when} {twice_sentence(day, clock)}" if twice else when


@require_POST
@requires(Capability.NOTE)
def appointment_keep(request: HttpRequest, key: str) -> HttpResponse:
    appointment = appointment_for(request, key)

    def act() -> str:
        keep_appointment(appointment=appointment, by=request.user, now=now())
        return f"{appointment.case.member.name}: kept."

    return press(request, appointment, act)


@require_POST
@requires(Capability.NOTE)
def appointment_miss(request: HttpRequest, key: str) -> HttpResponse:
    appointment = appointment_for(request, key)

    def act() -> str:
        miss_appointment(appointment=appointment, by=request.user, now=now())
        return f"{appointment.case.member.name}: no-show."

    return press(request, appointment, act)


@require_http_methods(FORM)
@requires(Capability.NOTE)
def appointment_move(request: HttpRequest, key: str) -> HttpResponse:
    appointment = appointment_for(request, key)
    form = MoveForm(posted(request), initial=_as_it_is(appointment))
    if form.is_valid():
        try:
            moved = move_appointment(
                appointment=appointment,
                **form.cleaned_data,
                by=request.user,
                now=now(),
                on=today(),
            )
        except RuleViolation as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"The appointment is moved: {_said(moved, form)}")
            return back_to(request, moved)
    return act_page(request, appointment, form, "move", "Move the appointment")


def _as_it_is(appointment: Appointment) -> dict[str, Any]:
    local = timezone.localtime(appointment.starts_at)
    return {
        "day": local.date(),
        "clock": local.time(),
        "minutes": appointment.minutes,
        "place": appointment.place,
    }


@require_http_methods(FORM)
@requires(Capability.NOTE)
def appointment_cancel(request: HttpRequest, key: str) -> HttpResponse:
    return _with_reason(request, key, "cancel", "Cancel the appointment", "It is cancelled.")


@require_http_methods(FORM)
@requires(Capability.AMEND)
def appointment_correct(request: HttpRequest, key: str) -> HttpResponse:
    return _with_reason(request, key, "correct", "Set back to scheduled", "It is scheduled again.")


WITH_REASON = {"cancel": cancel_appointment, "correct": correct_appointment}


def _with_reason(
    request: HttpRequest, key: str, action: str, button: str, done: str
) -> HttpResponse:
    appointment = appointment_for(request, key)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            WITH_REASON[action](
                appointment=appointment,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=now(),
            )
        except RuleViolation as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return back_to(request, appointment)
    return act_page(request, appointment, form, action, button)


def act_page(
    request: HttpRequest, appointment: Appointment, form: Form, action: str, button: str
) -> HttpResponse:
    """The page of one act: its form, or the sentence that says why it cannot be done."""
    spec = ACTIONS[action]
    context = {
        "appointment": appointment,
        "case": appointment.case,
        "form": form,
        "title": button,
        "says": spec.says,
        "button": button,
        "kind": "danger" if action == "cancel" else "",
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "refused": None if form.is_bound else why_not(action, appointment, request.user, now()),
    }
    return render(request, "providers/appointment_act.html", context, status=status_of(form))
