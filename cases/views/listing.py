"""The list of cases: five tabs, filters, sort, columns, keyset pages, CSV."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import today, words
from caseflow.list_frame import frame, tidied
from caseflow.paging import CAP, Sort, capped_count, keyset_page
from caseflow.saved_pages import Chosen, address, read
from cases.case_list import CASES, SORT_WORDS, TABS, rows_of, tab_counts
from cases.kinds import KINDS
from cases.models import Case, Projection
from cases.models.case import CaseState
from cases.views.neighbours import from_text
from members.rows import name_in


@require_GET
@requires(Capability.SEE)
def case_list(request: HttpRequest) -> HttpResponse:
    on = today()
    chosen = read(CASES, request.GET)
    if tidy := tidied(request, chosen):
        return tidy
    rows = rows_of(request.user, chosen, on)
    rows = rows if chosen.valid else rows.none()
    if request.GET.get("format") == "csv" and chosen.valid:
        log_access(request, "list", f"cases {chosen.tab}", detail=_filter_words(request))
        exported = csv_rows(rows.with_first_unpaid(on).for_list(), chosen.order)
        return csv_response(f"cases-{chosen.tab}", CSV_HEADER, exported)
    counts = tab_counts(request.user)
    around = frame(request, chosen)
    page = keyset_page(
        rows.values(*SHOWN),
        chosen.order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=chosen.size,
        total=capped_count(rows) if around["chips"] else counts[chosen.tab],
    )
    context = {
        **around,
        "page": page,
        "cases": shown(page.rows, chosen, from_text(chosen, page.start), on),
        "tabs": tabs(counts, chosen),
        "sort_words": SORT_WORDS[chosen.sort],
        "tab_label": dict(TABS)[chosen.tab],
        "on": on,
        "may_open": request.user.can(Capability.OPEN),
    }
    return render(request, "cases/list.html", context, status=200 if chosen.valid else 422)


SHOWN = (
    "id", "reference", "kind", "state", "first_day", "expected_return_on", "approved_on",
    "injury_label", "nature", "opened_at", "closed_at", "member__last_name", "member__suffix",
    "member__first_name", "member__middle_initial", "member__star_number", "member__name_key",
    "member__unit__code", "owner__full_name",
)  # fmt: skip
_STATES = dict(CaseState.choices)
NOBODY = format_html('<span class="soft">{}</span>', "nobody")

Row = dict[str, Any]
WORDS: dict[str, Callable[[Row], str]] = {
    "kind": lambda row: KINDS[row["kind"]].short,
    "state": lambda row: _STATES[row["state"]],
    "first_day": lambda row: words(row["first_day"]),
    "expected": lambda row: words(row["expected_return_on"]),
    "unpaid": lambda row: words(row["unpaid"]),
    "opened": lambda row: words(row["opened_at"]),
    "closed": lambda row: words(row["closed_at"]),
    "approved": lambda row: words(row["approved_on"]),
    "nature": lambda row: row["nature"],
    "injury": lambda row: row["injury_label"],
    "owner": lambda row: row["owner__full_name"] or NOBODY,
}
"""A column -> its words."""


def shown(rows: list[Row], chosen: Chosen, came_from: str, on: date) -> list[dict[str, str]]:
    """The words of the page's rows in the columns that are shown. `came_from` tells a case's page
    which list it was opened from."""
    writers = [(column.code, WORDS[column.code]) for column in chosen.columns]
    if any(code == "unpaid" for code, _ in writers):
        _add_unpaid(rows, on)
    return [
        {
            "reference": row["reference"],
            "url": f"/cases/{row['reference']}/?from={came_from}",
            "name": name_in(row),
            "star": row["member__star_number"],
            "unit": row["member__unit__code"],
            **{code: write(row) for code, write in writers},
        }
        for row in rows
    ]


def _add_unpaid(rows: list[Row], on: date) -> None:
    """Their first unpaid days in one query, which costs half of what a subquery in each does."""
    stored = Projection.objects.paid_days().in_force(on).filter(case__in=[r["id"] for r in rows])
    stored = stored.order_by("-first_unpaid_day")
    unpaid = dict(stored.values_list("case_id", "first_unpaid_day"))
    for row in rows:
        row["unpaid"] = unpaid.get(row["id"])


def tabs(counts: dict[str, int], chosen: Chosen) -> list[dict[str, Any]]:
    """The tabs with their counts, capped in words; they keep columns and rows, not the filters,
    which the counts know nothing of."""
    kept = urlencode([pair for pair in chosen.kept if pair[0] != "sort"])
    return [
        {
            "label": label,
            "url": address("", f"tab={code}", kept),
            "count": counts[code] if counts[code] <= CAP else f"{CAP:,}+",
            "hot": code == "unassigned" and counts[code] > 0,
            "current": code == chosen.tab,
        }
        for code, label in TABS
    ]


def _filter_words(request: HttpRequest) -> str:
    """Which filters an export used; the words looked for are not kept, they may hold a name."""
    names = [name for name in ("q", "kind", "unit", "owner", "near") if request.GET.get(name)]
    return f"filters: {', '.join(names)}" if names else "no filter"


CSV_HEADER = (
    "reference", "kind", "state", "star", "last_name", "first_name", "unit", "first_day",
    "expected_return", "with", "first_unpaid_day", "opened_at", "closed_at",
)  # fmt: skip


def csv_rows(rows: QuerySet[Case], sort: Sort) -> Iterator[Sequence[Any]]:
    for case in rows.order_by(*sort.order_by()).iterator(chunk_size=2000):
        yield (
            case.reference,
            case.spec.label,
            CaseState(case.state).label,
            case.member.star_number,
            case.member.last_name,
            case.member.first_name,
            case.member.unit.code,
            case.first_day,
            case.expected_return_on,
            case.owner.username if case.owner else "",
            case.first_unpaid_day,  # type: ignore[attr-defined]
            case.opened_at,
            case.closed_at,
        )
