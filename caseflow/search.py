"""One box: members, cases, notes and documents by whatever a caller gives (docs/search.md).

The text of a query is never kept: it may hold a name. The access log gets its length and the
number of hits.
"""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.search_rows import COLUMN_NAMES, GROUPS, exported
from cases.searching.question import MOST_SCRAPS, Question

SHOWN = 20
LONGEST = 80
TOO_LONG = (
    f"Look for at most {LONGEST} characters and {MOST_SCRAPS} words: a star, a name, a reference."
)


@require_GET
@requires(Capability.SEE)
def search_page(request: HttpRequest) -> HttpResponseBase:
    q = " ".join(request.GET.get("q", "").replace("\0", "").split())
    question = Question(q[:LONGEST], request.user)
    if not q or len(q) > LONGEST or len(question.scraps) > MOST_SCRAPS:
        too_long = TOO_LONG if q else ""
        return render(request, "caseflow/search.html", {"q": q[:LONGEST], "too_long": too_long})
    if request.GET.get("format") == "csv":
        return _export(request, question, len(q))
    groups = [found for name in GROUPS if (found := _found(name, question, request.user))]
    total = sum(len(found["rows"]) for found in groups)
    log_access(request, "search", detail=f"{len(q)} characters, {total} hits shown")
    context = {"q": q, "asked": True, "groups": groups, "found": {g["name"]: g for g in groups}}
    return render(request, "caseflow/search.html", context)


def _found(name: str, question: Question, user: Any) -> dict[str, Any] | None:
    """What the page shows of a group; None when nothing was found in it."""
    group = GROUPS[name]
    hits = group.find(question, SHOWN + 1) if question.scraps else []
    if not hits:
        return None
    rows = list(group.rows(hits[:SHOWN], user))
    more = len(hits) > SHOWN
    count = f"{len(rows)}+" if more else str(len(rows))
    return (
        {"name": name, "title": group.title, "rows": rows, "more": more, "count": count}
        if rows
        else None
    )


def _export(request: HttpRequest, question: Question, length: int) -> HttpResponseBase:
    group = GROUPS.get(request.GET.get("of", "members"), GROUPS["members"])
    log_access(request, "list", f"search: {group.name}", detail=f"{length} characters")
    hits = group.find(question, None) if question.scraps else []
    header = tuple(COLUMN_NAMES.get(column, column) for column in group.header)
    return csv_response(f"search-{group.name}", header, exported(group, hits, question.user))
