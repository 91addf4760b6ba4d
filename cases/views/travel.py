"""Permissions to leave the state: asked for, given, refused, taken back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from caseflow.access import Capability, requires
from caseflow.dates import now, today, words
from caseflow.refusals import RuleViolation
from cases.lifecycle import ACTIONS
from cases.models import TravelPermission
from cases.returning_forms import ApproveTravelForm, RefuseTravelForm, TakeBackForm, TravelForm
from cases.services import travel as acts
from cases.views.acts import act_page, posted, settle
from cases.views.detail import case_for
from cases.views.returning import nth

FORM_METHODS = ["GET", "POST"]
STATIONARY = (
    "A stationary member may not leave home without permission; outside the state it must be this "
    "one, in writing and before."
)


@require_http_methods(FORM_METHODS)
@requires(ACTIONS["travel"].capability)
def case_travel(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        acts.request_travel(case=case, **said, by=request.user, now=now(), on=today())
        return "The travel is asked for. It needs a permission before the first day."

    form = TravelForm(posted(request))
    return settle(request, case, form, act) or act_page(
        request, case, form, "travel", button="Ask for permission", hint=STATIONARY
    )


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def case_travel_approve(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_for(request, reference)
    row: TravelPermission = nth(case, "travels", number)
    refused, office = acts.why_not_approve(row, request.user, today()), ""
    try:
        office = acts.second_office(row)
    except RuleViolation as refusal:
        refused = refused or str(refusal)

    def act(said: dict[str, Any]) -> str:
        second = {"second_by": "", "second_on": None, **said}
        acts.approve_travel(travel=row, **second, by=request.user, now=now(), on=today())
        return "The travel is permitted."

    form = ApproveTravelForm(posted(request), office=office)
    return settle(request, case, form, act) or act_page(
        request, case, form, "travel", button="Permit the travel", title="Permit the travel",
        says=_said(row), refused=refused,
        hint=f"So many days need a second approver: {office}." if office else "",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def case_travel_refuse(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_for(request, reference)
    row: TravelPermission = nth(case, "travels", number)

    def act(said: dict[str, Any]) -> str:
        acts.refuse_travel(travel=row, **said, by=request.user, now=now())
        return "The travel is refused."

    form = RefuseTravelForm(posted(request))
    return settle(request, case, form, act) or act_page(
        request, case, form, "travel", button="Refuse the travel", title="Refuse the travel",
        says=_said(row), refused=acts.why_not_refuse(row, request.user),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def case_travel_revoke(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_for(request, reference)
    row: TravelPermission = nth(case, "travels", number)

    def act(said: dict[str, Any]) -> str:
        acts.revoke_travel(travel=row, **said, by=request.user, now=now())
        return "The travel is taken back."

    form = TakeBackForm(posted(request))
    return settle(request, case, form, act) or act_page(
        request, case, form, "travel", button="Take it back", title="Take a permission back",
        says=_said(row), refused=acts.why_not_revoke(row, request.user),
    )  # fmt: skip


def _said(row: TravelPermission) -> str:
    return f"{row.destination}, {words(row.first_day)} to {words(row.last_day)}."
