"""The list of issued letters: filters, keyset pages, CSV."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import start_of, today
from caseflow.datewords import moment
from caseflow.list_frame import frame, tidied
from caseflow.models import User
from caseflow.paging import Sort, capped_count, keyset_page
from caseflow.saved_pages import Chosen, Column, ListPage, read, register
from members.models import Member
from members.rows import COLUMNS as NAME
from members.rows import name_in
from notices.forms import NoticeFilters
from notices.models import CorrectionQuerySet, LetterCorrection, Notice, NoticeQuerySet

SORTS = {
    "-issued": Sort(("issued_at", "id"), descending=True),
    "issued": Sort(("issued_at", "id")),
}
SORT_WORDS = {"-issued": "the last issued on top", "issued": "the first issued on top"}
COLUMNS = (
    Column("issued", "Issued", "date", sort="issued", first="-"),
    Column("kind", "Kind"),
    Column("case", "Case", "ref"),
    Column("by", "By"),
    Column("unit", "Unit", default=False),
    Column("pdf", "PDF"),
)
CSV_HEADER = (
    "number", "kind", "issued_at", "issued_by", "star", "last_name", "first_name", "unit", "case",
    "as_of", "replaced_by", "pdf_sha256",
)  # fmt: skip


def rows_of(user: User, chosen: Chosen, on: date) -> NoticeQuerySet:
    """The rows that the list shows this person in a chosen state, on all its pages."""
    return filtered(Notice.objects.visible_to(user), chosen.filters)


def named(user: User, keys: Iterable[int]) -> list[tuple[int, str, str]]:
    """Letters by their keys, as a line calls them; only those that the person may see."""
    rows = Notice.objects.visible_to(user).filter(pk__in=list(keys)).order_by("-issued_at", "-id")
    columns = ("id", "number", "title", *(f"member__{part}" for part in NAME))
    return [
        (row["id"], f"{row['number']} {name_in(row)}, {row['title']}", f"/notices/{row['number']}/")
        for row in rows.values(*columns)
    ]


NOTICES = register(
    ListPage(
        code="notices",
        name="Notices",
        url="/notices/",
        form=lambda data: NoticeFilters(data or None),
        sorts=lambda tab: SORTS,
        sort_of=lambda tab: "-issued",
        columns=lambda tab: COLUMNS,
        rows=rows_of,
        named=named,
    )
)


@require_GET
@requires(Capability.SEE)
def notice_list(request: HttpRequest) -> HttpResponseBase:
    chosen = read(NOTICES, request.GET)
    if tidy := tidied(request, chosen):
        return tidy
    rows = rows_of(request.user, chosen, today())
    rows = rows if chosen.valid else rows.none()
    if request.GET.get("format") == "csv" and chosen.valid:
        log_access(request, "list", "notices", detail=_filter_words(request))
        return csv_response("notices", CSV_HEADER, csv_rows(rows.for_list(), chosen.sort))
    page = keyset_page(
        rows.annotate(is_wrong=Exists(open_corrections())).values(*SHOWN, "is_wrong"),
        chosen.order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=chosen.size,
        total=capped_count(rows),
    )
    context = {
        **frame(request, chosen),
        "page": page,
        "notices": [shown(row) for row in page.rows],
        "sort_words": SORT_WORDS[chosen.sort],
        "may_issue": request.user.can(Capability.ISSUE),
    }
    return render(request, "notices/list.html", context, status=200 if chosen.valid else 422)


SHOWN = (
    "id", "number", "title", "issued_at", "superseded_by__number", "case__reference",
    "member__last_name", "member__suffix", "member__first_name", "member__middle_initial",
    "member__star_number", "member__unit__code", "issued_by__full_name",
)  # fmt: skip


def open_corrections() -> CorrectionQuerySet:
    return LetterCorrection.objects.open().filter(notice=OuterRef("pk"))


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """The words of one row, ready for the template."""
    number, case = row["number"], row["case__reference"]
    return {
        "number": number,
        "url": f"/notices/{number}/",
        "issued": moment(row["issued_at"]),
        "kind": _kind(row),
        "name": name_in(row),
        "star": row["member__star_number"],
        "unit": row["member__unit__code"],
        "case": format_html('<a href="/cases/{0}/">{0}</a>', case) if case else "",
        "by": row["issued_by__full_name"],
        "pdf": format_html('<a href="/notices/{0}/pdf/" aria-label="PDF of {0}">PDF</a>', number),
    }


def _kind(row: dict[str, Any]) -> str:
    """The letter's title, what replaced it, and whether it waits for its correction."""
    newer = row["superseded_by__number"]
    after = format_html(' <span class="sub">replaced by {}</span>', newer) if newer else ""
    wrong = format_html(' <span class="tag late">{}</span>', "to correct")
    return format_html("{}{}{}", row["title"], after, wrong if row["is_wrong"] else "")


def filtered(rows: NoticeQuerySet, chosen: dict[str, Any]) -> NoticeQuerySet:
    """The rows that pass the filters of the form; days are those of the office."""
    since, until = chosen.get("since"), chosen.get("until")
    if chosen.get("kind"):
        rows = rows.filter(code=chosen["kind"])
    if since:
        rows = rows.filter(issued_at__gte=start_of(since))
    if until and until < date.max:
        rows = rows.filter(issued_at__lt=start_of(until + timedelta(days=1)))
    if chosen.get("q", "").strip():
        rows = rows.filter(member__in=Member.objects.search(chosen["q"]))
    return rows


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
