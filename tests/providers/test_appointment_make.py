"""Making an appointment: the service."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from caseflow.refusals import RuleViolation
from cases.models import CaseEvent
from cases.services.moving import return_case
from providers.models import Appointment, AppointmentState
from tests.factories import NOW, TODAY, make_case, make_member
from tests.providers.makers import appointment, provider

pytestmark = pytest.mark.django_db


def refused(case, **fields):
    with pytest.raises(RuleViolation) as refusal:
        appointment(case, **fields)
    assert not Appointment.objects.filter(made_at=NOW, place="never").exists()
    return refusal.value


def test_make_appointment_stores_the_instant_and_what_the_kind_takes():
    made = appointment(make_case(), kind="firing_range", place=" Range 2 ", provider=provider())
    assert made.starts_at == datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
    assert (made.minutes, made.place, made.state) == (120, "Range 2", AppointmentState.SCHEDULED)
    assert made.provider.name == "Shah, Anita, MD"
    assert [row.history_change_reason for row in made.history.all()] == ["Made"]


def test_make_appointment_records_the_event():
    case = make_case()
    made = appointment(case)
    event = CaseEvent.objects.get(case=case, kind="appointment_made")
    assert event.data["about"] == "Medical review"
    assert event.data["when"] == "Tue 10 Mar 2026, 09:30"
    assert event.data["wrote"][0][:2] == ["providers.appointment", made.pk]
    assert (event.happened_at, made.entered_late) == (NOW, False)


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        (
            {"day": TODAY + timedelta(days=367)},
            "7 Mar 2027 is more than 366 days ahead. Check the year.",
            "day",
        ),
        (
            {"clock": time(8, 59), "day": TODAY},
            "Thu 5 Mar 2026, 08:59 has passed. Enter a time ahead; an appointment on paper is "
            "entered afterwards from its case, and says so.",
            "clock",
        ),
        (
            {"day": TODAY - timedelta(days=31), "back_entry": True},
            "2 Feb 2026 is more than 30 days ago. Write a note on the case instead, with the day "
            "it happened.",
            "day",
        ),
        (
            {"back_entry": True},
            "Tue 10 Mar 2026, 09:30 is still ahead, so it is not entered afterwards. Take that "
            "mark off, or check the day.",
            "back_entry",
        ),
        (
            {"day": date(2026, 3, 8), "clock": time(2, 30)},
            "02:30 does not exist on 8 Mar 2026: the clocks go forward that night. Choose another "
            "time, for example 03:30.",
            "clock",
        ),
        ({"minutes": 4}, "An appointment takes 5 to 480 minutes, not 4.", "minutes"),
    ],
)
def test_make_appointment_refuses_a_time_that_cannot_be(fields, sentence, field):
    refusal = refused(make_case(), place="never", **fields)
    assert (refusal.sentence, refusal.field) == (sentence, field)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_make_appointment_refuses_the_ends_of_the_calendar(day):
    assert "days" in refused(make_case(), day=day).sentence


def test_make_appointment_takes_366_days_ahead():
    assert appointment(make_case(), day=TODAY + timedelta(days=366)).pk


def test_make_appointment_takes_the_first_of_two():
    made = appointment(make_case(), day=date(2026, 11, 1), clock=time(1, 30))
    assert made.starts_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_make_appointment_enters_one_afterwards_and_says_so():
    case = make_case()
    made = appointment(case, day=TODAY - timedelta(days=30), back_entry=True)
    event = CaseEvent.objects.get(case=case, kind="appointment_made")
    assert made.entered_late
    assert event.happened_at == made.starts_at
    assert event.recorded_at == NOW


@pytest.mark.parametrize("clock", [time(9, 30), time(9, 1), time(9, 59)])
def test_make_appointment_names_the_other_at_that_moment(clock):
    member = make_member()
    first = make_case(member, last_day=date(2026, 2, 10))
    appointment(first)
    refusal = refused(make_case(member, first_day=date(2026, 2, 20)), clock=clock)
    assert refusal.sentence == (
        "The member has another appointment then: medical review, Tue 10 Mar 2026, 09:30, "
        f"30 minutes, case {first.reference}. Choose another time, or move that one first."
    )


@pytest.mark.parametrize("clock", [time(9, 0), time(10, 0)])
def test_make_appointment_right_before_or_after_another(clock):
    case = make_case()
    appointment(case)
    assert appointment(case, clock=clock).pk


def test_make_appointment_of_two_members_at_one_moment():
    appointment(make_case())
    assert appointment(make_case(make_member("77"))).pk


def test_make_appointment_refuses_a_closed_case(coordinator):
    case = close(make_case(), coordinator)
    assert refused(case).sentence == (
        f"{case.reference} is closed. Reopen the case to make an appointment on it."
    )


def test_make_appointment_refuses_whoever_may_not_note(records):
    refusal = refused(make_case(), by=records)
    assert refusal.sentence == (
        "You do not have the right to write notes, record reports and appointments."
    )


def test_make_appointment_leaves_nothing_when_it_fails_half_way(monkeypatch):
    def fail(**_):
        raise RuntimeError

    case = make_case()
    monkeypatch.setattr("providers.services.appointments.record_event", fail)
    with pytest.raises(RuntimeError):
        appointment(case)
    assert not Appointment.objects.exists()
    assert not Appointment.history.exists()


def close(case, by):
    from cases.services.closing import close_case

    return_case(case=case, last_day=date(2026, 3, 1), by=by, now=NOW, on=TODAY)
    waived = {"note", "appointments"}
    return close_case(
        case=case, outcome="full_duty", reason="Back", waived=waived, by=by, now=NOW, on=TODAY
    )
