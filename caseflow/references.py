"""Business references without gaps or doubles: a counter row per series and year.

The row is locked until the creating transaction ends, so two at once wait for each other and a
rollback gives the number back.
"""

from django.db import connection, transaction

from caseflow.models import ReferenceCounter


def next_numbers(series: str, year: int, count: int = 1) -> range:
    """Takes `count` consecutive numbers of the series; call inside the creating transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "A reference is taken inside the transaction that uses it."
        )
    ReferenceCounter.objects.bulk_create(
        [ReferenceCounter(series=series, year=year)], ignore_conflicts=True
    )
    counter = ReferenceCounter.objects.select_for_update().get(series=series, year=year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return range(first, counter.last + 1)


def next_reference(series: str, year: int, *, digits: int = 5) -> str:
    """The next reference of the series, e.g. `NIOD-26-00881` (year of the fact, two digits)."""
    number = next_numbers(series, year)[0]
    return format_reference(series, year, number, digits=digits)


def format_reference(series: str, year: int, number: int, *, digits: int = 5) -> str:
    return f"{series}-{year % 100:02d}-{number:0{digits}d}"
