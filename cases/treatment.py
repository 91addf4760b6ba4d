"""Since when the member of a case is under treatment, said by the room that has the reports.

This room does not know the others; one of them registers how the day is read with the cases.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import DateField, Value
from django.db.models.functions import Cast

from cases.models.case import CaseQuerySet

Reader = Callable[[date], Any]
_readers: list[Reader] = []


def register_treatment(reader: Reader) -> None:
    """Registers the expression over a case that gives the day since when its member is under
    treatment as of a day, or null; two of them is a programming error."""
    if _readers and _readers[0] is not reader:
        raise ValueError("Somebody says already since when a member is under treatment.")
    _readers[:] = [reader]


def with_treatment(rows: CaseQuerySet, on: date) -> CaseQuerySet:
    """Adds `treatment_since` to cases, without a query more."""
    nothing = Cast(Value(None), DateField())
    return rows.annotate(treatment_since=_readers[0](on) if _readers else nothing)
