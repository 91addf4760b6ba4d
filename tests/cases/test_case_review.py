"""The review of a decision not to certify: asked for, answered in writing, given back."""

from datetime import date

import pytest

from caseflow.refusals import RuleViolation
from cases.models import Certification
from cases.services.certifying import certify_case, withdraw_certification, withhold_certification
from cases.services.closing import close_case
from cases.services.facts import facts_of
from cases.services.moving import confirm_case, return_case
from cases.services.reviewing import answer_review, request_review
from tests.factories import NOW, TODAY, make_case, make_member, make_note

pytestmark = pytest.mark.django_db

FEB_2, FEB_10, FEB_20 = date(2026, 2, 2), date(2026, 2, 10), date(2026, 2, 20)
MAR_1 = date(2026, 3, 1)
FAILED = {"cause": "records", "duty": "The MRI report was due on 8 Feb; none came."}


@pytest.fixture
def who(lead):
    return {"by": lead, "now": NOW, "on": TODAY}


@pytest.fixture
def case(coordinator, who):
    case = confirm_case(case=make_case(by=coordinator), by=coordinator, now=NOW)
    withhold_certification(case=case, first_day=FEB_10, **FAILED, **who)
    return case


def answer(case, who, **fields):
    said = {"outcome": "upheld", "answer": "No report came.", "answered_on": TODAY, **fields}
    return answer_review(case=case, **said, **who)


def spells(case):
    rows = Certification.objects.standing().filter(case=case).order_by("first_day")
    return [(row.state, row.first_day, row.last_day) for row in rows]


def test_review_is_due_seven_calendar_days_after_the_request(case, who):
    decision = request_review(case=case, requested_on=FEB_20, **who)
    assert decision.review_due_on == date(2026, 2, 27)
    event = case.events.order_by("-sequence").first()
    assert (event.kind, event.data["due_on"]) == ("review_requested", "2026-02-27")
    with pytest.raises(RuleViolation, match="asked for on 20 Feb 2026 already"):
        request_review(case=case, requested_on=FEB_20, **who)


@pytest.mark.parametrize("day", [date(2026, 2, 9), date(2026, 3, 6)])
def test_review_before_the_decision_or_ahead_is_refused(case, who, day):
    with pytest.raises(RuleViolation, match="from 10 Feb 2026, when the decision") as refused:
        request_review(case=case, requested_on=day, **who)
    assert refused.value.field == "requested_on"


def test_review_needs_a_decision_against_the_member(coordinator, who):
    case = make_case(make_member("9"), by=coordinator)
    with pytest.raises(RuleViolation, match="No certification was withheld or withdrawn"):
        request_review(case=case, requested_on=FEB_20, **who)


def test_answer_needs_a_request_an_answer_and_its_day(case, who):
    with pytest.raises(RuleViolation, match="No review waits for an answer"):
        answer(case, who)
    request_review(case=case, requested_on=FEB_20, **who)
    for fields, sentence, field in (
        ({"answer": " "}, "Write the answer that the member gets", "answer"),
        ({"answered_on": FEB_10}, "from 20 Feb 2026, when the review was asked", "answered_on"),
        ({"answered_on": date(2026, 3, 6)}, "through 5 Mar 2026", "answered_on"),
        ({"restored_from": FEB_20}, "has no day of giving back", "restored_from"),
        ({"outcome": "maybe"}, "Say whether the decision stands", "outcome"),
    ):
        with pytest.raises(RuleViolation, match=sentence) as refused:
            answer(case, who, **fields)
        assert refused.value.field == field
    assert spells(case) == [("withheld", FEB_10, None)]


def test_answer_is_decided_by_who_may_decide(case, who, coordinator, physician):
    request_review(case=case, requested_on=FEB_20, **who)
    made = {**who, "by": coordinator}
    with pytest.raises(RuleViolation, match="Name who decided"):
        answer(case, made)
    answer(case, made, decided_by=physician)
    event = case.events.order_by("-sequence").first()
    assert (event.data["decided_by"], event.data["outcome"]) == ("Physician", "The decision stands")


def test_upheld_leaves_the_decision_and_is_answered_once(case, who):
    request_review(case=case, requested_on=FEB_20, **who)
    decision = answer(case, who)
    assert (decision.review_outcome, decision.review_answered_on) == ("upheld", TODAY)
    assert spells(case) == [("withheld", FEB_10, None)]
    with pytest.raises(RuleViolation, match="What follows is a grievance"):
        request_review(case=case, requested_on=FEB_20, **who)


def test_restored_from_a_day_certifies_from_it(case, who):
    request_review(case=case, requested_on=FEB_20, **who)
    for day in (date(2026, 2, 9), date(2026, 2, 1), date(2026, 3, 6)):
        with pytest.raises(RuleViolation) as refused:
            answer(case, who, outcome="restored", restored_from=day)
        assert refused.value.field == "restored_from"
    answer(case, who, outcome="restored", restored_from=MAR_1)
    assert spells(case) == [
        ("withheld", FEB_10, date(2026, 2, 28)), ("certified", MAR_1, None),
    ]  # fmt: skip


def test_restored_without_a_day_is_as_if_it_had_never_been(case, who):
    request_review(case=case, requested_on=FEB_20, **who)
    answer(case, who, outcome="restored")
    assert spells(case) == [("certified", FEB_10, None)]
    assert facts_of(case.member).withheld == ()
    taken = Certification.objects.get(case=case, state="withheld")
    assert (taken.is_reversed, taken.review_outcome) == (True, "restored")


def test_restored_withdrawal_lets_the_certification_go_on(coordinator, who):
    case = confirm_case(case=make_case(by=coordinator), by=coordinator, now=NOW)
    certify_case(case=case, first_day=FEB_2, **who)
    withdraw_certification(case=case, first_day=FEB_10, **FAILED, **who)
    request_review(case=case, requested_on=FEB_20, **who)
    answer(case, who, outcome="restored")
    assert spells(case) == [("certified", FEB_2, None)]


def test_restored_after_certification_came_back_fills_the_days_between(case, who):
    certify_case(case=case, first_day=FEB_20, **who)
    request_review(case=case, requested_on=FEB_20, **who)
    with pytest.raises(RuleViolation, match="holds from 10 Feb 2026 through 19 Feb 2026"):
        answer(case, who, outcome="restored", restored_from=FEB_20)
    middle = date(2026, 2, 15)
    answer(case, who, outcome="restored", restored_from=middle)
    assert spells(case) == [
        ("withheld", FEB_10, date(2026, 2, 14)),
        ("certified", middle, date(2026, 2, 19)),
        ("certified", FEB_20, None),
    ]


def test_nothing_is_certified_and_nothing_closed_while_a_review_waits(case, who, coordinator):
    request_review(case=case, requested_on=FEB_20, **who)
    with pytest.raises(RuleViolation, match="review of the decision waits for its answer"):
        certify_case(case=case, first_day=MAR_1, **who)
    return_case(case=case, last_day=MAR_1, by=coordinator, now=NOW, on=TODAY)
    make_note(case)
    shut = {"outcome": "full_duty", "reason": "x", "waived": [], "by": coordinator}
    with pytest.raises(RuleViolation, match="A review of the certification waits"):
        close_case(case=case, **shut, now=NOW, on=TODAY)
    answer(case, who)
    assert close_case(case=case, **shut, now=NOW, on=TODAY).closed_at == NOW
