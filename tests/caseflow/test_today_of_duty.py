"""Today says what is next on a case whose member is on limited duty or on leave."""

from datetime import date, timedelta

import pytest

from caseflow.worklist import worklist
from cases.models import Case, Certification, DutySpell, Release
from cases.models.case import CaseState
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
SINCE = date(2026, 2, 20)


def ahead(days):
    return TODAY + timedelta(days=days)


def returned(coordinator, star="1"):
    case = make_case(make_member(star), owner=coordinator)
    Case.objects.filter(pk=case.pk).update(state=CaseState.RETURNED)
    return case


def spell(case, by, kind, **fields):
    values = {"first_day": SINCE, "entered_by": by, "entered_at": NOW, **fields}
    return DutySpell.objects.create(case=case, member=case.member, kind=kind, **values)


def steps_of(case):
    (line,) = worklist(Case.objects.filter(pk=case.pk), TODAY, 90)
    return [(step.due_on, step.what) for step in line.steps]


@pytest.mark.parametrize(("days", "verb"), [(9, "ends"), (-2, "ended")])
def test_limited_duty_ends_unless_it_is_renewed(coordinator, days, verb):
    case = returned(coordinator)
    spell(case, coordinator, "limited_iod", expires_on=ahead(days))
    what = f"Limited duty {verb}: renew it or record the full release"
    assert steps_of(case) == [(ahead(days), what)]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("disability_ordinary", "Disability leave, ordinary"),
        ("unpaid_medical", "Unpaid medical leave"),
    ],
)
def test_leave_says_since_when_or_until_when(coordinator, kind, words):
    case = returned(coordinator)
    row = spell(case, coordinator, kind)
    assert steps_of(case) == [(None, f"{words} since 20 Feb 2026")]
    DutySpell.objects.filter(pk=row.pk).update(last_day=ahead(5))
    assert steps_of(case) == [(ahead(5), f"{words} ends")]


def test_spell_that_is_over_or_reversed_leaves_the_case_to_be_closed(coordinator):
    over, taken_back = returned(coordinator), returned(coordinator, "2")
    spell(over, coordinator, "limited_iod", last_day=ahead(-1))
    row = spell(taken_back, coordinator, "limited_iod", expires_on=ahead(3))
    DutySpell.objects.filter(pk=row.pk).update(
        reversed_at=NOW, reversed_by=coordinator, reversal_reason="entered in error"
    )
    for case in (over, taken_back):
        assert steps_of(case) == [(None, "Close the case: the member is back")]


def test_release_waits_for_the_unit_until_it_is_verified(coordinator):
    case = returned(coordinator)
    row = Release.objects.create(
        case=case, kind="full", returns_on=ahead(-3), authorised_by=coordinator,
        entered_by=coordinator, entered_at=NOW,
    )  # fmt: skip
    assert steps_of(case) == [(ahead(-3), "Release not verified by the unit")]
    Release.objects.filter(pk=row.pk).update(verified_on=TODAY, verified_by="Sgt. Hall")
    assert steps_of(case) == [(None, "Close the case: the member is back")]


def test_review_of_certification_waits_until_it_is_answered(coordinator):
    case = make_case(make_member("1"), owner=coordinator)
    row = Certification.objects.create(
        case=case, state="withheld", cause="records", duty="Records.", first_day=SINCE,
        decided_by=coordinator, review_requested_on=TODAY, review_due_on=ahead(4),
        entered_by=coordinator, entered_at=NOW,
    )  # fmt: skip
    assert steps_of(case) == [(ahead(4), "Answer the review of certification")]
    Certification.objects.filter(pk=row.pk).update(
        review_answered_on=TODAY, review_outcome="upheld"
    )
    assert steps_of(case) == [(None, "Set the next date")]


@pytest.mark.parametrize("count", [1, 5])
def test_two_queries_however_many_spells(coordinator, count):
    for star in range(count):
        spell(returned(coordinator, str(star + 1)), coordinator, "limited_iod", expires_on=ahead(3))
    with query_budget(2):
        assert len(worklist(Case.objects.filter(owner=coordinator), TODAY, 90)) == count
