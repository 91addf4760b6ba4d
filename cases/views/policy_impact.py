"""What a proposal would move: computed while the page shows how far it is, then read."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import now, today
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import PolicyImpact, PolicyValue
from cases.policy_lines import line_of
from cases.rules.impact import accounts_of_key
from cases.services.policy_impact import computing, named, preview_of
from cases.views.policy import READERS, policy_value
from members.models import Member, hidden_members

SHOWN = 200
HERE = "<!-- progress -->"
ACCOUNTS = {
    "non_iod": "Paid days, not on duty",
    "iod": "Paid days, injury on duty",
    "limited_duty": "Limited duty",
    "ordinary_disability": "Ordinary disability",
    "fmla": "Family and medical leave",
}
CSV_HEADER = ("star", "unit", "account", "injury", "drawn_now", "case", "was", "is")


@require_POST
@requires(Capability.CONFIGURE)
def policy_compute(request: HttpRequest, value: int) -> StreamingHttpResponse:
    """Compares every member; the answer is a page that grows line by line and needs no script."""
    row = policy_value(value)
    page = render_to_string("policy/computing.html", {"line": line_of(row, today())}, request)
    head, _, foot = page.partition(HERE)
    response = StreamingHttpResponse(_growing(row, request.user, head, foot))
    response["X-Accel-Buffering"] = "no"  # a proxy that collects the answer would hide how far
    return response


def _growing(value: PolicyValue, by: User, head: str, foot: str) -> Iterator[str]:
    yield head
    try:
        result = computing(value=value, by=by, now=now(), on=today())
        for done, total in result:
            yield format_html("<li>{} of {} members compared</li>\n", f"{done:,}", f"{total:,}")
    except RuleViolation as refused:
        back = value.get_absolute_url()
        yield format_html(
            '<li role="alert"><b>Not computed.</b> {} <a href="{}">Back to the proposal</a></li>',
            refused.sentence,
            back,
        )
    else:
        url = reverse("policy:impact", args=[value.pk])
        yield format_html(
            '<li><b>Done.</b> <a href="{}">What it would move</a>'
            '<meta http-equiv="refresh" content="1; url={}"></li>',
            url,
            url,
        )
    yield foot


@require_GET
@requires(*READERS)
def policy_impact_page(request: HttpRequest, value: int) -> HttpResponseBase:
    """The newest preview of the proposal as it stands. Who sees members sees whose day moves; who
    configures sees counts by unit."""
    row = policy_value(value)
    impact = preview_of(row) if row.is_proposed else last_preview(row)
    sees = request.user.can(Capability.SEE)
    if impact and sees:
        log_access(request, "list", "policy impact", detail=f"value {row.pk}")
        if request.GET.get("format") == "csv":
            rows = csv_rows(impact, request.user)
            return csv_response(f"policy-{row.pk}-impact", CSV_HEADER, rows)
    context = {
        "line": line_of(row, today()),
        "impact": impact,
        "sees": sees,
        "what": what_moves(row),
    }
    if impact:
        context.update(_shown(impact, request.user))
    return render(request, "policy/impact.html", context)


def what_moves(value: PolicyValue) -> str:
    """The day that the value can move, in words; empty when it moves none."""
    names = accounts_of_key(value.key)
    if not names:
        return ""
    return "first unpaid day" if "non_iod" in names else "first day that is not covered"


def last_preview(value: PolicyValue) -> PolicyImpact | None:
    return value.impacts.filter(kind=PolicyImpact.Kind.PREVIEW).first()


def visible_moves(impact: PolicyImpact, user: User) -> list[dict[str, Any]]:
    """The moves that this person may see, as stored, each by the names of its columns."""
    if not user.can(Capability.SEE):
        return []
    hidden = set(hidden_members(user))
    return [move for move in map(named, impact.rows["moves"]) if move["member"] not in hidden]


def _shown(impact: PolicyImpact, user: User) -> dict[str, Any]:
    moves = visible_moves(impact, user)
    shown = moves[:SHOWN]
    keys = [move["member"] for move in shown]
    people = Member.objects.visible_to(user).filter(pk__in=keys).in_bulk()
    entailed = {
        label: [each for each in rows if _may_see(each["member"], user)]
        for label, rows in impact.rows["consequences"].items()
    }
    return {
        "open": [_move(move, people) for move in shown if move["running"]],
        "rest": [_move(move, people) for move in shown if not move["running"]],
        "total": f"{len(moves):,}",
        "open_total": sum(move["running"] for move in moves),
        "capped": len(moves) > SHOWN,
        "members": f"{impact.members:,}",
        "moved": f"{impact.moved:,}",
        "moved_open": f"{impact.moved_open:,}",
        "unaffected": f"{impact.members - impact.moved:,}",
        "units": [(unit, *counts) for unit, counts in impact.rows["units"].items()],
        "consequences": [(label, rows[:SHOWN], len(rows)) for label, rows in entailed.items()],
        "entailed": [(label, len(rows)) for label, rows in impact.rows["consequences"].items()],
    }


def _may_see(member: int, user: User) -> bool:
    return user.can(Capability.SEE) and member not in hidden_members(user)


def _move(move: dict[str, Any], people: dict[int, Member]) -> dict[str, Any]:
    account = ACCOUNTS[move["account"]]
    return {
        "star": move["star"],
        "person": people.get(move["member"]),
        "unit": move["unit"],
        "account": f"{account}, {move['injury']}" if move["injury"] else account,
        "case": move["case"],
        "was": _day(move["was"]),
        "becomes": _day(move["is"]),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def csv_rows(impact: PolicyImpact, user: User) -> Iterator[Sequence[Any]]:
    for move in visible_moves(impact, user):
        yield (
            move["star"], move["unit"], move["account"], move["injury"],
            "yes" if move["running"] else "no", move["case"], move["was"], move["is"],
        )  # fmt: skip
