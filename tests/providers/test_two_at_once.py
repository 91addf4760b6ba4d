"""Two people at the same moment, on two connections (PostgreSQL)."""

from datetime import date, time, timedelta

import pytest

from caseflow.refusals import RuleViolation, StaleVersion
from caseflow.verify.run import verify
from cases.models import CaseEvent
from providers.models import Appointment, Provider, ProviderReport
from providers.services.appointments import (
    keep_appointment,
    miss_appointment,
    move_appointment,
)
from providers.services.directory import ProviderEntry, amend_provider
from tests.cases.test_two_at_once import at_once
from tests.factories import NOW, make_case, make_member, make_user
from tests.providers.makers import appointment, provider, report
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


def test_a_provider_added_twice_at_once_is_there_once():
    make_user("coordinator")
    results = at_once(provider, provider)
    assert {type(result) for result in results} == {Provider, RuleViolation}
    assert Provider.objects.get().history.count() == 1


def test_a_provider_amended_twice_at_once_keeps_one():
    by, made = make_user("coordinator"), provider()
    results = at_once(
        lambda: amend_provider(
            provider=made, entry=ProviderEntry(name="One"), version=1, by=by, now=NOW
        ),
        lambda: amend_provider(
            provider=made, entry=ProviderEntry(name="Two"), version=1, by=by, now=NOW
        ),
    )
    assert {type(result) for result in results} == {Provider, StaleVersion}
    assert Provider.objects.get().version == 2


def test_move_against_keep_leaves_one():
    by = make_user("coordinator")
    made, then = appointment(make_case(by=by)), NOW + timedelta(days=6)
    moved = {"day": date(2026, 3, 20), "clock": time(9, 30), "reason": "ill", "on": then.date()}
    results = at_once(
        lambda: keep_appointment(appointment=made, by=by, now=then),
        lambda: move_appointment(appointment=made, by=by, now=then, **moved),
        lambda: move_appointment(appointment=made, by=by, now=then, **moved),
    )
    assert [type(result) for result in results].count(Appointment) == 1
    assert Appointment.objects.exclude(state="scheduled").count() == 1
    assert verify(on=then.date()).broken == []


def test_two_reports_at_once_are_both_in_the_chain():
    case = make_case(by=make_user("coordinator"))
    at_once(lambda: report(case), lambda: report(case))
    assert ProviderReport.objects.count() == 2
    assert verify(on=NOW.date()).broken == []


def test_two_amendments_of_a_report_at_once_leave_one():
    by = make_user("coordinator")
    made = report(make_case(by=by))
    results = at_once(
        lambda: amend(made, by, restrictions="No stairs"),
        lambda: amend(made, by, restrictions="No ladders"),
    )
    assert {type(result) for result in results} == {ProviderReport, StaleVersion}
    assert ProviderReport.objects.get().version == 2
