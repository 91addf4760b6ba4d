"""The tables as they were at an instant, for everything that reads them.

Inside `known_at` every SELECT is given, for each table it names, a common table expression of the
same name: of a tracked table the newest version by the instant in the append-only history, of an
append-only one the rows recorded by then. Whatever is asked, by whichever room, is so answered from
what was known, and a page of the past runs the same code as today's (docs/decisions/0014). A table
of which nobody kept what it was (a projection, a counter) cannot be read there at all.

Names of people, units and providers are those of the instant too, or the first ones on record.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db import connection, models
from simple_history.models import HistoricalChanges

from cases.models import Case
from members.models import Member

RECORDED: Final = {
    "cases.caseevent": "recorded_at",
    "cases.document": "stored_at",
    "cases.ledgerentry": "recorded_at",
    "members.memberevent": "recorded_at",
    "notices.notice": "issued_at",
}
"""Append-only tables, and the column that says since when a row is known."""
NAMES: Final = (
    "caseflow.user", "cases.notekind", "members.member", "members.unit", "providers.provider",
    "providers.specialty",
)  # fmt: skip
"""Tables that name things: one that was entered after it was spoken of bears its first name."""
SET_UP: Final = "Set up with the office"
"""The reason of what the office began with, which holds from its own dates on."""

_TABLE = re.compile(r'(?:FROM|JOIN)\s+"(\w+)"')


class NotKnowable(Exception):
    """A statement that cannot be answered for the past: a mistake of the page that runs it."""


@contextmanager
def known_at(instant: datetime, *, member: int) -> Iterator[None]:
    """Everything read inside is as it was known at the instant, of this member (a key) and the
    office; of other members nothing is found. Writing is refused."""
    with connection.execute_wrapper(_Past(instant, member)):
        yield


class _Past:
    """Puts the tables of the past before a statement."""

    def __init__(self, instant: datetime, member: int) -> None:
        self._instant = _literal(instant)
        self._member = int(member)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        return execute(self.rewritten(sql), params, many, context)

    def rewritten(self, sql: str) -> str:
        if not sql.lstrip("( ").startswith("SELECT"):
            raise NotKnowable(f"The past is only read: {sql[:40]}")
        named = dict.fromkeys(_TABLE.findall(sql))
        if not named:
            return sql
        shown = ", ".join(f'"{table}" AS ({self._source(table)})' for table in named)
        return f"WITH {shown} {sql}"

    def _source(self, table: str) -> str:
        model = _models().get(table)
        recorded_at = _recorded_at(model) if model else ""
        if model is None or not (recorded_at or _history_of(model)):
            raise NotKnowable(f"Nobody kept what {table} was.")
        whose = self._whose(model)
        if recorded_at:
            recorded = f'"{recorded_at}" <= {self._instant}'
            return f"SELECT * FROM {_real(table)} WHERE {recorded} AND {whose}"
        return _versions(model, self._instant, whose)

    def _whose(self, model: type[models.Model]) -> str:
        """Only what concerns the member: a history has the rows of everybody."""
        if model is Member:
            return f'"id" = {self._member}'
        names = {field.name for field in model._meta.concrete_fields}
        if "member" in names:
            return f'"member_id" = {self._member}'
        if "case" in names:
            cases = _history_of(Case)._meta.db_table
            return f'"case_id" IN (SELECT "id" FROM "{cases}" WHERE "member_id" = {self._member})'
        return "1 = 1"


def _versions(model: type[models.Model], instant: str, whose: str) -> str:
    """The newest version of every row by the instant, unless that one deleted it."""
    history = _history_of(model)
    kept = {field.column for field in history._meta.concrete_fields}
    columns = [field.column for field in model._meta.concrete_fields]
    shown = ", ".join(f'"{name}"' if name in kept else f"'' AS \"{name}\"" for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    known, newest = f'"history_date" <= {instant}', '"history_date" DESC, "history_id" DESC'
    if model._meta.label_lower in NAMES:
        newest = f'CASE WHEN {known} THEN "history_id" ELSE -"history_id" END DESC'
        known = "1 = 1"
    elif whose == "1 = 1":
        known = f"({known} OR \"history_change_reason\" = '{SET_UP}')"
    key = f'"{model._meta.pk.column}"'
    return (
        f'SELECT {names} FROM (SELECT {shown}, "history_type" AS "kept_as", '
        f'ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY {newest}) AS "kept_place" '
        f'FROM "{history._meta.db_table}" WHERE {known} AND {whose}) AS "kept" '
        'WHERE "kept_place" = 1 AND "kept_as" <> \'-\''
    )


def _recorded_at(model: type[models.Model]) -> str:
    """The column with the instant since when a row is known; empty where rows change."""
    if issubclass(model, HistoricalChanges):
        return "history_date"
    return RECORDED.get(model._meta.label_lower, "")


@cache
def _models() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def _history_of(model: Any) -> Any:
    """The model of the history; None of what has none."""
    return model.history.model if hasattr(model, "history") else None


def _real(table: str) -> str:
    """The table itself, also where an expression has its name: SQLite asks for the schema."""
    return f'main."{table}"' if connection.vendor == "sqlite" else f'"{table}"'


def _literal(instant: datetime) -> str:
    """The instant in SQL; SQLite keeps them as text, in UTC."""
    moment = instant.astimezone(UTC)
    if connection.vendor == "sqlite":
        return f"'{moment.replace(tzinfo=None)}'"
    return f"'{moment.isoformat()}'::timestamptz"
