"""The appointments of a day by time, and of a week: the same rows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import local_day, now, today
from caseflow.datewords import weekday
from caseflow.list_frame import frame
from caseflow.models import User
from caseflow.paging import Sort, keyset_page
from caseflow.saved_pages import Chosen, ListPage, read, register
from providers.forms import CalendarFilter
from providers.models import Appointment, AppointmentState, CaseBound
from providers.queries import between
from providers.views.calendar_lines import SHOWN, Lines, Shown, address_of, name_of

BY_TIME = Sort(("starts_at", "id"))
FIRST_DAY, LAST_DAY = date(1970, 1, 5), date(2199, 12, 29)  # beyond, no calendar of ours reaches


def rows_of(user: User, chosen: Chosen, on: date) -> CaseBound:
    """The rows of a chosen state: a saved one has no day of its own, it means the day `on`."""
    first, last = span_of(chosen, on)
    rows = between(user, first, last, mine=bool(chosen.filters.get("mine")))
    kind = chosen.filters.get("kind")
    return rows.filter(kind=kind) if kind else rows


def named(user: User, keys: Iterable[int]) -> list[tuple[int, str, str]]:
    """Appointments by their keys, as a line calls them; only those that the person may see."""
    rows = Appointment.objects.visible_to(user).filter(pk__in=list(keys))
    return [
        (row["id"], f"{weekday(row['starts_at'])}, {name_of(row)}", address_of(row["key"]))
        for row in rows.order_by(*BY_TIME.order_by()).values(*SHOWN)
    ]


APPOINTMENTS = register(
    ListPage(
        code="appointments",
        name="Appointments",
        url="/appointments/",
        form=CalendarFilter,
        sorts=lambda tab: {"time": BY_TIME},
        sort_of=lambda tab: "time",
        columns=lambda tab: (),
        rows=rows_of,
        named=named,
        tabs=(("", "Day"), ("week", "Week")),
        tab_name="view",
        passing=("day",),
    )
)


@require_GET
@requires(Capability.SEE)
def appointment_list(request: HttpRequest) -> HttpResponseBase:
    """`?day=` (default: today), `?view=week`, `?kind=`, `?mine=on`."""
    on, chosen = today(), read(APPOINTMENTS, request.GET)
    week = chosen.tab == "week"
    day = day_of(chosen, on)
    first, last = span_of(chosen, on)
    rows = rows_of(request.user, chosen, on)
    if request.GET.get("format") == "csv" and chosen.valid:
        span = f"{first} to {last}" if week else str(first)
        log_access(request, "list", "appointments", detail=span)
        return csv_response(f"appointments-{first}", CSV_HEADER, _csv_rows(rows))
    counts = _counts(rows)
    page = keyset_page(
        rows.values(*SHOWN),
        BY_TIME,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=chosen.size,
        total=counts["all"],
    )
    context = {
        **frame(request, chosen),
        **_frame(request, chosen, day, on),
        "page": page,
        "summary": _summary(counts),
        "days": _by_day(page.rows, first, last, Lines(request, now())),
        "first": first,
        "last": last,
    }
    return render(
        request, "providers/appointments.html", context, status=200 if chosen.valid else 422
    )


def day_of(chosen: Chosen, on: date) -> date:
    return min(max(chosen.filters.get("day") or on, FIRST_DAY), LAST_DAY)


def span_of(chosen: Chosen, on: date) -> tuple[date, date]:
    """The first and the last day that are shown."""
    day = day_of(chosen, on)
    return week_of(day) if chosen.tab == "week" else (day, day)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _frame(request: HttpRequest, chosen: Chosen, day: date, on: date) -> dict[str, Any]:
    """The ways to another day, and to the other view of the same rows."""
    week = chosen.tab == "week"
    step = timedelta(days=7 if week else 1)
    kept = {name: value for name, value in chosen.pairs if name != "view"}

    def address(to: date, *, weekly: bool = week) -> str:
        query = {"day": to.isoformat(), **({"view": "week"} if weekly else {}), **kept}
        return f"?{urlencode(query)}"

    return {
        "day": day,
        "on": on,
        "week": week,
        "filters": _showing(chosen.form, day),
        "previous_url": address(max(day - step, FIRST_DAY)),
        "next_url": address(min(day + step, LAST_DAY)),
        "today_url": address(on),
        "is_today": week_of(on)[0] <= day <= week_of(on)[1] if week else day == on,
        "tabs": [
            {"label": "Day", "url": address(day, weekly=False), "current": not week},
            {"label": "Week", "url": address(day, weekly=True), "current": week},
        ],
        "here": request.get_full_path(),
        "back": urlencode({"next": request.get_full_path()}),
    }


def _showing(filters: CalendarFilter, day: date) -> CalendarFilter:
    """The filter form with the day that is shown in it."""
    if not filters.errors and not filters.data.get("day"):
        filters.data = filters.data.copy()
        filters.data["day"] = day.isoformat()
    return filters


def _counts(rows: CaseBound) -> dict[str, int]:
    """How many in all, and in each state, in one query."""
    states = {state.value: Count("pk", filter=Q(state=state)) for state in AppointmentState}
    return rows.aggregate(all=Count("pk"), **states)


def _summary(counts: dict[str, int]) -> str:
    """`14 appointments: 3 kept, 1 no-show, 10 scheduled`"""
    if not counts["all"]:
        return "No appointments"
    parts = [
        f"{counts[state.value]} {state.label.lower()}"
        for state in AppointmentState
        if counts[state.value]
    ]
    noun = "appointment" if counts["all"] == 1 else "appointments"
    return f"{counts['all']:,} {noun}: {', '.join(parts)}"


def _by_day(
    found: list[Shown], first: date, last: date, lines: Lines
) -> list[tuple[date, list[dict[str, str]]]]:
    """Every day of the span with its lines, empty days too."""
    groups = {
        day: [lines.of(row) for row in group]
        for day, group in groupby(found, lambda row: local_day(row["starts_at"]))
    }
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [(day, groups.get(day, [])) for day in span]


CSV_HEADER = (
    "day", "time", "minutes", "kind", "state", "star", "last_name", "first_name", "unit", "case",
    "place", "provider", "with",
)  # fmt: skip


def _csv_rows(rows: CaseBound) -> Iterator[Sequence[Any]]:
    for appointment in rows.for_list().order_by(*BY_TIME.order_by()).iterator(chunk_size=2000):
        local, case = timezone.localtime(appointment.starts_at), appointment.case
        yield (
            local.date(),
            f"{local:%H:%M}",
            appointment.minutes,
            appointment.get_kind_display(),
            appointment.get_state_display(),
            case.member.star_number,
            case.member.last_name,
            case.member.first_name,
            case.member.unit.code,
            case.reference,
            appointment.place,
            appointment.provider.name if appointment.provider else "",
            case.owner.username if case.owner else "",
        )
