"""Statements that are built once in a process, for pages that are opened all day long.

Building a queryset and writing its SQL takes longer than running it. A page whose statements differ
only in a key, a reference or a day has them written once, by the same querysets as everybody's, for
values that nothing in the database has; on every request the real ones are put in their place.
"""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

from django.db import connection, models
from django.db.models import QuerySet

Row = tuple[Any, ...]

_NOTHING: Final[dict[type, Callable[[int], Any]]] = {
    int: lambda place: -7_001_985 - place,
    str: lambda place: f"\N{EMPTY SET}{place}",
    date: lambda place: date(3 + place, 3, 3),
    datetime: lambda place: datetime(3 + place, 3, 3, 3, 3, 3, 3003, tzinfo=UTC),
}
"""A value of each type that no row has; it marks where the real one belongs."""


class _Statement(NamedTuple):
    sql: str
    params: Row
    places: tuple[tuple[int, str], ...]
    converters: tuple[tuple[int, Any, Any], ...]


class Prepared:
    """Rows of a statement with named values: `build` gives, for such values, a `values_list()`
    queryset; `kinds` are their types (int, str, date, datetime), all of which it has to use."""

    def __init__(self, build: Callable[..., QuerySet[Any]], **kinds: type) -> None:
        self._build = build
        self._kinds = kinds
        self._written: dict[str, _Statement] = {}

    def rows(self, **values: Any) -> list[Row]:
        """All rows for these values, each a tuple in the order of `values_list`."""
        statement = self._written.get(connection.alias)
        if statement is None:
            statement = self._written[connection.alias] = self._write()
        params = list(statement.params)
        for place, name in statement.places:
            params[place] = _adapted(values[name])
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            found = cursor.fetchall()
        return _converted(found, statement)

    def first(self, **values: Any) -> Row | None:
        return next(iter(self.rows(**values)), None)

    def _write(self) -> _Statement:
        marks = {
            name: _NOTHING[kind](place) for place, (name, kind) in enumerate(self._kinds.items())
        }
        query = self._build(**marks).query
        compiler = query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        named = {_adapted(mark): name for name, mark in marks.items()}
        places = tuple(
            (at, named[value]) for at, value in enumerate(params) if _is_mark(value, named)
        )
        if {name for _, name in places} != set(marks):
            raise AssertionError("a prepared statement does not ask for all its values")
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = tuple(
            (at, tuple(functions), column)
            for at, (functions, column) in compiler.get_converters(columns).items()
        )
        return _Statement(sql, tuple(params), places, converters)


class PreparedByKeys:
    """The same for rows by keys, of which a page has any number: `build` gives the queryset for a
    list of keys and further named values. It is written for `most` keys, and the places that are
    left repeat one."""

    def __init__(self, build: Callable[..., QuerySet[Any]], most: int = 100, **kinds: type) -> None:
        self._names = names = [f"key{place}" for place in range(most)]

        def built(**given: Any) -> QuerySet[Any]:
            return build([given.pop(name) for name in names], **given)

        self._statement = Prepared(built, **dict.fromkeys(names, int), **kinds)

    def rows(self, keys: Collection[int], **values: Any) -> list[Row]:
        """The rows by these keys, in statements of at most `most`."""
        found, left, most = [], sorted(keys), len(self._names)
        while left:
            these, left = left[:most], left[most:]
            these += these[:1] * (most - len(these))
            named = dict(zip(self._names, these, strict=True))
            found += self._statement.rows(**named, **values)
        return found


def columns_of(model: type[models.Model], *names: str) -> tuple[str, ...]:
    """These columns (by default all) in the order in which `Model.from_db` takes their values."""
    known = [field.attname for field in model._meta.concrete_fields]
    if missing := set(names) - set(known):
        raise ValueError(f"{model.__name__} has no {', '.join(sorted(missing))}.")
    return tuple(name for name in known if not names or name in names)


def _is_mark(value: Any, named: dict[Any, str]) -> bool:
    try:
        return value in named
    except TypeError:  # what cannot be hashed is no mark
        return False


def _adapted(value: Any) -> Any:
    """As the engine takes it: SQLite keeps days and instants as text."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _converted(found: list[Row], statement: _Statement) -> list[Row]:
    if not statement.converters:
        return found
    rows = [list(row) for row in found]
    for at, functions, column in statement.converters:
        for row in rows:
            value = row[at]
            for function in functions:
                value = function(value, column, connection)
            row[at] = value
    return [tuple(row) for row in rows]
