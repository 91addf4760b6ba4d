"""Every tracked row against its newest history row, in one statement a model."""

from typing import Any

from django.apps import apps
from django.db import connection, models

from caseflow.verify.registry import name_of_key
from caseflow.verify.report import LISTED, Report

WHAT = "row"


def tracked_models() -> list[type[models.Model]]:
    """Every model with a history."""
    return [m for m in apps.get_models() if hasattr(m._meta, "simple_history_manager_attribute")]


def check_rows(report: Report) -> None:
    for model in tracked_models():
        report.count("rows", model._base_manager.count())
        _check_model(report, model)
        _check_gone(report, model)


def _check_model(report: Report, model: type[models.Model]) -> None:
    columns = _columns(model)
    for key, newest, kind, *differs in _select(_differing_sql(model, columns)):
        names = [name for (name, _, _), differ in zip(columns, differs, strict=True) if differ]
        where = name_of_key(model, key)
        if newest is None:
            sentence = "the row has no history; it was written behind the application's back."
        elif kind == "-":
            sentence = "its history says that it was deleted, and the row is there."
        else:
            what = "does" if len(names) == 1 else "do"
            sentence = (
                f"{', '.join(names)} {what} not say what the newest history row says; the row was "
                "changed behind the application's back."
            )
        report.add(WHAT, where, sentence)


def _check_gone(report: Report, model: type[models.Model]) -> None:
    for (key,) in _select(_gone_sql(model)):
        where = name_of_key(model, key)
        report.add(WHAT, where, "the row is gone; its history says that it should be there.")


def _columns(model: type[models.Model]) -> list[tuple[str, str, str]]:
    """(name for people, column of the row, column of the history) of every tracked field."""
    history = model.history.model  # type: ignore[attr-defined]
    return [
        (field.name, field.column, history._meta.get_field(field.name).column)
        for field in history.tracked_fields
    ]


def _differing_sql(model: type[models.Model], columns: list[tuple[str, str, str]]) -> str:
    quote = connection.ops.quote_name
    table, history, key = _tables(model)
    unlike = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    tests = [f"r.{quote(mine)} {unlike} h.{quote(theirs)}" for _, mine, theirs in columns]
    return (
        f"SELECT r.{key}, h.history_id, h.history_type, {', '.join(tests)} FROM {table} r "
        f"LEFT JOIN {_newest(history, key)} n ON n.{key} = r.{key} "
        f"LEFT JOIN {history} h ON h.history_id = n.newest "
        f"WHERE h.history_id IS NULL OR h.history_type = '-' OR {' OR '.join(tests)} "
        f"ORDER BY r.{key} LIMIT {LISTED + 1}"
    )


def _gone_sql(model: type[models.Model]) -> str:
    table, history, key = _tables(model)
    return (
        f"SELECT n.{key} FROM {_newest(history, key)} n "
        f"JOIN {history} h ON h.history_id = n.newest "
        f"LEFT JOIN {table} r ON r.{key} = n.{key} "
        f"WHERE r.{key} IS NULL AND h.history_type <> '-' "
        f"ORDER BY n.{key} LIMIT {LISTED + 1}"
    )


def _newest(history: str, key: str) -> str:
    """Each row's newest version. Grouped, not asked for row by row: PostgreSQL would answer each
    MAX by walking the primary key from its end."""
    return f"(SELECT {key}, MAX(history_id) AS newest FROM {history} GROUP BY {key})"


def _tables(model: type[models.Model]) -> tuple[str, str, str]:
    quote = connection.ops.quote_name
    history = model.history.model  # type: ignore[attr-defined]
    return (
        quote(model._meta.db_table),
        quote(history._meta.db_table),
        quote(str(model._meta.pk.column)),
    )


def _select(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
