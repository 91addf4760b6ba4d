"""Two people at the same moment, on two connections (PostgreSQL)."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from caseflow.refusals import RuleViolation, StaleVersion
from cases.models import Assignment, Case
from cases.services.assigning import assign_case
from cases.services.notes import amend_note
from tests.factories import NOW, make_case, make_member, make_note, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _needs_two_connections(postgres: None) -> None:
    """Skipped on SQLite, which has one writer at a time anyway."""


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Runs the acts on threads released together; gives each result or the exception."""
    results: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = act()
        except Exception as error:  # the test looks at what it was
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_two_references_at_once_have_no_double_and_no_gap():
    by = make_user("coordinator")
    members = [make_member(str(star)) for star in range(1, 9)]
    at_once(*(lambda m=m: make_case(m, by=by) for m in members))
    references = sorted(Case.objects.values_list("reference", flat=True))
    assert references == [f"NIOD-26-{n:05d}" for n in range(1, 9)]


def test_two_overlapping_absences_at_once_leave_one():
    by = make_user("coordinator")
    member = make_member()
    results = at_once(
        lambda: make_case(member, by=by, first_day=date(2026, 2, 1)),
        lambda: make_case(member, by=by, first_day=date(2026, 2, 3)),
    )
    assert {type(r) for r in results} == {Case, RuleViolation}
    assert Case.objects.count() == 1


def test_two_assignments_at_once_leave_one_open():
    one, two = make_user("one"), make_user("two")
    case = make_case(by=one)
    results = at_once(
        *(
            lambda u=u: assign_case(case=case, user=u, by=u, now=NOW, seen_owner_id=None)
            for u in (one, two)
        )
    )
    assert {type(r) for r in results} == {Assignment, StaleVersion}
    assert Assignment.objects.filter(case=case, ended_at__isnull=True).count() == 1


def test_two_amendments_at_once_leave_both_texts_readable():
    by = make_user("coordinator")
    note = make_note(make_case(by=by), by=by)

    def amend(text: str) -> Any:
        return amend_note(
            note=note,
            kind=note.kind,
            text=text,
            happened_at=note.happened_at,
            reason="x",
            version=1,
            by=by,
            now=NOW,
        )

    results = at_once(lambda: amend("first"), lambda: amend("second"))
    assert sum(isinstance(r, StaleVersion) for r in results) == 1
    assert note.history.count() == 2
