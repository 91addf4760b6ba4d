"""Publishing a version of a calendar in Django admin."""

from datetime import date, timedelta

import pytest

from caseflow.dates import today
from caseflow.models import Calendar, CalendarVersion

pytestmark = pytest.mark.django_db
ADD = "/admin/caseflow/calendarversion/add/"


@pytest.fixture
def office(client_for, admin_user):
    return client_for(admin_user)


@pytest.fixture
def city():
    return Calendar.objects.get(code="city")


def new(city, **fields):
    values = {
        "calendar": city.pk,
        "in_force_from": (today() + timedelta(days=30)).isoformat(),
        "add": "2028-06-19 Juneteenth\n\n2029-06-19  Juneteenth ",
        "remove": "2028-02-12\n",
        "source": "Ordinance of 2027",
        "reason": "The Council changed two days",
    }
    return {**values, **fields}


def said(response):
    return str(response.context["errors"])


def test_adding_publishes_the_next_version_with_its_days(office, city, admin_user):
    assert office.post(ADD, new(city)).status_code == 302
    version = CalendarVersion.objects.get(calendar=city, number=2)
    assert (version.published_by, version.covers_to) == (admin_user, date(2030, 12, 31))
    added = city.days.filter(added_in=2).values_list("day", "name")
    assert sorted(added) == [
        (date(2028, 6, 19), "Juneteenth"),
        (date(2029, 6, 19), "Juneteenth"),
    ]
    assert city.days.get(removed_in=2).day == date(2028, 2, 12)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"add": "Juneteenth"}, "Juneteenth does not begin with a day: 2031-01-01."),
        ({"add": "2028-02-30 A day"}, "2028-02-30 A day does not begin with a day"),
        ({"add": "2028-06-19 A\n2028-06-19 B"}, "19 Jun 2028 stands here twice."),
        ({"remove": "12 Feb"}, "12 Feb does not begin with a day"),
        ({"remove": "2028-06-20"}, "20 Jun 2028 is no day off of City calendar"),
        ({"add": "2028-06-19"}, "Say what 19 Jun 2028 is called."),
        ({"add": "", "remove": ""}, "Nothing changes"),
        ({"in_force_from": ""}, "Say from which day on it is in force"),
        ({"in_force_from": "2026-01-01"}, "1 Jan 2026 is past"),
        ({"reason": ""}, "This field is required."),
        ({"source": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_published_comes_back_with_its_sentence(office, city, fields, sentence):
    page = office.post(ADD, new(city, **fields))
    assert page.status_code == 200
    assert sentence in said(page)
    assert city.versions.count() == 1


def test_a_second_version_of_the_same_day_is_refused_in_words(office, city):
    office.post(ADD, new(city))
    again = new(city, add="2030-06-19 Juneteenth", remove="")
    assert "City calendar v2 is in force from" in said(office.post(ADD, again))


def test_a_published_version_is_read_and_not_changed(office, city):
    office.post(ADD, new(city))
    version = CalendarVersion.objects.get(calendar=city, number=2)
    url = f"/admin/caseflow/calendarversion/{version.pk}/change/"
    page = office.get(url)
    assert "The Council changed two days" in page.text
    assert 'name="reason"' not in page.text
    assert office.post(url, {"reason": "Another"}).status_code == 403
    assert CalendarVersion.objects.get(pk=version.pk).reason == "The Council changed two days"


def test_days_are_not_edited_behind_a_version(office):
    assert office.get("/admin/caseflow/calendarday/").status_code == 404
