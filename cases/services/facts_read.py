"""Reads one member's facts by statements that are built once in a process.

A page that counts days asks for them on every request, and building the same three statements anew
took twice as long as running them. They are built by the same querysets as for many members, for a
member who does not exist, whose key is then put in place of the other.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet

NOBODY: Final = -7_001_985
"""No member has this key; it marks where a member's key belongs."""

Row = tuple[Any, ...]


class Statement(NamedTuple):
    """SQL with its parameters; `order` puts the columns as they were asked for, `days` are the
    columns that hold days."""

    sql: str
    params: tuple[Any, ...]
    order: tuple[int, ...]
    days: frozenset[int]


_built: dict[tuple[str, str], Statement] = {}


def rows_of(
    name: str, member: int, build: Callable[[int], QuerySet[Any]], columns: Row, days: Row
) -> list[Row]:
    """The rows of a member: `build` gives the queryset for a member's key, `columns` what is read
    of it, `days` those of them that are days. `name` is the statement's own."""
    key = (connection.alias, name)
    statement = _built.get(key)
    if statement is None:
        statement = _built[key] = _statement(build(NOBODY), columns, days)
    params = [member if value == NOBODY else value for value in statement.params]
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, params)
        found = cursor.fetchall()
    order, dated = statement.order, statement.days
    return [tuple(_day(row[at]) if at in dated else row[at] for at in order) for row in found]


def _statement(rows: QuerySet[Any], columns: Row, days: Row) -> Statement:
    query = rows.values_list(*columns).query
    names = list(query.selected or ())  # the columns in the order of the SQL
    order = tuple(names.index(column) for column in columns)
    sql, params = query.sql_with_params()
    if NOBODY not in params:
        raise AssertionError("a statement for one member does not ask for the member")
    return Statement(sql, tuple(params), order, frozenset(names.index(day) for day in days))


def _day(value: Any) -> date | None:
    """SQLite keeps days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
