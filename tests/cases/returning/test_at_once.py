"""Two people at the same release, spell or permission, on two connections (PostgreSQL)."""

from datetime import date
from typing import Any

import pytest

from cases.models import DutySpell, DutyStatus, Release, TravelPermission
from cases.services.moving import return_case
from cases.services.requirements import meet_requirements
from cases.services.travel import approve_travel, refuse_travel
from tests.cases.returning import makers
from tests.cases.test_case_at_once import refused, whole_chain
from tests.cases.test_two_at_once import at_once
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _needs_two_connections(postgres: None) -> None:
    """Skipped on SQLite, which has one writer at a time anyway."""


@pytest.fixture
def by() -> Any:
    return make_user("coordinator")


def test_released_twice_at_once_is_released_once(by):
    case = make_case(kind="iod", by=by)
    results = at_once(*[lambda: makers.release(case, by, kind="limited")] * 2)
    assert refused(results) == 1
    assert (Release.objects.count(), DutySpell.objects.count()) == (1, 1)
    assert whole_chain(case)


def test_release_against_return_leaves_one_last_day(by):
    case = make_case(by=by)
    results = at_once(
        lambda: makers.release(case, by, kind="limited"),
        lambda: return_case(case=case, last_day=TODAY, by=by, now=NOW, on=TODAY),
    )
    assert refused(results) == 1
    assert case.absences.get().last_day is not None
    assert whole_chain(case)


def test_two_spells_of_one_day_at_once_leave_one(by):
    member = make_member()
    acts = [
        lambda d=day: makers.spell(member, by, first_day=d)
        for day in (date(2026, 2, 1), date(2026, 2, 9))
    ]
    assert refused(at_once(*acts)) == 1
    assert DutySpell.objects.count() == 1
    assert DutyStatus.objects.filter(member=member, status="limited_non_iod").count() == 1


def test_permitted_and_refused_at_once_is_one_of_them(by):
    row = makers.travel(make_case(by=by), by)
    results = at_once(
        lambda: approve_travel(travel=row, second_by="", second_on=None, by=by, now=NOW, on=TODAY),
        lambda: refuse_travel(travel=row, reason="surgery", by=by, now=NOW),
    )
    assert refused(results) == 1
    row = TravelPermission.objects.get()
    assert (row.approved_at is None) != (row.refused_at is None)


def test_met_twice_at_once_is_met_once(by):
    row = makers.require(make_case(by=by), by)
    act = {"requirement": row, "met_on": TODAY, "by": by, "now": NOW, "on": TODAY}
    assert refused(at_once(*[lambda: meet_requirements(**act)] * 2)) == 1
    assert whole_chain(row.case)
