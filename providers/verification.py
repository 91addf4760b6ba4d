"""What of this room `manage.py verify` checks."""

from datetime import date
from typing import Any

from django.db.models import Max

from caseflow.verify.registry import check, register_kept, register_words
from caseflow.verify.report import Report
from providers.models import Appointment, Provider, ProviderReport


def _of_case(row: Any) -> str:
    return f"{row} of {row.case.reference}"


for _model in (ProviderReport, Appointment):
    register_kept(_model, subject="case__member_id")
    register_words(_model, _of_case)


@check("specialties")
def specialties(report: Report, on: date) -> None:
    """Specialties of providers against their histories; they are rows of a table between."""
    history: Any = Provider.history
    newest = history.values("id").order_by("id").annotate(last=Max("history_id")).values("last")
    kept = {
        row.id: {link.specialty_id for link in row.historicalprovider_specialties_set.all()}
        for row in history.filter(history_id__in=newest).prefetch_related(
            "historicalprovider_specialties_set"
        )
    }
    for provider in Provider.objects.order_by("pk").prefetch_related("specialties"):
        report.count("specialties")
        if {row.pk for row in provider.specialties.all()} != kept.get(provider.pk, set()):
            report.add(
                "row",
                f"provider {provider.key}",
                "specialties do not say what the newest history row says; they were changed "
                "behind the application's back.",
            )
