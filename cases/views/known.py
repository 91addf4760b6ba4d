"""A case as it was known: the same page, read-only, with what was learned since."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from caseflow.accesslog import log_access
from caseflow.dates import local_day, now
from caseflow.datewords import day, moment
from caseflow.refusals import RuleViolation
from cases.casepage.context import Seen, case_context, timeline_context
from cases.known.asked import read_instant, require_known
from cases.known.learned import differing, recorded_since
from cases.known.tables import known_at
from cases.models import Case
from cases.policy import note_late_after
from cases.timeline import entries
from cases.timeline_html import lines_html


def known_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The page as of the instant that the address names, of a case that this person may see; with
    `learned`, also what was recorded since. What cannot be shown comes back with the sentence."""
    case = known_case(request, reference)
    asked = request.GET["known"]
    try:
        instant = read_instant(asked, now())
        require_known(case, instant)
    except RuleViolation as refusal:
        context = {"case": case, "asked": asked[:40], "refused": refusal.sentence}
        return render(request, "cases/known_refused.html", context, status=422)
    said = f"as known at {known_words(instant)}"
    log_access(request, "case", case.reference, member_key=case.member.key, detail=said)
    context = context_at(request, case, instant)
    if request.GET.get("learned"):
        context |= learned_context(request, context, instant)
    return render(request, "cases/detail.html", context)


def known_words(instant: datetime) -> str:
    """`the end of 1 Mar 2026`, or the moment."""
    if local_day(instant + timedelta(microseconds=1)) > local_day(instant):
        return f"the end of {day(instant)}"
    return moment(instant)


def known_case(request: HttpRequest, reference: str) -> Case:
    """The case itself, as it is now."""
    rows = Case.objects.visible_to(request.user).select_related("member")
    return get_object_or_404(rows, reference=reference)


def context_at(request: HttpRequest, case: Case, instant: datetime) -> dict[str, Any]:
    """The whole page as it was known; everything is read in here, for a template that asked later
    would be told what is known today."""
    seen = Seen(request.user, instant, past=True)
    with known_at(instant, member=case.member_id):
        facts = case_context(case.reference, seen)
        told = timeline_context(facts, request.GET)
    last = case.events.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    return {
        **facts,
        **told,
        "known": instant,
        "known_words": known_words(instant),
        "known_asked": request.GET.get("known", ""),
        "recorded_since": last - (facts["case"].last_sequence or 0),
    }


def learned_context(
    request: HttpRequest, context: dict[str, Any], instant: datetime
) -> dict[str, Any]:
    """What is known now of the day that is shown, where it differs, and what was recorded since."""
    since = case_context(context["case"].reference, Seen(request.user, instant, past=True))
    late_after = note_late_after(context["on"], context["policy"])
    lines = entries(recorded_since(context["case"], instant), late_after=late_after)
    return {
        "learned": True,
        "differing": differing(context, since),
        "learned_html": lines_html(lines, context["case_url"]),
        "learned_more": context["recorded_since"] - len(lines),
    }
