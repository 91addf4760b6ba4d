"""Today: what is in front of the person who signs in, by role."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from caseflow.access import ROLES, Capability, requires
from caseflow.dates import today
from caseflow.figures import count_all
from caseflow.models import AccessEntry, Calendar, CalendarVersion, User
from caseflow.team import Office, TeamRow, appointments_url, cases_url, office_of, team_rows
from caseflow.today_work import Tile, own_rows, own_work, some, work_page
from cases.answering import nobody_answers
from cases.models import Case, NoteKind, Obligation, PolicyValue
from cases.policy import near_exhaustion_days
from cases.services.facts import load_policy
from cases.work_rows import Words, rows_in_order
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


@require_GET
@requires()
def today_page(request: HttpRequest) -> HttpResponseBase:
    """The start of the person's role; of several roles, the first that works on cases. With
    `?mine=1` what is due of their own, whatever the role."""
    if request.GET.get("mine") and start_role(request.user) not in ("coordinator", "trainee"):
        return work_page(request, today(), own_page=False)
    return STARTS.get(start_role(request.user), _nothing_yet)(request, today())


def start_role(user: User) -> str:
    known = [code for code in user.roles if code in ROLES]
    working = [code for code in known if Capability.NOTE in ROLES[code].capabilities]
    return (working or known or [""])[0]


def _caseload(request: HttpRequest, on: date) -> HttpResponseBase:
    """A coordinator's and a trainee's: what is due and why."""
    return work_page(request, on)


def _letter_tiles(counts: dict[str, int]) -> list[Tile]:
    """Letters that are wrong, and those of the notice ladder that are due."""
    wrong, letters = counts["corrections"], counts["letters"]
    return [
        Tile(
            wrong,
            some(wrong, "letter", " to correct"),
            reverse("notices:corrections"),
            hot=wrong > 0,
        ),
        Tile(letters, some(letters, "letter", " due"), reverse("notices:due")),
    ]


def _near_tile(count: int, url: str) -> Tile:
    return Tile(count, "near exhaustion", url, hot=count > 0)


def _supervision(request: HttpRequest, on: date) -> HttpResponseBase:
    """A lead's and a supervisor's: the team in numbers, and the cases that nobody has."""
    user, policy, office = request.user, load_policy(), office_of(on)
    near_days = near_exhaustion_days(on, policy)
    rows = team_rows(user, on, near_days, office)
    due = Obligation.objects.visible_to(user)
    alone = due.filter(nobody_answers(office.coverage, office.staff)).in_front(on)
    counts = count_all(
        {
            "alone": alone,
            "corrections": LetterCorrection.objects.visible_to(user).open(),
            "letters": notices_due(user, on, policy),
            **own_rows(user, office.coverage, on, office.instant),
        }
    )
    waiting = Case.objects.visible_to(request.user).unassigned().with_first_unpaid(on)
    context = {
        "on": on,
        "tiles": _team_tiles(user, rows, counts),
        "rows": rows[:-1],
        "lines": [row.html() for row in rows[:-1]],
        "totals": rows[-1],
        "near_days": near_days,
        "own": counts if any(counts[tab] for tab in ("overdue", "today", "coming")) else None,
        "alone": _left_alone(alone, user, on, office),
        "alone_count": counts["alone"],
        "waiting": waiting.for_list().order_by("first_day", "id")[:FEW],
    }
    return render(request, "caseflow/today_team.html", context)


def _team_tiles(user: User, rows: list[TeamRow], counts: dict[str, int]) -> list[Tile]:
    own = next((row for row in rows if row.owner == user.username), None)
    everything, unassigned = rows[-1], rows[-2]
    tiles = [
        Tile(everything.open.value, some(everything.open.value, "open case"), everything.open.url),
        Tile(
            everything.overdue.value,
            "overdue",
            everything.overdue.url,
            hot=everything.overdue.value > 0,
        ),
        Tile(everything.due.value, "due today", everything.due.url),
        _near_tile(everything.near.value, everything.near.url),
        Tile(everything.held.value, "on hold", everything.held.url),
        Tile(
            everything.appointments.value,
            some(everything.appointments.value, "appointment", " today"),
            everything.appointments.url,
        ),
        Tile(
            unassigned.open.value,
            "unassigned",
            cases_url(tab="unassigned"),
            hot=unassigned.open.value > 0,
        ),
        *_letter_tiles(counts),
    ]
    if own and own.open.value:
        mine = some(own.open.value, "my own case")
        tiles.append(Tile(own.open.value, mine, cases_url(tab="mine")))
    return tiles


def _left_alone(rows: Any, user: User, on: date, office: Office) -> list[dict[str, Any]]:
    """What is due and nobody answers for: without a keeper, with somebody who cannot sign in."""
    people = {person.pk: str(person) for person in office.staff if person.is_active}
    words = Words(on, office.instant, user.pk, people=people)
    return words.lines(list(rows_in_order(rows)[:FEW]))


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
        "own": own_work(request.user, on),
    }
    return render(request, "caseflow/today_medical.html", context)


def _medical_tiles(user: User, on: date) -> list[Tile]:
    tiles = []
    for kind, words in MEDICAL.items():
        count = between(user, on, on).filter(kind=kind).count()
        tiles.append(Tile(count, some(count, words, " today"), appointments_url(on, kind=kind)))
    return tiles


def _calls(request: HttpRequest, on: date) -> HttpResponseBase:
    """Intake's: take a call, and the cases that were opened last."""
    cases = Case.objects.visible_to(request.user).for_list().select_related("opened_by")
    own = own_work(request.user, on)
    context = {"on": on, "own": own, "cases": cases.order_by("-opened_at", "-id")[:SOME]}
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
