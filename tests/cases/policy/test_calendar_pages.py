"""The calendars for everybody to read, and a time limit counted by hand."""

from datetime import date

import pytest

from caseflow.models import Calendar
from caseflow.services.calendars import Publishing, publish_calendar
from tests.budget import query_budget
from tests.factories import NOW

pytestmark = pytest.mark.django_db
PAGE = "/policy/calendars/"
FEB_27 = {"day": "2026-02-27", "number": "10", "convention": "working_days", "calendar": "city"}
STATE = {"convention": "statute_days", "calendar": "state"}


@pytest.fixture
def office(client_for, coordinator):
    return client_for(coordinator)


@pytest.fixture
def second(admin_user):
    said = Publishing(
        add={date(2026, 4, 10): "Day of mourning"},
        remove=[date(2026, 5, 25)],
        in_force_from=date(2026, 4, 1),
        source="Executive order",
        reason="A day of mourning was declared",
    )
    city = Calendar.objects.get(code="city")
    return publish_calendar(calendar=city, publishing=said, by=admin_user, now=NOW)


def day_of(response, day):
    line = next(line for line in response.context["days"] if line.day == day)
    names = [row.calendar.code for row in response.context["rows"]]
    return {code for code, off in zip(names, line.off, strict=True) if off}


def test_a_year_shows_who_is_off_on_which_day(office):
    response = office.get(f"{PAGE}?year=2026")
    assert day_of(response, date(2026, 4, 3)) == {"state"}
    assert day_of(response, date(2026, 4, 25)) == {"sworn"}
    assert day_of(response, date(2026, 7, 3)) == {"civilian", "federal", "state"}
    assert "Police Memorial Day" in response.text and "weekend" in response.text


@pytest.mark.parametrize("year", ["1850", "2031", "x", "٢٠٢٦", ""])
def test_a_year_that_no_calendar_knows_is_this_one(office, year):
    response = office.get(PAGE, {"year": year})
    assert response.status_code == 200
    assert 2020 <= response.context["year"] <= 2030


def test_the_policy_that_names_a_calendar_stands_beside_it(office):
    rows = {row.calendar.code: row.uses for row in office.get(PAGE).context["rows"]}
    assert "Calendar of working days" in rows["city"]
    assert rows["state"] == ["Holidays of statute days"]
    assert rows["sworn"] == []


def test_a_calendar_shows_its_versions_and_what_they_changed(office, second):
    text = office.get(f"{PAGE}city/").text
    for words in (
        "from 1 Apr 2026",
        "1 added, 1 removed",
        "A day of mourning was declared",
        "Executive order",
        "<del>Memorial Day</del>",
        "no longer since version 2",
        "since version 2",
        "from the beginning",
    ):
        assert words in text


def test_pages_cost_the_same_however_many_versions_there_are(office, second):
    with query_budget(9):
        assert office.get(PAGE).text.count("City calendar") >= 2
    with query_budget(7):
        assert "132 added" in office.get(f"{PAGE}city/").text


def test_an_unknown_calendar_is_not_found(office):
    assert office.get(f"{PAGE}lodge/").status_code == 404


def test_only_who_configures_is_offered_to_publish(office, client_for, admin_user):
    assert "Publish a version" not in office.get(PAGE).text
    assert "Publish a version" in client_for(admin_user).get(PAGE).text


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        ({}, "Monday 16 March 2026"),
        ({"calendar": "weekdays"}, "Friday 13 March 2026"),
        ({"convention": "calendar_days"}, "Monday 9 March 2026"),
        ({"convention": "calendar_days", "number": "-10"}, "Tuesday 17 February 2026"),
        (
            {"convention": "statute_days", "calendar": "state", "number": "3"},
            "Tuesday 3 March 2026",
        ),
        ({"convention": "months", "number": "1"}, "Friday 27 March 2026"),
        ({"convention": "hours", "number": "72", "hour": "10:00"}, "Monday 2 March 2026, 10:00"),
        (
            {"convention": "federal_court_hours", "number": "24", "hour": "10:00"},
            "Tuesday 3 March 2026, 10:00",
        ),
        ({"convention": "federal_court_days", "number": "-13"}, "Friday 13 February 2026"),
    ],
)
def test_a_time_limit_is_counted_by_hand_with_its_steps(office, fields, end):
    response = office.get(PAGE, {**FEB_27, **fields})
    assert response.status_code == 200
    assert f"<strong>{end}</strong>" in response.text
    assert response.text.count("<li>") >= 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": ""}, "Enter a date."),
        ({"day": "1800-01-01"}, "Choose a day from 1950 to 2150, not in 1800."),
        ({"number": "many"}, "Enter a whole number."),
        ({"number": "99999"}, "less than or equal to 3660"),
        ({"convention": "weeks"}, "Select a valid choice."),
        ({"convention": "hours"}, "Hours are counted from an hour. Enter it."),
        ({"convention": "statute_days", "number": "-1"}, "Illinois statutes count forward only."),
        ({"day": "2030-12-27"}, "City calendar v1 knows the days off from Wed 1 Jan 2020"),
    ],
)
def test_what_cannot_be_counted_is_said_and_nothing_typed_is_lost(office, fields, sentence):
    response = office.get(PAGE, {**FEB_27, **fields})
    assert response.status_code == 422
    assert sentence in response.text
    assert response.context["form"]["number"].value() == {**FEB_27, **fields}["number"]
