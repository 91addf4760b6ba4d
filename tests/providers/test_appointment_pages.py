"""The pages of one appointment: make, read, act."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from members.models import StaffLink
from providers.models import Appointment, AppointmentState
from tests.budget import query_budget
from tests.factories import NOW, make_case
from tests.providers.makers import appointment, provider

pytestmark = pytest.mark.django_db

TYPED = {"kind": "medical_review", "day": "2026-03-10", "clock": "09:30", "place": "Room 2"}
AFTERWARDS = NOW + timedelta(days=6)


def new(case):
    return f"/cases/{case.reference}/appointments/new/"


def act(made, action):
    return f"/appointments/{made.key}/{action}/"


def messages(response):
    return [str(message) for message in response.context["messages"]]


def test_appointment_new_makes_it_and_says_when(client_for, intake):
    case, shah = make_case(), provider()
    data = {**TYPED, "provider": shah.key}
    response = client_for(intake).post(new(case), data, follow=True)
    made = Appointment.objects.get()
    assert (made.provider, made.minutes, made.made_by) == (shah, 30, intake)
    assert response.redirect_chain == [(f"/cases/{case.reference}/", 302)]
    assert messages(response) == ["The appointment is made: Tue 10 Mar 2026, 09:30."]
    assert "Medical review: appointment made for Tue 10 Mar 2026, 09:30" in response.text


def test_appointment_new_on_the_night_the_clocks_go_back_says_which(client_for, intake):
    data = {**TYPED, "day": "2026-11-01", "clock": "01:30"}
    response = client_for(intake).post(new(make_case()), data, follow=True)
    assert Appointment.objects.get().starts_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert messages(response)[0].endswith(
        "01:30 comes twice on 1 Nov 2026, when the clocks go back. The first of the two is meant."
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "2026-03-08", "clock": "02:30"}, "02:30 does not exist on 8 Mar 2026"),
        ({"day": "2026-03-04"}, "has passed. Enter a time ahead"),
        ({"day": "2027-03-09"}, "more than 366 days ahead"),
        ({"day": "9999-12-31"}, "more than 366 days ahead"),
        ({"day": "0001-01-01"}, "more than 30 days ago"),
        ({"day": ""}, "Enter a date."),
        ({"clock": "25:00"}, "That is not a time"),
        ({"minutes": "9999999999999"}, "less than or equal to 480"),
        ({"minutes": "-5"}, "greater than or equal to 5"),
        ({"kind": "party"}, "Select a valid choice"),
        ({"place": "x" * 121}, "at most 120 characters"),
    ],
)
def test_appointment_new_keeps_what_was_typed(client_for, intake, typed, sentence):
    data = {**TYPED, "minutes": "45", **typed}
    response = client_for(intake).post(new(make_case()), data)
    assert response.status_code == 422
    assert sentence in response.text
    assert f'value="{data["minutes"]}"' in response.text
    assert not Appointment.objects.exists()


def test_appointment_new_entered_afterwards_is_shown_as_late(client_for, intake):
    data = {**TYPED, "day": "2026-03-02", "back_entry": "on"}
    client = client_for(intake)
    client.post(new(make_case()), data)
    made = Appointment.objects.get()
    assert "entered late" in client.get(f"/appointments/{made.key}/").text
    assert "entered late" in client.get("/appointments/?day=2026-03-02").text


@pytest.mark.parametrize(("action", "state"), [("keep", "kept"), ("miss", "no_show")])
def test_a_button_settles_and_goes_back_to_the_day(client_for, intake, clock_at, action, state):
    made = appointment(make_case())
    clock_at(AFTERWARDS)
    back = "/appointments/?day=2026-03-10"
    response = client_for(intake).post(act(made, action), {"next": back})
    made.refresh_from_db()
    assert (response.url, made.state) == (back, state)


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_a_button_goes_nowhere_else(client_for, intake, clock_at, next_page):
    made = appointment(make_case())
    clock_at(AFTERWARDS)
    response = client_for(intake).post(act(made, "keep"), {"next": next_page})
    assert response.url == f"/appointments/{made.key}/"


def test_a_button_before_its_time_comes_back_with_the_sentence(client_for, intake):
    made = appointment(make_case())
    response = client_for(intake).post(act(made, "keep"), follow=True)
    sentence = "It begins Tue 10 Mar 2026, 09:30. Say afterwards whether it was kept."
    assert messages(response) == [sentence]
    assert response.text.count(sentence) == 2  # the message, and once beside the button


def test_appointment_move_shows_both_ways(client_for, intake):
    made = appointment(make_case(), place="Room 2")
    client = client_for(intake)
    form = client.get(act(made, "move")).text
    assert 'value="2026-03-10"' in form
    assert 'value="09:30"' in form
    data = {"day": "2026-03-12", "clock": "10:00", "minutes": "30", "place": "Room 3"}
    client.post(act(made, "move"), {**data, "reason": "Ill"})
    moved = Appointment.objects.get(moved_from=made)
    assert moved.place == "Room 3"
    assert "12 Mar 2026, 10:00" in client.get(f"/appointments/{made.key}/").text
    text = client.get(f"/appointments/{moved.key}/").text
    assert "Moved from Tue 10 Mar 2026, 09:30: Ill" in text


@pytest.mark.parametrize("action", ["move", "cancel"])
def test_an_act_that_asks_keeps_what_was_typed(client_for, intake, action):
    made = appointment(make_case())
    data = {"day": "2026-03-08", "clock": "02:30", "minutes": "30", "reason": " ", "place": "P"}
    response = client_for(intake).post(act(made, action), {**data, "next": "/appointments/"})
    assert response.status_code == 422
    assert "Fill this in." in response.text
    assert 'name="next" value="/appointments/"' in response.text
    made.refresh_from_db()
    assert made.state == AppointmentState.SCHEDULED


def test_appointment_cancel_and_correct_with_a_reason(client_for, coordinator, clock_at):
    case = make_case()
    made, other = appointment(case), appointment(case, day=date(2026, 3, 11), clock=time(8))
    clock_at(AFTERWARDS)
    client = client_for(coordinator)
    client.post(act(made, "cancel"), {"reason": "Doctor away"})
    client.post(act(other, "miss"))
    client.post(act(other, "correct"), {"reason": "Wrong row"})
    made.refresh_from_db(), other.refresh_from_db()
    assert (made.state, other.state) == ("cancelled", "scheduled")
    assert "Doctor away" in client.get(f"/appointments/{made.key}/").text
    assert "Wrong row" in client.get(f"/appointments/{other.key}/").text
    assert "Wrong row" in client.get(f"/cases/{case.reference}/").text


def test_an_act_page_says_why_it_cannot_be_done(client_for, coordinator):
    made = appointment(make_case())
    text = client_for(coordinator).get(act(made, "correct")).text
    assert "The appointment is scheduled; this needs it to be kept or no-show." in text
    assert "<textarea" not in text
    assert 'name="reason"' not in text


ROLES = ["coordinator", "trainee", "lead", "supervisor", "physician", "intake", "records",
         "auditor", "admin_user"]  # fmt: skip
READ_ONLY = {"records", "auditor", "admin_user"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_or_acts(client_for, request, role, clock_at):
    person, case = request.getfixturevalue(role), make_case()
    made = appointment(case)
    clock_at(AFTERWARDS)
    client = client_for(person)
    note = 403 if role in READ_ONLY else 200
    see = 403 if role == "admin_user" else 200
    amend = 403 if role in {*READ_ONLY, "trainee", "intake"} else 200
    for path in (new(case), act(made, "move"), act(made, "cancel")):
        assert client.get(path).status_code == note
    assert client.get(act(made, "correct")).status_code == amend
    assert client.get(f"/appointments/{made.key}/").status_code == see
    assert client.post(act(made, "keep")).status_code == (403 if note == 403 else 302)
    assert client.get(act(made, "miss")).status_code == 405


@pytest.mark.parametrize("relation", ["self", "relative"])
def test_an_appointment_on_ones_own_record_is_not_there(client_for, lead, relation):
    case = make_case()
    made = appointment(case)
    StaffLink.objects.create(user=lead, member=case.member, relation=relation)
    client = client_for(lead)
    for path in (new(case), f"/appointments/{made.key}/", act(made, "move"), act(made, "cancel")):
        assert client.get(path).status_code == 404
    assert client.post(act(made, "keep")).status_code == 404
    assert made.key not in client.get("/appointments/?day=2026-03-10").text


def test_appointment_detail_within_the_budget(client_for, coordinator):
    made = appointment(make_case(owner=coordinator), provider=provider())
    client = client_for(coordinator)
    client.get("/providers/")
    with query_budget(3):  # whose record is hidden, the appointment with all it names, its history
        text = client.get(f"/appointments/{made.key}/").text
    assert "Shah, Anita, MD" in text
