"""The explanation of one account: the rule, what counts, what does not, and the digest.

The member is the only record it shows, so the days' cases are as visible as the member is.
"""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import today
from cases.explained import Other, account_beside_others, how_url, title_of
from cases.explained_further import TITLES, further_view
from cases.kinds import Account
from cases.rules.every_account import FURTHER
from cases.rules.policy import PolicyMissing
from cases.services.facts import facts_of, load_policy
from members.forms import AsOfForm, asked_day
from members.models import Member
from members.views_member import member_for


@require_GET
@requires(Capability.SEE)
def member_usage(request: HttpRequest, slug: str, account: str) -> HttpResponse:
    """How one account was computed."""
    member = member_for(request, slug)
    log_access(request, "member", member.star_number, member_key=member.key, detail="paid days")
    form = AsOfForm({"on": request.GET.get("on", today())})
    on = asked_day(form, today())
    context = {"member": member, "form": form, "on": on, "today": today()}
    explain = _further if account in FURTHER else _paid
    try:
        context |= explain(member, account, on)
    except PolicyMissing as missing:
        context["usage_refused"] = str(missing)
    template = "members/usage_further.html" if account in FURTHER else "members/usage.html"
    return render(request, template, context, status=200 if form.is_valid() else 422)


def _paid(member: Member, slug: str, on: date) -> dict[str, Any]:
    facts, policy = facts_of(member), load_policy()
    view, others = account_beside_others(member, slug, on, policy=policy, facts=facts)
    if view is None:
        raise Http404("There is no such account on that day.")
    return {"account": view, "others": [*others, *_beside(member, slug, on)]}


def _further(member: Member, name: str, on: date) -> dict[str, Any]:
    view = further_view(member, name, on, load_policy(), facts_of(member))
    paid = Other(how_url(member, Account.NON_IOD, on), title_of(Account.NON_IOD))
    return {"account": view, "others": [paid, *_beside(member, name, on)]}


def _beside(member: Member, slug: str, on: date) -> list[Other]:
    """The accounts beside the paid days, but for the one shown."""
    return [Other(how_url(member, name, on), TITLES[name]) for name in FURTHER if name != slug]
