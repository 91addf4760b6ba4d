"""The page of one member, and the explanation of one account of paid days."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now, today, words
from caseflow.models import User
from cases.explained import account_views
from cases.explained_further import further_views
from cases.rules.facts import MemberFacts
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.services.facts import facts_of, load_policy
from members.forms import AsOfForm, asked_day
from members.models import Member, may_see
from members.pages.cases import CaseRow, case_words, cases_of
from members.pages.coverage import uncovered
from members.pages.episodes import (
    counted_days,
    episode_words,
    episodes,
    gap_words,
    mark_words,
)
from members.pages.header import acts_of, header_of
from members.pages.marks import marks_of, notes_of
from members.pages.overview import (
    Read,
    appointments_context,
    contacts_context,
    log_context,
    releases_context,
)
from members.pages.probation import probation
from members.pages.record import (
    former_names,
    former_stars,
    letters_of,
    reports_of,
    visits_of,
)
from members.pages.ribbon import legend, ribbon
from members.ranks import Rank
from members.services.stars import member_by_star
from members.status import service_of, stretches, two_years
from notices.panels import member_letters

NOTICES_SHOWN = 10


@require_GET
@requires(Capability.SEE)
def member_detail(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_for(request, slug)
    log_access(request, "member", member.star_number, member_key=member.key)
    form = AsOfForm({"on": request.GET.get("on", today())})
    on = asked_day(form, today())
    facts, policy = facts_of(member), load_policy()
    read = Read(letters_of(member), visits_of(member), reports_of(member))
    accounts = usage_context(member, facts, policy, on) | further_context(member, facts, policy, on)
    cases, more = cases_of(member, request.GET.get("cases") == "all")
    context = {
        "form": form,
        "on": on,
        "today": today(),
        "links": links_of(member, slug, request.user),
        "as_table": request.GET.get("table") == "1",
        "notices": read.letters[:NOTICES_SHOWN],
        **who_context(member, request.user, facts, on),
        **accounts,
        "cases": case_words(cases, facts.absences, on),
        "more_cases": more,
        **duty_context(member, request.user, facts, accounts, cases, read, on),
        **beside_context(member, request.user, read),
        **member_letters(member, request.user, on, facts=facts, policy=policy),
    }
    return render(request, "members/detail.html", context, status=200 if form.is_valid() else 422)


def who_context(member: Member, user: User, facts: MemberFacts, on: date) -> dict[str, Any]:
    """Who it is, since when the record tells of absences, what can be done from here."""
    why_no_case = why_no_new_case(user, member)
    return {
        "member": member,
        "former": former_stars(member),
        "former_names": former_names(member),
        "probation": probation(member.rank, member.appointed_on, on),
        "recorded_from": min((absence.first_day for absence in facts.absences), default=None),
        "acts": acts_of(member, user, why_no_case),
        "why_no_case": why_no_case,
        "on_sick_days": on_sick_days(member, on),
    }


def links_of(member: Member, slug: str, user: User) -> dict[str, str]:
    """Where the cards lead; the log only for those who may open it."""
    found = {
        name: reverse(f"members:{name}", args=[slug])
        for name in ("days", "contacts", "authorizations")
    }
    if user.can(Capability.AUDIT):
        found["log"] = f"{reverse('access_log')}?about={member.star_number}"
    return found


def member_for(request: HttpRequest, slug: str) -> Member:
    """The member of the address, if this person may see the record; else 404. A star means whom
    `member_by_star` finds; a key means its member whatever the star."""
    if not slug.isdigit():
        rows = Member.objects.visible_to(request.user).for_list()
        return get_object_or_404(rows, key=slug)
    meant = member_by_star(slug, today())
    if meant is None or not may_see(request.user, meant):
        raise Http404("No member has that star.")
    return meant


def why_no_new_case(user: User, member: Member) -> str:
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


def beside_context(member: Member, user: User, read: Read) -> dict[str, Any]:
    """The cards beside status and paid days; as of now, whatever the day that is counted to."""
    return {
        **appointments_context(read.visits, now()),
        **releases_context(member, today()),
        **contacts_context(member, read),
        **log_context(member, user),
    }


def duty_context(
    member: Member,
    user: User,
    facts: MemberFacts,
    accounts: dict[str, Any],
    cases: list[CaseRow],
    read: Read,
    on: date,
) -> dict[str, Any]:
    """The day's status; the 24 months through `on` as a ribbon and as the same in tables."""
    service = service_of(member.appointed_on, member.separated_on, facts)
    first = two_years(on)
    found = stretches(service, first, on)
    gaps = uncovered(found, notes_of(read.reports))
    marks = marks_of(member, read.letters, read.visits, first, on)
    counted = [
        part
        for part in counted_days(accounts["accounts"], accounts["further"])
        if part.last_day >= first
    ]
    rows = episodes(reversed(found), gaps, counted, facts.withheld)
    returns = {case.reference: case.expected_return_on for case in cases}
    header = header_of(member, user, service, facts, marks, returns, on)
    return {
        "header": header,
        "standing": header.standing,
        "ribbon_from": first,
        "ribbon": ribbon(found, first, on, gaps, marks),
        "legend": legend(found, gaps, marks),
        "episodes": rows,
        "episode_rows": episode_words(rows),
        "gap_rows": gap_words(reversed(gaps)),
        "marks": list(reversed(marks)),
        "mark_rows": mark_words(reversed(marks)),
    }


def usage_context(
    member: Member, facts: MemberFacts, policy: PolicyTimeline, on: date
) -> dict[str, Any]:
    """The accounts of paid days, those long past apart; where the policy has no value, the
    sentence instead."""
    try:
        views = account_views(member, on, policy=policy, facts=facts)
    except PolicyMissing as missing:
        return {"accounts": [], "past_rows": [], "usage_refused": str(missing)}
    return {
        "accounts": views,
        "shown_accounts": [view for view in views if not view.is_past],
        "past_rows": [
            {
                "injury": view.injury,
                "used": view.used,
                "left": view.remaining,
                "url": view.how_url,
            }  # fmt: skip
            for view in views
            if view.is_past
        ],
        "account": views[0],
        "drawn": next((view for view in views if view.is_open), None),
        "usage_refused": "",
    }


def further_context(
    member: Member, facts: MemberFacts, policy: PolicyTimeline, on: date
) -> dict[str, Any]:
    """The accounts beside the paid days, those of which nothing is used apart."""
    try:
        views = further_views(member, on, policy, facts)
    except PolicyMissing as missing:
        return {"further": [], "further_refused": str(missing)}
    return {
        "further": views,
        "used_further": [view for view in views if view.is_used],
        "unused_further": [view for view in views if not view.is_used],
    }
