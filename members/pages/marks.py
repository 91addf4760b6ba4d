"""What is marked in the ribbon and said beside a day: notices, visits, decisions; and the notes.

One short query; the rest is read already (record.py).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.urls import reverse

from caseflow.dates import local_day, start_of, words
from caseflow.prepared import Prepared
from cases.models import Certification
from cases.models.certification import NOT_CERTIFIED, Cause, CertificationState
from members.models import Member
from members.pages.coverage import Note
from members.pages.record import Letter, Report, Visit
from members.pages.ribbon import DECISION, NO_SHOW, NOTICE, VISIT, Mark
from providers.models import AppointmentKind, AppointmentState, WorkStatus

_CAUSES: Final = dict(Cause.choices)
_DECISIONS: Final = dict(CertificationState.choices)
_KINDS: Final = dict(AppointmentKind.choices)
_SHOWN: Final = (AppointmentState.SCHEDULED, AppointmentState.KEPT, AppointmentState.NO_SHOW)
_HAD: Final[dict[str, str]] = {AppointmentState.KEPT: "kept", AppointmentState.NO_SHOW: "no-show"}


def notes_of(reports: Iterable[Report]) -> list[Note]:
    """The days that providers' notes cover. One that finds the member fit for full duty covers no
    day off it, and one without a first day covers none."""
    found = [
        (row.covers_from, row.pk, Note(row.covers_from, row.covers_to, row.case))
        for row in reports
        if row.covers_from is not None and row.work_status != WorkStatus.FULL
    ]
    return [note for *_, note in sorted(found, key=lambda each: each[:2])]


def marks_of(
    member: Member, letters: Iterable[Letter], visits: Iterable[Visit], first: date, last: date
) -> list[Mark]:
    """Notices issued, visits and no-shows, decisions on certification from `first` to `last`, in
    order of the day."""
    span = (start_of(first), start_of(date.fromordinal(last.toordinal() + 1)))
    found = [*_notices(letters, *span), *_visits(visits, *span)]
    found += [mark for mark in decisions_of(member) if first <= mark.day <= last]
    return sorted(found, key=lambda mark: (mark.day, mark.kind.css, mark.title))


_STANDING = Prepared(
    lambda member: (
        Certification.objects.standing()
        .filter(case__member=member)
        .order_by("first_day", "id")
        .values_list("first_day", "last_day", "state", "cause", "case__reference")
    ),
    member=int,
)


def decisions_of(member: Member) -> list[Mark]:
    """Every decision on certification that stands."""
    found = _STANDING.rows(member=member.pk)
    return [
        Mark(
            DECISION,
            begun,
            _DECISIONS[state]
            + (f", {_CAUSES[cause]}" if cause else "")
            + (f", through {words(until)}" if until and state in NOT_CERTIFIED else ""),
            reverse("cases:detail", args=[case]),
            case,
        )
        for begun, until, state, cause, case in found
    ]


def _notices(letters: Iterable[Letter], begin: datetime, end: datetime) -> list[Mark]:
    return [
        Mark(
            NOTICE,
            local_day(letter.issued_at),
            f"Notice {letter.number}, {letter.title}",
            reverse("notices:detail", args=[letter.number]),
            letter.case or "",
        )
        for letter in letters
        if begin <= letter.issued_at < end
    ]


def _visits(visits: Iterable[Visit], begin: datetime, end: datetime) -> list[Mark]:
    return [
        Mark(
            NO_SHOW if visit.state == AppointmentState.NO_SHOW else VISIT,
            local_day(visit.starts_at),
            f"{_KINDS[visit.kind]}, {_HAD.get(visit.state, 'no outcome recorded')}",
            reverse("cases:detail", args=[visit.case]),
            visit.case,
        )
        for visit in visits
        if visit.state in _SHOWN and begin <= visit.starts_at < end
    ]
