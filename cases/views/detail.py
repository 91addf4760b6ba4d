"""The case page: who, what, since when; do next; the note box; the timeline; facts beside it."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now, today
from caseflow.models import User
from cases.certified_lines import ambulatory_act, certified_context, with_page_facts
from cases.checklist import unwaivable
from cases.donext import do_next
from cases.explained import account_for, recoded_days
from cases.forms import NoteForm
from cases.lifecycle import ACTIONS, why_not
from cases.models import Case
from cases.policy import note_late_after
from cases.returning import with_returning
from cases.returning_lines import returning_context
from cases.roll_entries import load_roll_entries
from cases.rules.facts import MemberFacts
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.services.facts import facts_of, load_policy
from cases.services.notes import why_not_add
from cases.services.releasing import why_not_return
from cases.standing import absences, open_hold, with_standing
from cases.timeline import entries, for_timeline, milestone_kinds
from notices.panels import case_letters
from providers.queries import acts_on_case, current_report, next_appointment_for

TIMELINE_PAGE = 50


def case_for(request: HttpRequest, reference: str) -> Case:
    """The case of the address, if this person may see it; else 404."""
    rows = Case.objects.visible_to(request.user).select_related(
        "member", "member__unit", "owner", "parent", "opened_by", "closed_by"
    )
    rows = with_page_facts(with_returning(with_standing(rows)), today())
    return get_object_or_404(rows, reference=reference)


@require_GET
@requires(Capability.SEE)
def case_detail(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request, reference)
    form = NoteForm(initial={"happened_at": now()})
    return case_page(request, case, form)


def case_page(
    request: HttpRequest, case: Case, note_form: NoteForm, *, status: int = 200
) -> HttpResponse:
    """The page of a case; with a refused note it comes back with what was typed."""
    log_access(request, "case", case.reference, member_key=case.member.key)
    on = today()
    policy, facts = load_policy(), facts_of(case.member)
    load_roll_entries(case)
    drawn = account_context(case, on, policy, facts)
    offered = acts(case, request.user, on)
    context = {
        "case": case,
        "case_url": case.get_absolute_url(),
        "member": case.member,
        "on": on,
        "now": now(),
        "form": note_form,
        "note_refused": why_not_add(case, request.user),
        "since": case.assigned_since,
        "hold": open_hold(case),
        "absence": next(iter(absences(case)), None),
        "next_appointment": next_appointment_for([case]).get(case.pk),
        "report": current_report(case, on),
        "documents": case.documents.all()[:10],
        "related": related_cases(case, request.user),
        **do_next(case, offered, more_acts(case, request.user)),
        **drawn,
        **case_letters(case, request.user, unpaid=unpaid_day(drawn), policy=policy, on=on),
        **certified_context(case, request.user, facts, on, policy, unpaid_day(drawn)),
        **returning_context(case, request.user, on),
        **timeline_context(request, case, policy),
    }
    return render(request, "cases/detail.html", context, status=status)


def account_context(
    case: Case, on: date, policy: PolicyTimeline, facts: MemberFacts
) -> dict[str, Any]:
    """The account that the case draws; or, where the policy has a gap, the sentence that says so:
    the rest of the page must not depend on it."""
    try:
        account = account_for(case, on, policy, facts)
        return {"account": account, "recoded": recoded_days(case, facts)}
    except PolicyMissing as missing:
        return {"account_refused": str(missing)}


def unpaid_day(context: dict[str, Any]) -> date | None:
    """The first unpaid day of the account that `account_context` found."""
    account = context.get("account")
    return account.first_unpaid_day if account else None


def related_cases(case: Case, user: User) -> list[Case]:
    """The injury this case goes back to, and its recurrences."""
    root = case.injury
    if root is None:
        return []
    rows = Case.objects.visible_to(user).filter(parent=root).order_by("first_day")
    return [*([] if root.pk == case.pk else [root]), *rows.exclude(pk=case.pk)]


def acts(case: Case, user: User, on: date) -> list[dict[str, Any]]:
    """What can be done next: the one right act first and filled, the usual ones quiet, a refused
    one with its sentence where somebody would look for it."""
    shown: list[dict[str, Any]] = []
    for code in ACTIONS:
        refused = why_not(code, case, user) or (unwaivable(case, on) if code == "close" else None)
        refused = refused or (why_not_return(case) if code == "return" else None)
        if refused and not _worth_saying(code, case, user):
            continue
        label, url, post = _face(code, case, user)
        shown.append(
            {
                "code": code,
                "label": label,
                "url": url,
                "post": post,
                "refused": refused,
                "kind": "quiet",
                "group": group_of(code, refused),
            }
        )
    shown += ambulatory_act(case, user)
    possible = [act for act in shown if not act["refused"]]
    if case.is_open and case.owner_id is None:
        possible.sort(key=lambda act: act["code"] != "assign")
    possible.sort(key=lambda act: act["code"] != "answer")
    if possible and possible[0]["code"] in MAIN_ACTS:
        possible[0]["kind"] = ""
    return possible + [act for act in shown if act["refused"]]


MAIN_ACTS = ("answer", "assign", "approve", "confirm", "return", "close", "reopen")
PROMOTED = ("certify", "answer", "release")
"""Of a group, but what comes next when it can be done."""


def group_of(code: str, refused: str | None) -> str:
    return "" if code in PROMOTED and not refused else ACTIONS[code].group


def more_acts(case: Case, user: User) -> list[dict[str, str]]:
    """What other rooms add to a case: a report, an appointment, a notice. What a role never does
    is left out; what the case refuses just now says why."""
    offered = acts_on_case(case, user) if user.can(Capability.NOTE) else []
    if user.can(Capability.ISSUE):
        url = f"{reverse('notices:new')}?case={case.reference}"
        offered = [*offered, {"label": "Compose a notice", "url": url, "refused": ""}]
    return offered


def _worth_saying(code: str, case: Case, user: User) -> bool:
    if code == "return":
        return why_not_return(case) is not None
    if ACTIONS[code].group:
        return case.is_open and user.can(ACTIONS[code].capability)
    return code == "reopen" if not case.is_open else code in ("assign", "close")


def _face(code: str, case: Case, user: User) -> tuple[str, str, bool]:
    """Label, address and whether the button posts at once."""
    base = f"{case.get_absolute_url()}"
    if code == "assign":
        if case.owner_id is None and not user.can(Capability.SUPERVISE):
            return "Take the case", f"{base}take/", True
        return ("Hand over" if case.owner_id else "Assign"), f"{base}assign/", False
    return ACTIONS[code].label, f"{base}{code}/", code in ("confirm", "resume")


def timeline_context(request: HttpRequest, case: Case, policy: PolicyTimeline) -> dict[str, Any]:
    """A page of the timeline, newest first, in the density asked for."""
    everything = request.GET.get("show") != "milestones"
    events = for_timeline(case)
    if not everything:
        events = events.filter(kind__in=milestone_kinds())
    number = _page_number(request)
    start = (number - 1) * TIMELINE_PAGE
    found = list(events[start : start + TIMELINE_PAGE + 1])
    return {
        "timeline": entries(found[:TIMELINE_PAGE], late_after=note_late_after(today(), policy)),
        "newer": number - 1,
        "older": number + 1 if len(found) > TIMELINE_PAGE else 0,
        "everything": everything,
    }


def _page_number(request: HttpRequest) -> int:
    """The page of the timeline; anything that is no number is the first."""
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
