"""A roster without some columns, judged by what the office holds of the member."""

import pytest

from members.models import Member
from tests.generate import person

pytestmark = pytest.mark.django_db


def without(row, *columns):
    return {name: value for name, value in row.items() if name not in columns}


def test_import_refuses_an_appointment_after_the_separation_on_record(roster):
    roster([person("20001", separated_on="2020-01-01")])
    row = without(person("20001", appointed_on="2021-03-01"), "separated_on")
    report = roster([row])
    (refusal,) = report.refused
    assert (refusal.line, refusal.column, refusal.value) == (2, "appointed_on", "2021-03-01")
    assert refusal.reason == "The separation is before the appointment."
    assert (report.updated, report.missing) == (0, [])


def test_import_refuses_an_appointment_too_early_for_the_birth_on_record(roster):
    roster([person("20001")])
    report = roster([without(person("20001", appointed_on="2000-03-01"), "born_on")])
    (refusal,) = report.refused
    assert (refusal.column, refusal.value) == ("appointed_on", "2000-03-01")
    assert "less than 18 years before the appointment" in refusal.reason
    assert str(Member.objects.get().appointed_on) == "2010-03-01"


def test_import_takes_an_appointment_that_fits_the_record(roster):
    roster([person("20001", separated_on="2020-01-01")])
    row = without(person("20001", appointed_on="2011-03-01"), "born_on", "separated_on")
    assert roster([row]).updated == 1


def test_skip_bad_keeps_the_star_of_a_member_whose_day_does_not_fit(roster):
    roster([person("20001"), person("20002")])
    moved = person("30001", employee_number="9020001", appointed_on="2000-03-01")
    taker = person("20001", employee_number="9020002")
    report = roster([without(moved, "born_on"), without(taker, "born_on")], skip_bad=True)
    assert [(entry.line, entry.column) for entry in sorted(report.refused)] == [
        (2, "appointed_on"),
        (3, "star_number"),
    ]
