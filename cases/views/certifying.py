"""Approval, certification, review, recuperation category, serious condition: a view an act."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from caseflow.access import Capability, requires
from caseflow.dates import now, today
from cases.certifying_forms import (
    AnswerForm,
    ApproveForm,
    CategoryForm,
    CertifyForm,
    FailureForm,
    ReviewForm,
    SeriousForm,
)
from cases.returning_forms import TakeBackForm
from cases.services.approving import approve_case, mark_serious
from cases.services.category import (
    medical_reviews,
    reverse_category,
    set_category,
    why_not_ambulatory,
)
from cases.services.certifying import (
    certify_case,
    reverse_certification,
    withdraw_certification,
    withhold_certification,
)
from cases.services.reviewing import answer_review, request_review
from cases.views.acts import act_page, posted, settle
from cases.views.detail import case_for
from cases.views.previewing import previewed

FORM_METHODS = ["GET", "POST"]


@require_http_methods(FORM_METHODS)
@requires(Capability.AMEND)
def case_approve(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        approve_case(case=case, **said, by=request.user, now=now(), on=today())
        return "The unit's approval is recorded."

    form = ApproveForm(posted(request))
    return settle(request, case, form, act) or act_page(
        request, case, form, "approve", button="Record the approval"
    )


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def case_certify(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        certify_case(case=case, **said, by=request.user, now=now(), on=today())
        return "The absence is certified."

    form = CertifyForm(posted(request), by=request.user)
    done, more = previewed(request, case.member, form, act, to=case)
    return done or act_page(request, case, form, "certify", button="Certify", **more)


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def case_withhold(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        withhold_certification(case=case, **said, by=request.user, now=now(), on=today())
        return "Certification is withheld. The member is owed a letter that says so."

    form = FailureForm(posted(request), by=request.user)
    done, more = previewed(request, case.member, form, act, to=case)
    return done or act_page(request, case, form, "withhold", button="Withhold", **more)


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def case_withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        withdraw_certification(case=case, **said, by=request.user, now=now(), on=today())
        return "Certification is withdrawn. The member is owed a letter that says so."

    form = FailureForm(posted(request), by=request.user)
    done, more = previewed(request, case.member, form, act, to=case)
    return done or act_page(request, case, form, "withdraw", button="Withdraw", **more)


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def case_review(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        request_review(case=case, **said, by=request.user, now=now(), on=today())
        return "The request for review is recorded."

    form = ReviewForm(posted(request))
    return settle(request, case, form, act) or act_page(
        request, case, form, "review", button="Record the request"
    )


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def case_answer(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        answer_review(case=case, **said, by=request.user, now=now(), on=today())
        return "The answer is recorded."

    form = AnswerForm(posted(request), by=request.user)
    done, more = previewed(request, case.member, form, act, to=case)
    return done or act_page(request, case, form, "answer", button="Save the answer", **more)


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def case_reverse_certification(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        reverse_certification(case=case, **said, by=request.user, now=now(), on=today())
        return "The entry is taken back."

    form = TakeBackForm(posted(request))
    done, more = previewed(request, case.member, form, act, to=case)
    return done or act_page(
        request, case, form, "reverse-certification", button="Take it back", **more
    )


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def case_category(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        set_category(case=case, **said, by=request.user, now=now(), on=today())
        return "The recuperation category is set."

    asked = {"category": request.GET.get("to", "")}
    reviews = medical_reviews(case)
    form = CategoryForm(posted(request), by=request.user, reviews=reviews, initial=asked)
    return settle(request, case, form, act) or act_page(
        request,
        case,
        form,
        "category",
        button="Set the category",
        hint=why_not_ambulatory(case, request.user),
    )


@require_http_methods(FORM_METHODS)
@requires(Capability.CERTIFY)
def case_reverse_category(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        reverse_category(case=case, **said, by=request.user, now=now(), on=today())
        return "The entry is taken back."

    form = TakeBackForm(posted(request))
    return settle(request, case, form, act) or act_page(
        request, case, form, "reverse-category", button="Take it back"
    )


@require_http_methods(FORM_METHODS)
@requires(Capability.DECIDE)
def case_serious(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        serious = said.pop("serious") == "yes"
        mark_serious(case=case, serious=serious, **said, by=request.user, now=now())
        return "Marked as serious." if serious else "No longer marked as serious."

    form = SeriousForm(posted(request), initial={"serious": "no" if case.serious else "yes"})
    return settle(request, case, form, act) or act_page(
        request, case, form, "serious", button="Save"
    )
