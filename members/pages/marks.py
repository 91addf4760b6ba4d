"""What is marked in the ribbon and said beside a day: notices, visits, decisions; and the notes.

Four short queries, whatever the age of the record.
"""

from datetime import date
from typing import Final

from django.urls import reverse

from caseflow.dates import local_day, start_of, words
from caseflow.models import User
from cases.models import Certification
from cases.models.certification import NOT_CERTIFIED, Cause, CertificationState
from members.models import Member
from members.pages.coverage import Note
from members.pages.ribbon import DECISION, NO_SHOW, NOTICE, VISIT, Mark
from notices.models import Notice
from providers.models import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    ProviderReport,
    WorkStatus,
)

_CAUSES: Final = dict(Cause.choices)
_DECISIONS: Final = dict(CertificationState.choices)
_KINDS: Final = dict(AppointmentKind.choices)
_SHOWN: Final = (AppointmentState.SCHEDULED, AppointmentState.KEPT, AppointmentState.NO_SHOW)
_HAD: Final = {AppointmentState.KEPT: "kept", AppointmentState.NO_SHOW: "no-show"}


def notes_of(member: Member, user: User) -> list[Note]:
    """The days that providers' notes cover. One that finds the member fit for full duty covers no
    day off it, and one without a first day covers none."""
    rows = ProviderReport.objects.visible_to(user).filter(
        case__member=member, covers_from__isnull=False
    )
    rows = rows.exclude(work_status=WorkStatus.FULL).order_by("covers_from", "id")
    return [Note(*row) for row in rows.values_list("covers_from", "covers_to", "case__reference")]


def marks_of(member: Member, user: User, first: date, last: date) -> list[Mark]:
    """Notices issued, visits and no-shows, decisions on certification from `first` to `last`, in
    order of the day."""
    found = [*_notices(member, user, first, last), *_visits(member, user, first, last)]
    found += [mark for mark in decisions_of(member) if first <= mark.day <= last]
    return sorted(found, key=lambda mark: (mark.day, mark.kind.css, mark.title))


def decisions_of(member: Member) -> list[Mark]:
    """Every decision on certification that stands."""
    rows = Certification.objects.standing().filter(case__member=member)
    found = rows.order_by("first_day", "id").values_list(
        "first_day", "last_day", "state", "cause", "case__reference"
    )
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


def _notices(member: Member, user: User, first: date, last: date) -> list[Mark]:
    rows = Notice.objects.visible_to(user).filter(
        member=member,
        issued_at__gte=start_of(first),
        issued_at__lt=start_of(date.fromordinal(last.toordinal() + 1)),
    )
    return [
        Mark(
            NOTICE,
            local_day(at),
            f"Notice {number}, {title}",
            reverse("notices:detail", args=[number]),
            case or "",
        )
        for number, title, at, case in rows.values_list(
            "number", "title", "issued_at", "case__reference"
        )
    ]


def _visits(member: Member, user: User, first: date, last: date) -> list[Mark]:
    rows = Appointment.objects.visible_to(user).filter(
        case__member=member,
        state__in=_SHOWN,
        starts_at__gte=start_of(first),
        starts_at__lt=start_of(date.fromordinal(last.toordinal() + 1)),
    )
    return [
        Mark(
            NO_SHOW if state == AppointmentState.NO_SHOW else VISIT,
            local_day(at),
            f"{_KINDS[kind]}, {_HAD.get(state, 'no outcome recorded')}",
            reverse("cases:detail", args=[case]),
            case,
        )
        for kind, state, at, case in rows.values_list(
            "kind", "state", "starts_at", "case__reference"
        )
    ]
