"""The sentences of reports and appointments, and this room's line of the closing checklist."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from caseflow.datewords import day as words
from caseflow.prepared import PreparedByKeys
from cases.checklist import register_item
from cases.models import Case
from cases.timeline import Entry, register, rows_written
from cases.timeline_html import drawn, joined, text_html, what_html
from providers.lifecycle import said
from providers.models import Appointment, AppointmentKind, AppointmentState, ProviderReport


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report as the timeline shows it."""

    pk: int
    key: str
    version: int
    restrictions: str
    diagnosis: str
    authored_on: date | None
    provider_name: str
    provider_key: str | None
    provider: str | None
    file_key: str | None
    file_name: str | None
    case: str


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    pk: int
    key: str
    place: str
    provider: str | None


_reports_by_key = PreparedByKeys(
    lambda keys: ProviderReport.objects.filter(pk__in=keys)
    .order_by()
    .values_list(
        "pk", "key", "version", "restrictions", "diagnosis", "authored_on", "provider_name",
        "provider__key", "provider__name", "document__key", "document__name", "case__reference",
    )
)  # fmt: skip
_appointments_by_key = PreparedByKeys(
    lambda keys: (
        Appointment.objects.filter(pk__in=keys)
        .order_by()
        .values_list("pk", "key", "place", "provider__name")
    )
)


def _reports(events: list[Any]) -> Mapping[int, ReportLine]:
    """event -> the report it wrote, in one query for the page."""
    written = rows_written(events, "providers.providerreport")
    found = {row[0]: ReportLine(*row) for row in _reports_by_key.rows(set(written.values()))}
    return {event: found[key] for event, key in written.items() if key in found}


def _appointments(events: list[Any]) -> Mapping[int, AppointmentLine]:
    """event -> the appointment it wrote (of a move, the new one), in one query for the page."""
    written = rows_written(events, "providers.appointment")
    rows = _appointments_by_key.rows(set(written.values()))
    found = {row[0]: AppointmentLine(*row) for row in rows}
    return {event: found[key] for event, key in written.items() if key in found}


def _draw_report(entry: Entry, case_url: str) -> str:
    report = entry.body
    if report is None:
        return what_html(entry.what)
    said = [text_html(report.restrictions)] if report.restrictions else []
    if report.diagnosis:
        said.append(drawn(_DIAGNOSIS, words=report.diagnosis))
    return joined(what_html(entry.what), *said, _between_dots(_about(report)))


def _about(report: ReportLine) -> list[Any]:
    """From whom the report is, of when, its file, and the way to it."""
    said: list[Any] = []
    if report.provider_key:
        url = reverse("providers:detail", args=[report.provider_key])
        said.append(_link(url, report.provider))
    elif report.provider_name:
        said.append(report.provider_name)
    if report.authored_on:
        said.append(f"dated {words(report.authored_on)}")
    if report.file_key:
        url = reverse("cases:document", args=[report.case, report.file_key])
        said.append(_link(url, report.file_name))
    label = "amended" if report.version > 1 else "the report"
    return [*said, _link(reverse("providers:report", args=[report.case, report.key]), label)]


def _draw_appointment(entry: Entry, case_url: str) -> str:
    reason = text_html(entry.event.reason) if entry.event.reason else ""
    appointment = entry.body
    if appointment is None:
        return joined(what_html(entry.what), reason)
    said = [part for part in (appointment.place, appointment.provider) if part]
    said.append(_link(reverse("providers:appointment", args=[appointment.key]), "the appointment"))
    return joined(what_html(entry.what), reason, _between_dots(said))


_DIAGNOSIS = '<div class="text"><span class="soft">Diagnosis:</span> {words}</div>'


def _link(url: str, label: object) -> str:
    return drawn('<a href="{url}">{label}</a>', url=url, label=label)


def _between_dots(parts: list[Any]) -> str:
    first, *others = parts
    rest = joined(*(drawn(" \N{MIDDLE DOT} {part}", part=part) for part in others))
    return drawn('<div class="who">{first}{rest}</div>', first=first, rest=rest)


register(
    "report_received",
    "Report received {channel}: {work_status}{days}",
    milestone=True,
    draw=_draw_report,
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
        draw=_draw_appointment,
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
