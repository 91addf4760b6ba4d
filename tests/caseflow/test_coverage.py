"""Coverage: who does whose work, chains and circles, and the acts that enter it."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseflow.coverage import coverage_on, covering, end_of_chain
from caseflow.models import AwayPeriod
from caseflow.refusals import RuleViolation
from caseflow.services.coverage import cancel_away, change_away, enter_away
from cases.answering import in_front_of, nobody_answers
from cases.models import Obligation
from cases.services.obligation_acts import make_obligation
from members.models import StaffLink
from tests.factories import NOW, TODAY, make_case, make_user

people = st.integers(0, 6)


def ahead(days):
    return TODAY + timedelta(days=days)


def away(user, stand_in, first=0, last=3, by=None, **more):
    who = {"by": by or user, "now": NOW, **more}
    return enter_away(
        user=user, stand_in=stand_in, first_day=ahead(first), last_day=ahead(last), remark="",
        **who,
    )  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(people, st.dictionaries(people, people), st.sets(people))
def test_chain_ends_with_somebody_who_is_there_and_able(person, chain, able):
    end = end_of_chain(person, chain, able)
    if end is not None:
        assert end in able
        assert end not in chain
    else:
        seen = [person]
        while seen[-1] in chain and chain[seen[-1]] not in seen:
            seen.append(chain[seen[-1]])
        assert seen[-1] in chain or seen[-1] not in able


@pytest.fixture
def three(db):
    return [make_user(name) for name in ("anna", "berta", "clara")]


def test_stand_in_who_is_away_passes_it_on(three):
    anna, berta, clara = three
    away(anna, berta)
    away(berta, clara, 2, 5)
    assert covering(ahead(1)) == {anna.pk: berta}
    assert covering(ahead(2)) == {anna.pk: clara, berta.pk: clara}
    assert covering(ahead(4)) == {berta.pk: clara}


def test_work_is_back_on_the_day_after(three):
    anna, berta, _ = three
    make_obligation(
        case=make_case(owner=anna, by=anna),
        what="Call",
        due_on=TODAY,
        handed_to=None,
        by=anna,
        now=NOW,
    )
    away(anna, berta, 0, 3)
    assert in_front_of(berta, coverage_on(ahead(3))).filter(what="Call").exists()
    assert not in_front_of(berta, coverage_on(ahead(4))).exists()
    assert in_front_of(anna, coverage_on(ahead(4))).filter(what="Call").exists()


def test_circle_is_refused(three):
    anna, berta, _ = three
    away(anna, berta)
    with pytest.raises(RuleViolation, match="nobody would be there in the end"):
        away(berta, anna, 2, 2)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (2, 1, "The last day is before the first."),
        (-5, -1, "is past. Enter today or a later day."),
        (0, 400, "longer than 400 days"),
        (400, 401, "is not within the next 400 days. Check the year."),
        (3, 9, "is away from 5 Mar 2026 to 8 Mar 2026 already"),
    ],
)
def test_days_are_refused(three, first, last, sentence):
    anna, berta, _ = three
    away(anna, berta, 0, 3)
    with pytest.raises(RuleViolation, match=sentence):
        away(anna, berta, first, last)


def test_stand_in_has_to_be_able_to_keep_cases(three):
    anna, berta, _ = three
    with pytest.raises(RuleViolation, match="cannot keep cases. Who can: Coordinator, Trainee"):
        away(anna, make_user("clerk", ["records"]))
    with pytest.raises(RuleViolation, match="this is who is away"):
        away(anna, anna)
    with pytest.raises(RuleViolation, match="Berta enters it, or who has the right to see the"):
        away(berta, anna, by=anna)


def test_lead_enters_it_for_others(three, lead):
    anna, berta, _ = three
    assert away(anna, berta, by=lead).entered_by == lead


def test_begun_period_is_shortened_not_called_off(three):
    anna, berta, _ = three
    period = away(anna, berta, -2, 3)
    assert cancel_away(period=period, by=anna, now=NOW).last_day == ahead(-1)
    assert coverage_on(TODAY).away == {}
    later = away(anna, berta, 5, 6)
    assert cancel_away(period=later, by=anna, now=NOW).cancelled_at == NOW
    with pytest.raises(RuleViolation, match="called off already"):
        cancel_away(period=later, by=anna, now=NOW)


def test_change_keeps_the_first_day_of_what_has_begun(three):
    anna, berta, clara = three
    period = away(anna, berta, -2, 3)
    said = {"stand_in": clara, "last_day": ahead(9), "remark": "", "by": anna, "now": NOW}
    with pytest.raises(RuleViolation, match="It began on 3 Mar 2026"):
        change_away(period=period, first_day=ahead(0), **said)
    change_away(period=period, first_day=ahead(-2), **said)
    assert covering(ahead(8)) == {anna.pk: clara}


def test_database_refuses_days_of_one_person_twice(three):
    anna, berta, _ = three
    away(anna, berta)
    fields = {"first_day": ahead(3), "last_day": ahead(4), "entered_at": NOW, "entered_by": anna}
    with pytest.raises(IntegrityError, match="away_once"), transaction.atomic():
        AwayPeriod.objects.create(user=anna, stand_in=berta, **fields)


def test_row_that_the_stand_in_may_not_see_goes_to_the_leads(three):
    anna, berta, _ = three
    case = make_case(owner=anna, by=anna)
    StaffLink.objects.create(user=berta, member=case.member, relation="relative")
    away(anna, berta)
    coverage = coverage_on(TODAY)
    assert not in_front_of(berta, coverage).exists()
    left = Obligation.objects.filter(nobody_answers(coverage))
    assert set(left) == set(Obligation.objects.filter(case=case))


def test_somebody_answers_or_the_leads_do(three):
    """Whatever happens to people, every row is in front of somebody who can act on it."""
    anna, berta, clara = three
    for owner in (anna, berta, None):
        make_case(make_member_of(owner), owner=owner, by=clara)
    away(anna, berta)
    berta.is_active = False
    berta.save()
    coverage = coverage_on(TODAY)
    left = set(Obligation.objects.filter(nobody_answers(coverage)))
    seen = {row for user in (clara,) for row in in_front_of(user, coverage)}
    assert left | seen == set(Obligation.objects.all())


def make_member_of(owner):
    from tests.factories import make_member

    return make_member(str(owner.pk if owner else 999))


@pytest.mark.django_db(transaction=True)
def test_two_who_name_each_other_at_once(postgres):
    anna, berta = make_user("anna"), make_user("berta")
    refused = []

    def enter(user, stand_in):
        try:
            away(user, stand_in)
        except RuleViolation as sentence:
            refused.append(str(sentence))
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=pair) for pair in ((anna, berta), (berta, anna))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (AwayPeriod.objects.count(), len(refused)) == (1, 1)
    assert "nobody would be there" in refused[0]
