"""The exhaustion forecast: whose paid days, or limited duty, run out when."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import today
from caseflow.models import User
from caseflow.paging import keyset_page
from cases.duty_day import off_full_duty
from cases.models import Projection
from cases.models.projection import ProjectionQuerySet
from cases.roll_forms import RETURNS, STAYS, WITHHELD, ForecastFilters
from cases.views.roll.daily_rows import ROLL, not_certified, visible_to
from cases.views.roll.forecast_rows import (
    CSV_HEADER,
    DEFAULT_HORIZON,
    LATER,
    SORT_WORDS,
    SORTS,
    Week,
    by_week,
    csv_rows,
    details_of,
    forecast_rows,
    shown,
)
from cases.views.roll.frame import chips, filter_words, tabs

PAGE = 50
PLAIN = {"horizon": DEFAULT_HORIZON, "assumption": STAYS}
BAR, GAP, TOP, HIGH = 26, 4, 16, 90  # the chart's measures, in its own units


@require_GET
@requires(Capability.SEE)
def roll_forecast(request: HttpRequest) -> HttpResponseBase:
    on = today()
    filters = ForecastFilters({**PLAIN, **request.GET.dict()})
    valid = filters.is_valid()
    chosen = filters.cleaned_data
    rows = forecast_rows(request.user, on, chosen) if valid else Projection.objects.none()
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "unpaid"
    if request.GET.get("format") == "csv" and valid:
        log_access(request, "list", "forecast", detail=filter_words(request, tuple(filters.fields)))
        return csv_response("forecast", CSV_HEADER, csv_rows(rows, sort, on))
    context = _page(request, filters, rows, sort)
    return render(request, "roll/forecast.html", context, status=200 if valid else 422)


def _page(
    request: HttpRequest, filters: ForecastFilters, rows: ProjectionQuerySet, sort: str
) -> dict[str, Any]:
    on, chosen = today(), filters.cleaned_data
    weeks = by_week(rows, on, chosen.get("horizon") or DEFAULT_HORIZON)
    page = keyset_page(
        rows.values(*SORTS[sort].columns),
        SORTS[sort],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
        total=sum(week.count for week in weeks),
    )
    return {
        "on": on,
        "page": page,
        "rows": shown(details_of(page.rows), on) if page.rows else [],
        "chart": chart(weeks),
        "tabs": tabs(request, "forecast"),
        "filters": filters,
        "form": filters,
        "keep": [("sort", sort)],
        "chips": chips(request, filters, PLAIN),
        "sort": sort,
        "sort_words": SORT_WORDS[sort],
        "returns": chosen.get("assumption") == RETURNS,
        **withheld_on_roll(request.user, on),
        "withheld_url": f"/roll/?certification={WITHHELD}&status=roll",
    }


def withheld_on_roll(user: User, on: date) -> dict[str, int]:
    """How many are on the roll without certification, and for how many of them no first unpaid
    day is forecast: not for those whose days had run out before, or who are certified again from
    a day on."""
    cases = list(not_certified(on).values_list("case_id", flat=True))
    if not cases:
        return {"withheld": 0, "not_forecast": 0}
    forecast = Projection.objects.in_force(on).paid_days().filter(member=OuterRef("member"))
    rows = visible_to(off_full_duty(on), user).filter(case__in=cases, status__in=ROLL)
    return rows.aggregate(withheld=Count("pk"), not_forecast=Count("pk", filter=~Exists(forecast)))


def chart(weeks: list[Week]) -> dict[str, Any]:
    """The bars of the weeks, in the units of the picture's own coordinates. What lies beyond the
    weeks would dwarf them: it is said in words and in the table."""
    drawn = [week for week in weeks if week.label != LATER]
    most = max((week.count for week in drawn), default=0)
    bars = [_bar(place, week, most) for place, week in enumerate(drawn)]
    return {
        "bars": bars,
        "weeks": [{"label": week.label, "count": week.count} for week in weeks],
        "width": len(bars) * (BAR + GAP),
        "reached": drawn[0].count,
        "later": sum(week.count for week in weeks if week.label == LATER),
    }


def _bar(place: int, week: Week, most: int) -> dict[str, Any]:
    height = round(HIGH * week.count / most) if most else 0
    return {
        "x": place * (BAR + GAP),
        "y": TOP + HIGH - height,
        "width": BAR,
        "height": height,
        "css": "hot" if week.hot else "",
        "label": week.label,
        "count": week.count,
        "middle": place * (BAR + GAP) + BAR // 2,
        "above": TOP + HIGH - height - 4,
        "shown": week.count or "",
        "tick": week.tick if place % 4 == 1 else "",
    }
