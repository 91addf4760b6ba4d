"""Two people at the same moment, on two connections (PostgreSQL)."""

from datetime import date, time, timedelta

import pytest

from caseflow.refusals import RuleViolation, StaleVersion
from cases.models import CaseEvent
from providers.models import Appointment, ProviderReport
from providers.services.appointments import keep_appointment, miss_appointment
from tests.cases.test_two_at_once import at_once
from tests.factories import NOW, make_case, make_member, make_user
from tests.providers.makers import appointment, report
from tests.providers.test_report_amend import amend

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _needs_two_connections(postgres: None) -> None:
    """Skipped on SQLite, which has one writer at a time anyway."""


def test_two_appointments_at_one_moment_leave_one():
    by, member = make_user("coordinator"), make_member()
    one = make_case(member, by=by, last_day=date(2026, 2, 10))
    two = make_case(member, by=by, first_day=date(2026, 2, 20))
    results = at_once(
        lambda: appointment(one, by=by), lambda: appointment(two, by=by, clock=time(9, 45))
    )
    assert {type(result) for result in results} == {Appointment, RuleViolation}
    assert Appointment.objects.count() == 1


def test_two_outcomes_at_once_leave_one():
    by = make_user("coordinator")
    made, then = appointment(make_case(by=by)), NOW + timedelta(days=6)
    results = at_once(
        lambda: keep_appointment(appointment=made, by=by, now=then),
        lambda: miss_appointment(appointment=made, by=by, now=then),
    )
    assert {type(result) for result in results} == {Appointment, RuleViolation}
    kinds = ("appointment_kept", "appointment_no_show")
    assert CaseEvent.objects.filter(kind__in=kinds).count() == 1


def test_two_amendments_of_a_report_at_once_leave_one():
    by = make_user("coordinator")
    made = report(make_case(by=by))
    results = at_once(
        lambda: amend(made, by, restrictions="No stairs"),
        lambda: amend(made, by, restrictions="No ladders"),
    )
    assert {type(result) for result in results} == {ProviderReport, StaleVersion}
    assert ProviderReport.objects.get().version == 2
