"""What other rooms ask."""

from datetime import date, timedelta

import pytest

from providers.queries import (
    acts_on_case,
    current_report,
    next_appointment_for,
)
from providers.services.appointments import cancel_appointment
from tests.factories import NOW, TODAY, make_case, make_member
from tests.providers.makers import appointment, report

pytestmark = pytest.mark.django_db


def test_next_appointment_for_is_the_earliest_scheduled(coordinator, django_assert_num_queries):
    one, two = make_case(make_member("1")), make_case(make_member("2"))
    gone = appointment(one, day=date(2026, 3, 9))
    cancel_appointment(appointment=gone, reason="Ill", by=coordinator, now=NOW)
    later, sooner = appointment(one, day=date(2026, 3, 20)), appointment(one)
    with django_assert_num_queries(1):
        assert next_appointment_for([one, two]) == {one.pk: sooner}
    after_it = sooner.starts_at + timedelta(minutes=1)
    assert next_appointment_for([one], after_it) == {one.pk: later}
    assert next_appointment_for([]) == {}


@pytest.mark.parametrize(
    ("spans", "on", "expected"),
    [
        ([], TODAY, None),
        ([("2026-03-01", "2026-03-10"), ("2026-03-03", "2026-03-04")], TODAY, 0),
        ([("2026-03-01", "2026-03-10"), ("2026-03-05", "2026-03-05")], TODAY, 1),
        ([("2026-03-05", None), ("2026-02-01", "2026-03-04")], TODAY, 0),
        ([("2026-02-01", "2026-03-04"), (None, "2026-03-20")], TODAY, 1),
        ([("2026-03-06", None), ("2026-02-01", "2026-03-04")], TODAY, 1),
    ],
)
def test_current_report_covers_the_day_or_is_the_latest(spans, on, expected):
    case, made = make_case(), []
    for first, last in spans:
        days = [date.fromisoformat(day) if day else None for day in (first, last)]
        made.append(report(case, covers_from=days[0], covers_to=days[1]))
    assert current_report(case, on) == (None if expected is None else made[expected])


def test_acts_on_case_say_why_not(coordinator, records):
    case = make_case()
    assert [act["refused"] for act in acts_on_case(case, coordinator)] == ["", ""]
    assert all("do not have the right" in act["refused"] for act in acts_on_case(case, records))
