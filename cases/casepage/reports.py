"""The provider's report that says how the member is now."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case as Choice
from django.db.models import Q, SmallIntegerField, Value, When

from caseflow.prepared import Prepared, columns_of
from cases.models import Case
from providers.models import Provider, ProviderReport

_REPORT = columns_of(
    ProviderReport, "id", "key", "work_status", "restrictions", "covers_from", "covers_to",
    "received_on", "channel", "provider_name", "provider_id", "version",
)  # fmt: skip
_PROVIDER = columns_of(Provider, "id", "key", "name", "practice")


def _asked(case: int, on: date) -> Any:
    covering = Q(covers_from__lte=on) & (Q(covers_to__isnull=True) | Q(covers_to__gte=on))
    first = When(covering, then=Value(0))
    place = Choice(first, default=Value(1), output_field=SmallIntegerField())
    rows = ProviderReport.objects.filter(case_id=case).annotate(place=place)
    columns = (*_REPORT, *(f"provider__{name}" for name in _PROVIDER))
    return rows.order_by("place", "-received_on", "-id").values_list(*columns)[:1]


_report = Prepared(_asked, case=int, on=date)


def current_report_of(case: Case, on: date) -> ProviderReport | None:
    """As `providers.queries.current_report`, for the page that is opened all day."""
    row = _report.first(case=case.pk, on=on)
    if row is None:
        return None
    report = ProviderReport.from_db(connection.alias, _REPORT, row[: len(_REPORT)])
    of = row[len(_REPORT) :]
    report.case = case
    report.provider = Provider.from_db(connection.alias, _PROVIDER, of) if of[0] else None
    return report
