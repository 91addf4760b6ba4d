"""The letters of the notice ladder that are due: whose, since when, what they carry."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import today, words
from caseflow.paging import Sort, capped_count, keyset_page
from cases.rules.ladder import carried
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.services.facts import load_policy
from members.models import listed_name
from notices.due import LADDER, Steps, notices_due
from notices.forms import WhoseFilters
from notices.ladders import CARRIES
from notices.views.corrections import NAME_PARTS
from notices.wrong import CODE

SORT = Sort(("first_unpaid_day", "id"))
PAGE = 50
SHOWN = (
    "id", "first_unpaid_day", "case__reference", "case__owner__full_name",
    "member__last_name", "member__suffix", "member__first_name", "member__middle_initial",
    "member__star_number", "member__unit__code", "member__bargaining_unit", "member__rank",
)  # fmt: skip
CSV_HEADER = (
    "star", "last_name", "first_name", "unit", "case", "with", "first_unpaid_day",
    "days_before", "due_since", "carries",
)  # fmt: skip


@require_GET
@requires(Capability.SEE)
def due_list(request: HttpRequest) -> HttpResponseBase:
    """Members on the roll whose next letter has come and was not sent, the nearest day on top."""
    on, policy = today(), load_policy()
    filters = WhoseFilters(request.GET or None)
    valid = not filters.is_bound or filters.is_valid()
    context: dict[str, Any] = {"on": on, "filters": filters, "form": filters}
    try:
        rows = notices_due(request.user, on, policy)
    except PolicyMissing as missing:
        context["refused"] = str(missing)
        return render(request, "notices/due.html", context, status=422)
    if filters.is_bound:
        rows = filtered(rows, filters.cleaned_data) if valid else rows.none()
    if request.GET.get("format") == "csv" and valid:
        log_access(request, "list", "notices due")
        return csv_response("notices-due", CSV_HEADER, csv_rows(rows, policy, on))
    page = keyset_page(
        rows.values(*SHOWN),
        SORT,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
        total=capped_count(rows),
    )
    context |= {
        "page": page,
        "lines": [shown(row, policy, on) for row in page.rows],
        "chips": _chips(request, filters),
        "may_issue": request.user.can(Capability.ISSUE),
    }
    return render(request, "notices/due.html", context, status=200 if valid else 422)


def filtered(rows: Any, chosen: dict[str, Any]) -> Any:
    """The rows that pass the filters of the form."""
    if chosen["unit"]:
        rows = rows.filter(member__unit__code=chosen["unit"])
    if chosen["owner"] == "none":
        rows = rows.filter(case__owner__isnull=True)
    elif chosen["owner"]:
        rows = rows.filter(case__owner__username=chosen["owner"])
    return rows


def shown(row: dict[str, Any], policy: PolicyTimeline, on: date) -> dict[str, Any]:
    """The words of one row, ready for the template."""
    names = (row[f"member__{part}"] for part in NAME_PARTS)
    days, since, carries = rung_of(row, policy, on)
    case, left = row["case__reference"], (row["first_unpaid_day"] - on).days
    return {
        "name": listed_name(*names),
        "star": row["member__star_number"],
        "unit": row["member__unit__code"],
        "case": case,
        "case_url": f"/cases/{case}/",
        "preview_url": f"/notices/new/{CODE}/?case={case}",
        "owner": row["case__owner__full_name"] or "",
        "unpaid": words(row["first_unpaid_day"]),
        "left": "1 day left" if left == 1 else f"{left} days left",
        "days": days,
        "since": words(since),
        "carries": carries,
    }


def rung_of(row: dict[str, Any], policy: PolicyTimeline, on: date) -> tuple[int, date, str]:
    """The rung that is due for the row: its days before, its day, what it carries in words."""
    whom = (row["member__bargaining_unit"], row["member__rank"])
    value: Any = policy.at_ordinal(LADDER, on.toordinal(), *whom).value
    steps = Steps(tuple(sorted(set(value), reverse=True)))
    days = steps.due((row["first_unpaid_day"] - on).days)
    assert days is not None, "the list holds those whose rung has come"
    carries = "; ".join(CARRIES[each] for each in carried(steps.days, days))
    return days, row["first_unpaid_day"] - timedelta(days=days), carries


def csv_rows(rows: Any, policy: PolicyTimeline, on: date) -> Iterator[Sequence[Any]]:
    names = (*SHOWN, "case__owner__username")
    for row in rows.order_by(*SORT.order_by()).values(*names).iterator(chunk_size=2000):
        yield (
            row["member__star_number"],
            row["member__last_name"],
            row["member__first_name"],
            row["member__unit__code"],
            row["case__reference"],
            row["case__owner__username"],
            row["first_unpaid_day"],
            *rung_of(row, policy, on),
        )


def _chips(request: HttpRequest, filters: WhoseFilters) -> list[dict[str, str]]:
    chips = []
    for name, field in filters.fields.items():
        if value := request.GET.get(name):
            query = request.GET.copy()
            for gone in (name, "after", "before"):
                query.pop(gone, None)
            chips.append({"label": f"{field.label}: {value}", "url": f"?{query.urlencode()}"})
    return chips
