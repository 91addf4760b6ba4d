"""Since when a member is under treatment, read with the case."""

from datetime import date, timedelta

import pytest

from cases.models import Case
from cases.treatment import register_treatment, with_treatment
from providers.services.appointments import cancel_appointment, keep_appointment
from tests.factories import NOW, TODAY, make_case, make_member
from tests.providers.makers import appointment, report

pytestmark = pytest.mark.django_db

MAR_4 = date(2026, 3, 4)
LATER = TODAY + timedelta(days=30)


def since(case, on=LATER):
    return with_treatment(Case.objects.filter(pk=case.pk), on).get().treatment_since


@pytest.fixture
def case(coordinator):
    return make_case(by=coordinator)


def test_nothing_on_record_is_no_treatment(case):
    assert since(case) is None


def test_the_first_report_counts_from_the_day_it_came(case):
    report(case, received_on=MAR_4)
    report(case, received_on=date(2026, 2, 20), work_status="off")
    assert since(case) == date(2026, 2, 20)
    assert since(case, date(2026, 2, 19)) is None


def test_a_latest_report_of_full_duty_ends_it(case):
    report(case, received_on=date(2026, 2, 20))
    report(case, received_on=MAR_4, work_status="full")
    assert since(case) is None
    assert since(case, date(2026, 3, 3)) == date(2026, 2, 20)


def test_a_medical_review_counts_from_the_day_it_was_made_until_cancelled(case, coordinator):
    made = appointment(case, kind="medical_review")
    assert since(case) == TODAY
    cancel_appointment(appointment=made, reason="x", by=coordinator, now=NOW)
    assert since(case) is None


def test_a_kept_review_goes_on_counting_and_other_appointments_never(case, coordinator):
    early = TODAY - timedelta(days=9)
    seen = appointment(
        case, date(2026, 3, 1), kind="medical_review", now=NOW - timedelta(days=9), on=early
    )
    keep_appointment(appointment=seen, by=coordinator, now=NOW)
    assert since(case) == early
    report(case, received_on=MAR_4)
    assert since(case) == early
    other = make_case(make_member("9"), by=coordinator)
    appointment(other, kind="firing_range")
    assert since(other) is None


def test_one_room_says_it():
    with pytest.raises(ValueError, match="Somebody says already"):
        register_treatment(lambda on: None)
