"""The team's page: a row for each caseload, each number the address of its rows."""

import csv
import io
from datetime import date, timedelta

import pytest

from cases.services.holding import hold_case
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_note, make_user
from tests.providers import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


@pytest.fixture
def office(coordinator):
    """Two of the coordinator, one on hold and seen today; one of a physician; one of nobody."""
    held = make_case(make_member("1"), owner=coordinator)
    hold_case(case=held, reason="MRI", until=None, by=coordinator, now=NOW, on=TODAY)
    makers.appointment(held, day=TODAY)
    long_ago = NOW - timedelta(days=30)
    quiet = make_case(make_member("2"), owner=coordinator, now=long_ago, on=long_ago.date())
    doctor = make_user("doctor", ["physician"], full_name="Doctor")
    make_case(make_member("3"), kind="iod", first_day=date(2025, 3, 20), owner=doctor)
    make_case(make_member("4"))
    return {"held": held, "quiet": quiet}


def team(client):
    text = client.get("/team/?format=csv").getvalue().decode()
    return {row["user_name"]: row for row in csv.DictReader(io.StringIO(text))}


def test_team_counts_by_who_has_the_case(client_for, lead, trainee, office):
    rows = team(client_for(lead))
    shown = {
        name: (row["open"], row["near_exhaustion"], row["on_hold"]) for name, row in rows.items()
    }
    assert shown == {
        "coordinator": ("2", "0", "1"),
        "doctor": ("1", "1", "0"),
        "lead": ("0", "0", "0"),
        "trainee": ("0", "0", "0"),
        "none": ("1", "0", "0"),
        "": ("4", "1", "1"),
    }


def test_oldest_untouched_is_the_case_with_the_oldest_last_entry(client_for, lead, office):
    client = client_for(lead)
    assert team(client)["coordinator"]["oldest_untouched"] == office["quiet"].reference
    make_note(office["quiet"], now=NOW + timedelta(minutes=5))
    row = team(client)["coordinator"]
    assert (row["oldest_untouched"], row["untouched_days"]) == (office["held"].reference, "0")


def test_who_has_left_stays_while_they_have_cases(client_for, lead, coordinator, office):
    make_user("gone", ["coordinator"], is_active=False)
    coordinator.is_active = False
    coordinator.save()
    assert set(team(client_for(lead))) == {"coordinator", "doctor", "lead", "none", ""}


def test_team_is_for_those_who_supervise(client_for, coordinator, supervisor):
    assert client_for(coordinator).get("/team/").status_code == 403
    assert client_for(coordinator).get("/team/?appointments=none").status_code == 403
    assert client_for(supervisor).get("/team/").status_code == 200


def test_day_of_a_caseload_has_its_appointments_alone(client_for, lead, office):
    client = client_for(lead)
    page = client.get("/team/?appointments=coordinator")
    assert [row.case.reference for row in page.context["rows"]] == [office["held"].reference]
    assert "No appointment today" in client.get("/team/?appointments=none").text
    assert client.get("/team/?appointments=nobody-here").status_code == 404
    assert client.get("/team/?appointments=%00").status_code == 404


def test_team_costs_the_same_for_many(client_for, lead, coordinator):
    client = client_for(lead)
    for number in range(8):
        owner = make_user(f"owner{number}")
        for case in range(3):
            make_case(make_member(f"{number + 1}{case}"), owner=owner, by=coordinator)
    client.get("/team/")
    with query_budget(8):
        response = client.get("/team/")
    assert '<a href="/cases/?tab=open&amp;owner=owner3">3</a>' in response.text
