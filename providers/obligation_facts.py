"""What this room knows for a case's obligations: reports and appointments."""

from collections.abc import Collection, Mapping

from cases.obligation_sources import Fields, gives_facts
from cases.rules.obligation_facts import Report, Visit
from cases.services.obligation_facts import LAST, made
from providers.models import Appointment, AppointmentKind, AppointmentState, ProviderReport

STATES = (AppointmentState.SCHEDULED, AppointmentState.KEPT, AppointmentState.NO_SHOW)
LABELS = dict(AppointmentKind.choices)


@gives_facts
def reports(cases: Collection[int]) -> Mapping[int, Fields]:
    """The last two of each case, in the order in which they came in."""
    rows = ProviderReport.objects.filter(case__in=cases).order_by("received_on", "id")
    columns = ("case_id", "key", "received_on", "work_status", "covers_to")
    return made(rows.values_list(*columns), "reports", Report, last=LAST)


@gives_facts
def visits(cases: Collection[int]) -> Mapping[int, Fields]:
    """The appointments that are to come, were kept or missed."""
    rows = Appointment.objects.filter(case__in=cases, state__in=STATES)
    columns = ("case_id", "key", "kind", "starts_at", "state")
    listed = rows.order_by("starts_at", "id").values_list(*columns)
    return made(listed, "visits", lambda key, kind, *r: Visit(key, kind, LABELS[kind], *r))
