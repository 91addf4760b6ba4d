"""The member's cases in a table: what, from when to when, how many days, in what state."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from caseflow.dates import words
from caseflow.prepared import Prepared
from caseflow.templatetags.ui import tag
from cases.kinds import KINDS
from cases.models import Case
from cases.models.case import CaseState
from cases.rules.facts import AbsenceFact
from members.models import Member

SHOWN: Final = 12
_STATES: Final = dict(CaseState.choices)


class CaseRow(NamedTuple):
    """A case as the table reads it."""

    reference: str
    kind: str
    state: str
    nature: str
    injury_label: str
    first_day: date
    closed_at: datetime | None
    expected_return_on: date | None
    owner: str | None


_COLUMNS = (*CaseRow._fields[:-1], "owner__full_name")


def _rows(member: int) -> QuerySet[Any]:
    rows = Case.objects.filter(member=member).order_by("-first_day", "-id")
    return rows.values_list(*_COLUMNS)


_NEWEST = Prepared(lambda member: _rows(member)[: SHOWN + 1], member=int)
_ALL = Prepared(_rows, member=int)


def cases_of(member: Member, everything: bool) -> tuple[list[CaseRow], bool]:
    """The cases of a member who was reached through `visible_to`, the latest first, and whether
    there are older ones."""
    found = [CaseRow(*row) for row in (_ALL if everything else _NEWEST).rows(member=member.pk)]
    if everything:
        return found, False
    return found[:SHOWN], len(found) > SHOWN


def case_words(
    rows: Sequence[CaseRow], absences: Iterable[AbsenceFact], on: date
) -> list[dict[str, object]]:
    """The table's rows in words, for the `lines` component; days through `on`."""
    base = reverse("cases:list")
    spans: dict[str, list[tuple[date, date | None]]] = {}
    for absence in sorted(absences, key=lambda absence: absence.first_day):
        spans.setdefault(absence.case, []).append((absence.first_day, absence.last_day))
    return [_line(base, row, spans.get(row.reference, []), on) for row in rows]


def _line(
    base: str, row: CaseRow, spans: list[tuple[date, date | None]], on: date
) -> dict[str, object]:
    last = spans[-1][1] if spans else None
    to = "still open" if spans and last is None else words(last) if last else ""
    return {
        "reference": row.reference,
        "url": f"{base}{row.reference}/",
        "nature": row.nature,
        "kind": KINDS[row.kind].short,
        "injury": _injury(row),
        "first": words(row.first_day),
        "last": to,
        "days": sum((min(end or on, on) - begin).days + 1 for begin, end in spans if begin <= on),
        "state": _state(row),
    }


def _injury(row: CaseRow) -> str:
    if not row.injury_label or row.injury_label == row.reference:
        return ""
    return format_html(' &middot; <span class="nowrap">{}</span>', row.injury_label)


def _state(row: CaseRow) -> str:
    if row.closed_at:
        return tag("closed")
    shown = tag(_STATES[row.state], KINDS[row.kind].css)
    return format_html('{}<span class="sub">with {}</span>', shown, row.owner or "nobody")
