"""The list of members: search, filters, orders, pages, CSV."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import today
from caseflow.list_frame import frame, tidied
from caseflow.paging import Page, capped_count, capped_words, keyset_page
from caseflow.saved_pages import Chosen, read
from members.listing import (
    CSV_HEADER,
    MEMBERS,
    SHOWN,
    SORT_WORDS,
    Shown,
    csv_rows,
    exact_star,
    rows_for,
    rows_of,
)
from members.models import MemberQuerySet


@require_GET
@requires(Capability.SEE)
def member_list(request: HttpRequest) -> HttpResponseBase:
    on = today()
    chosen = read(MEMBERS, request.GET)
    if tidy := tidied(request, chosen):
        return tidy
    rows = rows_of(request.user, chosen, on) if chosen.valid else None
    first = exact_star(rows, chosen.filters["q"]) if rows is not None and chosen.filters else None
    if request.GET.get("format") == "csv" and rows is not None:
        log_access(request, "list", "members", detail=_filter_words(request))
        exported = csv_rows(rows, chosen.sort, first, request.user, on)
        return csv_response("members", CSV_HEADER, exported)
    page = _page(request, rows, chosen, first) if rows is not None else Page([])
    rows_shown = rows_for(page.rows, request.user, on)
    context = {
        **frame(request, chosen),
        "sort_words": SORT_WORDS[chosen.sort],
        "page": page,
        "rows": rows_shown,
        "lines": [row.html() for row in rows_shown],
        "exact": first,
        "on": on,
    }
    return render(request, "members/list.html", context, status=200 if chosen.valid else 422)


def _page(request: HttpRequest, rows: MemberQuerySet, chosen: Chosen, first: Shown | None) -> Page:
    """A page; a member whose star was typed in full stands above the first one."""
    total = capped_count(rows)
    page = keyset_page(
        (rows.exclude(pk=first["id"]) if first else rows).values(*SHOWN),
        chosen.order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=chosen.size,
        total=total,
    )
    if first:
        if not page.previous:
            page.rows.insert(0, first)
        page.words = f"Showing {len(page.rows)} of {capped_words(total)}"
    return page


def _filter_words(request: HttpRequest) -> str:
    """Which filters an export used; the words looked for are not kept, they may hold a name."""
    names = [name for name in ("q", "unit", "status") if request.GET.get(name)]
    return f"filters: {', '.join(names)}" if names else "no filter"
