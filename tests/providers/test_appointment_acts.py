"""Kept, no-show, moved, cancelled, corrected: the services and their one table."""

from datetime import date, time, timedelta

import pytest

from caseflow.access import Capability
from caseflow.refusals import RuleViolation
from cases.checklist import checklist
from cases.models import CaseEvent
from providers.lifecycle import ACTIONS, why_not, workflow_table
from providers.models import Appointment, AppointmentState
from providers.services.appointments import (
    EVENT_KINDS,
    cancel_appointment,
    correct_appointment,
    keep_appointment,
    miss_appointment,
    move_appointment,
)
from tests.factories import NOW, TODAY, make_case
from tests.providers.makers import appointment
from tests.providers.test_appointment_make import close

pytestmark = pytest.mark.django_db

AFTERWARDS = NOW + timedelta(days=6)  # 11 March, the day after the appointment
ACTS = {"keep": keep_appointment, "miss": miss_appointment}


def act(code, made, by, *, now=AFTERWARDS, reason="The member called"):
    if code in ACTS:
        return ACTS[code](appointment=made, by=by, now=now)
    if code == "move":
        return move(made, by, now=now, reason=reason)
    acts = {"cancel": cancel_appointment, "correct": correct_appointment}
    return acts[code](appointment=made, by=by, now=now, reason=reason)


def move(made, by, *, day=date(2026, 3, 20), clock=time(11), now=NOW, reason="Ill", **fields):
    on = TODAY if now == NOW else date(2026, 3, 11)
    return move_appointment(
        appointment=made, day=day, clock=clock, reason=reason, by=by, now=now, on=on, **fields
    )


@pytest.mark.parametrize("code", ["keep", "miss", "cancel"])
def test_an_act_settles_the_appointment_and_records_it(coordinator, code):
    made = appointment(make_case())
    settled = act(code, made, coordinator)
    spec = ACTIONS[code]
    assert (settled.state, settled.settled_by) == (spec.target, coordinator)
    assert settled.settled_at == AFTERWARDS
    event = CaseEvent.objects.get(kind=EVENT_KINDS[code])
    assert event.happened_at == (made.starts_at if spec.after_its_time else AFTERWARDS)
    assert event.reason == ("The member called" if spec.asks else "")
    assert settled.history.first().history_user == coordinator


@pytest.mark.parametrize("code", ["keep", "miss"])
def test_an_outcome_is_refused_before_its_time(coordinator, code):
    made = appointment(make_case())
    with pytest.raises(RuleViolation) as refusal:
        act(code, made, coordinator, now=made.starts_at - timedelta(seconds=1))
    assert refusal.value.sentence == (
        "It begins Tue 10 Mar 2026, 09:30. Say afterwards whether it was kept."
    )
    assert act(code, made, coordinator, now=made.starts_at).state == ACTIONS[code].target


@pytest.mark.parametrize("code", list(ACTIONS))
@pytest.mark.parametrize("state", list(AppointmentState))
def test_an_act_is_refused_from_any_other_state(coordinator, code, state):
    made = appointment(make_case())
    if state != AppointmentState.SCHEDULED:
        made.state, made.settled_at, made.settled_by = state, AFTERWARDS, coordinator
        made.save()
    if state in ACTIONS[code].sources:
        assert why_not(code, made, coordinator, AFTERWARDS) is None
        return
    wanted = " or ".join(source.label.lower() for source in ACTIONS[code].sources)
    with pytest.raises(RuleViolation) as refusal:
        act(code, made, coordinator)
    assert refusal.value.sentence == (
        f"The appointment is {state.label.lower()}; this needs it to be {wanted}."
    )


@pytest.mark.parametrize("code", ["move", "cancel", "correct"])
def test_an_act_that_asks_wants_a_reason(coordinator, code):
    made = appointment(make_case())
    if code == "correct":
        act("keep", made, coordinator)
    with pytest.raises(RuleViolation, match=r"Say why, in a few words\.") as refusal:
        act(code, made, coordinator, reason="  ")
    assert refusal.value.field == "reason"


@pytest.mark.parametrize("code", list(ACTIONS))
def test_an_act_is_refused_without_the_right(records, coordinator, code):
    made = appointment(make_case())
    if code == "correct":
        act("keep", made, coordinator)
    right = (Capability.AMEND if code == "correct" else Capability.NOTE).label
    with pytest.raises(RuleViolation, match=f"You do not have the right to {right}"):
        act(code, made, records)


def test_move_appointment_makes_a_new_one_that_names_the_old(coordinator):
    made = appointment(make_case(), place="Room 2", minutes=45)
    new = move(made, coordinator)
    made.refresh_from_db()
    assert (made.state, made.moved_to) == (AppointmentState.MOVED, new)
    assert (new.state, new.place, new.minutes) == (AppointmentState.SCHEDULED, "Room 2", 45)
    event = CaseEvent.objects.get(kind="appointment_moved")
    assert (event.reason, event.data["was"]) == ("Ill", "Tue 10 Mar 2026, 09:30")
    assert [entry[1] for entry in event.data["wrote"]] == [made.pk, new.pk]


def test_move_appointment_within_its_own_time(coordinator):
    made = appointment(make_case())
    assert move(made, coordinator, day=date(2026, 3, 10), clock=time(9, 45), place="Room 3").pk


def test_move_appointment_refuses_the_time_it_has(coordinator):
    made = appointment(make_case())
    with pytest.raises(RuleViolation, match="It is at that time already: Tue 10 Mar 2026, 09:30"):
        move(made, coordinator, day=date(2026, 3, 10), clock=time(9, 30))


def test_move_appointment_leaves_the_old_one_when_the_new_time_is_taken(coordinator):
    case = make_case()
    made = appointment(case)
    appointment(case, day=date(2026, 3, 20), clock=time(11))
    with pytest.raises(RuleViolation, match="The member has another appointment then"):
        move(made, coordinator)
    made.refresh_from_db()
    assert made.state == AppointmentState.SCHEDULED
    assert made.history.count() == 1


def test_move_appointment_refuses_a_closed_case_but_it_can_be_settled(coordinator):
    case = make_case()
    made = appointment(case)
    close(case, coordinator)
    with pytest.raises(RuleViolation, match="is closed. Reopen the case"):
        move(made, coordinator)
    assert act("cancel", made, coordinator).state == AppointmentState.CANCELLED


def test_correct_appointment_takes_an_outcome_back(coordinator):
    made = act("miss", appointment(make_case()), coordinator)
    corrected = act("correct", made, coordinator, reason="Wrong row")
    assert (corrected.state, corrected.settled_at) == (AppointmentState.SCHEDULED, None)
    assert CaseEvent.objects.filter(kind="appointment_no_show").exists()
    assert CaseEvent.objects.get(kind="appointment_corrected").reason == "Wrong row"


def test_correct_appointment_refuses_a_moment_that_was_taken_since(coordinator):
    case = make_case()
    made = act("cancel", appointment(case), coordinator)
    Appointment.objects.filter(pk=made.pk).update(state=AppointmentState.KEPT)
    appointment(case)
    with pytest.raises(RuleViolation, match="The member has another appointment then"):
        act("correct", made, coordinator)


def test_the_checklist_waits_for_a_scheduled_appointment(coordinator):
    case = make_case()
    made = appointment(case)
    assert open_because(case) == (
        "Medical review, Tue 10 Mar 2026, 09:30, is still scheduled. Record what came of it first."
    )
    act("cancel", made, coordinator)
    assert open_because(case) is None


def open_because(case):
    items = {state.item.code: state for state in checklist(case, TODAY)}
    return items["appointments"].open_because


def test_the_table_of_acts_names_each_of_them():
    assert all(f"| {action.label} |" in workflow_table() for action in ACTIONS.values())
