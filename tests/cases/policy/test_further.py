"""The preview of values on which limited duty and family leave depend, beside their own rules."""

from datetime import date

import pytest

from caseflow.models import User
from cases.rules.disability import ordinary_disability_account
from cases.rules.fmla import fmla_account
from cases.rules.limited_duty import limited_duty_account
from cases.services.facts import counted_members, facts_of_many, load_policy
from cases.services.policy_impact import compute_impact, named
from members.ranks import Rank
from tests.cases.test_policy import approve, propose
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(coordinator) -> None:
    make_case(make_member("101"), by=coordinator, first_day=date(2026, 1, 10))
    make_member("102")
    make_member("103", rank=Rank.SERGEANT)
    make_member("104", rank=Rank.CAPTAIN)


def days(account) -> dict[str, str | None]:
    policy, members = load_policy(), counted_members(TODAY)
    answers = [account(facts, policy, TODAY) for facts in facts_of_many(members)]
    stars = [member.star_number for member in members]
    return {
        star: answer.first_day_over and answer.first_day_over.isoformat()
        for star, answer in zip(stars, answers, strict=True)
    }


@pytest.mark.parametrize(
    ("account", "fields", "stars"),
    [
        (limited_duty_account, {"key": "limited_duty_cap_days", "value": 800}, {"101", "102"}),
        (
            limited_duty_account,
            {"key": "limited_duty_cap_days", "value": 400, "rank": "Sergeant"},
            {"103"},
        ),
        (
            limited_duty_account,
            {"key": "limited_duty_eligible", "value": False, "rank": "Sergeant"},
            {"103"},
        ),
        (
            ordinary_disability_account,
            {"key": "ordinary_disability_max_years", "value": 3},
            {"101", "102", "103", "104"},
        ),
        (fmla_account, {"key": "fmla_weeks", "value": 13}, {"101", "102", "103", "104"}),
    ],
)
def test_preview_is_what_the_rule_says_afterwards(office, admin_user, account, fields, stars):
    value = propose(admin_user, **{"effective_from": date(2026, 3, 1), **fields})
    found = compute_impact(value=value, by=User.objects.system(), now=NOW, on=TODAY)
    before = days(account)
    approve(value, make_user("second", ["admin"]), end_previous=True)
    after = days(account)
    moves = [named(row) for row in found.rows["moves"]]
    assert {move["star"]: (move["was"], move["is"]) for move in moves} == {
        star: (before[star], after[star]) for star in before if before[star] != after[star]
    }
    assert {move["star"] for move in moves} == stars
    assert {move["star"] for move in moves if move["running"]} <= {"101"}
    assert value.impacts.get(kind="effect").differs == 0
