"""Which rows of a reference set are worth measuring: found by what they are, not by name."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count

from caseflow.models import User
from cases.models import Absence, Case, CaseEvent, CaseNote, Obligation
from members.models import Member

RARE = "Spoke with"


def targets(*, on: date) -> dict[str, Any]:
    """The young case, the one with the most events, the member with the most absences, scraps to
    search for. KeyError-free on a small set: what is not there is an empty text."""
    recent = Case.objects.open().filter(first_day__gte=on - timedelta(days=30))
    young = recent.annotate(n=Count("notes")).filter(n__gte=1).order_by("-first_day", "id").first()
    open_cases = Case.objects.open().values("pk")
    rows = CaseEvent.objects.filter(case__in=open_cases).values("case")
    told = rows.annotate(n=Count("id")).order_by("-n", "case").first()
    old = Case.objects.get(pk=told["case"]) if told else None
    busy = Member.objects.current(on).annotate(n=Count("absences")).order_by("-n", "id").first()
    rare = CaseNote.objects.filter(text__contains=RARE).order_by("-pk").values_list("text").first()
    return {
        **sizes(),
        "heavy": _heavy(),
        "young": young.reference if young else "",
        "old": old.reference if old else "",
        "old_events": told["n"] if told else 0,
        "star": busy.star_number if busy else "",
        "employee": (busy.employee_number or "") if busy else "",
        "absences": busy.n if busy else 0,
        "name": busy.last_name if busy else "",
        "first_name": busy.first_name if busy else "",
        "phone": busy.phone if busy else "",
        "person": rare[0].rpartition(RARE)[2].strip(" .") if rare else "",
    }


def sizes() -> dict[str, Any]:
    """What stands beside every figure of the bench: the engine, and how much it holds."""
    return {
        "engine": connection.display_name,
        "members": Member.objects.count(),
        "cases": Case.objects.count(),
        "open_cases": Case.objects.open().count(),
        "absences_in_all": Absence.objects.count(),
        "notes": CaseNote.objects.count(),
        "events": CaseEvent.objects.count(),
        "obligations": Obligation.objects.open().count(),
    }


def _heavy() -> str:
    """Who has the most to do."""
    found = (
        User.objects.filter(obligations__state="open", roles=["coordinator"])
        .annotate(n=Count("obligations"))
        .order_by("-n", "pk")
        .first()
    )
    return found.username if found else "coordinator"
