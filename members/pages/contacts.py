"""Every contact with a member, of all cases, in one line of time, the newest first.

A contact is a note of a kind that counts as one, an appointment that was kept or missed, a letter
that went out, a report that came in. They stand in four tables, so a page asks each for its newest
few beyond the cursor and merges: the cost is that of the rows shown, whatever the record's age.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.html import format_html

from caseflow.dates import local_day, start_of, words
from caseflow.datewords import moment
from caseflow.models import User
from caseflow.prepared import Prepared
from cases.models import Case, CaseNote
from members.models import Member
from members.pages.record import (
    LETTER,
    REPORT,
    VISIT,
    Letter,
    Report,
    Visit,
    letters,
    reports,
    visits,
)
from providers.models import AppointmentKind, AppointmentState, Channel, WorkStatus

SIZE: Final = 25
FIRST_WORDS: Final = 160
HAD: Final = (AppointmentState.KEPT, AppointmentState.NO_SHOW)
NOTE, APPOINTMENT, LETTER_OUT, REPORT_IN = "note", "appointment", "letter", "report"
WHAT: Final = {
    NOTE: "Calls, visits and messages",
    APPOINTMENT: "Appointments kept or missed",
    LETTER_OUT: "Letters sent",
    REPORT_IN: "Reports received",
}
_KINDS = dict(AppointmentKind.choices)
_CHANNELS = dict(Channel.choices)
_STATUS = dict(WorkStatus.choices)


class Edge(NamedTuple):
    """A place in the line of time: the instant, then the table, then the row. Newer is greater."""

    at: datetime
    rank: int
    pk: int


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact in words. `when` is a day alone for what has no hour; `who` the colleague."""

    edge: Edge
    when: str
    what: str
    who: str
    case: str
    url: str
    text: str
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the contacts is asked for; empty asks for all."""

    what: str = ""
    case: str = ""
    who: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None


class _Written(NamedTuple):
    pk: int
    number: int
    happened_at: datetime
    kind: str
    by: str
    case: str
    text: str


_WRITTEN = (
    "pk", "number", "happened_at", "kind__label", "author__full_name", "case__reference",
)  # fmt: skip


def _notes(member: Member, user: User) -> QuerySet[Any]:
    cases = Case.objects.visible_to(user).filter(member=member)
    return CaseNote.objects.filter(case__in=cases, kind__is_contact=True, struck_at=None)


def _read_notes(rows: QuerySet[Any], whole: bool) -> Iterator[Contact]:
    text = "text" if whole else Left("text", FIRST_WORDS + 1)
    for row in rows.values_list(*_WRITTEN, text):
        yield of_note(_Written(*row), whole)


def of_note(note: _Written, whole: bool = False) -> Contact:
    return Contact(
        Edge(note.happened_at, 3, note.pk),
        moment(note.happened_at),
        note.kind,
        note.by,
        note.case,
        f"{reverse('cases:list')}{note.case}/notes/{note.number}/",
        note.text if whole else first_words(note.text),
    )


def first_words(text: str) -> str:
    """The beginning of a text on one line, cut between words."""
    line = " ".join(text[: FIRST_WORDS + 1].split())
    if len(text) <= FIRST_WORDS:
        return line
    return f"{line[:FIRST_WORDS].rpartition(' ')[0] or line[:FIRST_WORDS]} \N{HORIZONTAL ELLIPSIS}"


def of_visit(visit: Visit) -> Contact:
    missed = visit.state == AppointmentState.NO_SHOW
    return Contact(
        Edge(visit.starts_at, 2, visit.pk),
        moment(visit.starts_at),
        f"{_KINDS[visit.kind]}, {'no-show' if missed else 'kept'}",
        visit.by or "",
        visit.case,
        reverse("providers:appointment", args=[visit.key]),
        visit.place,
        missed,
    )


def of_letter(letter: Letter) -> Contact:
    return Contact(
        Edge(letter.issued_at, 1, letter.pk),
        moment(letter.issued_at),
        f"Letter {letter.number}",
        letter.by,
        letter.case or "",
        reverse("notices:detail", args=[letter.number]),
        letter.title,
    )


def of_report(report: Report) -> Contact:
    return Contact(
        Edge(start_of(report.received_on), 0, report.pk),
        words(report.received_on),
        f"Report {_CHANNELS[report.channel]}",
        report.by,
        report.case,
        reverse("providers:report", args=[report.case, report.key]),
        f"{report.provider or report.provider_name}: {_STATUS[report.work_status]}",
    )


@dataclass(frozen=True, slots=True)
class Source:
    """One of the four tables: its rows, the column that says when, who and what the filters look
    in. `is_day`: the column holds a day without an hour."""

    code: str
    rank: int
    rows: Callable[[Member, User], QuerySet[Any]]
    read: Callable[[QuerySet[Any], bool], Iterator[Contact]]
    at: str
    who: str
    words: tuple[str, ...]
    is_day: bool = False

    def asked(self, rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
        """The rows that the filters leave."""
        if asked.case:
            rows = rows.filter(case__reference=asked.case)
        if asked.who:
            rows = rows.filter(**{f"{self.who}__full_name__icontains": asked.who})
        if asked.words:
            found = Q()
            for column in self.words:
                found |= Q(**{f"{column}__icontains": asked.words})
            rows = rows.filter(found)
        if asked.since:
            since = asked.since if self.is_day else start_of(asked.since)
            rows = rows.filter(**{f"{self.at}__gte": since})
        if asked.until:
            after = date.fromordinal(asked.until.toordinal() + 1)
            rows = rows.filter(**{f"{self.at}__lt": after if self.is_day else start_of(after)})
        return rows

    def beyond(self, rows: QuerySet[Any], edge: Edge, *, newer: bool) -> QuerySet[Any]:
        """The rows on one side of a place in the line of time."""
        here: Any = edge.at
        at_the_edge = True
        if self.is_day:
            here = local_day(edge.at)
            at_the_edge = start_of(here) == edge.at
        past = "gt" if newer else "lt"
        found = Q(**{f"{self.at}__{past}": here})
        if not at_the_edge:
            # The day began before the edge.
            return rows.filter(found if newer else found | Q(**{self.at: here}))
        if self.rank == edge.rank:
            found |= Q(**{self.at: here, f"pk__{past}": edge.pk})
        elif (self.rank > edge.rank) == newer:
            found |= Q(**{self.at: here})
        return rows.filter(found)

    def order(self, *, newer: bool) -> tuple[str, str]:
        return (self.at, "pk") if newer else (f"-{self.at}", "-pk")


def _reading(columns: Sequence[str], kind: Any, make: Callable[[Any], Contact]) -> Any:
    def read(rows: QuerySet[Any], whole: bool) -> Iterator[Contact]:
        for row in rows.values_list(*columns):
            yield make(kind(*row))

    return read


def _visited(member: Member, user: User) -> QuerySet[Any]:
    return visits(member, user).filter(state__in=HAD)


SOURCES: Final = (
    Source(NOTE, 3, _notes, _read_notes, "happened_at", "author", ("text", "kind__label")),
    Source(
        APPOINTMENT, 2, _visited, _reading(VISIT, Visit, of_visit), "starts_at", "settled_by",
        ("place", "kind"),
    ),
    Source(
        LETTER_OUT, 1, letters, _reading(LETTER, Letter, of_letter), "issued_at", "issued_by",
        ("title", "number"),
    ),
    Source(
        REPORT_IN, 0, reports, _reading(REPORT, Report, of_report), "received_on", "recorded_by",
        ("provider__name", "provider_name", "restrictions", "diagnosis"), is_day=True,
    ),
)  # fmt: skip


_NEWEST = Prepared(
    lambda member: (
        CaseNote.objects.filter(case__member=member, kind__is_contact=True, struck_at=None)
        .order_by("-happened_at", "-pk")
        .values_list(*_WRITTEN, Left("text", FIRST_WORDS + 1))[: SIZE + 1]
    ),
    member=int,
)


def newest_of(
    member: Member,
    sent: Sequence[Letter],
    seen: Sequence[Visit],
    received: Sequence[Report],
) -> tuple[list[Contact], bool]:
    """The newest contacts with a member who was reached through `visible_to`, of rows that are
    read already and the notes, which are asked for; and whether there are more. One query."""
    most = SIZE + 1
    found = [
        *(of_note(_Written(*row)) for row in _NEWEST.rows(member=member.pk)),
        *map(of_letter, sent[:most]),
        *map(of_visit, [visit for visit in seen if visit.state in HAD][:most]),
        *map(of_report, received[:most]),
    ]
    found.sort(key=lambda contact: contact.edge, reverse=True)
    return found[:SIZE], len(found) > SIZE


def contacts_of(
    member: Member,
    user: User,
    asked: Asked,
    *,
    edge: Edge | None = None,
    newer: bool = False,
    size: int = SIZE,
) -> tuple[list[Contact], bool]:
    """The contacts beyond a place, the newest first, and whether there are more that way. At most
    one query a table."""
    found: list[Contact] = []
    for source in _sources(asked):
        rows = source.asked(source.rows(member, user), asked)
        if edge is not None:
            rows = source.beyond(rows, edge, newer=newer)
        rows = rows.order_by(*source.order(newer=newer))[: size + 1]
        found += source.read(rows, False)
    found.sort(key=lambda contact: contact.edge, reverse=not newer)
    more = len(found) > size
    found = found[:size]
    return (found[::-1] if newer else found), more


def all_contacts(member: Member, user: User, asked: Asked) -> Iterator[Contact]:
    """Every contact with its whole text, the newest first, as a stream."""
    streams = [
        source.read(
            source.asked(source.rows(member, user), asked).order_by(*source.order(newer=False)),
            True,
        )
        for source in _sources(asked)
    ]
    return merge(*streams, key=lambda contact: contact.edge, reverse=True)


def _sources(asked: Asked) -> list[Source]:
    return [source for source in SOURCES if asked.what in ("", source.code)]


def edge_words(edge: Edge) -> str:
    """The place as it stands in an address."""
    return f"{edge.at:%Y%m%dT%H%M%S%f}Z{edge.rank}-{edge.pk}"


def edge_of(text: str) -> Edge | None:
    """The place that an address names; None when it names none."""
    at, _, rest = text.partition("Z")
    rank, _, pk = rest.partition("-")
    try:
        instant = datetime.strptime(f"{at}+0000", "%Y%m%dT%H%M%S%f%z")
        place = Edge(instant, int(rank), int(pk))
    except ValueError:
        return None
    fits = 1900 <= instant.year <= 2200 and 0 <= place.rank <= 3 and 0 < place.pk < 2**63
    return place if fits else None


def contact_words(rows: Sequence[Contact]) -> list[dict[str, object]]:
    """The rows of the table, for the `lines` component."""
    base = reverse("cases:list")
    cases = {case: format_html('<a href="{}{}/">{}</a>', base, case, case) for case in
             {row.case for row in rows if row.case}}  # fmt: skip
    return [
        {
            "when": row.when,
            "url": row.url,
            "what": row.what,
            "who": row.who,
            "case": cases.get(row.case, ""),
            "text": row.text,
        }
        for row in rows
    ]


CSV_HEADER = ("when", "what", "with", "case", "text")


def csv_rows(found: Iterable[Contact]) -> Iterator[Sequence[str]]:
    for contact in found:
        yield contact.when, contact.what, contact.who, contact.case, contact.text
