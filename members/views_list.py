"""The list of members: search, filters, orders, pages, CSV."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import today
from caseflow.paging import Page, capped_count, capped_words, keyset_page
from members.forms import MemberFilters
from members.listing import (
    CSV_HEADER,
    SHOWN,
    SORT_WORDS,
    SORTS,
    Shown,
    csv_rows,
    exact_star,
    filtered,
    list_of,
    rows_for,
)
from members.models import MemberQuerySet

PAGE = 50


@require_GET
@requires(Capability.SEE)
def member_list(request: HttpRequest) -> HttpResponseBase:
    on = today()
    filters = MemberFilters(request.GET)
    valid = filters.is_valid()
    rows = filtered(list_of(request.user), filters.cleaned_data, on) if valid else None
    sort = request.GET.get("sort", "name")
    sort = sort if sort in SORTS else "name"
    first = exact_star(rows, filters.cleaned_data["q"]) if rows is not None else None
    if request.GET.get("format") == "csv" and rows is not None:
        log_access(request, "list", "members", detail=_filter_words(request))
        return csv_response("members", CSV_HEADER, csv_rows(rows, sort, first, request.user, on))
    page = _page(request, rows, sort, first) if rows is not None else Page([])
    rows_shown = rows_for(page.rows, request.user, on)
    context = {
        "filters": filters,
        "form": filters,
        "keep": [("sort", sort)],
        "chips": _chips(request, filters) if valid else [],
        "sort": sort,
        "sort_words": SORT_WORDS[sort],
        "page": page,
        "rows": rows_shown,
        "lines": [row.html() for row in rows_shown],
        "exact": first,
        "on": on,
    }
    return render(request, "members/list.html", context, status=200 if valid else 422)


def _page(request: HttpRequest, rows: MemberQuerySet, sort: str, first: Shown | None) -> Page:
    """A page; a member whose star was typed in full stands above the first one."""
    total = capped_count(rows)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    others = (rows.exclude(pk=first["id"]) if first else rows).values(*SHOWN)
    page = keyset_page(others, SORTS[sort], after=after, before=before, size=PAGE, total=total)
    if first and not page.previous:
        page.rows.insert(0, first)
    page.words = f"Showing {len(page.rows)} of {capped_words(total)}" if page.rows else ""
    return page


def _chips(request: HttpRequest, filters: MemberFilters) -> list[dict[str, str]]:
    """The filters in force, each with the address of the list without it."""
    chips = []
    for name, field in filters.fields.items():
        value = filters.cleaned_data.get(name)
        if value:
            query = request.GET.copy()
            for gone in (name, "after", "before", "format"):
                query.pop(gone, None)
            shown = dict(getattr(field, "choices", [])).get(value, value)
            chips.append({"label": f"{field.label}: {shown}", "url": f"?{query.urlencode()}"})
    return chips


def _filter_words(request: HttpRequest) -> str:
    """Which filters an export used; the words looked for are not kept, they may hold a name."""
    names = [name for name in ("q", "unit", "status") if request.GET.get(name)]
    return f"filters: {', '.join(names)}" if names else "no filter"
