"""Policy values: proposed by one, approved by another, ended; open absences follow at once."""

from contextlib import suppress
from datetime import date

import pytest

from caseflow.models import User
from caseflow.refusals import RuleViolation
from caseflow.verify.run import verify
from cases.models import PolicyValue, Projection
from cases.services.facts import load_policy, policy_row
from cases.services.policy import (
    Proposal,
    approve_policy_value,
    end_policy_value,
    propose_policy_value,
)
from cases.services.policy_impact import compute_impact, proposal_digest
from tests.factories import NOW, TODAY, make_case, make_user

pytestmark = pytest.mark.django_db
KEY = "non_iod_pay_days"


@pytest.fixture
def other(db):
    return make_user("second", ["admin"])


def propose(by, **fields) -> PolicyValue:
    values = {
        "key": KEY,
        "value": 200,
        "bargaining_unit": "",
        "rank": "",
        "effective_from": date(2026, 3, 1),
        "effective_to": None,
        "authority": "New agreement, section 18.2",
        "source": "Agreement of 2026",
        "verified": True,
    }
    return propose_policy_value(proposal=Proposal(**{**values, **fields}), by=by, now=NOW)


def preview(value):
    return compute_impact(value=value, by=User.objects.system(), now=NOW, on=TODAY)


def approve(value, by, **more) -> PolicyValue:
    """As somebody who has the impact computed, and looks at the proposal as it stands."""
    value.refresh_from_db()
    with suppress(RuleViolation):  # the approval says so itself
        preview(value)
    seen = more.pop("seen", proposal_digest(value))
    return approve_policy_value(value=value, by=by, now=NOW, on=TODAY, seen=seen, **more)


def end(value, by, day: date, reason: str = "New agreement") -> PolicyValue:
    return end_policy_value(value=value, effective_to=day, reason=reason, by=by, now=NOW, on=TODAY)


def default(key: str = KEY) -> PolicyValue:
    """The value that the office began with."""
    return PolicyValue.objects.filter(key=key, bargaining_unit="").earliest("pk")


def last_reason(value: PolicyValue) -> str:
    return value.history.latest("history_id").history_change_reason


def test_proposal_is_written_and_not_in_force(admin_user):
    value = propose(admin_user)
    assert (value.unit, value.approved_at, value.proposed_by) == ("days", None, admin_user)
    assert value.history.get().history_user == admin_user
    assert load_policy().at(KEY, TODAY).value == 365


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"key": "pay_days"}, "No rule asks for the key pay_days. Did you mean iod_pay_days or "),
        ({"value": "200"}, "non_iod_pay_days is one whole number above 0, such as 365."),
        ({"value": True}, "non_iod_pay_days is one whole number above 0"),
        ({"value": 0}, "non_iod_pay_days is one whole number above 0"),
        ({"key": "recurrence_draws_parent", "value": 1}, "is true or false."),
        ({"key": "fmla_method", "value": "yearly"}, "is one of: calendar, fixed, forward, rolling"),
        ({"key": "fmla_fixed_start", "value": "02-30"}, "is a month and a day that every year has"),
        ({"key": "fmla_fixed_start", "value": "02-29"}, "is a month and a day that every year has"),
        ({"key": "limited_duty_counts_from", "value": "2012-1-1"}, "a day written as year-month-"),
        ({"key": "pay_period_anchor", "value": "2026-03-02"}, "is a Sunday, such as 2012-01-01; "),
        ({"key": "fmla_work_days", "value": [8]}, "holds numbers up to 7."),
        ({"key": "paid_parental_leave_weeks", "value": -1}, "is one whole number, 0 or more, such"),
        ({"key": "notice_ladder_days", "value": [90, 90]}, "a list of whole numbers above 0, each"),
        ({"key": "notice_ladder_days", "value": []}, "a list of whole numbers above 0, each"),
        ({"effective_to": date(2026, 2, 1)}, "The last day is before the first."),
        ({"source": "  "}, "Say what the value rests on, and where it stands."),
    ],
)
def test_proposal_that_no_rule_could_use_is_refused(admin_user, fields, sentence):
    with pytest.raises(RuleViolation, match=sentence.replace(".", r"\.")):
        propose(admin_user, **fields)
    assert not PolicyValue.objects.filter(approved_at=None).exists()


def test_rewritten_proposal_belongs_to_who_rewrote_it(admin_user, other):
    value = propose(admin_user, effective_from=None, bargaining_unit="XYZ")
    proposal = Proposal(KEY, 300, "XYZ", "", None, None, "Agreement", "2026", False)
    propose_policy_value(proposal=proposal, by=other, now=NOW, instead=value.pk)
    with pytest.raises(RuleViolation, match="Somebody else has to approve it"):
        approve(value, other)
    assert approve(value, admin_user).value == 300


def test_approval_by_the_proposer_is_refused(admin_user):
    value = propose(admin_user, bargaining_unit="XYZ")
    with pytest.raises(RuleViolation, match="You proposed non_iod_pay_days = 200 days for XYZ"):
        approve(value, admin_user)


def test_approval_without_the_right_is_refused(admin_user, coordinator):
    value = propose(admin_user, bargaining_unit="XYZ")
    with pytest.raises(RuleViolation, match="You do not have the right to configure"):
        approve(value, coordinator)


def test_approval_of_days_that_are_taken_names_the_other_value(admin_user, other):
    value = propose(admin_user)
    with pytest.raises(RuleViolation) as refused:
        approve(value, other)
    version = policy_row(default()).version
    assert f"for everybody, from the beginning, without end ({version})" in str(refused.value)
    value.refresh_from_db()
    assert value.approved_at is None


def test_approval_may_end_the_value_before_it(admin_user, other):
    value = approve(propose(admin_user), other, end_previous=True)
    assert value.approved_by == other
    assert default().effective_to == date(2026, 2, 28)
    assert last_reason(default()) == f"Followed by {policy_row(value).version}"
    assert load_policy().at(KEY, date(2026, 2, 28)).value == 365
    assert load_policy().at(KEY, date(2026, 3, 1)).value == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"effective_from": None}, "does not begin before it"),
        ({"effective_to": date(2026, 12, 31)}, "the days after it would have no value"),
    ],
)
def test_value_before_is_not_ended_where_days_would_be_left_out(
    admin_user, other, fields, sentence
):
    with pytest.raises(RuleViolation, match=sentence):
        approve(propose(admin_user, **fields), other, end_previous=True)


def test_values_of_other_scopes_do_not_stand_in_the_way(admin_user, other):
    assert approve(propose(admin_user, rank="Sergeant"), other).approved_by == other
    assert approve(propose(admin_user, bargaining_unit="XYZ"), other).approved_by == other


def test_approval_computes_open_absences_afresh(admin_user, other, coordinator):
    make_case(by=coordinator, first_day=date(2026, 2, 2))
    assert Projection.objects.get().first_unpaid_day == date(2027, 2, 2)
    approve(propose(admin_user), other, end_previous=True)
    assert Projection.objects.get().first_unpaid_day == date(2026, 8, 21)
    assert verify(on=TODAY).broken == []


@pytest.fixture
def scoped(admin_user, other) -> PolicyValue:
    """A value for sergeants, who have the general one when it ends."""
    return approve(propose(admin_user, rank="Sergeant"), other)


def test_end_is_recorded_with_its_reason(admin_user, scoped):
    value = end(scoped, admin_user, date(2026, 12, 31))
    assert last_reason(value) == "New agreement"
    assert value.effective_to == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "reason", "sentence"),
    [
        (date(2026, 4, 1), " ", "Say why the value ends."),
        (date(2027, 6, 30), "x", "An end is brought forward only"),
    ],
)
def test_end_is_refused(admin_user, scoped, day, reason, sentence):
    end(scoped, admin_user, date(2026, 12, 31))
    with pytest.raises(RuleViolation, match=sentence):
        end(scoped, admin_user, day, reason)


def test_end_with_nothing_after_it_is_refused(admin_user):
    with pytest.raises(RuleViolation, match="From 2027-01-01 on no value of non_iod_pay_days"):
        end(default(), admin_user, date(2026, 12, 31))
    assert default().effective_to is None


def test_end_of_a_proposal_is_refused(admin_user):
    with pytest.raises(RuleViolation, match="was never in force"):
        end(propose(admin_user), admin_user, TODAY)


def test_end_before_the_beginning_is_refused(admin_user, other):
    value = approve(propose(admin_user, bargaining_unit="XYZ"), other)
    with pytest.raises(RuleViolation, match="before it begins"):
        end(value, admin_user, date(2026, 1, 1))
