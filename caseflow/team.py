"""The team: a row for each person with a caseload, and every number opens exactly its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from caseflow.access import KEEPERS, Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import local_day, today
from caseflow.models import User
from caseflow.worklist import last_touch
from cases.models import Case, Hold, Projection
from cases.policy import near_exhaustion_days
from providers.queries import between

CASELOAD_ROLES = KEEPERS - {"supervisor"}
NOBODY = "none"
DAY_HEADER = ("day", "time", "kind", "state", "case", "star", "last_name", "first_name", "place")
CSV_HEADER = (
    "with", "user_name", "open", "near_exhaustion", "on_hold", "appointments_today",
    "oldest_untouched", "untouched_days",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and the list that holds exactly the rows it counts."""

    value: int
    url: str


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One person's caseload; `owner` is a user name, `none` for the unassigned, empty for all."""

    name: str
    owner: str
    open: Cell
    near: Cell
    held: Cell
    appointments: Cell
    oldest: str
    untouched: int | None

    @property
    def untouched_words(self) -> str:
        if self.untouched is None:
            return ""
        if self.untouched < 1:
            return "today"
        return "1 day" if self.untouched == 1 else f"{self.untouched} days"


@require_GET
@requires(Capability.SUPERVISE)
def team_page(request: HttpRequest) -> HttpResponseBase:
    """The team; with `?appointments=` a user name or `none`, that caseload's day."""
    on = today()
    if request.GET.get("appointments"):
        return _day_of(request, request.GET["appointments"], on)
    near_days = near_exhaustion_days(on)
    rows = team_rows(request.user, on, near_days)
    if request.GET.get("format") == "csv":
        log_access(request, "list", "team")
        return csv_response("team", CSV_HEADER, (_csv_row(row) for row in rows))
    context = {"rows": rows[:-1], "totals": rows[-1], "on": on, "near_days": near_days}
    return render(request, "caseflow/team.html", context)


def _day_of(request: HttpRequest, owner: str, on: date) -> HttpResponseBase:
    """The day's appointments on one person's cases, or on those that nobody has."""
    owner = owner.replace("\0", "")  # PostgreSQL looks for no text that holds one
    person = get_object_or_404(User, username=owner) if owner != NOBODY else None
    rows = between(request.user, on, on).filter(case__owner=person).for_list()
    rows = rows.order_by("starts_at", "id")
    if request.GET.get("format") == "csv":
        log_access(request, "list", "team appointments")
        return csv_response("appointments", DAY_HEADER, (_day_row(row) for row in rows))
    context = {"rows": rows, "person": person, "owner": owner, "on": on}
    return render(request, "caseflow/team_day.html", context)


def team_rows(user: User, on: date, near_days: int) -> list[TeamRow]:
    """The people with a caseload by name, then the unassigned, then all together; four queries
    however many people and cases there are."""
    counts = _counts(user, on, near_days)
    oldest = _oldest(user)
    appointments = _appointments(user, on)
    found = [
        _row(str(person), person.username, person.pk, (counts, oldest, appointments), on)
        for person in _people(counts)
    ]
    unassigned = _row("Unassigned", NOBODY, None, (counts, oldest, appointments), on)
    return [*found, unassigned, _total([*found, unassigned], on)]


def _people(owners: Iterable[int | None]) -> list[User]:
    """Who has a caseload: the roles made for one, and anybody else who owns an open case."""
    owning = set(owners)
    return [
        person
        for person in User.objects.order_by("full_name", "username")
        if person.pk in owning or (person.is_active and CASELOAD_ROLES.intersection(person.roles))
    ]


def _counts(user: User, on: date, near_days: int) -> dict[int | None, dict[str, Any]]:
    """Open cases by owner, with how many of them are near exhaustion and how many wait."""
    of = {"case": OuterRef("pk")}
    near = (
        Projection.objects.paid_days()
        .in_force(on)
        .filter(**of, first_unpaid_day__lte=on + timedelta(days=near_days))
    )
    held = Hold.objects.filter(**of, ended_at__isnull=True)
    rows = Case.objects.visible_to(user).open().annotate(near=Exists(near), held=Exists(held))
    grouped = (
        rows.order_by()
        .values("owner")
        .annotate(
            all_open=Count("pk"),
            all_near=Count("pk", filter=Q(near=True)),
            all_held=Count("pk", filter=Q(held=True)),
        )
    )
    return {row["owner"]: dict(row) for row in grouped}


def _oldest(user: User) -> dict[int | None, tuple[str, datetime]]:
    """By owner, the open case on which nothing was recorded for the longest time."""
    order = Window(
        RowNumber(),
        partition_by=F("owner"),
        order_by=[F("touched").asc(nulls_first=True), F("pk").asc()],
    )
    rows = Case.objects.visible_to(user).open().annotate(touched=last_touch())
    first = rows.annotate(place=order).filter(place=1).order_by()
    return {
        owner: (reference, touched or opened)
        for owner, reference, touched, opened in first.values_list(
            "owner", "reference", "touched", "opened_at"
        )
    }


def _appointments(user: User, on: date) -> dict[int | None, int]:
    """The day's appointments by who has the case: those of the day list."""
    rows = between(user, on, on).order_by().values("case__owner").annotate(number=Count("pk"))
    return {row["case__owner"]: row["number"] for row in rows}


def _row(name: str, owner: str, key: int | None, facts: tuple[Any, Any, Any], on: date) -> TeamRow:
    counts, oldest, appointments = facts
    numbers = counts.get(key, {})
    reference, touched = oldest.get(key, ("", None))
    return TeamRow(
        name=name,
        owner=owner,
        open=Cell(numbers.get("all_open", 0), cases_url(tab="open", owner=owner)),
        near=Cell(numbers.get("all_near", 0), cases_url(tab="open", owner=owner, near="1")),
        held=Cell(numbers.get("all_held", 0), cases_url(tab="hold", owner=owner)),
        appointments=Cell(appointments.get(key, 0), f"/team/?{urlencode({'appointments': owner})}"),
        oldest=reference,
        untouched=(on - local_day(touched)).days if touched else None,
    )


def _total(rows: list[TeamRow], on: date) -> TeamRow:
    oldest = max(rows, key=lambda row: -1 if row.untouched is None else row.untouched)
    return TeamRow(
        name="Together",
        owner="",
        open=Cell(sum(row.open.value for row in rows), cases_url(tab="open")),
        near=Cell(sum(row.near.value for row in rows), cases_url(tab="open", near="1")),
        held=Cell(sum(row.held.value for row in rows), cases_url(tab="hold")),
        appointments=Cell(sum(row.appointments.value for row in rows), appointments_url(on)),
        oldest=oldest.oldest,
        untouched=oldest.untouched,
    )


def cases_url(**query: str) -> str:
    """The list of cases with these filters; empty ones are left out."""
    return f"/cases/?{urlencode({name: value for name, value in query.items() if value})}"


def appointments_url(on: date, **query: str) -> str:
    """The day list of appointments with these filters; empty ones are left out."""
    chosen = {"day": on.isoformat(), **query}
    return f"/appointments/?{urlencode({name: value for name, value in chosen.items() if value})}"


def _day_row(row: Any) -> tuple[Any, ...]:
    local, member = timezone.localtime(row.starts_at), row.case.member
    return (
        local.date(), f"{local:%H:%M}", row.get_kind_display(), row.get_state_display(),
        row.case.reference, member.star_number, member.last_name, member.first_name, row.place,
    )  # fmt: skip


def _csv_row(row: TeamRow) -> tuple[Any, ...]:
    return (
        row.name, row.owner, row.open.value, row.near.value, row.held.value,
        row.appointments.value, row.oldest, row.untouched,
    )  # fmt: skip
