"""The list of everything that is due: every count of the team's pages leads here."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.coverage import coverage_on
from caseflow.csvout import csv_response
from caseflow.dates import now, today
from caseflow.list_frame import frame, tidied
from caseflow.models import User
from caseflow.paging import keyset_page
from caseflow.saved_pages import Chosen, address, read
from cases.work_list import SORT_WORDS, TABS, WORK, rows_of
from cases.work_rows import (
    BATCH_ACTS,
    COLUMNS,
    CSV_HEADER,
    Words,
    csv_row,
    rows_in_order,
    with_touched,
)


@require_GET
@requires(Capability.SEE)
def work_list(request: HttpRequest) -> HttpResponse:
    on = today()
    chosen = read(WORK, request.GET)
    if tidy := tidied(request, chosen):
        return tidy
    rows = rows_of(request.user, chosen, on)
    rows = rows if chosen.valid else rows.none()
    if request.GET.get("format") == "csv" and chosen.valid:
        log_access(request, "list", f"due {chosen.tab}")
        exported = rows_in_order(rows, tuple(chosen.order.order_by()))
        return csv_response(f"due-{chosen.tab}", CSV_HEADER, map(csv_row, exported.iterator(2000)))
    page = keyset_page(
        with_touched(rows).values("pk", "id", *COLUMNS),
        chosen.order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=chosen.size,
    )
    context = {
        **frame(request, chosen),
        "page": page,
        "lines": _words(request, on).lines([tuple(r[c] for c in COLUMNS) for r in page.rows]),
        "order_words": SORT_WORDS[chosen.sort],
        "tabs": _tabs(chosen),
        "tab_label": dict(TABS)[chosen.tab],
        "may_act": chosen.tab != "done" and request.user.can(Capability.NOTE),
        "batch_acts": BATCH_ACTS,
        "back": request.get_full_path(),
        "on": on,
    }
    return render(request, "cases/work/list.html", context, status=200 if chosen.valid else 422)


def _words(request: HttpRequest, on: Any) -> Words:
    user = request.user
    covered = {p.user_id: str(p.user) for p in coverage_on(on).covered_by(user)}
    people = {person.pk: str(person) for person in User.objects.filter(is_active=True)}
    back = request.get_full_path()
    return Words(on, now(), user.pk, back=back, covered=covered, people=people)


def _tabs(chosen: Chosen) -> list[dict[str, Any]]:
    """The tabs keep the filters; what they hold is counted on the page."""
    kept = urlencode([pair for pair in chosen.pairs if pair[0] not in ("tab", "sort")])
    return [
        {
            "label": label,
            "url": address("/work/", f"tab={code}", kept),
            "count": "",
            "current": code == chosen.tab,
        }
        for code, label in TABS
    ]
