"""Rows as dictionaries, on their way into a table and its history.

A model instance a row would double the time: the set has fifteen million rows. The digests are
those of `row_digest`, and `verify` compares them with what the database holds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models

from caseflow.bulk import insert_values, reserve_keys
from caseflow.canonical import digest_of, digested, tracked_attnames

KEYS_AT_ONCE = 2_000
Row = dict[str, Any]


@dataclass(slots=True)
class Table:
    """One model: what its rows hold by default, the rows and versions not written yet."""

    model: type[models.Model]
    label: str = ""
    names: list[str] = field(default_factory=list)
    tracked: list[str] = field(default_factory=list)
    defaults: Row = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    versions: list[list[Any]] = field(default_factory=list)
    written: int = 0
    keys: Iterator[int] = field(init=False)
    made: list["models.Field[Any, Any]"] = field(default_factory=list)

    def __post_init__(self) -> None:
        columns = self.model._meta.concrete_fields
        self.label = self.model._meta.label_lower
        self.names = [column.attname for column in columns]
        if hasattr(self.model, "history"):
            self.tracked = tracked_attnames(self.model)
        self.made = [
            column for column in columns if column.has_default() and callable(column.default)
        ]
        self.defaults = {
            column.attname: column.get_default() if column.has_default() else _nothing(column)
            for column in columns
        }
        self.keys = self._keys()

    def new(self, **given: Any) -> Row:
        """A row with its key. It is written as it stands when the tables are written."""
        row = {**self.defaults, "id": next(self.keys)}
        for column in self.made:
            row[column.attname] = column.get_default()
        row.update(given)
        self.rows.append(row)
        return row

    def keep(self, row: Row, at: datetime, by: int, why: str) -> list[Any]:
        """A version of the row for the history; gives how an event names what it wrote."""
        act = "+" if row.get("_kept") is None else "~"
        row["_kept"] = True
        values = [row[name] for name in self.tracked]
        self.versions.append([*values, at, by, why, act])
        as_digested = digested(self.model, dict(zip(self.tracked, values, strict=True)))
        return [self.label, row["id"], digest_of([self.label, as_digested])]

    def write(self) -> None:
        """Inserts what has come together. Inside atomic()."""
        self.take()()

    def take(self) -> Callable[[], None]:
        """What has come together, as a function that inserts it; the table begins afresh."""
        rows, versions = self.rows, self.versions
        self.written += len(rows)
        self.rows, self.versions = [], []
        return lambda: self._insert(rows, versions)

    def _insert(self, rows: list[Row], versions: list[list[Any]]) -> None:
        if rows:
            values = ([row[name] for name in self.names] for row in rows)
            insert_values(self.model, self.names, values)
        if versions:
            ours = ["history_date", "history_user_id", "history_change_reason", "history_type"]
            history = self.model.history.model  # type: ignore[attr-defined]
            insert_values(history, [*self.tracked, *ours], versions)

    def _keys(self) -> Iterator[int]:
        """Keys of the table. On SQLite they are those after the last one written, so they are asked
        for once: nobody else writes here."""
        if connection.vendor == "postgresql":
            while True:
                yield from reserve_keys(self.model, KEYS_AT_ONCE)
        (key,) = reserve_keys(self.model, 1)
        while True:
            yield key
            key += 1


def _nothing(column: "models.Field[Any, Any]") -> Any:
    return "" if isinstance(column, models.CharField | models.TextField) else None
