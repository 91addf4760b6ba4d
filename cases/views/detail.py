"""The case page: who, what, since when; do next; the note box; the timeline; facts beside it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.dates import now, today
from caseflow.models import AccessEntry, User
from caseflow.prepared import Prepared
from cases.casepage.context import Seen, case_context, timeline_context
from cases.certified_lines import ambulatory_act, with_page_facts
from cases.checklist import unwaivable
from cases.donext import do_next
from cases.forms import NoteForm
from cases.lifecycle import ACTIONS, why_not
from cases.models import Case
from cases.notebox import note_box
from cases.returning import with_returning
from cases.services.releasing import why_not_return
from cases.standing import with_standing
from cases.views.known import known_page
from cases.views.neighbours import list_context
from providers.queries import acts_on_case

HERE_MINUTES = 10
"""Whoever opened the case within so many minutes is said to be in it."""


def case_for(request: HttpRequest, reference: str) -> Case:
    """The case of the address, if this person may see it; else 404."""
    rows = Case.objects.visible_to(request.user).select_related(
        "member", "member__unit", "owner", "parent", "opened_by", "closed_by"
    )
    rows = with_page_facts(with_returning(with_standing(rows)), today())
    return get_object_or_404(rows, reference=reference)


def require_visible(request: HttpRequest, reference: str) -> None:
    """404 unless this person may see the case. Whom nothing is hidden from needs no question."""
    rows = Case.objects.visible_to(request.user)
    restricted = rows.query.is_empty() or bool(rows.query.where)
    if restricted and not rows.filter(reference=reference).exists():
        raise Http404


@require_GET
@requires(Capability.SEE)
def case_detail(request: HttpRequest, reference: str) -> HttpResponse:
    require_visible(request, reference)
    if "known" in request.GET:
        return known_page(request, reference)
    return page_of(request, reference, None)


def case_page(
    request: HttpRequest, case: Case, note_form: NoteForm, *, status: int = 200
) -> HttpResponse:
    """The page of a case that was reached for an act; with a refused note it comes back with what
    was typed."""
    return page_of(request, case.reference, note_form, status=status)


def page_of(
    request: HttpRequest,
    reference: str,
    note_form: NoteForm | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page as it is now, of a case that this person may see."""
    seen = Seen(request.user, now())
    try:
        facts = case_context(reference, seen)
    except LookupError:
        raise Http404 from None
    case = facts["case"]
    here = also_here(case, request.user, seen.instant)
    log_access(request, "case", case.reference, member_key=case.member.key)
    context = {
        **facts,
        **note_box(
            case,
            request.user,
            asked=request.GET,
            post=request.POST,
            form=note_form,
            due=facts["beside"].due,
            now=seen.instant,
        ),  # fmt: skip
        "also_here": here,
        **do_next(case, acts(case, request.user, seen.on), more_acts(case, request.user)),
        **timeline_context(facts, request.GET),
        **list_context(request, case),
        **more,
    }
    return render(request, "cases/detail.html", context, status=status)


def also_here(case: Case, user: User, instant: datetime) -> list[str]:
    """Who else opened the case in the last minutes, by name. It keeps nobody from anything."""
    since = instant - timedelta(minutes=HERE_MINUTES)
    return [name for (name,) in _here.rows(subject=case.reference, since=since, user=user.pk)]


_here = Prepared(
    lambda subject, since, user: (
        AccessEntry.objects.filter(subject=subject, kind=AccessEntry.Kind.CASE, at__gte=since)
        .exclude(user=user)
        .order_by("user__full_name")
        .values_list("user__full_name", flat=True)
        .distinct()
    ),
    subject=str,
    since=datetime,
    user=int,
)


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
    if user.can(Capability.NOTE) and case.is_open:
        base = case.get_absolute_url()
        offered = [
            *offered,
            {"label": "Make something to do", "url": f"{base}todo/", "refused": ""},
            {"label": "Enter a time limit", "url": f"{base}clocks/new/", "refused": ""},
        ]
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
