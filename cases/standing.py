"""How a case stands right now: its open hold, its running absence.

A page loads both once for all who ask (`with_standing`); a service, which has just locked a
fresh row, asks the database.
"""

from django.db.models import Prefetch

from cases.models import Absence, Case, Hold
from cases.models.case import CaseQuerySet


def with_standing(rows: CaseQuerySet) -> CaseQuerySet:
    """Loads holds and absences in two queries, whatever the number of cases."""
    return rows.prefetch_related(
        Prefetch(
            "holds", queryset=Hold.objects.filter(ended_at__isnull=True), to_attr="loaded_holds"
        ),
        Prefetch(
            "absences",
            queryset=Absence.objects.order_by("-first_day"),
            to_attr="loaded_absences",
        ),
    )


def open_hold(case: Case) -> Hold | None:
    """The hold that has not ended; None when the case is not on hold."""
    loaded = getattr(case, "loaded_holds", None)
    if loaded is None:
        return Hold.objects.filter(case=case, ended_at__isnull=True).first()
    return loaded[0] if loaded else None


def absences(case: Case) -> list[Absence]:
    """The case's absences, the latest first."""
    loaded = getattr(case, "loaded_absences", None)
    return list(case.absences.order_by("-first_day")) if loaded is None else loaded


def running_absence(case: Case) -> Absence | None:
    """The absence of the case that has no last day yet."""
    return next((absence for absence in absences(case) if absence.last_day is None), None)
