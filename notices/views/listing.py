"""The list of issued letters: filters, keyset pages, CSV."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import start_of
from caseflow.datewords import moment
from caseflow.paging import Sort, capped_count, keyset_page
from members.models import Member, listed_name
from notices.catalogue import CATALOGUE
from notices.forms import NoticeFilters
from notices.models import CorrectionQuerySet, LetterCorrection, Notice, NoticeQuerySet

SORTS = {
    "-issued": Sort(("issued_at", "id"), descending=True),
    "issued": Sort(("issued_at", "id")),
}
SORT_WORDS = {"-issued": "the last issued on top", "issued": "the first issued on top"}
PAGE = 50
CSV_HEADER = (
    "number", "kind", "issued_at", "issued_by", "star", "last_name", "first_name", "unit", "case",
    "as_of", "replaced_by", "pdf_sha256",
)  # fmt: skip


@require_GET
@requires(Capability.SEE)
def notice_list(request: HttpRequest) -> HttpResponseBase:
    filters = NoticeFilters(request.GET or None)
    valid = not filters.is_bound or filters.is_valid()
    rows = Notice.objects.visible_to(request.user)
    if filters.is_bound:
        rows = filtered(rows, filters.cleaned_data) if valid else rows.none()
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "-issued"
    if request.GET.get("format") == "csv" and valid:
        log_access(request, "list", "notices", detail=_filter_words(request))
        return csv_response("notices", CSV_HEADER, csv_rows(rows.for_list(), sort))
    page = keyset_page(
        rows.annotate(is_wrong=Exists(open_corrections())).values(*SHOWN, "is_wrong"),
        SORTS[sort],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
        total=capped_count(rows),
    )
    context = {
        "page": page,
        "notices": [shown(row) for row in page.rows],
        "filters": filters,
        "form": filters,
        "keep": [("sort", sort)],
        "chips": _chips(request, filters),
        "sort": sort,
        "sort_words": SORT_WORDS[sort],
        "may_issue": request.user.can(Capability.ISSUE),
    }
    return render(request, "notices/list.html", context, status=200 if valid else 422)


SHOWN = (
    "id", "number", "title", "issued_at", "superseded_by__number", "case__reference",
    "member__last_name", "member__suffix", "member__first_name", "member__middle_initial",
    "member__star_number", "member__unit__code", "issued_by__full_name",
)  # fmt: skip


def open_corrections() -> CorrectionQuerySet:
    return LetterCorrection.objects.open().filter(notice=OuterRef("pk"))


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """The words of one row, ready for the template."""
    name = (row[f"member__{part}"] for part in NAME_PARTS)
    return {
        "number": row["number"],
        "url": f"/notices/{row['number']}/",
        "issued": moment(row["issued_at"]),
        "title": row["title"],
        "replaced_by": row["superseded_by__number"] or "",
        "name": listed_name(*name),
        "star": row["member__star_number"],
        "unit": row["member__unit__code"],
        "is_wrong": row["is_wrong"],
        "case": row["case__reference"] or "",
        "case_url": f"/cases/{row['case__reference']}/",
        "by": row["issued_by__full_name"],
    }


NAME_PARTS = ("last_name", "suffix", "first_name", "middle_initial")


def filtered(rows: NoticeQuerySet, chosen: dict[str, Any]) -> NoticeQuerySet:
    """The rows that pass the filters of the form; days are those of the office."""
    if chosen["kind"]:
        rows = rows.filter(code=chosen["kind"])
    if chosen["since"]:
        rows = rows.filter(issued_at__gte=start_of(chosen["since"]))
    if chosen["until"] and chosen["until"] < date.max:
        rows = rows.filter(issued_at__lt=start_of(chosen["until"] + timedelta(days=1)))
    if chosen["q"].strip():
        rows = rows.filter(member__in=Member.objects.search(chosen["q"]))
    return rows


def _chips(request: HttpRequest, filters: NoticeFilters) -> list[dict[str, str]]:
    chips = []
    for name, field in filters.fields.items():
        if value := request.GET.get(name):
            query = request.GET.copy()
            for gone in (name, "after", "before"):
                query.pop(gone, None)
            said = CATALOGUE[value].title if name == "kind" and value in CATALOGUE else value
            chips.append({"label": f"{field.label}: {said}", "url": f"?{query.urlencode()}"})
    return chips


def _filter_words(request: HttpRequest) -> str:
    """Which filters an export used; the words looked for are not kept, they may hold a name."""
    names = [name for name in ("kind", "since", "until", "q") if request.GET.get(name)]
    return f"filters: {', '.join(names)}" if names else "no filter"


def csv_rows(rows: NoticeQuerySet, sort: str) -> Iterator[Sequence[Any]]:
    for notice in rows.order_by(*SORTS[sort].order_by()).iterator(chunk_size=2000):
        yield (
            notice.number,
            notice.title,
            notice.issued_at,
            notice.issued_by.username,
            notice.member.star_number,
            notice.member.last_name,
            notice.member.first_name,
            notice.member.unit.code,
            notice.case.reference if notice.case else "",
            notice.as_of,
            notice.replaced_by.number if notice.replaced_by else "",
            notice.pdf_sha256,
        )
