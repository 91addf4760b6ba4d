"""The whole verification, on one snapshot of the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction

from caseflow.guards import all_guards, missing_guards
from caseflow.verify import registry
from caseflow.verify.chains import check_chains
from caseflow.verify.report import Report
from caseflow.verify.rows import check_rows
from caseflow.verify.stored import check_files

Said = Callable[[str], None]


def verify(*, on: date, say: Said = lambda words: None) -> Report:
    """Checks everything; `on` is the day for projections that were never stored."""
    registry.discover()
    report = Report()
    with snapshot():
        for words, step in (
            ("rows against their history", check_rows),
            ("chains and the versions they name", check_chains),
            ("stored files", check_files),
            ("the guards of the database", _check_guards),
        ):
            say(words)
            step(report)
        for check in registry.checks():
            say((check.__doc__ or check.__name__).splitlines()[0].rstrip("."))
            check(report, on)
    return report


def _check_guards(report: Report) -> None:
    report.count("guards", len(all_guards()))
    if missing := missing_guards():
        more = f" and {len(missing) - 1:,} more do" if len(missing) > 1 else " does"
        report.add(
            "guard",
            "database guards",
            f"{missing[0]}{more} not stand; `manage.py migrate` puts them back.",
        )


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the database for all that is read, without keeping anybody from writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with _deferred(), transaction.atomic():
            yield


@contextmanager
def _deferred() -> Iterator[None]:
    """SQLite: a transaction that reads takes no write lock."""
    connection.ensure_connection()  # which sets the mode from the settings
    mode = connection.transaction_mode
    connection.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        connection.transaction_mode = mode
