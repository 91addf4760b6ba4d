"""A proposal and two people at the same moment, on two connections (PostgreSQL)."""

from datetime import date

import pytest

from caseflow.refusals import RuleViolation, StaleVersion
from caseflow.verify.run import verify
from cases.models import PolicyImpact, PolicyValue, Projection
from cases.services.policy import (
    Proposal,
    approve_policy_value,
    propose_policy_value,
    withdraw_policy_value,
)
from cases.services.policy_impact import compute_impact, proposal_digest
from tests.cases.test_policy import preview, propose
from tests.cases.test_two_at_once import at_once
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _needs_two_connections(postgres: None) -> None:
    """Skipped on SQLite, which has one writer at a time anyway."""


@pytest.fixture
def two():
    return make_user("first", ["admin"]), make_user("second", ["admin"])


def approval(value: PolicyValue, by) -> PolicyValue:
    return approve_policy_value(
        value=value, by=by, now=NOW, on=TODAY, seen=proposal_digest(value), end_previous=True
    )


def rewriting(value: PolicyValue, by) -> PolicyValue:
    proposal = Proposal("non_iod_pay_days", 333, "", "", date(2026, 3, 1), None, "A", "B", True)
    return propose_policy_value(proposal=proposal, by=by, now=NOW, instead=value.pk)


def test_approval_and_rewriting_at_once_leave_what_was_seen_or_a_proposal(two):
    value = propose(two[0], value=200)
    preview(value)
    results = at_once(lambda: approval(value, two[1]), lambda: rewriting(value, two[0]))
    row = PolicyValue.objects.get(pk=value.pk)
    refused = [result for result in results if isinstance(result, RuleViolation)]
    assert len(refused) == 1
    assert (row.value, bool(row.approved_at)) in {(200, True), (333, False)}
    assert isinstance(refused[0], StaleVersion) == (row.approved_at is None)


def test_approval_and_withdrawal_at_once_do_one_of_them(two):
    value = propose(two[0], value=200)
    preview(value)
    results = at_once(
        lambda: approval(value, two[1]),
        lambda: withdraw_policy_value(value=value, by=two[0], now=NOW),
    )
    assert {type(result) for result in results} == {PolicyValue, RuleViolation}
    row = PolicyValue.objects.get(pk=value.pk)
    assert bool(row.approved_at) != bool(row.withdrawn_at)


def test_preview_computed_while_a_value_is_approved_is_of_one_of_the_two(two):
    third = make_user("third", ["admin"])
    make_case(by=make_user("coordinator"), first_day=date(2026, 2, 2))
    first = propose(two[0], value=200)
    other = propose(two[0], value=300, bargaining_unit="FOP7", effective_from=date(2026, 3, 2))
    preview(first)
    results = at_once(
        lambda: approval(first, two[1]),
        lambda: compute_impact(value=other, by=third, now=NOW, on=TODAY),
    )
    assert [type(result) for result in results] == [PolicyValue, PolicyImpact]
    assert verify(on=TODAY).broken == []


def test_case_opened_while_a_value_is_approved_has_the_new_first_unpaid_day(two):
    by, member = make_user("coordinator"), make_member("101")
    value = propose(two[0], value=200)
    preview(value)
    results = at_once(
        lambda: approval(value, two[1]),
        lambda: make_case(member, by=by, first_day=date(2026, 2, 2)),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert Projection.objects.get().first_unpaid_day == date(2026, 8, 21)
    assert value.impacts.get(kind="effect").differs in (0, 1)
    assert verify(on=TODAY).broken == []
