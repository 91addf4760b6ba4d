"""What the pages of other rooms ask this one: next appointments, current reports, the day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Q, SmallIntegerField, Value, When
from django.urls import reverse

from caseflow.dates import start_of
from caseflow.models import User
from cases.models import Case
from providers.lifecycle import why_not_make
from providers.models import (
    Appointment,
    AppointmentState,
    CaseBound,
    Provider,
    ProviderReport,
)
from providers.services.reports import why_not_record

DAY = timedelta(days=1)


def next_appointment_for(
    cases: Iterable[Case], now: datetime | None = None
) -> dict[int, Appointment]:
    """case id -> its earliest appointment that is still scheduled, in one query. With `now` only
    those ahead; without it also one whose time has passed with no outcome recorded."""
    scheduled = Appointment.objects.filter(
        case__in=[case.pk for case in cases], state=AppointmentState.SCHEDULED
    ).select_related("provider")
    if now is not None:
        scheduled = scheduled.filter(starts_at__gte=now)
    found: dict[int, Appointment] = {}
    for appointment in scheduled.order_by("starts_at", "id"):
        found.setdefault(appointment.case_id, appointment)
    return found


def current_report(case: Case, on: date) -> ProviderReport | None:
    """The report whose covered dates include the day (an open end covers all that follows), the
    latest received of several; else the latest received of all; None when there is none."""
    covering = Q(covers_from__lte=on) & (Q(covers_to__isnull=True) | Q(covers_to__gte=on))
    first = When(covering, then=Value(0))
    ranked = case.reports.annotate(
        place=Choice(first, default=Value(1), output_field=SmallIntegerField())
    )
    return ranked.select_related("provider").order_by("place", "-received_on", "-id").first()


def between(user: User, first: date, last: date, *, mine: bool = False) -> CaseBound:
    """The appointments of these calendar days (both counted) that the person may see, by time;
    `mine`: on cases that they hold."""
    rows = Appointment.objects.visible_to(user).filter(
        starts_at__gte=start_of(first), starts_at__lt=start_of(last + DAY)
    )
    return rows.filter(case__owner=user) if mine else rows


def acts_on_case(case: Case, user: User) -> list[dict[str, str]]:
    """The buttons that this room adds to a case: label, address, why it is refused."""
    return [
        {
            "label": "Record a report",
            "url": reverse("providers:report_new", args=[case.reference]),
            "refused": why_not_record(user) or "",
        },
        {
            "label": "Make an appointment",
            "url": reverse("providers:appointment_new", args=[case.reference]),
            "refused": why_not_make(case, user) or "",
        },
    ]


def providers_on(case: Case) -> list[Provider]:
    """The providers who reported on the case or have an appointment on it, by name."""
    on_case: Any = Q(reports__case=case) | Q(appointments__case=case)
    return list(Provider.objects.filter(on_case, is_active=True).distinct())
