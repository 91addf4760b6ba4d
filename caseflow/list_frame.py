"""What stands around the rows of a list: chips of its filters, the views that are kept of it, the
columns to choose, how many rows a page has."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from caseflow.models import SavedView
from caseflow.saved_pages import NO_COLUMNS, SIZES, Chosen, address, read_text

MOST_VIEWS = 100


def tidied(request: HttpRequest, chosen: Chosen) -> HttpResponse | None:
    """The chooser of columns sends a parameter for each; the address then gets its one writing."""
    several = len(request.GET.getlist("cols")) > 1
    return redirect(chosen.url) if several and chosen.valid else None


def frame(request: HttpRequest, chosen: Chosen) -> dict[str, Any]:
    """The context that `caseflow/_list_tools.html` and the partials of lists read."""
    views, left_out = _views(request, chosen)
    tab = [(chosen.page.tab_name, chosen.tab)] if chosen.page.tabs else []
    return {
        "filters": chosen.form,
        "form": chosen.form,
        "keep": [*tab, *chosen.kept] if chosen.tab != chosen.page.tab else chosen.kept,
        "chips": chips(request, chosen),
        "sort": chosen.sort,
        "columns": chosen.columns,
        "tools": {
            "views": views,
            "left_out": left_out,
            "save_url": address(
                "/views/save/", urlencode({"page": chosen.page.code, "query": chosen.query})
            ),
            "sizes": _sizes(request, chosen),
            "columns": _choices(chosen),
            "hidden": _without(chosen, "cols"),
            "none": NO_COLUMNS,
        },
    }


def chips(request: HttpRequest, chosen: Chosen) -> list[dict[str, str]]:
    """The filters in force, and those that could not be read, each with the list without it."""
    found = []
    for name, field in chosen.form.fields.items():
        typed = request.GET.get(name, "")
        if name in chosen.page.passing or not typed.strip():
            continue
        value = chosen.filters.get(name)
        if not value and name not in chosen.form.errors:
            continue
        query = request.GET.copy()
        for gone in (name, "after", "before", "format", "saved"):
            query.pop(gone, None)
        said = dict(getattr(field, "choices", ())).get(typed, typed)
        label = field.label if value is True else f"{field.label}: {said}"
        found.append({"label": label, "url": f"?{query.urlencode()}"})
    return found


def _views(request: HttpRequest, chosen: Chosen) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The person's own views of the list and the team's, as links; and what the one that was
    opened by its address had to leave out."""
    opened, left_out = request.GET.get("saved", ""), ()
    rows = SavedView.objects.visible_to(request.user).filter(page=chosen.page.code)
    columns = rows.order_by("name", "id").values_list("key", "name", "query", "shared")
    found: list[dict[str, Any]] = []
    for key, name, query, shared in columns[:MOST_VIEWS]:
        if key == opened:
            left_out = read_text(chosen.page, query).left_out
        current = query == chosen.query or (key == opened and bool(left_out))
        found.append({"name": name, "url": f"/v/{key}/", "team": shared, "current": current})
    return found, left_out


def _sizes(request: HttpRequest, chosen: Chosen) -> list[dict[str, Any]]:
    passing = [(name, request.GET[name]) for name in chosen.page.passing if name in request.GET]
    kept = urlencode([*passing, *_without(chosen, "rows")])
    return [
        {
            "size": size,
            "url": address(chosen.page.url, kept, f"rows={size}"),
            "current": size == chosen.size,
        }
        for size in SIZES
    ]


def _choices(chosen: Chosen) -> list[dict[str, Any]]:
    shown = set(chosen.columns)
    return [
        {"code": column.code, "label": column.label, "shown": column in shown}
        for column in chosen.page.columns(chosen.tab)
    ]


def _without(chosen: Chosen, name: str) -> list[tuple[str, str]]:
    """The state as parameters, but for one."""
    return [pair for pair in chosen.pairs if pair[0] != name]
