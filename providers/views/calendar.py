"""The appointments of a day by time, and of a week: the same rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from caseflow.access import Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import local_day, now, today
from caseflow.datewords import clock, weekday
from caseflow.list_frame import frame
from caseflow.models import User
from caseflow.paging import Sort, keyset_page
from caseflow.saved_pages import Chosen, ListPage, read, register
from providers.forms import CalendarFilter
from providers.lifecycle import ACTIONS, why_not
from providers.models import Appointment, AppointmentState, CaseBound
from providers.queries import between

BY_TIME = Sort(("starts_at", "id"))
FIRST_DAY, LAST_DAY = date(1970, 1, 5), date(2199, 12, 29)  # beyond, no calendar of ours reaches
STATE_TAGS = {
    AppointmentState.SCHEDULED: "lead",
    AppointmentState.KEPT: "ok",
    AppointmentState.NO_SHOW: "late",
    AppointmentState.MOVED: "",
    AppointmentState.CANCELLED: "",
}


@dataclass(frozen=True, slots=True)
class Act:
    """A button or a link of a row. One that asks for a reason or a day leads to its form."""

    code: str
    label: str
    url: str
    asks: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One appointment in words, ready for the template: a long day must not wait for it.

    `tags` are (words, kind). `over`: it has its outcome.
    """

    appointment: Appointment
    starts: str
    clock: str
    url: str
    name: str
    who: str
    case_url: str
    reference: str
    kind: str
    tags: list[tuple[str, str]]
    owner: str
    place: str
    rest: str
    moved_url: str
    moved: str
    over: bool
    acts: list[Act]


def rows_of(user: User, chosen: Chosen, on: date) -> CaseBound:
    """The rows of a chosen state: a saved one has no day of its own, it means the day `on`."""
    first, last = span_of(chosen, on)
    rows = between(user, first, last, mine=bool(chosen.filters.get("mine")))
    kind = chosen.filters.get("kind")
    return rows.filter(kind=kind) if kind else rows


def named(user: User, keys: Iterable[int]) -> list[tuple[int, str, str]]:
    """Appointments by their keys, as a line calls them; only those that the person may see."""
    rows = Appointment.objects.visible_to(user).filter(pk__in=list(keys))
    rows = rows.for_list().order_by(*BY_TIME.order_by())
    return [
        (each.pk, f"{weekday(each.starts_at)}, {each.case.member.name}", _address(each))
        for each in rows
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
        rows.for_list().select_related("moved_to"),
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
        "days": _by_day(page.rows, first, last, request.user, now()),
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
    found: list[Appointment], first: date, last: date, user: User, moment: datetime
) -> list[tuple[date, list[Row]]]:
    """Every day of the span with its rows, empty days too."""
    groups = {
        day: [row_of(appointment, user, moment) for appointment in group]
        for day, group in groupby(found, lambda a: local_day(a.starts_at))
    }
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [(day, groups.get(day, [])) for day in span]


def row_of(appointment: Appointment, user: User, moment: datetime) -> Row:
    """What can be done now; what the clock or the right forbids is on the appointment's page."""
    case, url = appointment.case, _address(appointment)
    owner = case.owner.full_name if case.owner else ""
    provider = appointment.provider.name if appointment.provider else ""
    rest = (f"with {owner}" if owner else "", appointment.place, provider)
    moved = getattr(appointment, "moved_to", None)
    return Row(
        appointment=appointment,
        starts=timezone.localtime(appointment.starts_at).isoformat(),
        clock=clock(appointment.starts_at),
        url=url,
        name=case.member.name,
        who=f"Star {case.member.star_number} \N{MIDDLE DOT} {case.member.unit.code}",
        case_url=f"{_base('cases:list')}{case.reference}/",
        reference=case.reference,
        kind=appointment.get_kind_display(),
        tags=_tags(appointment, moment),
        owner=owner,
        place=appointment.place,
        rest=" \N{MIDDLE DOT} ".join([*filter(None, rest), f"{appointment.minutes} min"]),
        moved_url=_address(moved) if moved else "",
        moved=f"to {weekday(moved.starts_at)}, {clock(moved.starts_at)}" if moved else "",
        over=appointment.state != AppointmentState.SCHEDULED,
        acts=[
            Act(action.code, action.label, f"{url}{action.code}/", action.asks)
            for action in ACTIONS.values()
            if action.code != "correct" and not why_not(action.code, appointment, user, moment)
        ],
    )


def _address(appointment: Appointment) -> str:
    return f"{_base('providers:appointments')}{appointment.key}/"


@cache
def _base(name: str) -> str:
    """An address that rows begin with, looked up once."""
    return reverse(name)


def _tags(appointment: Appointment, moment: datetime) -> list[tuple[str, str]]:
    """The state in words; `outcome not recorded` when its day is over and nobody said."""
    state = AppointmentState(appointment.state)
    tags = [(state.label, STATE_TAGS[state])]
    if state == AppointmentState.SCHEDULED and local_day(appointment.starts_at) < local_day(moment):
        tags = [("outcome not recorded", "soon")]
    return [*tags, ("entered late", "soon")] if appointment.entered_late else tags


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
