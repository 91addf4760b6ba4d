"""The cards of the member's page beside status and paid days: appointments, releases, contacts, who
opened the record. Each a query at most, of rows that `record` has not read already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from caseflow.access import Capability
from caseflow.datewords import moment
from caseflow.models import AccessEntry, User
from cases.models.returning import ReleaseKind
from members.authorizations import authorization_words, held_by, state_of
from members.models import Member
from members.pages.contacts import contact_words, newest_of
from members.pages.record import Given, Letter, Report, Visit, last_opened, releases_of
from providers.models import AppointmentKind, AppointmentState

PAST_SHOWN: Final = 5
RELEASES_SHOWN: Final = 4
_KINDS: Final = dict(AppointmentKind.choices)
_STATES: Final = dict(AppointmentState.choices)
_RELEASES: Final = dict(ReleaseKind.choices)
_TINTS: Final = {AppointmentState.KEPT: "ok", AppointmentState.NO_SHOW: "late"}


class Read(NamedTuple):
    """What the page has read once: letters, appointments, reports; the newest first."""

    letters: Sequence[Letter]
    visits: Sequence[Visit]
    reports: Sequence[Report]


@dataclass(frozen=True, slots=True)
class VisitLine:
    """An appointment in words; a scheduled one whose time has passed has no outcome yet."""

    visit: Visit
    what: str
    outcome: str
    tint: str


def appointments_context(visits: Iterable[Visit], now: datetime) -> dict[str, Any]:
    """Those ahead, the next first, and the last few with what came of them."""
    ahead: list[VisitLine] = []
    past: list[VisitLine] = []
    for visit in visits:
        is_open = visit.state == AppointmentState.SCHEDULED
        if is_open and visit.starts_at >= now:
            ahead.append(_visit_line(visit, "", ""))
        elif len(past) < PAST_SHOWN:
            outcome = "no outcome recorded" if is_open else _STATES[visit.state].lower()
            tint = "soon" if is_open else _TINTS.get(AppointmentState(visit.state), "")
            past.append(_visit_line(visit, outcome, tint))
    return {"ahead": ahead[::-1], "past_visits": past}


def _visit_line(visit: Visit, outcome: str, tint: str) -> VisitLine:
    return VisitLine(visit, _KINDS[visit.kind], outcome, tint)


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A release to duty in words; `late` when its day has come and the unit has not verified it."""

    release: Given
    what: str
    late: bool


def releases_context(member: Member, on: date) -> dict[str, Any]:
    """Releases to duty, the latest first; and the authorizations that hold, with how many more
    there are. Two queries."""
    given = releases_of(member)
    states = [(authorization_words(row), state_of(row, on)) for row in held_by(member)]
    holding = [(words, state) for words, state in states if state.holds]
    return {
        "releases": [
            ReleaseLine(row, _RELEASES[row.kind], row.verified_on is None and row.returns_on < on)
            for row in given[:RELEASES_SHOWN]
        ],
        "more_releases": max(len(given) - RELEASES_SHOWN, 0),
        "authorized": holding,
        "not_holding": len(states) - len(holding),
    }


def contacts_context(member: Member, read: Read) -> dict[str, Any]:
    """The newest contacts of all cases. One query."""
    found, more = newest_of(member, *read)
    return {"contact_rows": contact_words(found), "more_contacts": more}


def log_context(member: Member, user: User) -> dict[str, Any]:
    """Who opened the record last, for those who may know; one query, or none."""
    if not user.can(Capability.AUDIT) and not user.can(Capability.SUPERVISE):
        return {"log_rows": None}
    kinds, here = dict(AccessEntry.Kind.choices), member.star_number
    return {
        "log_rows": [
            {
                "at": moment(at),
                "who": who,
                "did": kinds[kind],
                "what": ", ".join(part for part in (subject, detail) if part not in ("", here)),
            }
            for at, who, kind, subject, detail in last_opened(member)
        ],
    }
