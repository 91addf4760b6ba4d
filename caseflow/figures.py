"""Several counts in one question to the database: a page shows a dozen figures."""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value


def count_all(rows: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each of these holds, by name; one query whatever their tables."""
    parts = [
        each.order_by()
        .annotate(figure=Value(name, output_field=CharField()))
        .values("figure")
        .annotate(number=Count("pk"))
        .values_list("figure", "number")
        for name, each in rows.items()
    ]
    counts = dict.fromkeys(rows, 0)
    if parts:
        counts.update(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    return counts
