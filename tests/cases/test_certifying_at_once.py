"""Two people decide about one case at the same moment, on two connections (PostgreSQL)."""

from datetime import date
from typing import Any

import pytest

from caseflow.refusals import RuleViolation
from cases.models import Case, CategorySpell, Certification
from cases.services.approving import approve_case
from cases.services.category import set_category
from cases.services.certifying import (
    certify_case,
    reverse_certification,
    withdraw_certification,
    withhold_certification,
)
from cases.services.moving import confirm_case, return_case
from cases.services.reviewing import answer_review, request_review
from tests.cases.test_case_at_once import whole_chain
from tests.cases.test_two_at_once import at_once
from tests.factories import NOW, TODAY, make_case, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

FEB_2, FEB_10, FEB_20 = date(2026, 2, 2), date(2026, 2, 10), date(2026, 2, 20)
FAILED = {"cause": "no_show", "duty": "Did not come on 9 Feb."}


@pytest.fixture(autouse=True)
def _needs_two_connections(postgres: None) -> None:
    """Skipped on SQLite, which has one writer at a time anyway."""


@pytest.fixture
def who() -> dict[str, Any]:
    return {"by": make_user("lead", ["lead"]), "now": NOW, "on": TODAY}


@pytest.fixture
def case(who: dict[str, Any]) -> Case:
    return confirm_case(case=make_case(by=who["by"]), by=who["by"], now=NOW)


def refused(results: list[Any]) -> int:
    assert all(isinstance(r, RuleViolation) or not isinstance(r, Exception) for r in results)
    return sum(isinstance(r, RuleViolation) for r in results)


def test_certify_against_withhold_leaves_one(case, who):
    results = at_once(
        lambda: certify_case(case=case, first_day=FEB_2, **who),
        lambda: withhold_certification(case=case, first_day=FEB_2, **FAILED, **who),
    )
    assert refused(results) == 1
    assert Certification.objects.standing().filter(case=case).count() == 1
    assert whole_chain(case)


def test_withdraw_twice_withdraws_once(case, who):
    certify_case(case=case, first_day=FEB_2, **who)
    act = lambda: withdraw_certification(case=case, first_day=FEB_10, **FAILED, **who)  # noqa: E731
    assert refused(at_once(act, act)) == 1
    assert Certification.objects.standing().filter(case=case, state="withdrawn").count() == 1


def test_answer_twice_answers_once(case, who):
    withhold_certification(case=case, first_day=FEB_10, **FAILED, **who)
    request_review(case=case, requested_on=FEB_20, **who)
    said = {"answer": "x", "answered_on": TODAY, **who}
    results = at_once(
        lambda: answer_review(case=case, outcome="upheld", **said),
        lambda: answer_review(case=case, outcome="restored", **said),
    )
    assert refused(results) == 1
    assert Certification.objects.standing().filter(case=case).count() == 1
    assert whole_chain(case)


def test_take_back_twice_takes_back_once(case, who):
    certify_case(case=case, first_day=FEB_2, **who)
    act = lambda: reverse_certification(case=case, reason="x", **who)  # noqa: E731
    assert refused(at_once(act, act)) == 1


def test_two_categories_of_one_day_leave_one(case, who):
    results = at_once(
        *(
            lambda c=c: set_category(case=case, category=c, first_day=FEB_2, **who)
            for c in ("stationary", "hospital")
        )
    )
    assert refused(results) == 1
    assert CategorySpell.objects.standing().filter(case=case).count() == 1


def test_approve_against_confirm_leaves_the_case_on_the_roll(who):
    case = make_case(by=who["by"])
    said = {"name": "A. Ruiz", "rank": "Lieutenant", "approved_on": TODAY}
    at_once(
        lambda: approve_case(case=case, **said, **who),
        lambda: confirm_case(case=case, by=who["by"], now=NOW),
    )
    case.refresh_from_db()
    assert case.state == "on_roll"
    assert whole_chain(case)


def test_withhold_against_return_stays_within_the_absence(case, who):
    results = at_once(
        lambda: withhold_certification(case=case, first_day=FEB_20, **FAILED, **who),
        lambda: return_case(case=case, last_day=FEB_10, **who),
    )
    kept = Certification.objects.standing().filter(case=case).count()
    assert kept == (0 if refused(results) else 1)
    assert whole_chain(case)
