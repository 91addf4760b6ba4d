"""The policy values for everybody to read; proposing, approving and withdrawing on pages."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.adminbase import versions_of
from caseflow.csvout import csv_response
from caseflow.dates import now, today
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import PolicyImpact, PolicyValue
from cases.policy_forms import ProposeForm, initial_of
from cases.policy_lines import CSV_HEADER, Line, csv_rows, groups_of, line_of
from cases.rules.policy import PolicyMissing, PolicyRow, PolicyTimeline
from cases.rules.policy_change import Plan, planned
from cases.rules.policy_values import described
from cases.services.facts import policy_row
from cases.services.policy import (
    approve_policy_value,
    propose_policy_value,
    withdraw_policy_value,
)
from cases.services.policy_impact import preview_of, proposal_digest

READERS = (Capability.SEE, Capability.CONFIGURE)


@require_GET
@requires(*READERS)
def policy_list(request: HttpRequest) -> HttpResponseBase:
    """Every value in force, before or later, by group; what waits for an approval on top."""
    values = PolicyValue.objects.for_list()
    if request.GET.get("format") == "csv":
        log_access(request, "list", "policy values")
        return csv_response("policy", CSV_HEADER, csv_rows(values.order_by("key", "id")))
    on = today()
    rows = [line_of(value, on) for value in values.filter(withdrawn_at__isnull=True)]
    context = {
        "groups": groups_of(row for row in rows if row.value.approved_at),
        "proposals": [row for row in rows if row.value.is_proposed],
        "may_propose": request.user.can(Capability.CONFIGURE),
    }
    return render(request, "policy/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Capability.CONFIGURE)
def policy_propose(request: HttpRequest) -> HttpResponse:
    """A new value, from nothing or beside the one that `?like=` names."""
    like = request.GET.get("like", "")
    initial = {}
    if like.isascii() and like.isdigit() and len(like) < 10:
        initial = initial_of(get_object_or_404(PolicyValue, pk=like))
        initial.update(effective_from=None, effective_to=None)
    return _propose(request, initial, None)


@require_http_methods(["GET", "POST"])
@requires(Capability.CONFIGURE)
def policy_rewrite(request: HttpRequest, value: int) -> HttpResponse:
    row = policy_value(value)
    return _propose(request, initial_of(row), row)


def _propose(
    request: HttpRequest, initial: dict[str, Any], instead: PolicyValue | None
) -> HttpResponse:
    form = ProposeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            saved = propose_policy_value(
                proposal=form.proposal(),
                by=request.user,
                now=now(),
                reason="Rewritten" if instead else "",
                instead=instead.pk if instead else None,
            )
        except RuleViolation as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field, refused.sentence)
        else:
            messages.success(request, "Proposed. Compute its impact; somebody else approves it.")
            return redirect(saved)
    context = {"form": form, "instead": instead, "refused": _why_not_rewrite(instead)}
    return render(request, "policy/propose.html", context, status=422 if form.is_bound else 200)


def _why_not_rewrite(instead: PolicyValue | None) -> str:
    if instead is None or instead.is_proposed:
        return ""
    return "The value waits for nobody's approval any more. Propose a new one."


def policy_value(key: int) -> PolicyValue:
    rows = PolicyValue.objects.for_list().select_related("withdrawn_by")
    return get_object_or_404(rows, pk=min(key, 2**62))


@require_GET
@requires(*READERS)
def policy_detail(request: HttpRequest, value: int) -> HttpResponse:
    """One value: what it rests on, its history; of a proposal what it changes and moves."""
    row = policy_value(value)
    same = PolicyValue.objects.approved().for_list().filter(key=row.key).exclude(pk=row.pk)
    approved = {policy_row(other): other for other in same}
    plan = planned(policy_row(row), tuple(approved)) if row.is_proposed else None
    preview = preview_of(row) if row.is_proposed else None
    effect = row.impacts.filter(kind=PolicyImpact.Kind.EFFECT).defer("rows").first()
    context = {
        "line": line_of(row, today()),
        "value": row,
        "plan_refused": plan.refused if plan else "",
        "like_url": f"{reverse('policy:propose')}?like={row.pk}",
        "others": [line_of(other, today()) for other in approved.values()],
        "judges_anew": (row.effective_from or date.min) < today(),
        "ended": line_of(approved[plan.ended], today()) if plan and plan.ended else None,
        "instead_of": _instead_of(row, approved) if plan else None,
        "preview": preview,
        "preview_numbers": _numbers(preview) if preview else [],
        "effect": effect,
        "seen": proposal_digest(row),
        "refused": why_not_approve(row, request.user, plan, preview),
        "may_configure": request.user.can(Capability.CONFIGURE),
        "versions": versions_of(row),
    }
    return render(request, "policy/detail.html", context)


def _instead_of(value: PolicyValue, approved: dict[PolicyRow, PolicyValue]) -> Line | None:
    """The value that holds for its scope on its first day, until it is in force."""
    day = value.effective_from or today()
    scope = {"bargaining_unit": value.bargaining_unit, "rank": value.rank}
    try:
        row = PolicyTimeline(approved).at(value.key, day, **scope)
    except PolicyMissing:
        return None
    return line_of(approved[row], today())


def _numbers(preview: PolicyImpact) -> list[tuple[str, str]]:
    return [
        ("Members compared", f"{preview.members:,}"),
        ("Members with a day that moves", f"{preview.moved:,}"),
        ("Accounts running now that move", f"{preview.moved_open:,}"),
    ]


def why_not_approve(
    value: PolicyValue, user: User, plan: Plan | None, preview: PolicyImpact | None
) -> str:
    """The sentence beside a dead button; the service asks the same again under its locks."""
    if not user.can(Capability.CONFIGURE):
        return f"You do not have the right to {Capability.CONFIGURE.label}."
    if value.proposed_by_id == user.pk:
        return "You proposed it. Somebody else has to approve it."
    if plan and plan.refused:
        return plan.refused
    return "" if preview else "Compute its impact first."


@require_POST
@requires(Capability.CONFIGURE)
def policy_approve(request: HttpRequest, value: int) -> HttpResponse:
    row = policy_value(value)
    try:
        approved = approve_policy_value(
            value=row,
            by=request.user,
            now=now(),
            on=today(),
            seen=request.POST.get("seen", ""),
            end_previous=bool(request.POST.get("end_previous")),
        )
    except RuleViolation as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"In force: {described(policy_row(approved))}.")
    return redirect(row)


@require_POST
@requires(Capability.CONFIGURE)
def policy_withdraw(request: HttpRequest, value: int) -> HttpResponse:
    row = policy_value(value)
    try:
        withdraw_policy_value(value=row, by=request.user, now=now())
    except RuleViolation as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "The proposal is withdrawn; it stays in the history.")
    return redirect(row)
