"""Today: what is in front of the person who signs in, by role."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from caseflow.access import ROLES, Capability, requires
from caseflow.accesslog import log_access
from caseflow.csvout import csv_response
from caseflow.dates import today
from caseflow.models import AccessEntry, Calendar, CalendarVersion, User
from caseflow.team import appointments_url, cases_url, team_rows
from caseflow.today_rows import words_of
from caseflow.worklist import Line, worklist
from cases.models import Case, NoteKind, PolicyValue
from cases.policy import near_exhaustion_days
from cases.services.facts import load_policy
from members.models import StaffLink, Unit
from notices.due import notices_due
from notices.models import LetterCorrection, Notice
from providers.models import AppointmentKind, Provider, ProviderReport
from providers.queries import between

MEDICAL = {
    AppointmentKind.MEDICAL_REVIEW: "medical review",
    AppointmentKind.FITNESS_FOR_DUTY: "fitness-for-duty visit",
}
AHEAD_DAYS = 14
REPORT_DAYS = 14
FEW = 10
SOME = 25
WORKLIST_SHOWN = 200

CSV_HEADER = (
    "due", "what_next", "case", "kind", "star", "last_name", "first_name", "unit",
    "first_unpaid_day", "days_untouched",
)  # fmt: skip
SHOWS = {"": "All", "late": "Late", "today": "Today"}


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure at the top; its address holds exactly the rows that it counts."""

    count: int
    label: str
    url: str
    hot: bool = False


@require_GET
@requires()
def today_page(request: HttpRequest) -> HttpResponseBase:
    """The start of the person's role; of several roles, the first that works on cases."""
    return STARTS.get(start_role(request.user), _nothing_yet)(request, today())


def start_role(user: User) -> str:
    known = [code for code in user.roles if code in ROLES]
    working = [code for code in known if Capability.NOTE in ROLES[code].capabilities]
    return (working or known or [""])[0]


def _caseload(request: HttpRequest, on: date) -> HttpResponseBase:
    """A coordinator's own cases by what is next, and a trainee's."""
    near_days = near_exhaustion_days(on)
    lines = worklist(Case.objects.visible_to(request.user).owned_by(request.user), on, near_days)
    show = request.GET.get("show", "")
    show = show if show in SHOWS else ""
    chosen = _shown(lines, show)
    if request.GET.get("format") == "csv":
        log_access(request, "list", "today", detail=SHOWS[show].lower())
        return csv_response("today", CSV_HEADER, (_csv_row(line) for line in chosen))
    context = {
        "on": on,
        "lines": chosen[:WORKLIST_SHOWN],
        "rows": [words_of(line) for line in chosen[:WORKLIST_SHOWN]],
        "total": len(chosen),
        "tiles": _caseload_tiles(request.user, lines, on),
        "tabs": _tabs(lines, show),
        "show": show,
        "near_days": near_days,
        "lead": _in_words(lines),
        "may_open": request.user.can(Capability.OPEN),
    }
    return render(request, "caseflow/today.html", context)


def _shown(lines: list[Line], show: str) -> list[Line]:
    if show == "late":
        return [line for line in lines if line.is_late]
    if show == "today":
        return [line for line in lines if line.is_today]
    return lines


def _tabs(lines: list[Line], show: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"/?show={code}" if code else "/",
            "count": len(_shown(lines, code)),
            "hot": code == "late" and bool(_shown(lines, code)),
            "current": code == show,
        }
        for code, label in SHOWS.items()
    ]


def _in_words(lines: list[Line]) -> str:
    """`2 late, 3 for today.`"""
    late, now = len(_shown(lines, "late")), len(_shown(lines, "today"))
    if not late and not now:
        return "Nothing is late, nothing is due today."
    return f"{late or 'None'} late, {now or 'none'} for today."


def _caseload_tiles(user: User, lines: list[Line], on: date) -> list[Tile]:
    unassigned = Case.objects.visible_to(user).unassigned().count()
    visits = between(user, on, on, mine=True).count()
    return [
        Tile(len(lines), _some(len(lines), "my open case"), cases_url(tab="mine")),
        _near_tile(sum(line.is_near for line in lines), cases_url(tab="mine", near="1")),
        Tile(
            sum(line.is_held for line in lines),
            "on hold",
            cases_url(tab="hold", owner=user.username),
        ),
        Tile(visits, _some(visits, "appointment", " today"), appointments_url(on, mine="on")),
        Tile(unassigned, "unassigned", cases_url(tab="unassigned"), hot=unassigned > 0),
        *_letter_tiles(user, on, owner=user.username),
    ]


def _letter_tiles(user: User, on: date, *, owner: str = "") -> list[Tile]:
    """Letters that are wrong, and those of the notice ladder that are due; of one keeper's cases
    or of all."""
    wrong = LetterCorrection.objects.visible_to(user).open()
    due = notices_due(user, on, load_policy())
    query = f"?owner={owner}" if owner else ""
    if owner:
        wrong, due = wrong.filter(case__owner=user), due.filter(case__owner=user)
    corrections, letters = wrong.count(), due.count()
    return [
        Tile(
            corrections,
            _some(corrections, "letter", " to correct"),
            f"{reverse('notices:corrections')}{query}",
            hot=corrections > 0,
        ),
        Tile(letters, _some(letters, "letter", " due"), f"{reverse('notices:due')}{query}"),
    ]


def _some(count: int, thing: str, more: str = "") -> str:
    return f"{thing}{'' if count == 1 else 's'}{more}"


def _near_tile(count: int, url: str) -> Tile:
    return Tile(count, "near exhaustion", url, hot=count > 0)


def _csv_row(line: Line) -> tuple[Any, ...]:
    case = line.case
    return (
        line.step.due_on, line.step.what, case.reference, case.spec.label,
        case.member.star_number, case.member.last_name, case.member.first_name,
        case.member.unit.code, case.first_unpaid_day, line.untouched,
    )  # fmt: skip


def _supervision(request: HttpRequest, on: date) -> HttpResponseBase:
    """A lead's and a supervisor's: the team in numbers, and the cases that nobody has."""
    near_days = near_exhaustion_days(on)
    rows = team_rows(request.user, on, near_days)
    own = next((row for row in rows if row.owner == request.user.username), None)
    everything, unassigned = rows[-1], rows[-2]
    tiles = [
        Tile(everything.open.value, _some(everything.open.value, "open case"), everything.open.url),
        _near_tile(everything.near.value, everything.near.url),
        Tile(everything.held.value, "on hold", everything.held.url),
        Tile(
            everything.appointments.value,
            _some(everything.appointments.value, "appointment", " today"),
            everything.appointments.url,
        ),
        Tile(
            unassigned.open.value,
            "unassigned",
            cases_url(tab="unassigned"),
            hot=unassigned.open.value > 0,
        ),
        *_letter_tiles(request.user, on),
    ]
    if own and own.open.value:
        mine = _some(own.open.value, "my own case")
        tiles.append(Tile(own.open.value, mine, cases_url(tab="mine")))
    waiting = Case.objects.visible_to(request.user).unassigned().with_first_unpaid(on)
    context = {
        "on": on,
        "tiles": tiles,
        "rows": rows[:-1],
        "totals": everything,
        "near_days": near_days,
        "waiting": waiting.for_list().order_by("first_day", "id")[:FEW],
    }
    return render(request, "caseflow/today_team.html", context)


def _medical(request: HttpRequest, on: date) -> HttpResponseBase:
    """A physician's: the reviews and fitness appointments ahead, and the reports that came in."""
    until = on + timedelta(days=AHEAD_DAYS)
    ahead = between(request.user, on, until).filter(kind__in=MEDICAL)
    recent = ProviderReport.objects.filter(received_on__gte=on - timedelta(days=REPORT_DAYS))
    reports = (
        # as keys, so that SQLite begins with the few recent ones and not with all open cases
        ProviderReport.objects.visible_to(request.user)
        .filter(pk__in=recent.order_by().values("pk"))
        .select_related("case", "provider")
        .prefetch_related("case__member__unit")
        .order_by("-received_on", "-id")
    )
    context = {
        "on": on,
        "until": until,
        "shown": SOME,
        "appointments": ahead.for_list().order_by("starts_at", "id")[:SOME],
        "reports": reports[:SOME],
        "tiles": _medical_tiles(request.user, on),
    }
    return render(request, "caseflow/today_medical.html", context)


def _medical_tiles(user: User, on: date) -> list[Tile]:
    tiles = []
    for kind, words in MEDICAL.items():
        count = between(user, on, on).filter(kind=kind).count()
        tiles.append(Tile(count, _some(count, words, " today"), appointments_url(on, kind=kind)))
    return tiles


def _calls(request: HttpRequest, on: date) -> HttpResponseBase:
    """Intake's: take a call, and the cases that were opened last."""
    cases = Case.objects.visible_to(request.user).for_list().select_related("opened_by")
    context = {"on": on, "cases": cases.order_by("-opened_at", "-id")[:SOME]}
    return render(request, "caseflow/today_calls.html", context)


def _papers(request: HttpRequest, on: date) -> HttpResponseBase:
    """Records': the search, and the notices that left the office last."""
    notices = Notice.objects.visible_to(request.user).for_list().order_by("-issued_at", "-id")
    return render(request, "caseflow/today_papers.html", {"on": on, "notices": notices[:SOME]})


def _audit(request: HttpRequest, on: date) -> HttpResponseBase:
    """An auditor's: who opened what last."""
    entries: QuerySet[AccessEntry] = AccessEntry.objects.select_related("user").order_by("-id")
    return render(request, "caseflow/today_audit.html", {"on": on, "entries": entries[:SOME]})


ADMIN_LINKS = (
    (User, "People and their roles", "Who signs in, as what; switch off who has left."),
    (StaffLink, "Own and relatives' records", "Whose record a person of staff never sees."),
    (Unit, "Units", "Where members are assigned; the roster adds those it names."),
    (PolicyValue, "Policy values", "Paid days, windows, notice days, each with dates and source."),
    (NoteKind, "Kinds of note", "What a note can be about."),
    (Provider, "Providers", "Who treats and examines members."),
    (Calendar, "Calendars", "Whose days off there are; the days themselves are on Policy."),
    (CalendarVersion, "Days off", "Publish a version: days added or removed, from which day on."),
)


def _configuration(request: HttpRequest, on: date) -> HttpResponseBase:
    """An administrator's: what there is to configure, and how data comes in. No medical content."""
    links = [
        {"label": label, "words": words, "url": _changelist(model)}
        for model, label, words in ADMIN_LINKS
        if admin.site.is_registered(model)
    ]
    return render(request, "caseflow/today_admin.html", {"on": on, "links": links})


def _changelist(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _nothing_yet(request: HttpRequest, on: date) -> HttpResponseBase:
    return render(request, "caseflow/today_none.html", {"on": on})


STARTS: dict[str, Callable[[HttpRequest, date], HttpResponseBase]] = {
    "coordinator": _caseload,
    "trainee": _caseload,
    "lead": _supervision,
    "supervisor": _supervision,
    "physician": _medical,
    "intake": _calls,
    "records": _papers,
    "auditor": _audit,
    "admin": _configuration,
}
