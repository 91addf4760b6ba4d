"""What the database itself refuses, on both engines, behind one function each.

Append-only tables (every history table, the events, the ledger, the access log, issued notices)
refuse UPDATE, DELETE and, on PostgreSQL, TRUNCATE. SQLite drops a table's triggers when a
migration rebuilds it, so `install_guards` runs after every migrate; `missing_guards` feeds the
system check and `verify`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

ModelClass = TypeVar("ModelClass", bound=type[models.Model])

_append_only: list[str] = []
_special: list["Guard"] = []

REFUSAL = "append-only: rows of {table} are neither changed nor deleted"


@dataclass(frozen=True, slots=True)
class Guard:
    """A named trigger or constraint on a table, with its two bodies."""

    name: str
    table: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]
    sqlite_names: tuple[str, ...] = ()
    postgresql_drop: tuple[str, ...] = field(default=())


def append_only(model: ModelClass) -> ModelClass:
    """Class decorator: rows of this model are written once."""
    _append_only.append(f"{model._meta.app_label}.{model._meta.model_name}")
    return model


def register_guard(guard: Guard) -> None:
    """Adds a guard of another kind (the overlap of absences, for one)."""
    if guard.name not in {known.name for known in _special}:
        _special.append(guard)


def append_only_models() -> list[type[models.Model]]:
    """Every model whose table is append-only: the declared ones and all history models."""
    from simple_history.models import HistoricalChanges

    declared = [apps.get_model(label) for label in _append_only]
    history = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    return declared + history


def all_guards() -> list[Guard]:
    return [_append_only_guard(model._meta.db_table) for model in append_only_models()] + _special


def _append_only_guard(table: str) -> Guard:
    name = f"keep_{table}"
    message = REFUSAL.format(table=table)
    sqlite = tuple(
        f'CREATE TRIGGER IF NOT EXISTS "{name}_{act.lower()}" BEFORE {act} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for act in ("UPDATE", "DELETE")
    )
    postgresql = (
        f'CREATE OR REPLACE TRIGGER "{name}" BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION caseflow_refuse_change()",
        f'CREATE OR REPLACE TRIGGER "{name}_all" BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION caseflow_refuse_change()",
    )
    return Guard(
        name=name,
        table=table,
        sqlite=sqlite,
        postgresql=postgresql,
        sqlite_names=(f"{name}_update", f"{name}_delete"),
        postgresql_drop=(
            f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
            f'DROP TRIGGER IF EXISTS "{name}_all" ON "{table}"',
        ),
    )


_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION caseflow_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: rows of % are neither changed nor deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def install_guards(using: str = "default") -> None:
    """Puts every guard in place whose table exists, and right where it was altered."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        standing = _standing(connection)
        for guard in all_guards():
            if guard.table not in tables or set(_names(connection, guard)) <= standing:
                continue
            for statement in _drops(connection, guard) + _statements(connection, guard):
                cursor.execute(statement)


def drop_guards(using: str = "default") -> None:
    """Takes every append-only guard down; only tests that must flush and repair work do."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for guard in all_guards():
            for statement in _drops(connection, guard):
                cursor.execute(statement)


@contextmanager
def guards_down(using: str = "default") -> Iterator[None]:
    """The guards down and up again, through the same two functions."""
    drop_guards(using)
    try:
        yield
    finally:
        install_guards(using)


def missing_guards(using: str = "default") -> list[str]:
    """The names of guards that should stand in the database and do not, or not as we make them."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    standing = _standing(connection)
    return [
        name
        for guard in all_guards()
        if guard.table in tables
        for name in _names(connection, guard)
        if name not in standing
    ]


def _names(connection: BaseDatabaseWrapper, guard: Guard) -> tuple[str, ...]:
    if connection.vendor == "postgresql":
        return (guard.name, f"{guard.name}_all") if guard.postgresql_drop else (guard.name,)
    return guard.sqlite_names


def _statements(connection: BaseDatabaseWrapper, guard: Guard) -> tuple[str, ...]:
    return guard.postgresql if connection.vendor == "postgresql" else guard.sqlite


def _drops(connection: BaseDatabaseWrapper, guard: Guard) -> tuple[str, ...]:
    if connection.vendor == "postgresql":
        return guard.postgresql_drop
    return tuple(f'DROP TRIGGER IF EXISTS "{name}"' for name in guard.sqlite_names)


def _standing(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of the guards that stand exactly as we make them: a trigger that was emptied,
    bound to a condition or switched off guards nothing."""
    if connection.vendor == "postgresql":
        return _standing_postgresql(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = dict(cursor.fetchall())
    return {
        name
        for guard in all_guards()
        for name, statement in zip(guard.sqlite_names, guard.sqlite, strict=True)
        if found.get(name) == statement.replace("IF NOT EXISTS ", "", 1)
    }


# tgtype 27: before update or delete, each row; 34: before truncate, each statement.
_POSTGRESQL_STANDING = """
SELECT t.tgname FROM pg_trigger t
JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND p.prosrc = %s
  AND (t.tgname, t.tgtype) IN (('keep_' || c.relname, 27), ('keep_' || c.relname || '_all', 34))
UNION SELECT conname FROM pg_constraint WHERE contype = 'x'
"""


def _standing_postgresql(connection: BaseDatabaseWrapper) -> set[str]:
    body = _POSTGRESQL_FUNCTION.split("$$")[1]
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL_STANDING, [body])
        return {row[0] for row in cursor.fetchall()}
