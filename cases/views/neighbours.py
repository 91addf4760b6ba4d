"""Where a case stands in the list that one came from: the way back, the next, the previous.

A row's link carries the list's state in one parameter, `from`: the list's code and its query
string in the canonical writing, with the cursor of the page. It is read as the list itself reads
its address, so a forged one gives at most another list that the person may see.
"""

from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, QueryDict

from caseflow.dates import today
from caseflow.models import User
from caseflow.paging import Sort, beside, cursor_of, readable
from caseflow.saved_pages import MOST_CHARACTERS, Chosen, address, read_text
from cases.case_list import CASES, rows_of
from cases.models import Case

MOST_FROM = 2 * MOST_CHARACTERS


def from_text(chosen: Chosen, start: str) -> str:
    """What the links of a page's rows carry, ready for an address: `cases?tab=mine&after=...`."""
    cursor = urlencode({"after": start}) if start else ""
    return quote(address(chosen.page.code, chosen.query, cursor), safe="")


def list_context(request: HttpRequest, case: Case) -> dict[str, Any]:
    """`list_back` (the list's page with this row), `list_previous` and `list_next` (addresses,
    empty at either end), `list_name`; nothing at all when one came from no list."""
    code, _, query = request.GET.get("from", "")[:MOST_FROM].partition("?")
    if code != CASES.code:
        return {}
    chosen = read_text(CASES, query)
    start = readable(QueryDict(query).get("after", ""), Case, chosen.order)
    before, after = neighbours(request.user, chosen, case)
    start = _page_start(chosen, before, start)
    came_from = from_text(chosen, start)
    links = [f"/cases/{rows[0]['reference']}/?from={came_from}" for rows in (before, after) if rows]
    back = address(chosen.page.url, chosen.query, urlencode({"after": start}) if start else "")
    return {
        "list_back": f"{back}#{case.reference}",
        "list_previous": links[0] if before else "",
        "list_next": links[-1] if after else "",
        "list_name": name_of(chosen),
    }


def neighbours(
    user: User, chosen: Chosen, case: Case
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows before the case in the list, the nearest first, at most a page of them; and the one
    after it, in two queries. The case itself may have left the list meanwhile."""
    rows = rows_of(user, chosen, today())
    return beside(rows, chosen.order, case, most=chosen.size, columns=("reference",))


def _page_start(chosen: Chosen, before: list[dict[str, Any]], start: str) -> str:
    """The cursor of the page that shows the case: the page one came from while it reaches so far,
    else one that begins with the case."""
    order: Sort = chosen.order
    cursors = [cursor_of(order, row) for row in before]
    if start in cursors or (not start and len(before) < chosen.size):
        return start
    return cursors[0] if cursors else ""


def name_of(chosen: Chosen) -> str:
    """`Cases, Mine, filtered`."""
    tab = dict(chosen.page.tabs)[chosen.tab]
    return f"{chosen.page.name}, {tab}{', filtered' if any(chosen.filters.values()) else ''}"
