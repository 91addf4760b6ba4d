"""The daily roll on screen, and its two printed forms: for the section, and for a unit."""

from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import today
from cases.roll_forms import DailyFilters, UnitFormFilters
from cases.views.roll.daily_rows import (
    CSV_HEADER,
    SHOWN,
    SORT_WORDS,
    SORTS,
    Line,
    counts_by_unit,
    csv_rows,
    lines_of,
    page_of,
    rows_of,
    shown,
    tiles,
)
from cases.views.roll.frame import chips, filter_words, tabs
from cases.views.roll.unit_rows import UNIT_CSV_HEADER, for_unit

PAGE = 50
FEW_UNITS = 6  # up to so many, the counts by unit are open above the rows
ASKED = ("day", "unit", "status", "category", "certification")


@require_GET
@requires(Capability.SEE)
def roll_daily(request: HttpRequest) -> HttpResponseBase:
    """Who is off full duty on a day; `?for=unit` is the form for a unit, `?for=mss` the one to
    print for the section."""
    on = today()
    if request.GET.get("for") == "unit":
        return _for_unit(request, on)
    filters = DailyFilters(request.GET, on=on)
    valid = filters.is_valid()
    day = filters.cleaned_data.get("day") or on
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "unit"
    lines = lines_of(request.user, day, filters.cleaned_data, sort) if valid else []
    if request.GET.get("format") == "csv" and valid:
        log_access(request, "list", "daily roll", detail=f"{day}; {filter_words(request, ASKED)}")
        return csv_response("daily-roll", CSV_HEADER, csv_rows(_all(lines), lines, day))
    if request.GET.get("for") == "mss" and valid:
        return _for_section(request, lines, day)
    context = _page(request, filters, lines, day, sort) | {"today": on}
    return render(request, "roll/daily.html", context, status=200 if valid else 422)


def _page(
    request: HttpRequest, filters: DailyFilters, lines: list[Line], day: date, sort: str
) -> dict[str, Any]:
    asked = {name: request.GET.get(name, "").strip() for name in ASKED}
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = page_of(lines, sort, after=after, before=before, size=PAGE)
    units = counts_by_unit(lines, asked)
    return {
        "day": day,
        "page": page,
        "rows": shown(page.rows, lines, day),
        "units": units[:-1],
        "unit_rows": [row.html() for row in units[:-1]],
        "few_units": len(units) <= FEW_UNITS,
        "totals": units[-1],
        "tiles": tiles(lines, asked),
        "tabs": tabs(request, "daily"),
        "filters": filters,
        "form": filters,
        "keep": [("sort", sort)],
        "chips": chips(request, filters, {}),
        "sort": sort,
        "sort_words": SORT_WORDS[sort],
    }


def _all(lines: list[Line]) -> list[dict[str, Any]]:
    """Every row, by unit and name."""
    return list(rows_of(lines).order_by(*SORTS["unit"].order_by()).values(*SHOWN))


def _for_section(request: HttpRequest, lines: list[Line], day: date) -> HttpResponse:
    """All rows on paper, unit by unit, with the nature: it stays in the section."""
    rows = shown(_all(lines), lines, day)
    log_access(request, "list", "daily roll", detail=f"{day}; {filter_words(request, ASKED)}")
    units = [(unit, list(found)) for unit, found in groupby(rows, key=lambda row: row["unit"])]
    context = {"day": day, "units": units, "count": len(rows), "tabs": tabs(request, "daily")}
    return render(request, "roll/section.html", context)


def _for_unit(request: HttpRequest, on: date) -> HttpResponseBase:
    """What a unit may know of its members: restrictions and the expected return, nothing else."""
    asked = "unit" in request.GET
    filters = UnitFormFilters(request.GET if asked else None, on=on)
    valid = asked and filters.is_valid()
    chosen = filters.cleaned_data if valid else {}
    day, unit = chosen.get("day") or on, chosen.get("unit", "")
    lines = for_unit(rows_of(lines_of(request.user, day, {"unit": unit})), day) if valid else []
    if valid:
        log_access(request, "list", "roll for a unit", detail=f"{day}, unit {unit}")
    if valid and request.GET.get("format") == "csv":
        cells = ("star", "name", "status", "restrictions", "until", "expected")
        rows = ((day, unit, *(line[cell] for cell in cells)) for line in lines)
        return csv_response(f"roll-unit-{unit}", UNIT_CSV_HEADER, rows)
    context = {
        "day": day,
        "unit": unit,
        "rows": lines,
        "tabs": tabs(request, "daily"),
        "filters": filters,
        "form": filters,
        "keep": [("for", "unit")],
    }
    return render(request, "roll/unit.html", context, status=200 if valid or not asked else 422)
