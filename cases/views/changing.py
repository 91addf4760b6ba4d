"""The days of a case's absences entered, changed and reversed, each with what it moves first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from caseflow.access import Capability, requires
from caseflow.dates import now, today
from cases.ledger_forms import EnterForm, MoveForm, ReverseAbsenceForm
from cases.lifecycle import ACTIONS
from cases.models import Absence, Case
from cases.services.changing import add_absence, move_absence, reverse_absence
from cases.standing import absences
from cases.views.acts import act_page, posted
from cases.views.detail import case_for
from cases.views.previewing import previewed

FORM_METHODS = ["GET", "POST"]


@require_http_methods(FORM_METHODS)
@requires(Capability.AMEND)
def case_enter(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        add_absence(case=case, **said, by=request.user, now=now(), on=today())
        return "The absence is entered."

    form = EnterForm(posted(request))
    done, more = previewed(request, case.member, form, act, to=case)
    return done or act_page(request, case, form, "enter", button="Save the absence", **more)


@require_http_methods(FORM_METHODS)
@requires(Capability.AMEND)
def case_move(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        move_absence(**said, by=request.user, now=now(), on=today())
        return "The days of the absence are changed."

    form = MoveForm(posted(request), absences=absences(case), initial=_days(case))
    done, more = previewed(request, case.member, form, act, to=case)
    return done or act_page(request, case, form, "move", button="Save the days", **more)


@require_http_methods(FORM_METHODS)
@requires(Capability.AMEND)
def case_reverse(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        reverse_absence(**said, by=request.user, now=now(), on=today())
        return "The absence is reversed."

    form = ReverseAbsenceForm(posted(request), absences=absences(case))
    done, more = previewed(request, case.member, form, act, to=case)
    button = ACTIONS["reverse"].label
    return done or act_page(request, case, form, "reverse", button=button, **more)


def _days(case: Case) -> dict[str, Any]:
    """The days of the case's only absence, to be changed; of several, none."""
    found: list[Absence] = absences(case)
    if len(found) != 1:
        return {}
    return {"first_day": found[0].first_day, "last_day": found[0].last_day}
