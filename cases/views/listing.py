"""The list of cases: five tabs, filters, sort, keyset pages, CSV."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import now, today, words
from caseflow.models import User
from caseflow.paging import CAP, Sort, capped_count, keyset_page
from cases.forms import CaseFilters
from cases.kinds import KINDS
from cases.models import Case, Hold, Projection
from cases.models.case import CaseQuerySet, CaseState
from cases.policy import near_exhaustion_days
from members.names import search_key
from members.rows import name_in

TABS = (
    ("unassigned", "Unassigned"),
    ("mine", "Mine"),
    ("hold", "On hold"),
    ("open", "All open"),
    ("closed", "Closed in 30 days"),
)
SORTS = {
    "first_day": Sort(("first_day", "id")),
    "-first_day": Sort(("first_day", "id"), descending=True),
    "name": Sort(("member__name_key", "id")),
    "-name": Sort(("member__name_key", "id"), descending=True),
    "opened": Sort(("opened_at", "id")),
    "-opened": Sort(("opened_at", "id"), descending=True),
}
# The closed rows of ten years are no list to sort by their first day: by when they closed, which
# an index serves, or by name among the recently closed.
CLOSED_SORTS = {
    "closed": Sort(("closed_at", "id")),
    "-closed": Sort(("closed_at", "id"), descending=True),
    "name": SORTS["name"],
    "-name": SORTS["-name"],
}
SORT_WORDS = {
    "closed": "the first closed on top",
    "-closed": "the last closed on top",
    "first_day": "the earliest first day on top",
    "-first_day": "the latest first day on top",
    "name": "by name",
    "-name": "by name, from the end",
    "opened": "the first opened on top",
    "-opened": "the last opened on top",
}
CLOSED_DAYS = 30
PAGE = 50


@require_GET
@requires(Capability.SEE)
def case_list(request: HttpRequest) -> HttpResponse:
    on = today()
    tab = _tab(request)
    filters = CaseFilters(request.GET or None)
    rows = in_tab(Case.objects.visible_to(request.user), tab, request.user)
    valid = not filters.is_bound or filters.is_valid()
    rows = filtered(rows, filters.cleaned_data, on) if filters.is_bound and valid else rows
    sort = _sort(request, tab)
    if request.GET.get("format") == "csv" and valid:
        log_access(request, "list", f"cases {tab}", detail=_filter_words(request))
        return csv_response(
            f"cases-{tab}",
            CSV_HEADER,
            csv_rows(rows.with_first_unpaid(on).for_list(), sorts_of(tab)[sort]),
        )
    counts = tab_counts(request.user)
    chips = _chips(request, filters)
    page = keyset_page(
        rows.values(*SHOWN) if valid else rows.none().values(*SHOWN),
        sorts_of(tab)[sort],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
        total=capped_count(rows) if chips else counts[tab],
    )
    context = {
        "page": page,
        "cases": shown(page.rows, on),
        "tabs": tabs(counts, tab),
        "filters": filters,
        "keep": [("tab", tab), ("sort", sort)],
        "chips": chips,
        "sort": sort,
        "sort_words": SORT_WORDS[sort],
        "tab_label": dict(TABS)[tab],
        "on": on,
        "form": filters,
        "closed_tab": tab == "closed",
        "may_open": request.user.can(Capability.OPEN),
    }
    return render(request, "cases/list.html", context, status=200 if valid else 422)


def _tab(request: HttpRequest) -> str:
    asked = request.GET.get("tab", "")
    if asked in dict(TABS):
        return asked
    return "open"


def sorts_of(tab: str) -> dict[str, Sort]:
    """The orders that a tab offers; each is served by an index or sorts few rows."""
    return CLOSED_SORTS if tab == "closed" else SORTS


def _sort(request: HttpRequest, tab: str) -> str:
    asked = request.GET.get("sort", "")
    if asked in sorts_of(tab):
        return asked
    return "-closed" if tab == "closed" else "-first_day"


def in_tab(rows: CaseQuerySet, tab: str, user: User) -> CaseQuerySet:
    """The rows of a tab; the one place that says what each tab holds."""
    if tab == "unassigned":
        return rows.unassigned()
    if tab == "mine":
        return rows.owned_by(user)
    if tab == "hold":
        return rows.held()
    if tab == "closed":
        return rows.closed_since(now() - timedelta(days=CLOSED_DAYS))
    return rows.open()


def filtered(rows: CaseQuerySet, chosen: dict[str, Any], on: Any) -> CaseQuerySet:
    """The rows that pass the filters of the form."""
    if chosen.get("kind"):
        rows = rows.filter(kind=chosen["kind"])
    if chosen.get("unit"):
        rows = rows.filter(member__unit__code=chosen["unit"])
    if chosen.get("owner") == "none":
        rows = rows.filter(owner__isnull=True)
    elif chosen.get("owner"):
        rows = rows.filter(owner__username=chosen["owner"])
    if chosen.get("near"):
        rows = rows.near_exhaustion(on, near_exhaustion_days(on))
    for word in search_key(chosen.get("q", "")).split():
        rows = rows.filter(
            Q(member__name_key__contains=word)
            | Q(member__star_number=word)
            | Q(reference__icontains=word)
        )
    return rows


SHOWN = (
    "id", "reference", "kind", "state", "first_day", "expected_return_on",
    "opened_at", "closed_at", "member__last_name", "member__suffix", "member__first_name",
    "member__middle_initial", "member__star_number", "member__name_key", "member__unit__code",
    "owner__full_name",
)  # fmt: skip
_STATES = dict(CaseState.choices)


def shown(rows: list[dict[str, Any]], on: date) -> list[dict[str, str]]:
    """The words of the page's rows, ready for the template; their first unpaid days in one query,
    which costs half of what a subquery in each row does."""
    keys = [row["id"] for row in rows]
    stored = Projection.objects.paid_days().in_force(on).filter(case__in=keys)
    stored = stored.order_by("-first_unpaid_day")
    unpaid = dict(stored.values_list("case_id", "first_unpaid_day"))
    return [_words_of(row, unpaid.get(row["id"])) for row in rows]


NOBODY = format_html('<span class="soft">{}</span>', "nobody")


def _words_of(row: dict[str, Any], unpaid: date | None) -> dict[str, str]:
    return {
        "reference": row["reference"],
        "url": f"/cases/{row['reference']}/",
        "name": name_in(row),
        "star": row["member__star_number"],
        "unit": row["member__unit__code"],
        "kind": KINDS[row["kind"]].short,
        "state": _STATES[row["state"]],
        "first_day": words(row["first_day"]),
        "expected": words(row["expected_return_on"]),
        "unpaid": words(unpaid),
        "closed": words(row["closed_at"]),
        "owner": row["owner__full_name"] or "",
        "keeper": row["owner__full_name"] or NOBODY,
    }


def tab_counts(user: User) -> dict[str, int]:
    """How many rows each tab holds: one aggregate over open and recently closed rows."""
    since = now() - timedelta(days=CLOSED_DAYS)
    held = Hold.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)
    is_open = Q(closed_at__isnull=True)
    return (  # type: ignore[no-any-return]
        Case.objects.visible_to(user)
        .filter(is_open | Q(closed_at__gte=since))
        .aggregate(
            unassigned=Count("pk", filter=is_open & Q(owner__isnull=True)),
            mine=Count("pk", filter=is_open & Q(owner=user)),
            hold=Count("pk", filter=is_open & Exists(held)),
            open=Count("pk", filter=is_open),
            closed=Count("pk", filter=Q(closed_at__gte=since)),
        )
    )


def tabs(counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    """The tabs with their counts, capped in words."""
    return [
        {
            "label": label,
            "url": f"?tab={code}",
            "count": counts[code] if counts[code] <= CAP else f"{CAP:,}+",
            "hot": code == "unassigned" and counts[code] > 0,
            "current": code == current,
        }
        for code, label in TABS
    ]


def _chips(request: HttpRequest, filters: CaseFilters) -> list[dict[str, str]]:
    chips = []
    chosen = filters.cleaned_data if filters.is_bound else {}
    for name, field in filters.fields.items():
        if chosen.get(name) or (name in filters.errors and request.GET.get(name)):
            query = request.GET.copy()
            for gone in (name, "after", "before"):
                query.pop(gone, None)
            said = dict(getattr(field, "choices", ())).get(request.GET[name], request.GET[name])
            value = "" if name == "near" else f": {said}"
            chips.append({"label": f"{field.label}{value}", "url": f"?{query.urlencode()}"})
    return chips


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
