"""Rows on their way, in a temporary database of the standard library: sorted, numbered and read
back in batches, so that the size of a file does not decide how much memory it takes. It is
private to the import and gone when the import ends."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import Any

from cases.imports.parsing import Row

_TABLES = """
CREATE TABLE entry (
    line INTEGER PRIMARY KEY, record TEXT, star TEXT, account TEXT, injury TEXT, first_day TEXT,
    last_day TEXT, days INTEGER, reason TEXT, source TEXT, member INTEGER
);
CREATE TABLE decision (
    line INTEGER PRIMARY KEY, action TEXT, kind TEXT, nature TEXT, target INTEGER,
    injury_case INTEGER, injury_line INTEGER, number INTEGER
);
"""
_ROW = "line, record, star, account, injury, first_day, last_day, days, reason, source"
_ENTRY = ", ".join(f"entry.{name}" for name in _ROW.split(", "))


@dataclass(slots=True)
class Decision:
    """What a row does: `open` a case with its absence, `give` the case `target` its absence, `end`
    the open absence `target`, record an `exception` or a `credit`. The injury is a case that
    stands or one that another line of the file opens."""

    line: int
    action: str
    kind: str = ""
    nature: str = ""
    target: int | None = None
    injury_case: int | None = None
    injury_line: int | None = None
    number: int | None = None


class Spool(AbstractContextManager["Spool"]):
    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        # Nothing here outlives a crash, so nothing needs to be safe on disk.
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def add(self, rows: Iterable[Row]) -> None:
        self._db.executemany(
            f"INSERT INTO entry ({_ROW}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    row.line, row.record, row.star, row.account, row.injury,
                    row.first_day.isoformat(), row.last_day and row.last_day.isoformat(),
                    row.days, row.reason, row.source,
                )
                for row in rows
            ),
        )  # fmt: skip

    def stars(self) -> list[str]:
        self._db.execute("CREATE INDEX entry_star ON entry (star)")
        return [star for (star,) in self._db.execute("SELECT DISTINCT star FROM entry ORDER BY 1")]

    def assign(self, members: Iterable[tuple[int, str]]) -> None:
        """Which member each star means: (member, star)."""
        self._db.executemany("UPDATE entry SET member = ? WHERE star = ?", members)

    def strangers(self) -> Iterator[Row]:
        """The rows whose star means nobody."""
        query = f"SELECT {_ROW} FROM entry WHERE member IS NULL ORDER BY line"
        return map(_row, self._db.execute(query))

    def by_member(self) -> Iterator[tuple[int, list[Row]]]:
        """Every member's rows by first day, then by line."""
        query = (
            f"SELECT member, {_ROW} FROM entry WHERE member IS NOT NULL "
            "ORDER BY member, first_day, line"
        )
        for member, rows in groupby(self._db.execute(query), key=itemgetter(0)):
            yield member, [_row(row[1:]) for row in rows]

    def decide(self, decisions: Iterable[Decision]) -> None:
        self._db.executemany(
            "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    each.line, each.action, each.kind, each.nature, each.target,
                    each.injury_case, each.injury_line, each.number,
                )
                for each in decisions
            ),
        )  # fmt: skip

    def set_last_day(self, line: int, last_day: date) -> None:
        self._db.execute(
            "UPDATE entry SET last_day = ? WHERE line = ?", [last_day.isoformat(), line]
        )

    def count(self) -> int:
        """How many decisions there are."""
        return int(self._db.execute("SELECT COUNT(*) FROM decision").fetchone()[0])

    def openings(self) -> list[tuple[str, int, int]]:
        """How many cases are opened of each kind in each year of a first day."""
        query = (
            "SELECT kind, CAST(substr(first_day, 1, 4) AS INTEGER), COUNT(*) FROM decision "
            "JOIN entry USING (line) WHERE action = 'open' GROUP BY 1, 2 ORDER BY 1, 2"
        )
        return list(self._db.execute(query))

    def number(self, kind: str, year: int, numbers: range) -> None:
        """Gives the numbers to the cases of the kind and year by first day, then by line."""
        query = (
            "SELECT line FROM decision JOIN entry USING (line) WHERE action = 'open' "
            "AND kind = ? AND first_day BETWEEN ? AND ? ORDER BY first_day, line"
        )
        days = (f"{year:04d}-01-01", f"{year:04d}-12-31")
        lines = [line for (line,) in self._db.execute(query, (kind, *days))]
        self._db.executemany(
            "UPDATE decision SET number = ? WHERE line = ?", zip(numbers, lines, strict=True)
        )

    def to_write(self) -> Iterator[tuple[int, list[tuple[Row, Decision]]]]:
        """Every member's decided rows by first day, then by line."""
        query = (
            f"SELECT member, {_ENTRY}, decision.* FROM decision JOIN entry USING (line) "
            "ORDER BY member, first_day, line"
        )
        width = len(_ROW.split(", ")) + 1
        for member, rows in groupby(self._db.execute(query), key=itemgetter(0)):
            yield member, [(_row(row[1:width]), Decision(*row[width:])) for row in rows]


def _row(values: tuple[Any, ...]) -> Row:
    line, record, star, account, injury, first, last, days, reason, source = values
    last_day = date.fromisoformat(last) if last else None
    return Row(
        line, record, star, account, injury, date.fromisoformat(first), last_day, days,
        reason, source,
    )  # fmt: skip
