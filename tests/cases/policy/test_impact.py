"""The preview of a proposal equals what its approval does, for every member and every account."""

from datetime import date, timedelta

import pytest

from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.kinds import CaseKind
from cases.models import PolicyImpact
from cases.rules.usage import usage
from cases.services.facts import facts_of_many, load_policy
from cases.services.policy import approve_policy_value
from cases.services.policy_impact import (
    compute_impact,
    counted_members,
    named,
    proposal_digest,
)
from members.ranks import Rank
from tests.cases.test_policy import approve, propose
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = pytest.mark.django_db
PAST = date(2026, 2, 20)
FROM = date(2026, 4, 1)
Days = dict[tuple[str, str, str | None], date | None]


@pytest.fixture
def other(db) -> User:
    return make_user("second", ["admin"])


@pytest.fixture
def office(coordinator) -> None:
    """Absent, back, injured with a recurrence, of another bargaining unit, never absent."""
    make_case(make_member("101"), by=coordinator, first_day=date(2026, 1, 10))
    back = date(2026, 2, 20)
    make_case(make_member("102"), by=coordinator, first_day=date(2026, 2, 1), last_day=back)
    make_case(make_member("103"), CaseKind.IOD, date(2026, 2, 2), by=coordinator)
    sergeant = make_member("104", rank=Rank.SERGEANT, bargaining_unit="PBPA-SGT")
    make_case(sergeant, by=coordinator, first_day=date(2025, 12, 24))
    make_member("105")
    gone = make_member("106", separated_on=date(2026, 3, 1))
    assert gone not in counted_members(TODAY)


def first_unpaid(on: date) -> Days:
    """By the rules themselves, with all their explanation."""
    policy, members = load_policy(), list(counted_members(TODAY))
    return {
        (facts.member, account.account, account.injury): account.first_unpaid_day
        for facts in facts_of_many(members)
        for account in usage(facts, policy, on).accounts
    }


def preview(value) -> PolicyImpact:
    return compute_impact(value=value, by=User.objects.system(), now=NOW, on=TODAY)


def moves_of(found: PolicyImpact) -> dict[tuple[str, str, str | None], tuple[str, str]]:
    rows = [named(row) for row in found.rows["moves"]]
    assert len(rows) == len({(r["star"], r["account"], r["injury"]) for r in rows})
    return {(r["star"], r["account"], r["injury"]): (r["was"], r["is"]) for r in rows}


def differing(before: Days, after: Days) -> dict[tuple[str, str, str | None], tuple[str, str]]:
    return {
        key: tuple(days.get(key) and days[key].isoformat() for days in (before, after))
        for key in {*before, *after}
        if before.get(key) != after.get(key)
    }


@pytest.mark.parametrize(
    ("fields", "stars"),
    [
        ({"value": 400, "bargaining_unit": "FOP7"}, {"101", "102", "103", "105"}),
        ({"value": 400}, {"101", "102", "103", "105"}),
        ({"value": 300, "rank": "Sergeant"}, {"104"}),
        ({"key": "iod_pay_days", "value": 400, "bargaining_unit": "FOP7"}, set()),
        (
            {"key": "iod_pay_days", "value": 400, "effective_from": date(2026, 2, 1)},
            {"103"},
        ),
        ({"key": "non_iod_window_months", "value": 12, "bargaining_unit": "PBPA-SGT"}, {"104"}),
        ({"key": "recurrence_draws_parent", "value": False}, set()),
        ({"key": "near_exhaustion_days", "value": 60}, set()),
    ],
)
def test_preview_is_what_the_approval_does(office, admin_user, other, fields, stars):
    value = propose(admin_user, **{"effective_from": FROM, **fields})
    scoped = fields.get("bargaining_unit") == "PBPA-SGT"
    before = first_unpaid(TODAY)
    found = preview(value)
    assert first_unpaid(TODAY) == before
    approve(value, other, end_previous=scoped or "bargaining_unit" not in fields)
    after = first_unpaid(TODAY)
    assert moves_of(found) == differing(before, after)
    assert {star for star, _, _ in moves_of(found)} == stars
    assert (found.members, found.moved) == (5, len(stars))
    effect = value.impacts.get(kind="effect")
    assert (effect.moved, effect.differs) == (found.moved_open, 0)


def test_effect_is_as_foreseen_where_a_recurrence_gets_an_account_of_its_own(
    admin_user, other, coordinator
):
    """The day that its case had was that of the injury's account."""
    member, last = make_member("107"), date(2025, 3, 1)
    parent = make_case(member, CaseKind.IOD, date(2025, 2, 2), by=coordinator, last_day=last)
    case = make_case(
        member, CaseKind.IOD_RECURRENCE, date(2026, 2, 2), by=coordinator, parent=parent
    )
    value = propose(
        admin_user, key="recurrence_draws_parent", value=False, effective_from=date(2026, 1, 1)
    )
    found = preview(value)
    assert [named(row)["case"] for row in found.rows["moves"] if named(row)["running"]] == [
        case.reference
    ]
    approve(value, other, end_previous=True)
    effect = value.impacts.get(kind="effect")
    assert (effect.moved, effect.differs) == (1, 0)


def test_past_is_left_alone_by_a_value_that_begins_later(office, admin_user, other):
    members = list(counted_members(TODAY))

    def judged(on: date) -> list[tuple[int, int]]:
        policy = load_policy()
        answers = [usage(facts, policy, on).accounts for facts in facts_of_many(members)]
        return [(account.used, account.limit) for accounts in answers for account in accounts]

    days = (PAST, TODAY, FROM - timedelta(days=1))
    before = [judged(day) for day in days]
    approve(propose(admin_user, value=400, effective_from=FROM), other, end_previous=True)
    assert [judged(day) for day in days] == before
    assert (365 in {limit for _, limit in judged(days[-1])}) and 400 in {
        limit for _, limit in judged(FROM)
    }


def test_those_on_the_roll_come_first_with_their_case(office, admin_user):
    found = preview(propose(admin_user, value=400, bargaining_unit="FOP7"))
    rows = [named(row) for row in found.rows["moves"]]
    assert [(row["star"], row["case"]) for row in rows if row["running"]] == [
        ("101", "NIOD-26-00001")
    ]
    assert rows[0]["star"] == "101"
    assert (found.moved, found.moved_open) == (4, 1)
    assert found.rows["units"] == {"011": [4, 1]}


def test_facts_that_changed_in_between_are_counted(office, admin_user, other, coordinator):
    value = propose(admin_user, value=400, bargaining_unit="FOP7")
    preview(value)
    make_case(make_member("107"), by=coordinator, first_day=date(2026, 3, 2))
    approve_policy_value(value=value, by=other, now=NOW, on=TODAY, seen=proposal_digest(value))
    effect = value.impacts.get(kind="effect")
    assert (effect.moved, effect.differs) == (2, 1)


def test_preview_of_another_version_does_not_count(admin_user, other):
    value = propose(admin_user, bargaining_unit="XYZ")
    preview(value)
    value.source = "Another agreement"
    value.save()
    with pytest.raises(RuleViolation, match="changed since its impact was computed"):
        approve_policy_value(value=value, by=other, now=NOW, on=TODAY, seen=proposal_digest(value))


def test_preview_beside_other_values_does_not_count(admin_user, other):
    value = propose(admin_user, bargaining_unit="XYZ")
    preview(value)
    approve(propose(admin_user, key="iod_pay_days", rank="Captain"), other)
    with pytest.raises(RuleViolation, match="changed since its impact was computed"):
        approve_policy_value(value=value, by=other, now=NOW, on=TODAY, seen=proposal_digest(value))


def test_preview_is_refused_as_the_approval_would_be(admin_user):
    value = propose(admin_user, effective_to=date(2026, 12, 31))
    with pytest.raises(RuleViolation, match="the days after it would have no value"):
        preview(value)


def test_preview_takes_the_right_to_configure(admin_user, coordinator):
    value = propose(admin_user, bargaining_unit="XYZ")
    with pytest.raises(RuleViolation, match="You do not have the right to configure"):
        compute_impact(value=value, by=coordinator, now=NOW, on=TODAY)


def test_progress_counts_members(office, admin_user):
    steps: list[tuple[int, int]] = []
    compute_impact(
        value=propose(admin_user, value=400, bargaining_unit="FOP7"),
        by=admin_user,
        now=NOW,
        on=TODAY,
        progress=lambda done, total: steps.append((done, total)),
    )
    assert steps == [(5, 5)]
