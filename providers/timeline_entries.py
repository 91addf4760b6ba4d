"""The sentences of reports and appointments, and this room's line of the closing checklist."""

from collections.abc import Mapping
from datetime import date

from cases.checklist import register_item
from cases.models import Case, CaseEvent
from cases.timeline import register, rows_written
from providers.lifecycle import said
from providers.models import Appointment, AppointmentKind, AppointmentState, ProviderReport


def _reports(events: list[CaseEvent]) -> Mapping[int, ProviderReport]:
    """event -> the report it wrote, in one query for the page."""
    written = rows_written(events, "providers.providerreport")
    reports = ProviderReport.objects.select_related("provider", "document", "case").in_bulk(
        set(written.values())
    )
    return {event: reports[key] for event, key in written.items() if key in reports}


def _appointments(events: list[CaseEvent]) -> Mapping[int, Appointment]:
    """event -> the appointment it wrote (of a move, the new one), in one query for the page."""
    written = rows_written(events, "providers.appointment")
    found = Appointment.objects.select_related("provider").in_bulk(set(written.values()))
    return {event: found[key] for event, key in written.items() if key in found}


register(
    "report_received",
    "Report received {channel}: {work_status}{days}",
    milestone=True,
    template="providers/_entry_report.html",
    load=_reports,
)
register("report_amended", "Report of {received_on} amended: {what}")
for _kind, _text, _milestone in (
    ("appointment_made", "{about}: appointment made for {when}", False),
    ("appointment_kept", "{about}: appointment kept", False),
    ("appointment_no_show", "{about}: no-show, {when}", True),
    ("appointment_moved", "{about}: moved to {when}, was {was}", False),
    ("appointment_cancelled", "{about}: cancelled, was {when}", False),
    ("appointment_corrected", "{about} of {when}: set back to scheduled", False),
):
    register(
        _kind,
        _text,
        milestone=_milestone,
        template="providers/_entry_appointment.html",
        load=_appointments,
    )


def _settled(case: Case, on: date) -> str | None:
    """What the closing checklist says of an appointment that is still to come or to settle."""
    waiting = case.appointments.filter(state=AppointmentState.SCHEDULED).order_by("starts_at")
    first = waiting.first()
    if first is None:
        return None
    kind = AppointmentKind(first.kind).label
    return f"{kind}, {said(first.starts_at)}, is still scheduled. Record what came of it first."


register_item("appointments", "No appointment is still scheduled", _settled, waivable=True)
