"""Counts the queries of one response, when the request asks for it."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASKED = "X-Bench-Count"
GIVEN = "X-Bench-Queries"
WORDS = ("SELECT", "INSERT", "UPDATE", "DELETE")
# Beside the count: the session and the access log. The signed-in user is one query more.
NOT_COUNTED = ('"django_session"', 'INSERT INTO "caseflow_accessentry"')

Handler = Callable[[HttpRequest], HttpResponse]


def count_queries(get_response: Handler) -> Handler:
    """Adds to a response how many queries it took beside session, user and access log."""

    def handle(request: HttpRequest) -> HttpResponse:
        if ASKED not in request.headers:
            return get_response(request)
        counted: list[str] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.lstrip().startswith(WORDS) and not any(part in sql for part in NOT_COUNTED):
                counted.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            response = get_response(request)
        response[GIVEN] = str(len(without_user(counted)))
        return response

    return handle


def without_user(statements: list[str]) -> list[str]:
    """The statements without the first one that fetches the signed-in user."""
    user = next((s for s in statements if s.startswith("SELECT") and _is_user(s)), None)
    if user is None:
        return statements
    return [s for place, s in enumerate(statements) if place != statements.index(user)]


def _is_user(sql: str) -> bool:
    return 'FROM "caseflow_user" WHERE "caseflow_user"."id" =' in sql
