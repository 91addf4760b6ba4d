"""Who is away, and who does their work: one's own periods, the team's, and how to enter one."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caseflow.access import KEEPERS, Capability, requires
from caseflow.coverage import coverage_on
from caseflow.dates import now, today
from caseflow.datewords import weekday
from caseflow.forms import DateField, Form
from caseflow.models import AwayPeriod, User
from caseflow.refusals import RuleViolation
from caseflow.services.coverage import (
    cancel_away,
    change_away,
    enter_away,
    why_not_change_away,
)

AHEAD = timedelta(days=400)
BACK = timedelta(days=30)


class AwayForm(Form):
    user = forms.ModelChoiceField(User.objects.none(), label="Who is away")
    first_day = DateField(label="First day away")
    last_day = DateField(label="Last day away")
    stand_in = forms.ModelChoiceField(
        User.objects.none(),
        label="Stand-in",
        help_text="Sees the work on these days; it is back by itself on the day after.",
    )
    remark = forms.CharField(label="Remark", max_length=200, required=False)

    def __init__(self, *args: Any, by: User, period: AwayPeriod | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = keepers()
        self.fields["stand_in"].queryset = people  # type: ignore[attr-defined]
        if period is not None or not by.can(Capability.SUPERVISE):
            del self.fields["user"]
        else:
            self.fields["user"].queryset = people  # type: ignore[attr-defined]


def keepers() -> Any:
    """Active people who can keep cases, by name."""
    people = User.objects.filter(is_active=True).order_by("full_name")
    keys = [user.pk for user in people if not KEEPERS.isdisjoint(user.roles)]
    return people.filter(pk__in=keys)


@require_GET
@requires(Capability.NOTE)
def away_page(request: HttpRequest) -> HttpResponse:
    on = today()
    rows = AwayPeriod.objects.standing().filter(last_day__gte=on - BACK, first_day__lt=on + AHEAD)
    coverage = coverage_on(on)
    periods = []
    for period in rows.select_related("user", "stand_in").order_by("first_day", "user__full_name"):
        runs = period.first_day <= on <= period.last_day
        periods.append(
            {
                "period": period,
                "runs": runs,
                "over": period.last_day < on,
                "really": coverage.stand_ins.get(period.user_id) if runs else period.stand_in,
                "mine": request.user.pk in (period.user_id, period.stand_in_id),
                "may_change": why_not_change_away(period, request.user, on) is None,
            }
        )
    context = {
        "mine": [each for each in periods if each["mine"]],
        "team": [each for each in periods if not each["mine"]],
        "stands_in": coverage.covered_by(request.user),
        "alone": [coverage.away[key].user for key in sorted(coverage.left_alone)],
        "on": on,
    }
    return render(request, "caseflow/away.html", context)


@require_http_methods(["GET", "POST"])
@requires(Capability.NOTE)
def away_new(request: HttpRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = AwayForm(sent, by=request.user, initial={"user": request.user.pk})
    if form.is_valid():
        said = {"user": request.user, **form.cleaned_data}
        try:
            period = enter_away(**said, by=request.user, now=now())
        except RuleViolation as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _entered(period))
            return redirect("away")
    return _form_page(request, form, "Enter time away", "Enter it")


@require_http_methods(["GET", "POST"])
@requires(Capability.NOTE)
def away_change(request: HttpRequest, number: int) -> HttpResponse:
    period = _period(number)
    names = ("first_day", "last_day", "stand_in", "remark")
    initial = {name: getattr(period, name) for name in names}
    sent = request.POST if request.method == "POST" else None
    form = AwayForm(sent, by=request.user, period=period, initial=initial)
    if form.is_valid():
        try:
            period = change_away(period=period, **form.cleaned_data, by=request.user, now=now())
        except RuleViolation as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _entered(period))
            return redirect("away")
    refused = why_not_change_away(period, request.user, today())
    return _form_page(request, form, f"Time away of {period.user}", "Change it", refused=refused)


@require_POST
@requires(Capability.NOTE)
def away_cancel(request: HttpRequest, number: int) -> HttpResponse:
    try:
        period = cancel_away(period=_period(number), by=request.user, now=now())
        messages.success(request, f"{period.user} is not away any more.")
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return redirect("away")


def _period(number: int) -> AwayPeriod:
    rows = AwayPeriod.objects.select_related("user", "stand_in")
    period = rows.filter(pk=number).first() if number < 2**63 else None
    if period is None:
        raise Http404
    return period


def _entered(period: AwayPeriod) -> str:
    return (
        f"{period.user} is away from {weekday(period.first_day)} to {weekday(period.last_day)}; "
        f"{period.stand_in} stands in."
    )


def _form_page(
    request: HttpRequest, form: AwayForm, title: str, button: str, *, refused: str | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "refused": refused}
    status = 422 if form.is_bound else 200
    return render(request, "caseflow/away_form.html", context, status=status)
