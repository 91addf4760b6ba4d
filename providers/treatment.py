"""Since when a member is under treatment, read with the cases in one statement."""

from datetime import date
from typing import Any

from django.db.models import Case as Choice
from django.db.models import DateField, OuterRef, Subquery, When
from django.db.models.functions import Coalesce, Least, TruncDate
from django.db.models.lookups import Exact

from providers.models import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    ProviderReport,
    WorkStatus,
)

HELD = (AppointmentState.SCHEDULED, AppointmentState.KEPT)


def treatment_since(on: date) -> Any:
    """The day of the first report received or of the first medical review made (kept, or still to
    come), as of `on`; null without either. A latest report of full duty ends what the reports
    say."""
    reported, reviewed = _reported(on), _reviewed(on)
    # Of two days one may be missing: SQLite's least of a null is a null.
    return Least(Coalesce(reported, reviewed), Coalesce(reviewed, reported))


def _reported(on: date) -> Any:
    reports = ProviderReport.objects.filter(case=OuterRef("pk"), received_on__lte=on)
    latest = reports.order_by("-received_on", "-id").values("work_status")[:1]
    unfit = reports.exclude(work_status=WorkStatus.FULL).order_by("received_on", "id")
    return Choice(
        When(Exact(Subquery(latest), WorkStatus.FULL), then=None),
        default=Subquery(unfit.values("received_on")[:1]),
        output_field=DateField(),
    )


def _reviewed(on: date) -> Any:
    reviews = Appointment.objects.filter(
        case=OuterRef("pk"), kind=AppointmentKind.MEDICAL_REVIEW, state__in=HELD
    ).annotate(made_on=TruncDate("made_at"))
    made = reviews.filter(made_on__lte=on).order_by("made_at", "id")
    return Subquery(made.values("made_on")[:1], output_field=DateField())
