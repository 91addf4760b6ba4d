"""What the four pages of the roll share: sub-tabs, chips, and words of an export's filters."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest

from caseflow.access import Capability
from caseflow.paging import Page

FLAGS_FOR = (Capability.SUPERVISE, Capability.AUDIT)
"""Who reads the flags: they are about misuse, and a coordinator or a physician who treats a member
by them would judge where others must."""
PAGES = (
    ("daily", "Daily roll", "/roll/", ()),
    ("forecast", "Exhaustion forecast", "/roll/forecast/", ()),
    ("usage", "Use of the roll", "/roll/usage/", ()),
    ("flags", "Flags", "/roll/flags/", FLAGS_FOR),
)
CURSOR = ("after", "before", "format")


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The pages of the roll that this person may open."""
    return [
        {"label": label, "url": url, "current": code == current}
        for code, label, url, needs in PAGES
        if not needs or request.user.capabilities.intersection(needs)
    ]


def chips(request: HttpRequest, filters: forms.Form, plain: dict[str, str]) -> list[dict[str, str]]:
    """The filters in force, each with the address of the list without it; `plain` are the values
    that narrow nothing."""
    found = []
    for name, field in filters.fields.items():
        value = request.GET.get(name, "")
        if value and value != plain.get(name, ""):
            query = request.GET.copy()
            for gone in (name, *CURSOR):
                query.pop(gone, None)
            said = dict(getattr(field, "choices", ())).get(value, value)
            found.append({"label": f"{field.label}: {said}", "url": f"?{query.urlencode()}"})
    return found


def filter_words(request: HttpRequest, names: tuple[str, ...]) -> str:
    """Which filters an export used, for the access log."""
    used = [name for name in names if request.GET.get(name)]
    return f"filters: {', '.join(used)}" if used else "no filter"


def listed_page(found: Sequence[Any], request: HttpRequest, size: int = 50) -> Page:
    """A page of what has been listed and sorted already. The cursor is the `key` of the row at the
    edge; one that is not in the list gives the first page."""
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    places = {row.key: place for place, row in enumerate(found)} if after or before else {}
    start = 0
    if before in places:
        start = max(0, places[before] - size)
    elif after in places and places[after] + 1 < len(found):
        start = places[after] + 1
    rows = list(found[start : start + size])
    return Page(
        rows=rows,
        next=rows[-1].key if start + size < len(found) else "",
        previous=rows[0].key if start else "",
        words=f"Showing {len(rows):,} of {len(found):,}" if rows else "",
        total=len(found),
    )
