"""Which rows of a reference set are worth measuring: found by what they are, not by name."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from cases.models import Case, CaseNote
from members.models import Member


def targets(*, on: date) -> dict[str, Any]:
    """The young case, the one with the most notes, the member with the most absences, words to
    search for. KeyError-free on a small set: what is not there is an empty text."""
    recent = Case.objects.open().filter(first_day__gte=on - timedelta(days=30))
    young = recent.annotate(n=Count("notes")).filter(n__gte=1).order_by("-first_day", "id").first()
    noted = CaseNote.objects.values("case").annotate(n=Count("id")).order_by("-n", "case").first()
    old = Case.objects.get(pk=noted["case"]) if noted else None
    busy = Member.objects.current(on).annotate(n=Count("absences")).order_by("-n", "id").first()
    return {
        "members": Member.objects.count(),
        "cases": Case.objects.count(),
        "open": Case.objects.open().count(),
        "young": young.reference if young else "",
        "old": old.reference if old else "",
        "old_notes": noted["n"] if noted else 0,
        "star": busy.star_number if busy else "",
        "absences": busy.n if busy else 0,
        "name": busy.last_name if busy else "",
    }
