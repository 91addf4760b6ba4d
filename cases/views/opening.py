"""The call-in form: from the phone to a case in a minute, by keyboard."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now, today
from caseflow.refusals import RuleViolation
from cases.forms import MOST_MEANT, CallInForm, injuries_of, members_meant
from cases.kinds import KINDS
from cases.models import Case
from cases.services.impact import Impact
from cases.services.opening import open_case
from cases.views.acts import add_refusal
from cases.views.previewing import done_when_seen
from members.models import Member
from notices.models import Notice


@require_http_methods(["GET", "POST"])
@requires(Capability.OPEN)
def case_new(request: HttpRequest) -> HttpResponse:
    asked = (request.GET if request.method == "GET" else request.POST).get("member", "")
    meant = members_meant(asked, request.user, today())
    if request.method == "GET":
        initial = {"member": asked, "first_day": today(), "take": _keeps_cases(request)}
        return _page(request, CallInForm(initial=initial), meant)
    form = CallInForm(request.POST)
    meant = _chosen(form, meant)
    if form.is_valid():
        try:
            impact, case = _open(request, form.cleaned_data, meant)
        except RuleViolation as refusal:
            add_refusal(form, refusal)
        else:
            if case is None:
                return _page(request, form, meant, status=200, impact=impact)
            messages.success(request, f"Case {case.reference} is open.")
            return redirect(case)
    return _page(request, form, meant, status=422)


def _chosen(form: CallInForm, meant: list[Member]) -> list[Member]:
    """The one that was chosen among those whom the typed words mean; what is typed afterwards
    counts more than an earlier choice. A star that tells them apart takes the words' place, so
    that the next page needs no second choice."""
    chosen = [member for member in meant if member.key == form.data.get("chosen")]
    if not chosen:
        return meant
    if [m.star_number for m in meant].count(chosen[0].star_number) == 1:
        form.data = form.data.copy()
        form.data["member"] = chosen[0].star_number
    return chosen


def _open(
    request: HttpRequest, said: dict[str, Any], meant: list[Member]
) -> tuple[Impact | None, Case | None]:
    """The case; none yet where it makes a letter wrong and that was not seen."""
    member = _the_one(meant, said["member"])
    parent = _parent(request, member, said["kind"], said["parent"])

    def act() -> Case:
        return open_case(
            member=member,
            kind=said["kind"],
            first_day=said["first_day"],
            nature=said["nature"],
            expected_return_on=said["expected_return_on"],
            reported_by=said["reported_by"],
            reported_at=said["reported_at"],
            without_absence=said["without_absence"],
            parent=parent,
            owner=request.user if said["take"] and _keeps_cases(request) else None,
            by=request.user,
            now=now(),
            on=today(),
        )

    if not Notice.objects.visible_to(request.user).filter(member=member).exists():
        return None, act()
    seen = request.POST.get("seen", "")
    return done_when_seen(member, act, seen, needed=lambda impact: bool(impact.letters))


def _keeps_cases(request: HttpRequest) -> bool:
    return bool(request.user.keeps_cases)


def _the_one(meant: list[Member], typed: str) -> Member:
    if not meant:
        raise RuleViolation(
            f"No member in service matches {typed.strip()}. Check the star, or try a part of "
            "the name.",
            field="member",
        )
    if len(meant) > 1:
        many = f"More than {MOST_MEANT}" if len(meant) > MOST_MEANT else str(len(meant))
        raise RuleViolation(
            f"{many} members match {typed.strip()}. Choose one below, or enter the star.",
            field="member",
        )
    return meant[0]


def _parent(request: HttpRequest, member: Member, kind: str, reference: str) -> Case | None:
    if not KINDS[kind].needs_parent or not reference.strip():
        return None
    parent = (
        Case.objects.visible_to(request.user)
        .filter(member=member, reference__iexact=reference.strip())
        .first()
    )
    if parent is None:
        raise RuleViolation(
            f"This member has no case {reference.strip()}. Enter the reference of one of the "
            "member's IOD cases.",
            field="parent",
        )
    return parent


def _page(
    request: HttpRequest, form: CallInForm, meant: list[Member], status: int = 200, **more: Any
) -> HttpResponse:
    the_one = meant[0] if len(meant) == 1 else None
    if the_one:
        log_access(request, "member", the_one.star_number, member_key=the_one.key, detail="call")
    context = {
        "form": form,
        "meant": meant[:MOST_MEANT] if len(meant) > 1 else [],
        "the_one": the_one,
        "injuries": injuries_of(the_one, request.user) if the_one else [],
        "keeps_cases": _keeps_cases(request),
        "button": "Open the case",
        **more,
    }
    return render(request, "cases/new.html", context, status=status)
