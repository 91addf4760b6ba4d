"""Makers of this room's rows, through the services."""

from datetime import date, time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from caseflow.models import User
from cases.models import Case
from providers.models import Appointment, Provider, ProviderReport, Specialty
from providers.services.appointments import make_appointment
from providers.services.directory import ProviderEntry, create_provider
from providers.services.reports import ReportFacts, record_report
from tests.factories import NOW, TODAY, make_user

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def someone() -> User:
    return User.objects.filter(username="coordinator").first() or make_user("coordinator")


def provider(
    name: str = "Shah, Anita, MD", *, codes: tuple[str, ...] = (), **fields: Any
) -> Provider:
    entry = ProviderEntry(
        name=name, specialties=tuple(Specialty.objects.filter(code__in=codes)), **fields
    )
    return create_provider(entry=entry, by=someone(), now=NOW)


def facts(**fields: Any) -> ReportFacts:
    return ReportFacts(
        **{"channel": "fax", "received_on": date(2026, 3, 4), "work_status": "limited", **fields}
    )


def report(case: Case, *, file: Any = None, **fields: Any) -> ProviderReport:
    return record_report(
        case=case, facts=facts(**fields), file=file, by=someone(), now=NOW, on=TODAY
    )


def appointment(
    case: Case, day: date = date(2026, 3, 10), clock: time = time(9, 30), **fields: Any
) -> Appointment:
    values: dict[str, Any] = {"kind": "medical_review", "by": None, "now": NOW, "on": TODAY}
    values = {**values, **fields}
    values["by"] = values["by"] or someone()
    return make_appointment(case=case, day=day, clock=clock, **values)


def upload(content: bytes = PDF, name: str = "note.pdf", kind: str = "application/pdf") -> Any:
    return SimpleUploadedFile(name, content, kind)
