"""Several counts in one question to the database: a page shows a dozen figures."""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, Count, QuerySet, Subquery, Value


def count_query(rows: Mapping[str, QuerySet[Any]]) -> QuerySet[Any]:
    """(name, number of rows) of each of these, as one question whatever their tables."""
    first, *others = [
        each.order_by()
        .annotate(figure=Value(name, output_field=CharField()))
        .values("figure")
        .annotate(number=Count("pk"))
        .values_list("figure", "number")
        for name, each in rows.items()
    ]
    return first.union(*others, all=True) if others else first


def count_all(rows: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each of these holds, by name; one query."""
    return {**dict.fromkeys(rows, 0), **dict(count_query(rows))} if rows else {}


def counts_beside(one: QuerySet[Any], rows: Mapping[str, QuerySet[Any]]) -> QuerySet[Any]:
    """The same as columns beside a single row, in the order of the names, for a statement that is
    written once; None for none."""
    columns = [
        Subquery(
            each.order_by()
            .annotate(figure=Value(1))
            .values("figure")
            .annotate(number=Count("pk"))
            .values("number")
        )
        for each in rows.values()
    ]
    return one.values_list(*columns)
