"""Certified, withheld, withdrawn, taken back: who decides, from which day, what it does to pay."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from caseflow.refusals import RuleViolation
from cases.explained import account_for
from cases.models import Certification, Projection
from cases.services.certifying import (
    certify_case,
    reverse_certification,
    withdraw_certification,
    withhold_certification,
)
from cases.services.changing import add_absence
from cases.services.facts import facts_of, load_policy
from cases.services.moving import confirm_case, return_case
from members.models import StaffLink
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db

FEB_2, FEB_10, FEB_20 = date(2026, 2, 2), date(2026, 2, 10), date(2026, 2, 20)
FAILED = {"cause": "no_show", "duty": "Ordered to appear on 9 Feb; did not come."}


@pytest.fixture
def case(coordinator):
    return confirm_case(case=make_case(by=coordinator), by=coordinator, now=NOW)


@pytest.fixture
def who(lead):
    return {"by": lead, "now": NOW, "on": TODAY}


def spells(case):
    rows = Certification.objects.standing().filter(case=case).order_by("first_day")
    return [(row.state, row.first_day, row.last_day) for row in rows]


def unpaid(case):
    return (
        Projection.objects.in_force(TODAY)
        .filter(case=case)
        .values_list("first_unpaid_day", flat=True)
    )


def test_certify_names_who_decided_beside_who_records(case, coordinator, physician):
    made = {"by": coordinator, "now": NOW, "on": TODAY}
    with pytest.raises(RuleViolation, match="Name who decided: a physician") as refused:
        certify_case(case=case, first_day=FEB_2, **made)
    assert refused.value.field == "decided_by"
    spell = certify_case(case=case, first_day=FEB_2, decided_by=physician, **made)
    assert (spell.decided_by, spell.entered_by) == (physician, coordinator)
    event = case.events.order_by("-sequence").first()
    assert (event.kind, event.data["decided_by"]) == ("certified", "Physician")
    assert event.data["wrote"][0][0] == "cases.certification"


def test_certify_is_decided_by_oneself_who_may_and_not_by_who_may_not(case, physician, trainee):
    made = {"by": physician, "now": NOW, "on": TODAY}
    with pytest.raises(RuleViolation, match="Trainee does not have the right to decide medical"):
        certify_case(case=case, first_day=FEB_2, decided_by=trainee, **made)
    assert certify_case(case=case, first_day=FEB_2, **made).decided_by == physician


def test_certify_is_not_decided_by_a_relative(case, who, physician):
    StaffLink.objects.create(user=physician, member=case.member, relation="relative")
    with pytest.raises(RuleViolation, match="does not decide about their own record"):
        certify_case(case=case, first_day=FEB_2, decided_by=physician, **who)


def test_certify_needs_the_right_and_the_roll(case, coordinator, trainee, who):
    with pytest.raises(RuleViolation, match="You do not have the right to certify"):
        certify_case(case=case, first_day=FEB_2, **{**who, "by": trainee})
    reported = make_case(make_member("9"), by=coordinator)
    with pytest.raises(RuleViolation, match="The case is reported; this needs it to be"):
        certify_case(case=reported, first_day=FEB_2, **who)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 2, 1), "cannot begin before the absence, which began on 2 Feb 2026"),
        (date(2026, 3, 6), "6 Mar 2026 has not come yet"),
    ],
)
def test_certification_outside_the_absence_is_refused(case, who, day, sentence):
    for act, said in ((certify_case, {}), (withhold_certification, FAILED)):
        with pytest.raises(RuleViolation, match=sentence) as refused:
            act(case=case, first_day=day, **said, **who)
        assert refused.value.field == "first_day"
    assert spells(case) == []


def test_certification_after_the_absence_ended_is_refused(case, who):
    return_case(case=case, last_day=FEB_10, by=who["by"], now=NOW, on=TODAY)
    with pytest.raises(RuleViolation, match="The absence had ended on 10 Feb 2026"):
        withhold_certification(case=case, first_day=FEB_20, **FAILED, **who)
    withhold_certification(case=case, first_day=FEB_10, **FAILED, **who)


def test_withhold_takes_one_of_four_causes_and_the_duty_in_words(case, who):
    with pytest.raises(RuleViolation, match="one of four causes only") as refused:
        withhold_certification(case=case, first_day=FEB_2, cause="tired", duty="x", **who)
    assert refused.value.field == "cause"
    with pytest.raises(RuleViolation, match="Say which duty failed") as refused:
        withhold_certification(case=case, first_day=FEB_2, cause="records", duty=" ", **who)
    assert refused.value.field == "duty"


def test_withhold_stops_the_draw_until_certification_is_given_back(case, who):
    assert list(unpaid(case)) == [date(2027, 2, 2)]
    withhold_certification(case=case, first_day=FEB_10, **FAILED, **who)
    account = account_for(case, TODAY, load_policy())
    assert (account.used, account.first_unpaid_day, account.withheld_since) == (8, None, FEB_10)
    assert list(unpaid(case)) == []
    certify_case(case=case, first_day=FEB_20, **who)
    account = account_for(case, TODAY, load_policy())
    assert (account.used, account.withheld_since) == (8 + 14, None)
    assert list(unpaid(case)) == [date(2027, 2, 12)]  # ten days later than without
    assert spells(case) == [
        ("withheld", FEB_10, date(2026, 2, 19)), ("certified", FEB_20, None),
    ]  # fmt: skip


def test_withdraw_takes_a_certification_in_force(case, who):
    with pytest.raises(RuleViolation, match="not certified. What is not given is withheld"):
        withdraw_certification(case=case, first_day=FEB_10, **FAILED, **who)
    certify_case(case=case, first_day=FEB_2, **who)
    with pytest.raises(RuleViolation, match="Withdraw the certification instead"):
        withhold_certification(case=case, first_day=FEB_10, **FAILED, **who)
    with pytest.raises(RuleViolation, match="From 2 Feb 2026 on another decision holds"):
        withdraw_certification(case=case, first_day=FEB_2, **FAILED, **who)
    withdraw_certification(case=case, first_day=FEB_10, **FAILED, **who)
    assert spells(case) == [
        ("certified", FEB_2, date(2026, 2, 9)), ("withdrawn", FEB_10, None),
    ]  # fmt: skip
    assert case.events.order_by("-sequence").first().kind == "certification_withdrawn"


def test_certify_twice_and_withhold_twice_are_refused(case, who):
    certify_case(case=case, first_day=FEB_2, **who)
    with pytest.raises(RuleViolation, match="certified since 2 Feb 2026"):
        certify_case(case=case, first_day=FEB_10, **who)
    reverse_certification(case=case, reason="wrong case", **who)
    withhold_certification(case=case, first_day=FEB_10, **FAILED, **who)
    with pytest.raises(RuleViolation, match="certification withheld since 10 Feb 2026 already"):
        withhold_certification(case=case, first_day=FEB_20, **FAILED, **who)


def test_reverse_restores_exactly_what_was_before(case, who):
    acts = (
        lambda: certify_case(case=case, first_day=FEB_2, **who),
        lambda: withdraw_certification(case=case, first_day=FEB_10, **FAILED, **who),
        lambda: certify_case(case=case, first_day=FEB_20, **who),
    )
    before = []
    for act in acts:
        before.append((spells(case), facts_of(case.member), list(unpaid(case))))
        act()
    with pytest.raises(RuleViolation, match="Say why the entry is taken back"):
        reverse_certification(case=case, reason=" ", **who)
    while before:
        reverse_certification(case=case, reason="wrong member", **who)
        assert (spells(case), facts_of(case.member), list(unpaid(case))) == before.pop()
    with pytest.raises(RuleViolation, match="Nothing about certification is on record"):
        reverse_certification(case=case, reason="x", **who)
    assert Certification.objects.filter(case=case, reversed_at__isnull=False).count() == 3


def test_a_further_absence_of_the_case_begins_uncertified(case, who):
    withhold_certification(case=case, first_day=FEB_10, **FAILED, **who)
    return_case(case=case, last_day=FEB_20, by=who["by"], now=NOW, on=TODAY)
    march = date(2026, 3, 1)
    add_absence(case=case, first_day=march, last_day=None, source="MAR", **who)
    account = account_for(case, TODAY, load_policy())
    assert account.used == 8 + 5  # 2 to 9 Feb, 1 to 5 Mar
    withhold_certification(case=case, first_day=march, **FAILED, **who)
    assert spells(case) == [("withheld", FEB_10, FEB_20), ("withheld", march, None)]


def test_the_database_holds_one_certification_a_day(case, who):
    certify_case(case=case, first_day=FEB_10, **who)
    row = {"case": case, "state": "certified", "decided_by": who["by"], "entered_at": NOW,
           "entered_by": who["by"]}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Certification.objects.create(first_day=FEB_2, last_day=FEB_10, **row)
    Certification.objects.create(first_day=FEB_2, last_day=date(2026, 2, 9), **row)


def test_certification_is_entered_late_after_the_return(case, who):
    return_case(case=case, last_day=FEB_10, by=who["by"], now=NOW, on=TODAY)
    certify_case(case=case, first_day=FEB_2, **who)
    assert spells(case) == [("certified", FEB_2, None)]


def test_return_before_a_decision_is_refused(case, who):
    certify_case(case=case, first_day=FEB_10, **who)
    with pytest.raises(
        RuleViolation, match="On 10 Feb 2026 a decision on certification"
    ) as refused:
        return_case(case=case, last_day=date(2026, 2, 9), by=who["by"], now=NOW, on=TODAY)
    assert refused.value.field == "last_day"
    return_case(case=case, last_day=FEB_10, by=who["by"], now=NOW, on=TODAY)
