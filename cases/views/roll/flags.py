"""The thresholds of others that members' days on the roll reach: facts for them to judge."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import today
from caseflow.models import User
from caseflow.paging import Page
from cases.roll_flags import can_reach, flags_of, members_of
from cases.roll_forms import FlagFilters
from cases.rules.events import EventLine
from cases.rules.flags import KINDS, Flag
from cases.rules.policy import PolicyTimeline
from cases.services.facts import load_policy
from cases.views.roll.frame import FLAGS_FOR, chips, filter_words, tabs
from members.models import Member

PAGE = 25
AT_ONCE = 100  # members judged at a time
DEFAULT = KINDS[0].code
Flagged = tuple[Member, tuple[Flag, ...]]


@require_GET
@requires(*FLAGS_FOR)
def roll_flags(request: HttpRequest) -> HttpResponseBase:
    """Who reaches the threshold that is asked for, by name."""
    on = today()
    filters = FlagFilters({"flag": DEFAULT, **request.GET.dict()})
    valid = filters.is_valid()
    code = filters.cleaned_data.get("flag") or DEFAULT
    policy = load_policy()
    people = candidates(request.user, code, policy, on, filters.cleaned_data) if valid else []
    if request.GET.get("format") == "csv" and valid:
        log_access(request, "list", "flags", detail=filter_words(request, ("flag", "unit")))
        return csv_response("flags", CSV_HEADER, csv_rows(people, code, policy, on))
    page = page_of(people, code, policy, on, request)
    context = {
        "on": on,
        "page": page,
        "kind": next((kind for kind in KINDS if kind.code == code), None),
        "tabs": tabs(request, "flags"),
        "filters": filters,
        "form": filters,
        "chips": chips(request, filters, {"flag": DEFAULT}),
    }
    return render(request, "roll/flags.html", context, status=200 if valid else 422)


def candidates(
    user: User, code: str, policy: PolicyTimeline, on: date, chosen: dict[str, Any]
) -> list[tuple[int, str]]:
    """The keys of everybody in service who can reach the threshold and may be seen, by name."""
    reaching = can_reach(code, policy, on)
    rows = Member.objects.visible_to(user).current(on)
    if chosen.get("unit"):
        rows = rows.filter(unit__code=chosen["unit"])
    keys = rows.order_by("name_key", "id").values_list("pk", "key")
    return [each for each in keys if each[0] in reaching]


def judged(
    people: Sequence[tuple[int, str]], code: str, policy: PolicyTimeline, on: date
) -> Iterator[Flagged]:
    """Those of the people who reach the threshold, judged some at a time as they are asked for."""
    for start in range(0, len(people), AT_ONCE):
        keys = [key for key, _ in people[start : start + AT_ONCE]]
        rows = members_of(keys)
        yield from flags_of([rows[key] for key in keys], code, policy, on)


def page_of(
    people: list[tuple[int, str]],
    code: str,
    policy: PolicyTimeline,
    on: date,
    request: HttpRequest,
) -> Page:
    """A page of those who reach it. Nobody else is judged, so that how many there are in all is
    not known; the cursor is a member's key."""
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    places = {key: place for place, (_, key) in enumerate(people)}
    backwards = before in places and not after
    if backwards:
        left = people[: places[before]][::-1]
    else:
        left = people[places[after] + 1 :] if after in places else people
    got = list(islice(judged(left, code, policy, on), PAGE + 1))
    more, got = len(got) > PAGE, got[:PAGE]
    if backwards:
        got.reverse()
    if not got:
        return Page([])
    return Page(
        rows=got,
        next=got[-1][0].key if more or backwards else "",
        previous=got[0][0].key if (more if backwards else after in places) else "",
        words=f"Showing {len(got)}, by name",
    )


CSV_HEADER = (
    "star", "last_name", "first_name", "unit", "flag", "what", "from", "through",
    "counted_events", "counted_days", "counted", "left_out", "consequence", "judged_by", "source",
    "verified",
)  # fmt: skip


def csv_rows(
    people: list[tuple[int, str]], code: str, policy: PolicyTimeline, on: date
) -> Iterator[Sequence[Any]]:
    """Every flag of everybody who reaches the threshold."""
    for member, reached in judged(people, code, policy, on):
        for flag in reached:
            yield (
                member.star_number, member.last_name, member.first_name, member.unit.code,
                flag.title, flag.sentence, *flag.window, len(flag.counted),
                sum(line.days for line in flag.counted),
                "; ".join(said(line) for line in flag.counted),
                "; ".join(f"{said(out.event)} ({out.reason})" for out in flag.left_out),
                flag.consequence, flag.judged_by, flag.source, "yes" if flag.verified else "no",
            )  # fmt: skip


def said(line: EventLine) -> str:
    """NIOD-26-00001 2026-02-02 to 2026-03-05, 32 days"""
    days = "1 day" if line.days == 1 else f"{line.days} days"
    return f"{line.case} {line.first_day} to {line.last_day}, {days}"
