"""The page of one member, and the explanation of one account of paid days."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import today, words
from caseflow.models import User
from cases.explained import AccountView, account_views
from cases.models import Absence, Case
from cases.rules.facts import MemberFacts
from cases.rules.policy import PolicyMissing
from cases.services.facts import facts_of
from members.forms import AsOfForm, asked_day
from members.models import Member, ServiceSpell
from members.ranks import Rank
from members.services.stars import member_by_star
from members.status import legend, ribbon, service_of, standing, stretches, two_years
from notices.models import Notice

NOTICES_SHOWN = 10
CASES_SHOWN = 12


@require_GET
@requires(Capability.SEE)
def member_detail(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_for(request, slug)
    log_access(request, "member", member.star_number, member_key=member.key)
    form = AsOfForm({"on": request.GET.get("on", today())})
    on = asked_day(form, today())
    facts = facts_of(member)
    context = {
        "member": member,
        "form": form,
        "on": on,
        "today": today(),
        "former": _former_stars(member),
        "new_case_url": f"{reverse('cases:new')}?member={member.star_number}",
        "why_no_case": why_no_case(request.user, member),
        "on_sick_days": on_sick_days(member, on),
        "notices": _notices(member, request.user),
        **duty_context(member, facts, on),
        **usage_context(member, facts, on),
        **cases_context(member, request, on),
    }
    return render(request, "members/detail.html", context, status=200 if form.is_valid() else 422)


@require_GET
@requires(Capability.SEE)
def member_usage(request: HttpRequest, slug: str, account: str) -> HttpResponse:
    """How one account was computed: the rule, what counts, what does not, and the digest."""
    member = member_for(request, slug)
    log_access(request, "member", member.star_number, member_key=member.key, detail="paid days")
    form = AsOfForm({"on": request.GET.get("on", today())})
    on = asked_day(form, today())
    context = usage_context(member, facts_of(member), on)
    views = context["accounts"]
    view = next((view for view in views if view.slug == account), None)
    if view is None and not context["usage_refused"]:
        raise Http404("There is no such account on that day.")
    context |= {"member": member, "form": form, "on": on, "today": today(), "account": view}
    context["visible"] = visible_cases(view, request.user) if view else frozenset()
    return render(request, "members/usage.html", context, status=200 if form.is_valid() else 422)


def member_for(request: HttpRequest, slug: str) -> Member:
    """The member of the address, if this person may see the record; else 404. A star means whom
    `member_by_star` finds; a key means its member whatever the star."""
    rows = Member.objects.visible_to(request.user).for_list()
    if not slug.isdigit():
        return get_object_or_404(rows, key=slug)
    meant = member_by_star(slug, today())
    return get_object_or_404(rows, pk=meant.pk if meant else None)


def why_no_case(user: User, member: Member) -> str:
    """Why no case can be opened for the member from here; empty when it can."""
    if not user.can(Capability.OPEN):
        return f"You do not have the right to {Capability.OPEN.label}."
    if member.separated_on and member.separated_on <= today():
        return f"The member left the department on {words(member.separated_on)}."
    return ""


def on_sick_days(member: Member, on: date) -> bool:
    """Whether the member is a probationary officer in the first 12 months, for whom 12 sick days
    stand in place of the medical roll's paid days (E03-01 III.E)."""
    began = member.appointed_on
    year_ago = (on.year - 1, on.month, on.day)
    in_first_year = year_ago < (began.year, began.month, began.day)
    return member.rank == Rank.PROBATIONARY and in_first_year


def duty_context(member: Member, facts: MemberFacts, on: date) -> dict[str, Any]:
    """Status and since when; the 24 months through `on` as a ribbon and as the same in a table."""
    service = service_of(member.appointed_on, member.separated_on, facts)
    first = two_years(on)
    found = stretches(service, first, on)
    return {
        "standing": standing(service, on),
        "ribbon_from": first,
        "ribbon": ribbon(found, first, on),
        "legend": legend(found),
        "stretches": list(reversed(found)),
    }


def usage_context(member: Member, facts: MemberFacts, on: date) -> dict[str, Any]:
    """The accounts, those long past apart; where the policy has no value, the sentence instead."""
    try:
        views = account_views(member, on, facts=facts)
    except PolicyMissing as missing:
        return {"accounts": [], "past_accounts": [], "usage_refused": str(missing)}
    return {
        "accounts": views,
        "shown_accounts": [view for view in views if not view.is_past],
        "past_accounts": [view for view in views if view.is_past],
        "account": views[0],
        "drawn": next((view for view in views if view.is_open), None),
        "usage_refused": "",
    }


def cases_context(member: Member, request: HttpRequest, on: date) -> dict[str, Any]:
    """The member's cases, the latest first, each with the days of its absences through `on`;
    the older ones when `?cases=all` asks for them."""
    rows = Case.objects.visible_to(request.user).filter(member=member).select_related("owner")
    rows = rows.order_by("-first_day", "-id")
    everything = request.GET.get("cases") == "all"
    cases = list(rows if everything else rows[: CASES_SHOWN + 1])
    more = not everything and len(cases) > CASES_SHOWN
    cases = cases[:CASES_SHOWN] if more else cases
    spans: dict[int, list[tuple[date, date | None]]] = {}
    for key, first, last in (
        Absence.objects.filter(case__in=cases)
        .order_by("first_day")
        .values_list("case_id", "first_day", "last_day")
    ):
        spans.setdefault(key, []).append((first, last))
    lines = [_case_line(case, spans.get(case.pk, []), on) for case in cases]
    return {"cases": lines, "more_cases": more}


def _case_line(case: Case, spans: list[tuple[date, date | None]], on: date) -> dict[str, Any]:
    days = sum((min(last or on, on) - first).days + 1 for first, last in spans if first <= on)
    last = spans[-1][1] if spans else None
    return {"case": case, "last_day": last, "is_away": bool(spans) and last is None, "days": days}


def visible_cases(view: AccountView, user: User) -> frozenset[str]:
    """The references among an account's days that this person may open."""
    lines = (*view.counted, *view.rolled_off)
    wanted = {line.case for line in lines}
    rows = Case.objects.visible_to(user).filter(reference__in=wanted)
    return frozenset(rows.values_list("reference", flat=True))


def _former_stars(member: Member) -> list[ServiceSpell]:
    """Earlier service spells with another star, the last of each star, the latest first."""
    found: dict[str, ServiceSpell] = {}
    for spell in member.spells.order_by("started_on"):
        if spell.star_number != member.star_number:
            found[spell.star_number] = spell
    return list(reversed(found.values()))


def _notices(member: Member, user: User) -> list[Notice]:
    rows = Notice.objects.visible_to(user).for_list().filter(member=member)
    return list(rows.order_by("-issued_at", "-id")[:NOTICES_SHOWN])
