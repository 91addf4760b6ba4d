"""The call-in form: from the phone to a case in a minute, by keyboard."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from caseflow.access import Capability, requires
from caseflow.dates import now, today
from caseflow.refusals import RuleViolation
from cases.forms import CallInForm, injuries_of, members_meant
from cases.kinds import KINDS
from cases.models import Case
from cases.services.opening import open_case
from members.models import Member


@require_http_methods(["GET", "POST"])
@requires(Capability.OPEN)
def case_new(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        asked = request.GET.get("member", "")
        initial = {"member": asked, "first_day": today(), "take": _keeps_cases(request)}
        form = CallInForm(initial=initial)
        return _page(request, form, members_meant(asked, request.user) if asked else [])
    form = CallInForm(request.POST)
    chosen = request.POST.get("chosen") or request.POST.get("member", "")
    meant = members_meant(chosen, request.user) if chosen.strip() else []
    if form.is_valid():
        try:
            case = _open(request, form.cleaned_data, meant)
        except RuleViolation as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"Case {case.reference} is open.")
            return redirect(case)
    return _page(request, form, meant, status=422)


def _open(request: HttpRequest, said: dict[str, Any], meant: list[Member]) -> Case:
    member = _the_one(meant, said["member"])
    return open_case(
        member=member,
        kind=said["kind"],
        first_day=said["first_day"],
        nature=said["nature"],
        expected_return_on=said["expected_return_on"],
        reported_by=said["reported_by"],
        reported_at=_not_ahead(said["reported_at"]),
        parent=_parent(member, said["kind"], said["parent"]),
        owner=request.user if said["take"] and _keeps_cases(request) else None,
        by=request.user,
        now=now(),
        on=today(),
    )


def _keeps_cases(request: HttpRequest) -> bool:
    return bool(request.user.can(Capability.ASSIGN))


def _the_one(meant: list[Member], typed: str) -> Member:
    if not meant:
        raise RuleViolation(
            f"No member in service matches {typed.strip()}. Check the star, or try a part of "
            "the name.",
            field="member",
        )
    if len(meant) > 1:
        raise RuleViolation(
            f"{len(meant)} members match {typed.strip()}. Choose one below, or enter the star.",
            field="member",
        )
    return meant[0]


def _not_ahead(reported_at: Any) -> Any:
    if reported_at and reported_at > now():
        raise RuleViolation(
            "The call cannot have come later than now. Check the day and the time.",
            field="reported_at",
        )
    return reported_at


def _parent(member: Member, kind: str, reference: str) -> Case | None:
    if not KINDS[kind].needs_parent or not reference.strip():
        return None
    parent = Case.objects.filter(member=member, reference__iexact=reference.strip()).first()
    if parent is None:
        raise RuleViolation(
            f"This member has no case {reference.strip()}. Enter the reference of one of the "
            "member's IOD cases.",
            field="parent",
        )
    return parent


def _page(
    request: HttpRequest, form: CallInForm, meant: list[Member], status: int = 200
) -> HttpResponse:
    the_one = meant[0] if len(meant) == 1 else None
    context = {
        "form": form,
        "meant": meant if len(meant) > 1 else [],
        "the_one": the_one,
        "injuries": injuries_of(the_one) if the_one else [],
        "keeps_cases": _keeps_cases(request),
    }
    return render(request, "cases/new.html", context, status=status)
