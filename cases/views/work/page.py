"""One obligation: why it is due, what happened to it, what can be done about it."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.coverage import coverage_on
from caseflow.dates import now, today
from caseflow.models import User
from cases.models import Obligation, ObligationState
from cases.rules.obligations import KINDS
from cases.services.obligation_acts import why_not_act, why_not_later
from cases.work_history import history_steps
from cases.work_rows import kind_label

ROW = ("case", "member__unit", "responsible", "handed_to", "done_by", "made_by")


def obligation_for(request: HttpRequest, key: str) -> Obligation:
    """The obligation of the address, if this person may see it; else 404."""
    rows = Obligation.objects.visible_to(request.user).select_related(*ROW)
    row = get_object_or_404(rows, key=key)
    row.case.member = row.member
    return row


def back_of(request: HttpRequest) -> str:
    """Where the person came from, an address of ours; Today where nothing is said."""
    given = request.POST.get("back") or request.GET.get("back") or "/"
    local = given.startswith("/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given if local and "#" not in given else "/"


def next_of(request: HttpRequest) -> str:
    """The row to go on with: its key."""
    given = request.POST.get("next") or request.GET.get("next") or ""
    return given if given.isalnum() and given.isascii() and len(given) <= 10 else ""


def onwards(request: HttpRequest) -> str:
    """Back to the list, at the next row."""
    return f"{back_of(request)}#{next_of(request) or 'results'}"


@require_GET
@requires(Capability.SEE)
def obligation(request: HttpRequest, key: str) -> HttpResponse:
    row = obligation_for(request, key)
    log_access(request, "case", row.case.reference, member_key=row.member.key, detail="due")
    coverage = coverage_on(today())
    covered = row.responsible and coverage.away.get(row.responsible.pk)
    context = {
        "row": row,
        "is_open": row.state == ObligationState.OPEN,
        "label": kind_label(row.code),
        "kind": KINDS.get(row.code),
        "why": row.derivation,
        "convention": str(row.derivation.get("convention", "")).replace("_", " "),
        "steps": _steps(row),
        "acts": acts_on(row, request.user, f"?back={_quoted(request)}&next={next_of(request)}"),
        "refused": why_not_act(row, request.user),
        "away": covered,
        "stand_in": coverage.stand_ins.get(row.responsible.pk) if covered else None,
        "on": today(),
        "now": now(),
        "back": back_of(request),
    }
    return render(request, "cases/work/obligation.html", context)


def _quoted(request: HttpRequest) -> str:
    return quote(back_of(request), safe="")


def _steps(row: Obligation) -> list[dict[str, Any]]:
    rows = list(row.history.select_related("history_user").order_by("history_id"))
    keys = {each.handed_to_id for each in rows} | {each.responsible_id for each in rows}
    people = {user.pk: str(user) for user in User.objects.filter(pk__in=keys - {None})}
    return history_steps(rows, people)


def acts_on(row: Obligation, user: User, query: str) -> list[dict[str, str | None]]:
    """The acts as buttons, the refused ones with their sentence."""
    later = why_not_later(row)
    held = bool(row.held_reason)
    base = row.get_absolute_url()
    found: list[dict[str, str | None]] = [
        {"label": "Done", "url": f"{base}done/{query}", "kind": ""},
        {"label": "Move the day", "url": f"{base}move/{query}", "kind": "quiet"},
        {"label": "Put on hold", "url": f"{base}hold/{query}", "kind": "quiet", "refused": later},
        {"label": "Hand to a colleague", "url": f"{base}hand/{query}", "kind": "quiet"},
    ]
    if held:
        found.insert(2, {"label": "End the hold", "url": f"{base}resume/", "post": "yes"})
    return found
