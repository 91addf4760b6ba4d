"""Pages by keyset: the cursor holds the sort values of the page's edge, never an offset.

An offset costs more the deeper one reads (measured: half a second at a million rows); a keyset
costs the same at any depth. docs/decisions/ says why this is ours.
"""

import base64
import json
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, IntegerField, Model, Q, QuerySet, Subquery

CAP = 1000


@dataclass(frozen=True, slots=True)
class Sort:
    """One offered order: columns (the last one unique) and whether each descends. No column may
    be null: a null has no place in a keyset."""

    columns: tuple[str, ...]
    descending: bool = False

    def order_by(self, *, backwards: bool = False) -> list[str]:
        down = self.descending != backwards
        return [f"-{column}" if down else column for column in self.columns]


@dataclass(slots=True)
class Page:
    """The rows of a page, the cursors to its neighbours, and the sentence of how many. `start` is
    the cursor after which this page comes, however it was reached; empty for the first one."""

    rows: list[Any]
    next: str = ""
    previous: str = ""
    start: str = ""
    words: str = ""
    total: int | None = None
    numbers: dict[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def capped_count(rows: QuerySet[Any], cap: int = CAP) -> int:
    """The number of rows, or cap + 1 when there are more: counting a million costs 20 ms a page."""
    return rows.order_by().values("pk")[: cap + 1].count()


class CappedCount(Subquery):
    """How many rows a queryset has, at most one more than the cap, as a column of another query:
    several of them are counted at once, each as far as it is shown."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], cap: int = CAP) -> None:
        super().__init__(rows.order_by().values("pk")[: cap + 1])


def capped_words(count: int, cap: int = CAP) -> str:
    return f"more than {cap:,}" if count > cap else f"{count:,}"


def keyset_page(
    rows: QuerySet[Any],
    sort: Sort,
    *,
    after: str = "",
    before: str = "",
    size: int = 50,
    total: int | None = None,
) -> Page:
    """The page after or before a cursor. A cursor that cannot be read, or beyond which nothing
    is left, gives the first page; so does going back to where the list begins."""
    edge = _read(before or after, rows.model, sort)
    backwards = bool(before and edge)
    beyond = rows.filter(_beyond(sort, edge, backwards=backwards)) if edge else rows
    got = list(beyond.order_by(*sort.order_by(backwards=backwards))[: size + 1])
    more = len(got) > size
    if edge and (not got or (backwards and not more)):
        return keyset_page(rows, sort, size=size, total=total)
    start = cursor_of(sort, got[size]) if backwards else after if edge else ""
    got = got[:size]
    if backwards:
        got.reverse()
    if total is None:
        total = capped_count(rows)
    return Page(
        rows=got,
        next=cursor_of(sort, got[-1]) if got and (more or backwards) else "",
        previous=cursor_of(sort, got[0]) if got and edge else "",
        start=start,
        words=_how_many(rows, sort, got, total, first=not edge) if got else "",
        total=total,
    )


def page_of_all(
    rows: Sequence[Any],
    model: type[Model],
    sort: Sort,
    edge_of: Callable[[Any], Sequence[Any]],
    *,
    after: str = "",
    before: str = "",
    size: int = 50,
) -> Page:
    """What `keyset_page` gives, of rows that are all loaded and stand in the order already;
    `edge_of` gives a row's values of the sort's columns."""
    edge = _plain_edge(_read(before or after, model, sort) or ())

    def at(place: int) -> list[Any]:
        return _plain_edge(edge_of(rows[place]))

    if not rows or list(map(type, edge)) != list(map(type, at(0))):
        edge, before = [], ""
    begin, places = 0, range(len(rows))
    if before:
        ahead = bisect_left(places, True, key=lambda place: not _first(at(place), edge, sort))
        begin = max(0, ahead - size)
    elif edge:
        begin = bisect_left(places, True, key=lambda place: _first(edge, at(place), sort))
    begin = begin if begin < len(rows) else 0
    got, end = list(rows[begin : begin + size]), begin + size
    return Page(
        rows=got,
        next=_cursor(at(end - 1)) if end < len(rows) else "",
        previous=_cursor(at(begin)) if begin else "",
        start=_cursor(at(begin - 1)) if begin else "",
        words=showing(begin, len(got), len(rows)) if got else "",
        total=len(rows),
    )


def _plain_edge(values: Sequence[Any]) -> list[Any]:
    """As they stand in a cursor, where days are text that sorts as they do."""
    return [_plain(value) for value in values]


def _first(one: list[Any], other: list[Any], sort: Sort) -> bool:
    return one > other if sort.descending else one < other


def _how_many(rows: QuerySet[Any], sort: Sort, got: list[Any], total: int, *, first: bool) -> str:
    """`Showing 51-75 of 213`; where the rows are too many to be counted, not which they are."""
    if not first and total > CAP:
        return f"Showing {len(got)} of {capped_words(total)}"
    before = 0
    if not first:
        edge = [_value(got[0], column) for column in sort.columns]
        before = capped_count(rows.filter(_beyond(sort, edge, backwards=True)))
    return showing(before, len(got), total)


def showing(before: int, shown: int, total: int) -> str:
    return f"Showing {before + 1:,}\N{EN DASH}{before + shown:,} of {capped_words(total)}"


def beside(
    rows: QuerySet[Any], sort: Sort, row: Any, *, most: int, columns: Sequence[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows before this one, the nearest first, at most so many; and the one after it. The row
    itself need not be among them; one that has no place in the order has no neighbours."""
    edge = [_value(row, column) for column in sort.columns]
    if None in edge:
        return [], []
    found = []
    for backwards, limit in ((True, most), (False, 1)):
        beyond = rows.filter(_beyond(sort, edge, backwards=backwards))
        ordered = beyond.order_by(*sort.order_by(backwards=backwards))
        found.append(list(ordered.values(*sort.columns, *columns)[:limit]))
    return found[0], found[1]


def readable(cursor: str, model: type[Model], sort: Sort) -> str:
    """The cursor, or nothing when it is none of this order."""
    return cursor if cursor and _read(cursor, model, sort) else ""


def _beyond(sort: Sort, edge: Sequence[Any], *, backwards: bool) -> Q:
    """(a, b) > (x, y) as a >= x and not (a = x and b <= y): an interval of the index of a, of
    which a few rows are passed over. Said with `or`, or as a row comparison beside a filter on a,
    PostgreSQL expects a handful of rows and sorts thousands to find fifty."""
    beyond, until = ("lt", "gte") if sort.descending != backwards else ("gt", "lte")
    *firsts, last = zip(sort.columns, edge, strict=True)
    if not firsts:
        return Q(**{f"{last[0]}__{beyond}": last[1]})
    passed = Q(**{f"{last[0]}__{until}": last[1]})
    condition = Q()
    for column, value in reversed(firsts):
        condition = Q(**{f"{column}__{beyond}e": value}) & ~(Q(**{column: value}) & passed)
        passed = ~condition
    return condition


def cursor_of(sort: Sort, row: Any) -> str:
    return _cursor([_plain(_value(row, column)) for column in sort.columns])


def _cursor(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _value(row: Any, column: str) -> Any:
    if isinstance(row, dict):
        return row[column]
    for part in column.split("__"):
        row = getattr(row, part)
    return row


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _read(cursor: str, model: type[Model], sort: Sort) -> list[Any] | None:
    """The sort values of a cursor as their columns hold them; None when it is none of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if not isinstance(values, list):
            return None
        pairs = zip(sort.columns, values, strict=True)
        return [_typed(model, column, value) for column, value in pairs]
    except (ValidationError, ValueError, TypeError, OverflowError, RecursionError):
        return None


def _typed(model: type[Model], column: str, value: Any) -> Any:
    """The value as the column's own type; ValueError for what either engine cannot hold: a NUL,
    half a surrogate pair, more than 64 bits, an instant without a zone."""
    column_field = _field(model, column)
    value = column_field.to_python(value) if column_field else value
    if isinstance(value, str):
        value.encode()
        possible = "\x00" not in value
    elif isinstance(value, datetime):
        possible = value.tzinfo is not None
        value = value.astimezone(UTC)
    else:
        possible = isinstance(value, date) or (isinstance(value, int) and abs(value) < 2**63)
    if not possible:
        raise ValueError(column)
    return value


def _field(model: type[Model], path: str) -> "Field[Any, Any] | None":
    """The model's field at the end of a lookup path; None for a computed column."""
    found: Any = None
    for part in path.split("__"):
        try:
            found = (found.related_model if found else model)._meta.get_field(part)
        except FieldDoesNotExist:
            return None
    return found
