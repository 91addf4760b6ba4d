"""The team: a row for each person with a caseload, and every number opens exactly its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from caseflow.access import KEEPERS, Capability, requires
from caseflow.accesslog import log_access
from caseflow.coverage import Coverage, coverage_on
from caseflow.csvout import csv_response
from caseflow.dates import local_day, now, today
from caseflow.models import User
from caseflow.prepared import Prepared
from cases.answering import nobody_answers
from cases.models import Case, CaseEvent, Hold, Obligation, Projection
from cases.models.case import CaseQuerySet
from cases.policy import near_exhaustion_days
from members.models import hidden_members
from providers.queries import between

CASELOAD_ROLES = KEEPERS - {"supervisor"}
NOBODY, ALL = "none", "all"
DAY_HEADER = ("day", "time", "kind", "state", "case", "star", "last_name", "first_name", "place")
CSV_HEADER = (
    "with", "user_name", "open", "overdue", "due_today", "near_exhaustion", "on_hold",
    "appointments_today", "oldest_untouched", "untouched_days",
)  # fmt: skip
FIGURES = ("all_open", "all_near", "all_held")


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
    overdue: Cell
    due: Cell
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

    def html(self) -> dict[str, object]:
        """The words of the row, its numbers and its case as links."""
        cells = {"open": self.open, "overdue": self.overdue, "due": self.due, "near": self.near}
        cells |= {"held": self.held, "appointments": self.appointments}
        link = '<a href="{}">{}</a>'
        words: dict[str, object] = {
            code: format_html(link, cell.url, cell.value) for code, cell in cells.items()
        }
        case = format_html(link, f"/cases/{self.oldest}/", self.oldest) if self.oldest else ""
        return {"name": self.name, **words, "oldest": case, "untouched": self.untouched_words}


@dataclass(frozen=True, slots=True)
class Office:
    """Everybody of staff by name, and who covers whom, read once for a page."""

    staff: list[User]
    coverage: Coverage
    instant: datetime


def office_of(on: date) -> Office:
    staff = list(User.objects.order_by("full_name", "username"))
    return Office(staff, coverage_on(on), now())


@require_GET
@requires(Capability.SUPERVISE)
def team_page(request: HttpRequest) -> HttpResponseBase:
    """The team; with `?appointments=` a user name or `none`, that caseload's day."""
    on = today()
    if request.GET.get("appointments"):
        return _day_of(request, request.GET["appointments"], on)
    near_days = near_exhaustion_days(on)
    rows = team_rows(request.user, on, near_days, office_of(on))
    if request.GET.get("format") == "csv":
        log_access(request, "list", "team")
        return csv_response("team", CSV_HEADER, (_csv_row(row) for row in rows))
    context = {"rows": rows[:-1], "totals": rows[-1], "on": on, "near_days": near_days}
    context["lines"] = [row.html() for row in rows[:-1]]
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


def team_rows(user: User, on: date, near_days: int, office: Office) -> list[TeamRow]:
    """The people with a caseload by name, then the unassigned, then all together; five queries
    beside the office however many people and cases there are."""
    counts = _counts(user, on, near_days)
    oldest = _oldest(user)
    appointments = _appointments(user, on)
    facts = counts, oldest, appointments, _due(user, on, office)
    found = [
        _row(str(person), person.username, person.pk, facts, on)
        for person in _people(counts, office)
    ]
    unassigned = _row("Unassigned", NOBODY, None, facts, on)
    return [*found, unassigned, _total([*found, unassigned], facts[3], on)]


def _people(owners: Iterable[int | None], office: Office) -> list[User]:
    """Who has a caseload: the roles made for one, and anybody else who owns an open case."""
    owning = set(owners)
    return [
        person
        for person in office.staff
        if person.pk in owning or (person.is_active and CASELOAD_ROLES.intersection(person.roles))
    ]


def _counts(user: User, on: date, near_days: int) -> dict[int | None, dict[str, Any]]:
    """Open cases by owner, with how many of them are near exhaustion and how many wait."""
    values = {"on": on, "until": on + timedelta(days=near_days)}
    if _sees_all(user):
        rows = _ALL_COUNTED.rows(**values)
    else:
        rows = list(_counted(Case.objects.visible_to(user), **values))
    return {row[0]: dict(zip(FIGURES, row[1:], strict=True)) for row in rows}


def _sees_all(user: User) -> bool:
    """No record is hidden from the person: their statements are those of everybody."""
    return user.can(Capability.SEE) and not hidden_members(user)


def _counted(cases: CaseQuerySet, on: date, until: date) -> QuerySet[Any, Any]:
    of = {"case": OuterRef("pk")}
    near = Projection.objects.paid_days().in_force(on).filter(**of, first_unpaid_day__lte=until)
    held = Hold.objects.filter(**of, ended_at__isnull=True)
    rows = cases.open().annotate(near=Exists(near), held=Exists(held)).order_by()
    return (
        rows.values("owner")
        .annotate(
            all_open=Count("pk"),
            all_near=Count("pk", filter=Q(near=True)),
            all_held=Count("pk", filter=Q(held=True)),
        )
        .values_list("owner", *FIGURES)
    )


_ALL_COUNTED = Prepared(
    lambda on, until: _counted(Case.objects.all(), on, until), on=date, until=date
)


def _oldest(user: User) -> dict[int | None, tuple[str, datetime]]:
    """By owner, the open case on which nothing was recorded for the longest time."""
    rows = _ALL_OLDEST.rows() if _sees_all(user) else _first_of(Case.objects.visible_to(user))
    return {owner: (reference, touched or opened) for owner, reference, touched, opened in rows}


def _first_of(cases: CaseQuerySet) -> QuerySet[Any, Any]:
    order = Window(
        RowNumber(),
        partition_by=F("owner"),
        order_by=[F("touched").asc(nulls_first=True), F("pk").asc()],
    )
    first = cases.open().annotate(touched=last_touch()).annotate(place=order).filter(place=1)
    return first.order_by().values_list("owner", "reference", "touched", "opened_at")


def last_touch() -> Subquery:
    """When anything was last recorded on the case, whatever the day that it tells of."""
    events = CaseEvent.objects.filter(case=OuterRef("pk")).order_by("-sequence")
    return Subquery(events.values("recorded_at")[:1])


_ALL_OLDEST = Prepared(lambda: _first_of(Case.objects.all()))


def _appointments(user: User, on: date) -> dict[int | None, int]:
    """The day's appointments by who has the case: those of the day list."""
    rows = between(user, on, on).order_by().values("case__owner").annotate(number=Count("pk"))
    return {row["case__owner"]: row["number"] for row in rows}


def _due(user: User, on: date, office: Office) -> dict[str, dict[int | str | None, int]]:
    """What is overdue and due today by who answers for it, of nobody (key None) and of all."""
    rows = Obligation.objects.visible_to(user)
    tabs = {
        "overdue": rows.overdue(on, office.instant),
        "today": rows.due_today(on, office.instant),
    }
    alone = nobody_answers(office.coverage, office.staff)
    parts = [_grouped(each, tab, "responsible") for tab, each in tabs.items()]
    parts += [_grouped(each.filter(alone), f"alone {tab}") for tab, each in tabs.items()]
    found: dict[str, dict[int | str | None, int]] = {tab: {} for tab in tabs}
    left = dict.fromkeys(tabs, 0)
    for figure, key, number in parts[0].union(*parts[1:], all=True):
        tab = figure.removeprefix("alone ")
        if tab == figure:
            found[tab][key] = number
        else:
            left[tab] = number
    return {tab: {**of, ALL: sum(of.values()), None: left[tab]} for tab, of in found.items()}


def _grouped(rows: Any, figure: str, by: str = "") -> Any:
    """The number of rows by a column, or of all together, with the name of the figure."""
    key: Any = F(by) if by else Value(None, output_field=IntegerField())
    named = rows.order_by().annotate(figure=Value(figure), of=key)
    return named.values("figure", "of").annotate(n=Count("pk")).values_list("figure", "of", "n")


Facts = tuple[Any, Any, Any, dict[str, dict[int | str | None, int]]]


def _row(name: str, owner: str, key: int | None, facts: Facts, on: date) -> TeamRow:
    counts, oldest, appointments, due = facts
    numbers = counts.get(key, {})
    reference, touched = oldest.get(key, ("", None))
    return TeamRow(
        name=name,
        owner=owner,
        open=Cell(numbers.get("all_open", 0), cases_url(tab="open", owner=owner)),
        overdue=Cell(due["overdue"].get(key, 0), work_url(tab="overdue", who=owner)),
        due=Cell(due["today"].get(key, 0), work_url(tab="today", who=owner)),
        near=Cell(numbers.get("all_near", 0), cases_url(tab="open", owner=owner, near="1")),
        held=Cell(numbers.get("all_held", 0), cases_url(tab="hold", owner=owner)),
        appointments=Cell(appointments.get(key, 0), f"/team/?{urlencode({'appointments': owner})}"),
        oldest=reference,
        untouched=(on - local_day(touched)).days if touched else None,
    )


def _total(rows: list[TeamRow], due: dict[str, dict[int | str | None, int]], on: date) -> TeamRow:
    oldest = max(rows, key=lambda row: -1 if row.untouched is None else row.untouched)
    return TeamRow(
        name="Together",
        owner="",
        open=Cell(sum(row.open.value for row in rows), cases_url(tab="open")),
        overdue=Cell(due["overdue"][ALL], work_url(tab="overdue")),
        due=Cell(due["today"][ALL], work_url(tab="today")),
        near=Cell(sum(row.near.value for row in rows), cases_url(tab="open", near="1")),
        held=Cell(sum(row.held.value for row in rows), cases_url(tab="hold")),
        appointments=Cell(sum(row.appointments.value for row in rows), appointments_url(on)),
        oldest=oldest.oldest,
        untouched=oldest.untouched,
    )


def cases_url(**query: str) -> str:
    """The list of cases with these filters; empty ones are left out."""
    return f"/cases/?{urlencode({name: value for name, value in query.items() if value})}"


def work_url(**query: str) -> str:
    """The list of what is due with these filters; empty ones are left out."""
    return f"/work/?{urlencode({name: value for name, value in query.items() if value})}"


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
        row.name, row.owner, row.open.value, row.overdue.value, row.due.value, row.near.value,
        row.held.value,
        row.appointments.value, row.oldest, row.untouched,
    )  # fmt: skip
