"""Today for whoever has work of their own: what is due and why, in tabs that count their rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from caseflow.access import Capability
from caseflow.accesslog import log_access
from caseflow.coverage import Coverage, coverage_on, covering_words
from caseflow.csvout import csv_response
from caseflow.dates import now
from caseflow.figures import count_all
from caseflow.models import User
from caseflow.today_counts import may_use, plain_counts
from caseflow.today_news import changes_words, undo_lines
from caseflow.today_tabs import DUE_TABS, moments, plain_rows, shown_rows, tab_rows
from caseflow.today_visits import (
    MAIL_HEADER,
    VISIT_HEADER,
    mail_csv,
    mail_lines,
    mail_of,
    visit_csv,
    visit_lines,
    visits_of,
)
from caseflow.watching import watch_line
from cases.answering import in_front_of
from cases.kinds import CaseKind
from cases.models import Case
from cases.models.obligation import ObligationQuerySet
from cases.policy import near_exhaustion_days
from cases.rules.obligations import KINDS
from cases.services.facts import load_policy
from cases.work_rows import (
    BATCH_ACTS,
    CSV_HEADER,
    DONE_ORDER,
    DONE_WORDS,
    ORDER,
    ORDER_WORDS,
    Words,
    csv_row,
    kind_label,
    rows_in_order,
)
from notices.due import ladder_of_all, notices_due
from notices.models import LetterCorrection

TABS = {
    "overdue": "Overdue",
    "today": "Due today",
    "coming": "Coming",
    "waiting": "Waiting on others",
    "appointments": "Appointments",
    "mail": "New mail",
    "done": "Done",
}
SELECTED = format_html(" {}", "selected")
WHOSE = {"": "Mine and covered", "mine": "Mine", "covering": "Covered"}


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with the list that holds exactly the rows that it counts."""

    count: int
    label: str
    url: str
    hot: bool = False


@dataclass(slots=True)
class Asked:
    """What the address asks for: a tab, a kind of obligation, a kind of case, whose."""

    user: User
    on: date
    instant: datetime
    coverage: Coverage
    own_page: bool
    tab: str = ""
    kind: str = ""
    case: str = ""
    whose: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def people(self) -> list[int]:
        everybody = self.coverage.people(self.user)
        return {"mine": everybody[:1], "covering": everybody[1:]}.get(self.whose, everybody)

    @property
    def plain(self) -> bool:
        """No filter in force and nothing hidden: the statements that are written once will do."""
        return not (self.kind or self.case) and may_use(self.user, self.people)

    def address(self, **changes: str) -> str:
        """Today with these filters; the tab and the filters in force stay where not changed."""
        state = {"tab": self.tab, "kind": self.kind, "case": self.case, "whose": self.whose}
        chosen = {"mine": "" if self.own_page else "1", **state, **changes}
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"/?{query}" if query else "/"


def asked_of(request: HttpRequest, on: date, *, own_page: bool) -> Asked:
    """The state of the address; what it does not know is left aside."""
    given = request.GET
    asked = Asked(request.user, on, now(), coverage_on(on), own_page)
    asked.tab = given.get("tab", "") if given.get("tab") in TABS else ""
    asked.kind = given.get("kind", "") if given.get("kind") in kinds() else ""
    asked.case = given.get("case", "") if given.get("case") in CaseKind.values else ""
    asked.whose = given.get("whose", "") if given.get("whose") in WHOSE else ""
    return asked


@cache
def kinds() -> dict[str, str]:
    """The kinds of obligation by code, in the order of their labels."""
    labels = {code: kind_label(code) for code in (*KINDS, "by_hand", "mention")}
    return dict(sorted(labels.items(), key=lambda pair: pair[1]))


@cache
def _choices(which: str, chosen: str) -> str:
    """The options of a filter, written once for each that can be chosen."""
    labels = kinds() if which == "kind" else dict(CaseKind.choices)
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (code, SELECTED if code == chosen else "", label)
            for code, label in (("", "All"), *labels.items())
        ),
    )


def rows_of(asked: Asked, tab: str) -> QuerySet[Any]:
    """A tab's rows."""
    if tab in DUE_TABS:
        rows = in_front_of(asked.user, asked.coverage, asked.whose)
        return tab_rows(tab, _filtered(rows, asked), moments(asked.on, asked.instant))
    of = visits_of if tab == "appointments" else mail_of
    found = of(asked.user, asked.people, asked.on)
    return found.filter(case__kind=asked.case) if asked.case else found


def _filtered(rows: ObligationQuerySet, asked: Asked) -> ObligationQuerySet:
    if asked.kind:
        rows = rows.filter(code=asked.kind)
    return rows.filter(case__kind=asked.case) if asked.case else rows


def work_page(request: HttpRequest, on: date, *, own_page: bool = True) -> HttpResponseBase:
    """`own_page`: it is the person's start; else it hangs beside another one at `?mine=1`."""
    asked = asked_of(request, on, own_page=own_page)
    if request.GET.get("format") == "csv":
        asked.tab = asked.tab or "overdue"
        return _csv(request, asked, rows_of(asked, asked.tab))
    asked.counts = _counts(asked)
    asked.tab = asked.tab or ("overdue" if asked.counts["overdue"] else "today")
    context = {
        "on": on,
        "asked": asked,
        "tab": asked.tab,
        "tabs": _tabs(asked),
        "tiles": _tiles(asked),
        "covering": covering_words(asked.coverage.covered_by(asked.user)),
        "changed": changes_words(asked.user, asked.coverage, asked.instant),
        "undo": undo_lines(asked.user, asked.instant, asked.address()),
        "watched": watch_line(asked.user, on),
        "filters": _filters(asked),
        "may_open": asked.user.can(Capability.OPEN),
        "supervises": asked.user.can(Capability.SUPERVISE),
        **_lines(asked),
    }
    return render(request, "caseflow/today.html", context)


def _counts(asked: Asked) -> dict[str, int]:
    """What the tabs and the links count."""
    policy, on = load_policy(), asked.on
    near_days = near_exhaustion_days(on, policy)
    steps = ladder_of_all(on, policy) if asked.plain else None
    if steps:
        return plain_counts(asked.user, asked.people, on, asked.instant, near_days, steps)
    letters = notices_due(asked.user, on, policy).filter(case__owner=asked.user)
    tabs = {tab: rows_of(asked, tab) for tab in TABS}
    return count_all({**tabs, **tile_rows(asked.user, on, near_days), "letters": letters})


def own_rows(
    user: User, coverage: Coverage, on: date, instant: datetime
) -> dict[str, ObligationQuerySet]:
    """What is due of the person's own."""
    rows = in_front_of(user, coverage)
    return {
        "overdue": rows.overdue(on, instant),
        "today": rows.due_today(on, instant),
        "coming": rows.coming(on),
    }


def own_work(user: User, on: date) -> dict[str, int]:
    """How much of it there is, for a start that shows other things; empty when there is none."""
    counts = count_all(own_rows(user, coverage_on(on), on, now()))
    return counts if any(counts.values()) else {}


def tile_rows(user: User, on: date, near_days: int) -> dict[str, QuerySet[Any]]:
    """What the links under the heading count."""
    mine = Case.objects.visible_to(user).owned_by(user)
    return {
        "near": mine.near_exhaustion(on, near_days),
        "cases": mine,
        "unassigned": Case.objects.visible_to(user).unassigned(),
        "corrections": LetterCorrection.objects.visible_to(user).open().filter(case__owner=user),
    }


def _tiles(asked: Asked) -> list[Tile]:
    name, counts = asked.user.username, asked.counts
    owner = urlencode({"owner": name})
    return [
        Tile(counts["cases"], some(counts["cases"], "my open case"), "/cases/?tab=mine"),
        Tile(counts["near"], "near exhaustion", "/cases/?tab=mine&near=1"),
        Tile(counts["unassigned"], "unassigned", "/cases/?tab=unassigned"),
        Tile(
            counts["corrections"],
            some(counts["corrections"], "letter", " to correct"),
            f"{reverse('notices:corrections')}?{owner}",
        ),
        Tile(
            counts["letters"],
            some(counts["letters"], "letter", " due"),
            f"{reverse('notices:due')}?{owner}",
        ),
    ]


def some(count: int, thing: str, more: str = "") -> str:
    return f"{thing}{'' if count == 1 else 's'}{more}"


def _tabs(asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": asked.address(tab=code),
            "count": asked.counts[code],
            "hot": code == "overdue" and asked.counts[code] > 0,
            "current": code == asked.tab,
        }
        for code, label in TABS.items()
    ]


def _filters(asked: Asked) -> dict[str, Any]:
    whose = [
        {"label": label, "url": asked.address(whose=code), "current": code == asked.whose}
        for code, label in WHOSE.items()
    ]
    return {
        "kinds": _choices("kind", asked.kind),
        "cases": _choices("case", asked.case),
        "whose": whose if len(asked.coverage.people(asked.user)) > 1 or asked.whose else [],
        "any": bool(asked.kind or asked.case or asked.whose),
        "none": asked.address(kind="", case="", whose=""),
    }


def _lines(asked: Asked) -> dict[str, Any]:
    """The rows of the tab in words, with how many there are and in what order."""
    total = asked.counts[asked.tab]
    if asked.tab == "appointments":
        visits = visit_lines(rows_of(asked, asked.tab)) if total else []
        return {"total": total, "visits": visits, "order_words": "by time"}
    if asked.tab == "mail":
        mail = mail_lines(rows_of(asked, asked.tab)) if total else []
        return {"total": total, "mail": mail, "order_words": "the last filed on top"}
    done = asked.tab == "done"
    found = _found(asked) if total else []
    covered = {p.user_id: str(p.user) for p in asked.coverage.covered_by(asked.user)}
    words = Words(asked.on, asked.instant, asked.user.pk, back=asked.address(), covered=covered)
    return {
        "total": total,
        "lines": words.lines(found),
        "order_words": DONE_WORDS if done else ORDER_WORDS,
        "may_act": not done and asked.user.can(Capability.NOTE),
        "batch_acts": BATCH_ACTS,
        "back": asked.address(),
        "coming_url": asked.address(tab="coming"),
    }


def _found(asked: Asked) -> list[tuple[Any, ...]]:
    if asked.plain:
        return plain_rows(asked.tab, asked.people, moments(asked.on, asked.instant))
    return list(shown_rows(asked.tab, rows_of(asked, asked.tab)))


def _csv(request: HttpRequest, asked: Asked, rows: QuerySet[Any]) -> HttpResponseBase:
    log_access(request, "list", "today", detail=TABS[asked.tab].lower())
    name = f"today-{asked.tab}"
    if asked.tab == "appointments":
        return csv_response(name, VISIT_HEADER, visit_csv(rows))
    if asked.tab == "mail":
        return csv_response(name, MAIL_HEADER, mail_csv(rows))
    order = DONE_ORDER if asked.tab == "done" else ORDER
    return csv_response(name, CSV_HEADER, map(csv_row, rows_in_order(rows, order)))
