"""The database itself refuses: append-only tables and overlapping absences, on both engines."""

from datetime import date
from io import StringIO

import pytest
from django.core.checks import Error, Warning
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from caseflow.checks import guards_stand
from caseflow.guards import (
    all_guards,
    append_only_models,
    drop_guards,
    guards_down,
    install_guards,
    missing_guards,
)
from caseflow.models import AccessEntry
from cases.models import Absence, CaseEvent
from tests.factories import NOW, make_case, make_member, make_note

pytestmark = pytest.mark.django_db
TABLES = sorted(model._meta.db_table for model in append_only_models())


def raw(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def refused(sql: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        raw(sql)
    return str(error.value)


def trigger_of(table: str) -> str:
    return f"keep_{table}" if connection.vendor == "postgresql" else f"keep_{table}_update"


def drop_one(table: str) -> None:
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    raw(f'DROP TRIGGER "{trigger_of(table)}"{on}')


@pytest.fixture
def rows(coordinator) -> None:
    """At least one row in the tables that ordinary work fills."""
    make_note(make_case(by=coordinator))
    AccessEntry.objects.create(at=NOW, user=coordinator, kind="case", address="127.0.0.1")


def test_append_only_covers_what_it_must():
    assert {
        "caseflow_accessentry",
        "cases_caseevent",
        "cases_document",
        "cases_ledgerentry",
        "members_memberevent",
        "notices_notice",
        "cases_historicalcasenote",
        "providers_historicalprovider_specialties",
    } <= set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_every_append_only_table_has_its_guards(table):
    assert any(guard.table == table for guard in all_guards())
    assert missing_guards() == []


@pytest.mark.parametrize(
    "table",
    ["caseflow_accessentry", "cases_caseevent", "cases_historicalcasenote", "members_memberevent"],
)
def test_update_and_delete_are_refused(rows, table):
    message = f"append-only: rows of {table} are neither changed nor deleted"
    key = "history_id" if "historical" in table else "id"
    assert message in refused(f"UPDATE {table} SET {key} = {key}")
    assert message in refused(f"DELETE FROM {table}")


def test_truncate_is_refused_on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE.")
    for table in TABLES:
        assert "append-only" in refused(f'TRUNCATE "{table}" CASCADE')


def test_replacing_a_row_is_refused_on_sqlite(rows):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE.")
    event = CaseEvent.objects.first()
    columns = ", ".join(field.column for field in CaseEvent._meta.concrete_fields)
    changed = columns.replace("reason", "'changed'")
    sql = (
        f"INSERT OR REPLACE INTO cases_caseevent ({columns}) SELECT {changed} FROM cases_caseevent"
    )
    assert "append-only" in refused(f"{sql} WHERE id = {event.pk}")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 2, 10), date(2026, 2, 12)),
        (date(2026, 1, 1), date(2026, 2, 2)),
        (date(2026, 2, 20), None),
        (date(2026, 1, 1), None),
    ],
)
def test_overlapping_absence_is_refused_by_the_database(coordinator, first, last):
    case = make_case(by=coordinator, first_day=date(2026, 2, 2), last_day=date(2026, 2, 20))
    absence = Absence.objects.get(case=case)
    absence.pk, absence.first_day, absence.last_day = None, first, last
    with pytest.raises(IntegrityError), transaction.atomic():
        absence.save()


def test_touching_absences_and_other_members_are_let_in(coordinator):
    case = make_case(by=coordinator, first_day=date(2026, 2, 2), last_day=date(2026, 2, 20))
    absence = Absence.objects.get(case=case)
    absence.pk, absence.first_day, absence.last_day = None, date(2026, 2, 21), None
    absence.save()
    make_case(make_member("5511"), by=coordinator, first_day=date(2026, 2, 2))
    assert Absence.objects.count() == 3


def test_missing_guard_is_an_error_of_check_and_a_warning_for_migrate():
    drop_one("cases_caseevent")
    assert missing_guards() == [trigger_of("cases_caseevent")]
    (found,) = guards_stand()
    assert isinstance(found, Error)
    assert trigger_of("cases_caseevent") in found.msg
    (found,) = guards_stand(databases=["default"])
    assert isinstance(found, Warning)
    install_guards()
    assert guards_stand() == []


def test_emptied_guard_is_as_good_as_missing(rows):
    name = trigger_of("cases_caseevent")
    if connection.vendor == "postgresql":
        raw("SET CONSTRAINTS ALL IMMEDIATE")
        raw(f"ALTER TABLE cases_caseevent DISABLE TRIGGER {name}")
    else:
        drop_one("cases_caseevent")
        raw(f'CREATE TRIGGER "{name}" BEFORE UPDATE ON cases_caseevent BEGIN SELECT 1; END')
    assert missing_guards() == [name]
    install_guards()
    assert missing_guards() == []
    assert "append-only" in refused("UPDATE cases_caseevent SET reason = 'changed'")


def test_emptied_function_is_found_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's triggers have no function.")
    raw(
        "CREATE OR REPLACE FUNCTION caseflow_refuse_change() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RETURN NEW; END $$"
    )
    assert trigger_of("cases_caseevent") in missing_guards()
    install_guards()
    assert missing_guards() == []


def test_migrate_puts_every_guard_back():
    drop_guards()
    assert len(missing_guards()) > 40
    call_command("migrate", verbosity=0, skip_checks=False, stderr=StringIO())
    assert missing_guards() == []


def test_guards_come_back_after_an_error_while_they_are_down():
    with pytest.raises(ValueError, match="half way"), guards_down():
        raise ValueError("half way")
    assert missing_guards() == []
