"""Correcting the facts of a case; two people at once see both texts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from caseflow.access import Capability, requires
from caseflow.dates import now, words
from caseflow.forms import Conflict
from caseflow.refusals import StaleVersion
from cases.forms import AmendCaseForm
from cases.models import Case
from cases.services.moving import amend_case
from cases.views.acts import act_page, posted, settle
from cases.views.detail import case_for


@require_http_methods(["GET", "POST"])
@requires(Capability.AMEND)
def case_amend(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        amend_case(case=case, **said, by=request.user, now=now())
        return "The case is corrected."

    form = AmendCaseForm(posted(request), initial={**_facts(case), "version": case.version})
    conflict = None
    try:
        if done := settle(request, case, form, act):
            return done
    except StaleVersion:
        case.refresh_from_db()
        conflict = _conflict(case, form)
        form.accept_newer(case.version)
    return act_page(request, case, form, "amend", button="Save the correction", conflict=conflict)


def _facts(case: Case) -> dict[str, Any]:
    return {
        "nature": case.nature,
        "expected_return_on": case.expected_return_on,
        "reported_by": case.reported_by,
    }


def _conflict(case: Case, form: AmendCaseForm) -> Conflict:
    newest = case.history.select_related("history_user").first()
    return Conflict(
        by=str(newest.history_user),
        at=newest.history_date,
        theirs=_as_text(_facts(case)),
        yours=_as_text(form.cleaned_data),
        label="case",
    )


def _as_text(facts: dict[str, Any]) -> str:
    expected = facts.get("expected_return_on")
    return "\n".join(
        (
            f"Nature: {facts.get('nature', '')}",
            f"Expected return: {words(expected) if expected else 'not known'}",
            f"Who called: {facts.get('reported_by', '')}",
        )
    )
