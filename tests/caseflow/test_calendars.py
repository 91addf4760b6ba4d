"""Calendars in versions: what an office begins with, publishing, what is counted by which."""

import importlib
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseflow import calendar_followers
from caseflow.calendars import load_calendars
from caseflow.deadlines import working_days
from caseflow.models import Calendar, CalendarDay, CalendarVersion
from caseflow.refusals import RuleViolation
from caseflow.services.calendars import Publishing, publish_calendar
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db
MOURNING = date(2026, 4, 10)
APRIL = date(2026, 4, 1)
SAID = {"source": "Executive order", "reason": "A day of mourning was declared"}
FRESH = Publishing(add={MOURNING: "Day of mourning"}, in_force_from=APRIL, **SAID)


@pytest.fixture
def city():
    return Calendar.objects.get(code="city")


@pytest.fixture
def publish(city, admin_user):
    def do(calendar=None, **fields):
        said = Publishing(**{**SAID, "in_force_from": APRIL, **fields})
        return publish_calendar(calendar=calendar or city, publishing=said, by=admin_user, now=NOW)

    return do


@pytest.mark.parametrize(
    ("code", "version", "number"),
    [("federal", 1, 11), ("state", 2, 14), ("city", 1, 12), ("sworn", 1, 13), ("civilian", 1, 12)],
)
def test_an_office_begins_with_calendars_that_are_known_through_2030(code, version, number):
    off = load_calendars().at(code, TODAY)
    assert off.version == version
    assert (off.covers_from, off.covers_to) == (date(2020, 1, 1), date(2030, 12, 31))
    assert sum(1 for day in off.days if day.year == 2025) == number


@pytest.mark.parametrize(
    ("code", "day", "is_off"),
    [
        ("city", date(2026, 6, 19), False),  # MCC 2-152: no Juneteenth
        ("city", date(2026, 11, 27), False),  # nor the day after Thanksgiving
        ("sworn", date(2026, 4, 25), True),  # Police Memorial Day, the last Saturday of April
        ("sworn", date(2027, 12, 24), False),  # the date itself
        ("civilian", date(2027, 12, 24), True),  # Saturday is kept on the Friday before
        ("civilian", date(2027, 7, 5), True),  # Sunday on the Monday after
        ("state", date(2026, 4, 3), True),  # Good Friday
        ("state", date(2026, 11, 3), True),  # the general election
        ("state", date(2027, 6, 18), False),  # no Friday in place of Juneteenth
    ],
)
def test_the_days_are_those_of_their_sources(code, day, is_off):
    assert (day in load_calendars().at(code, TODAY).days) is is_off


def test_the_first_filling_of_the_state_stays_as_it_was():
    first = next(v for v in load_calendars().versions if v.label == "Illinois State holidays v1")
    assert date(2027, 6, 18) in first.days and date(2026, 4, 3) not in first.days


def test_an_older_office_keeps_its_days_as_the_first_version_and_gets_nothing_twice():
    own = Calendar.objects.create(code="lodge", name="Lodge", source="Letter of the Lodge")
    CalendarDay.objects.create(calendar=own, day=MOURNING, name="Day of mourning")
    before = CalendarVersion.objects.count(), CalendarDay.objects.count()
    for _ in range(2):
        importlib.import_module("caseflow.migrations.0004_seed_calendars").forwards(apps, None)
    assert (CalendarVersion.objects.count(), CalendarDay.objects.count()) == (
        before[0] + 1,
        before[1],
    )
    off = load_calendars().at("lodge", TODAY)
    assert (off.covers_from, off.covers_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert off.days == {MOURNING}


def test_a_new_day_off_moves_only_what_begins_from_then_on(publish):
    before = date(2026, 3, 31)
    version = publish(add={MOURNING: "Day of mourning"})
    assert str(version) == "City calendar v2"
    calendars = load_calendars()
    old, new = calendars.at("city", before), calendars.at("city", APRIL)
    assert working_days(before, 10, old).due_on == date(2026, 4, 14)
    assert working_days(before, 10, new).due_on == date(2026, 4, 15)
    found = working_days(APRIL, 10, new)
    assert found.due_on == date(2026, 4, 16)
    assert "Fri 10 Apr Day of mourning" in found.why and found.calendar == "City calendar v2"


def test_a_removed_day_stays_in_the_version_before(publish):
    publish(remove=[date(2026, 5, 25)], add={date(2026, 6, 19): "Juneteenth"})
    calendars = load_calendars()
    assert date(2026, 5, 25) in calendars.at("city", TODAY).days
    later = calendars.at("city", APRIL)
    assert date(2026, 5, 25) not in later.days and date(2026, 6, 19) in later.days


def test_a_day_gets_another_name_by_removing_and_adding_it(publish):
    day = date(2026, 5, 25)
    publish(remove=[day], add={day: "Decoration Day"})
    calendars = load_calendars()
    assert calendars.at("city", TODAY).titles[day] == "Memorial Day"
    assert calendars.at("city", APRIL).titles[day] == "Decoration Day"


def test_publishing_keeps_who_when_and_why(publish, admin_user):
    version = publish(add={MOURNING: "Day of mourning"}, remove=[date(2026, 5, 25)])
    assert (version.published_by, version.published_at) == (admin_user, NOW)
    row = CalendarDay.objects.get(calendar=version.calendar, day=date(2026, 5, 25))
    kept = row.history.latest("history_id")
    assert kept.history_change_reason == "Version 2: A day of mourning was declared"
    assert (kept.history_user, kept.removed_in) == (admin_user, 2)


def test_followers_hear_of_it_in_the_same_transaction(publish, monkeypatch):
    heard = []
    monkeypatch.setattr(
        calendar_followers,
        "_followers",
        [(lambda: heard.append("locked"), lambda version, by, now: heard.append(str(version)))],
    )
    publish(add={MOURNING: "Day of mourning"})
    assert heard == ["locked", "City calendar v2"]


def test_nothing_stays_when_a_follower_fails(publish, city, monkeypatch):
    def fail(version, by, now):
        raise RuleViolation("A case is locked.")

    monkeypatch.setattr(calendar_followers, "_followers", [(lambda: None, fail)])
    with pytest.raises(RuleViolation, match="A case is locked"):
        publish(add={MOURNING: "Day of mourning"})
    assert city.versions.count() == 1
    assert not city.days.filter(day=MOURNING).exists()


DAY = {"add": {MOURNING: "Day of mourning"}}


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({}, "Nothing changes: add or remove a day", "add"),
        ({**DAY, "source": " "}, "Say where these days off stand.", "source"),
        ({**DAY, "reason": ""}, "Say why there is a new version.", "reason"),
        ({**DAY, "in_force_from": None}, "Say from which day on it is in force", "in_force_from"),
        ({**DAY, "in_force_from": date(2026, 3, 4)}, "4 Mar 2026 is past", "in_force_from"),
        ({"add": {date(2031, 1, 1): "New Year"}}, "1 Jan 2031 is outside the days", "add"),
        ({"add": {date(2026, 5, 25): "X"}}, "25 May 2026 is a day off already: Memorial", "add"),
        ({"add": {MOURNING: " "}}, "Say what 10 Apr 2026 is called.", "add"),
        ({"add": {MOURNING: "x" * 121}}, "A day's name has at most 120 letters.", "add"),
        ({"remove": [MOURNING]}, "10 Apr 2026 is no day off of City calendar", "remove"),
        ({"covers_to": date(2029, 12, 31)}, "a version after it knows no fewer", "covers_to"),
        ({"covers_to": date(2031, 12, 31)}, "2031 would have no day off.", "add"),
    ],
)
def test_what_cannot_be_published_is_refused(publish, city, fields, sentence, field):
    with pytest.raises(RuleViolation, match=sentence) as refused:
        publish(**fields)
    assert refused.value.field == field
    assert city.versions.count() == 1


def test_a_version_before_the_one_before_has_to_be_meant(publish):
    publish(**DAY)
    earlier = {"remove": [MOURNING], "in_force_from": date(2026, 3, 20)}
    with pytest.raises(RuleViolation, match="City calendar v2 is in force from 1 Apr 2026 on"):
        publish(**earlier)
    with pytest.raises(RuleViolation, match="City calendar v2 is in force from 1 Apr 2026 on. Ch"):
        publish(remove=[MOURNING])
    publish(**earlier, retroactive=True)
    assert MOURNING not in load_calendars().at("city", APRIL).days


def test_a_day_that_is_past_has_to_be_meant(publish):
    publish(**DAY, retroactive=True, in_force_from=date(2026, 1, 1))
    assert load_calendars().at("city", date(2026, 1, 1)).version == 2


def test_a_longer_calendar_brings_the_days_of_its_year(publish):
    add = {date(2031, 1, 1): "New Year's Day"}
    publish(add=add, covers_to=date(2031, 12, 31))
    off = load_calendars().at("city", date(2030, 12, 27))
    assert working_days(date(2030, 12, 27), 4, off).due_on == date(2031, 1, 3)


def test_a_calendar_of_the_office_s_own_begins_with_its_first_version(publish, admin_user):
    own = Calendar.objects.create(code="lodge", name="Lodge", source="Letter of the Lodge")
    fields = {"calendar": own, "in_force_from": None}
    with pytest.raises(RuleViolation, match="through which day the days off are known"):
        publish(**fields, **DAY)
    with pytest.raises(RuleViolation, match="2027 would have no day off"):
        publish(**fields, **DAY, covers_to=date(2027, 12, 31))
    assert publish(**fields, **DAY, covers_to=date(2026, 12, 31)).number == 1
    assert load_calendars().at("lodge", TODAY).covers_from == date(2026, 1, 1)


def test_only_who_configures_publishes(city, lead):
    with pytest.raises(RuleViolation, match="You do not have the right to configure the office"):
        publish_calendar(calendar=city, publishing=FRESH, by=lead, now=NOW)


def test_inside_a_transaction_nothing_is_remembered(publish):
    load_calendars()
    publish(**DAY)
    assert load_calendars().at("city", APRIL).version == 2


@pytest.mark.django_db(transaction=True)
def test_a_process_asks_for_the_stamp_alone_until_a_version_is_published(publish):
    load_calendars()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert load_calendars().at("city", APRIL).version == 1
    assert len(asked) == 1
    publish(**DAY)
    assert load_calendars().at("city", APRIL).version == 2
