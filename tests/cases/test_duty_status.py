"""The stored partition: whole by how it is stored, the same from a migration and from the acts."""

import importlib
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from cases.kinds import CaseKind
from cases.models import DutyStatus
from cases.services.ledger import record_exception
from members.models import Member
from members.status import service_of, stretches
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db


def office() -> Member:
    member = make_member()
    injury = make_case(member, CaseKind.IOD, date(2024, 2, 29), last_day=date(2024, 8, 30))
    make_case(member, first_day=date(2024, 8, 31), last_day=date(2024, 9, 30))
    make_case(member, CaseKind.IOD_RECURRENCE, date(2025, 12, 1), parent=injury)
    record_exception(
        member=member, first_day=date(2024, 7, 7), last_day=date(2024, 8, 3), reason="furlough",
        source="TFS", by=injury.opened_by, now=NOW, on=TODAY,
    )  # fmt: skip
    make_member("4498", separated_on=date(2026, 1, 1))
    return member


def stored() -> list[tuple[object, ...]]:
    columns = ("member_id", "first_day", "status", "case_id", "reason")
    return sorted(DutyStatus.objects.values_list(*columns), key=str)


def test_migration_of_an_older_office_leaves_what_the_acts_leave():
    office()
    before = stored()
    DutyStatus.objects.all().delete()
    importlib.import_module("cases.migrations.0008_cut_time_into_statuses").forwards(apps, None)
    assert stored() == before


def test_two_statuses_cannot_begin_on_one_day():
    member = office()
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyStatus.objects.create(member=member, first_day=date(2024, 2, 29), status="leave")


def test_every_day_has_the_status_that_the_facts_give():
    from cases.services.facts import facts_of

    member = office()
    first, last = date(2024, 1, 1), TODAY
    facts = facts_of(member)
    service = service_of(member.appointed_on, member.separated_on, facts)
    said = {
        stretch.first_day + timedelta(days=number): stretch.status.code
        for stretch in stretches(service, first, last)
        for number in range(stretch.days)
    }
    rows = list(DutyStatus.objects.with_next().filter(member=member).order_by("first_day"))
    day = first
    while day <= last:
        holds = [r for r in rows if r.first_day <= day and (r.until is None or day < r.until)]
        assert [row.status for row in holds] == [said[day]], day
        day += timedelta(1)


@pytest.mark.parametrize("day", [date(2024, 2, 28), date(2024, 2, 29), date(2026, 1, 1), TODAY])
def test_on_gives_one_status_a_member(day):
    office()
    assert DutyStatus.objects.on(day).count() == 2
