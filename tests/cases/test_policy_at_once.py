"""Policy values and two people at the same moment, on two connections (PostgreSQL)."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from caseflow.refusals import RuleViolation
from caseflow.verify.run import verify
from cases.models import PolicyValue
from tests.cases.test_policy import approve, default, propose
from tests.cases.test_two_at_once import at_once
from tests.factories import TODAY, make_case, make_member, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _needs_two_connections(postgres: None) -> None:
    """Skipped on SQLite, which has one writer at a time anyway."""


@pytest.fixture
def two():
    return make_user("first", ["admin"]), make_user("second", ["admin"])


def test_a_value_approved_twice_at_once_is_approved_once(two):
    value = propose(two[0], effective_from=date(2026, 3, 1), rank="Sergeant")
    third = make_user("third", ["admin"])
    results = at_once(lambda: approve(value, two[1]), lambda: approve(value, third))
    assert {type(result) for result in results} == {PolicyValue, RuleViolation}
    assert value.history.filter(history_change_reason="Approved").count() == 1


def test_two_values_that_share_days_are_not_both_approved(two):
    values = [propose(two[0], value=n, rank="Sergeant") for n in (100, 200)]
    results = at_once(*(lambda v=v: approve(v, two[1]) for v in values))
    assert {type(result) for result in results} == {PolicyValue, RuleViolation}


def test_a_case_opened_while_a_value_is_approved_follows_it(two):
    """The act that began first is through, or reckons with the new value."""
    by, member = make_user("coordinator"), make_member()
    value, begun = propose(two[0], value=200), threading.Event()
    done = threading.Event()

    def call() -> None:
        with transaction.atomic():
            make_case(member, by=by)
            begun.set()
            done.wait(1)

    def decide() -> None:
        begun.wait(5)
        approve(value, two[1], end_previous=True)
        done.set()

    assert at_once(call, decide) == [None, None]
    assert default().effective_to == date(2026, 2, 28)
    assert verify(on=TODAY).broken == []
    connection.close()
