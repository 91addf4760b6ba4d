"""Query budgets: what a page may ask the database, beside session, user and access log."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

BESIDE = ('"django_session"', '"caseflow_user"."id" = ', '"caseflow_accessentry"', "SAVEPOINT")


@contextmanager
def query_budget(most: int) -> Iterator[None]:
    """Fails when the block runs more than `most` queries, naming them."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [q["sql"] for q in captured.captured_queries if not _beside(q["sql"])]
    assert len(asked) <= most, f"{len(asked)} queries, allowed {most}:\n" + "\n".join(
        sql[:200] for sql in asked
    )


def _beside(sql: str) -> bool:
    return any(mark in sql for mark in BESIDE) or sql.startswith(("BEGIN", "COMMIT"))
