"""What stands before a return, the release to duty, and the unit's verification of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from caseflow.access import Capability, requires
from caseflow.dates import now, today, words
from caseflow.models import User
from cases.kinds import Account
from cases.lifecycle import ACTIONS
from cases.models import Case, Release, ReturnRequirement
from cases.returning import open_requirements, rows_of
from cases.returning_forms import MeetForm, ReleaseForm, RequireForm, TakeBackForm, VerifyForm
from cases.rules.returning import COMBAT_RANKS
from cases.services import released, requirements
from cases.services.releasing import ReleaseData, may_authorise, release_case
from cases.services.requirements import asked_words, issue_requirements
from cases.views.acts import act_page, posted, settle
from cases.views.detail import case_for
from cases.views.previewing import previewed

FORM_METHODS = ["GET", "POST"]


def nth(case: Case, name: str, number: int) -> Any:
    """The row of the case with that number; else 404."""
    rows = rows_of(case, name)
    if not 1 <= number <= len(rows):
        raise Http404("The case has no such entry.")
    return rows[number - 1]


@require_http_methods(FORM_METHODS)
@requires(ACTIONS["require"].capability)
def case_require(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)

    def act(said: dict[str, Any]) -> str:
        issue_requirements(case=case, **said, by=request.user, now=now(), on=today())
        return "What the return requires is recorded as told."

    form = RequireForm(posted(request), initial={"issued_on": today()})
    return settle(request, case, form, act) or act_page(
        request, case, form, "require", button="Record it as told"
    )


@require_http_methods(FORM_METHODS)
@requires(ACTIONS["require"].capability)
def case_requirements_met(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_for(request, reference)
    row: ReturnRequirement = nth(case, "requirements", number)

    def act(said: dict[str, Any]) -> str:
        requirements.meet_requirements(
            requirement=row, **said, by=request.user, now=now(), on=today()
        )
        return "The requirements are met."

    form = MeetForm(posted(request), initial={"met_on": today()})
    return settle(request, case, form, act) or act_page(
        request,
        case,
        form,
        "require",
        button="Mark as met",
        title="Mark the requirements as met",
        says=f"Told on {words(row.issued_on)}: {asked_words(row)}.",
        refused=requirements.why_not_settle(row, request.user),
    )


@require_http_methods(FORM_METHODS)
@requires(ACTIONS["require"].capability)
def case_requirements_reverse(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_for(request, reference)
    row: ReturnRequirement = nth(case, "requirements", number)

    def act(said: dict[str, Any]) -> str:
        requirements.reverse_requirements(requirement=row, **said, by=request.user, now=now())
        return "The requirements are taken back."

    form = TakeBackForm(posted(request))
    return settle(request, case, form, act) or act_page(
        request,
        case,
        form,
        "require",
        button="Take them back",
        title="Take the requirements back",
        says=f"Told on {words(row.issued_on)}: {asked_words(row)}.",
        refused=requirements.why_not_take_back(row, request.user),
    )


@require_http_methods(FORM_METHODS)
@requires(ACTIONS["release"].capability)
def case_release(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)
    form = _release_form(request, case)

    def act(said: dict[str, Any]) -> str:
        who = said.pop("authorised_by")
        release = release_case(
            case=case, release=ReleaseData(**said), authorised_by=who,
            by=request.user, now=now(), on=today(),
        )  # fmt: skip
        return f"Released to {release.get_kind_display().lower()} from {words(release.returns_on)}."

    done, more = previewed(request, case.member, form, act, to=case)
    return done or act_page(request, case, form, "release", button="Release to duty", **more)


def _release_form(request: HttpRequest, case: Case) -> ReleaseForm:
    waivable = [
        (row.number, f"Told on {words(row.issued_on)}: {asked_words(row)}")
        for row in open_requirements(case)
    ]
    on_duty = case.spec.account == Account.IOD
    return ReleaseForm(
        posted(request),
        people=authorisers(),
        waivable=waivable,
        combat=not on_duty and case.member.rank in COMBAT_RANKS,
        initial={"authorised_by": request.user.pk},
    )


def authorisers() -> Any:
    """Active people who release to duty, by name."""
    people = User.objects.filter(is_active=True).order_by("full_name")
    return people.filter(pk__in=[user.pk for user in people if may_authorise(user)])


@require_http_methods(FORM_METHODS)
@requires(Capability.NOTE)
def case_release_verify(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_for(request, reference)
    row: Release = nth(case, "releases", number)

    def act(said: dict[str, Any]) -> str:
        released.verify_release(release=row, **said, by=request.user, now=now(), on=today())
        return "The unit's verification is recorded."

    form = VerifyForm(posted(request), initial={"verified_on": today()})
    return settle(request, case, form, act) or act_page(
        request,
        case,
        form,
        "release",
        button="Record the verification",
        title="The unit has verified the release",
        says=f"{row.get_kind_display()} from {words(row.returns_on)}.",
        refused=released.why_not_verify(row, request.user),
    )


@require_http_methods(FORM_METHODS)
@requires(ACTIONS["release"].capability)
def case_release_reverse(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_for(request, reference)
    row: Release = nth(case, "releases", number)

    def act(said: dict[str, Any]) -> str:
        released.reverse_release(release=row, **said, by=request.user, now=now(), on=today())
        return "The release is taken back; what it ended goes on."

    form = TakeBackForm(posted(request))
    done, more = previewed(request, case.member, form, act, to=case)
    return done or act_page(
        request,
        case,
        form,
        "release",
        button="Take the release back",
        title="Take a release back",
        says=f"{row.get_kind_display()} from {words(row.returns_on)}. The absence that it ended "
        "goes on.",
        refused=released.why_not_take_back(row, request.user),
        **more,
    )
