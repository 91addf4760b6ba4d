"""Proposals that a person or a program may send: each is refused with a sentence or is kept."""

from datetime import date

import pytest

from caseflow.refusals import RuleViolation, StaleVersion
from cases.models import PolicyValue
from cases.rules.policy_values import KEYS
from cases.services.policy import approve_policy_value, withdraw_policy_value
from cases.services.policy_impact import proposal_digest
from tests.cases.test_policy import approve, propose
from tests.factories import NOW, TODAY, make_user

pytestmark = pytest.mark.django_db
ODD = [
    None, [], {}, {"a": 1}, [[1]], [{}], 1.5, float("nan"), float("inf"), -1, 10**30, "", "365",
    "x" * 10_000, [1] * 10_000, list(range(1, 100_000)), [True], "\x00", "2026-13-45",
]  # fmt: skip


@pytest.fixture
def other(db):
    return make_user("second", ["admin"])


@pytest.mark.parametrize("key", sorted(KEYS))
def test_odd_values_never_break_a_proposal(admin_user, key):
    kind = type(KEYS[key].value)
    kind = list if kind is tuple else kind
    for value in ODD:
        try:
            kept = propose(admin_user, key=key, value=value, effective_from=date(2026, 4, 1))
        except RuleViolation as refused:
            assert len(refused.sentence) < 600, value
        else:
            kept.refresh_from_db()
            assert isinstance(value, kind) and len(str(value)) <= 200, value


@pytest.mark.parametrize("first", [date.min, date(1, 1, 2), date.max, None])
@pytest.mark.parametrize("last", [date.min, date.max, date(9999, 12, 30), None])
@pytest.mark.parametrize("unit", ["", "FOP7"])
def test_days_at_the_edges_of_the_calendar(admin_user, other, first, last, unit):
    try:
        value = propose(admin_user, effective_from=first, effective_to=last, bargaining_unit=unit)
        approve(value, other, end_previous=True)
    except RuleViolation as refused:
        assert refused.sentence
    else:
        assert PolicyValue.objects.get(pk=value.pk).approved_by == other


def test_a_proposal_whose_key_was_rewritten_meanwhile_is_not_approved_nor_withdrawn(
    admin_user, other
):
    value = propose(admin_user, bargaining_unit="FOP7")
    stale = PolicyValue.objects.get(pk=value.pk)
    propose_again(admin_user, value)
    with pytest.raises(StaleVersion):
        approve_policy_value(value=stale, by=other, now=NOW, on=TODAY, seen=proposal_digest(stale))
    withdraw_policy_value(value=stale, by=other, now=NOW)
    assert PolicyValue.objects.get(pk=value.pk).withdrawn_by == other


def propose_again(by, value):
    from cases.services.policy import Proposal, propose_policy_value

    proposal = Proposal(
        key="iod_pay_days", value=400, bargaining_unit="FOP7", rank="",
        effective_from=date(2026, 3, 1), effective_to=None, authority="A", source="B",
        verified=False,
    )  # fmt: skip
    propose_policy_value(proposal=proposal, by=by, now=NOW, instead=value.pk)
