"""The day list and the week: the same rows."""

import re
from datetime import date, time, timedelta

import pytest

from caseflow.models import AccessEntry
from members.models import StaffLink
from providers.services.appointments import keep_appointment, move_appointment
from providers.views.appointments import next_weekday
from providers.views.calendar import week_of
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_unit
from tests.providers.makers import appointment, provider

pytestmark = pytest.mark.django_db


def rows(response):
    return [
        (day.isoformat(), row["who"].split()[1])
        for day, found in response.context["days"]
        for row in found
    ]


def one(star, day=date(2026, 3, 10), clock=time(9, 30), **fields):
    return appointment(make_case(make_member(star)), day=day, clock=clock, **fields)


def test_the_day_is_by_time_and_ends_at_midnight(client_for, records):
    one("1", clock=time(23, 59)), one("2", clock=time(0, 0)), one("3", clock=time(9, 0))
    one("4", day=date(2026, 3, 11), clock=time(0, 0)), one("5", day=date(2026, 3, 9))
    response = client_for(records).get("/appointments/?day=2026-03-10")
    assert rows(response) == [("2026-03-10", star) for star in ("2", "3", "1")]


@pytest.mark.parametrize(
    ("day", "clocks"),
    [
        (date(2026, 3, 8), [time(0), time(1, 30), time(3), time(23, 30)]),
        (date(2026, 11, 1), [time(0), time(1, 30), time(2), time(23, 30)]),
    ],
)
def test_the_day_of_the_clocks_is_whole(client_for, records, day, clocks):
    for star, clock in enumerate(clocks, 1):
        one(str(star), day=day, clock=clock)
    one("8", day=day - timedelta(days=1), clock=time(23, 45))
    one("9", day=day + timedelta(days=1), clock=time(0))
    response = client_for(records).get(f"/appointments/?day={day}")
    assert [star for _, star in rows(response)] == ["1", "2", "3", "4"]


def test_without_a_day_it_is_today(client_for, records):
    response = client_for(records).get("/appointments/")
    assert response.context["day"] == TODAY
    assert "Thursday 5 March 2026" in response.text
    assert "No appointments on this day" in response.text


def test_the_week_holds_the_same_rows_from_monday_to_sunday(client_for, records):
    assert week_of(date(2026, 3, 8)) == (date(2026, 3, 2), date(2026, 3, 8))
    one("1", day=date(2026, 3, 9)), one("2", day=date(2026, 3, 15)), one("3", day=date(2026, 3, 16))
    response = client_for(records).get("/appointments/?day=2026-03-11&view=week")
    assert rows(response) == [("2026-03-09", "1"), ("2026-03-15", "2")]
    assert len(response.context["days"]) == 7


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("tomorrow", 422),
        ("2026-02-30", 422),
        ("9999-12-31", 200),
        ("0001-01-01", 200),
        ("%00", 422),
    ],
)
@pytest.mark.parametrize("view", ["day", "week"])
def test_a_day_out_of_reach_is_no_accident(client_for, records, day, status, view):
    response = client_for(records).get(f"/appointments/?day={day}&view={view}")
    assert response.status_code == status


def test_the_ways_to_another_day_keep_the_filters(client_for, records):
    response = client_for(records).get("/appointments/?day=2026-03-10&kind=firing_range&x=1")
    context = response.context
    assert context["previous_url"] == "?day=2026-03-09&kind=firing_range"
    assert context["next_url"] == "?day=2026-03-11&kind=firing_range"
    assert context["tabs"][1]["url"] == "?day=2026-03-10&view=week&kind=firing_range"


def test_filters_by_kind_and_mine(client_for, coordinator, lead):
    mine = make_case(make_member("1"), owner=coordinator)
    appointment(mine, kind="firing_range")
    appointment(make_case(make_member("2"), owner=lead), kind="firing_range")
    one("3")
    client, url = client_for(coordinator), "/appointments/?day=2026-03-10"
    assert len(rows(client.get(url))) == 3
    assert [star for _, star in rows(client.get(f"{url}&kind=firing_range"))] == ["1", "2"]
    assert [star for _, star in rows(client.get(f"{url}&mine=on"))] == ["1"]
    assert "1 appointment: 1 scheduled" in client.get(f"{url}&mine=on").text


def test_rows_of_ones_own_record_are_in_no_list_count_or_csv(client_for, lead):
    made = one("1")
    StaffLink.objects.create(user=lead, member=made.case.member, relation="self")
    client, url = client_for(lead), "/appointments/?day=2026-03-10"
    assert "No appointments" in client.get(url).text
    assert made.case.reference not in client.get(f"{url}&format=csv").getvalue().decode()


def test_the_day_within_the_budget(client_for, coordinator):
    for star in range(1, 13):
        case = make_case(make_member(str(star), unit=make_unit("022")), owner=coordinator)
        appointment(case, place="Room 2", provider=provider(f"Dr {star}"))
    client, url = client_for(coordinator), "/appointments/?day=2026-03-10"
    client.get(url)
    with query_budget(4):  # who is hidden, the rows, their states counted, saved views
        response = client.get(url)
    assert response.text.count("with Coordinator · Room 2 · Dr ") == 12
    assert response.text.count("· 022 &middot;") == 12


def test_a_row_offers_what_can_be_done_now(client_for, intake, records, clock_at):
    one("1", day=TODAY, clock=time(10)), one("2", day=TODAY, clock=time(11))
    clock_at(NOW + timedelta(hours=1))
    client = client_for(intake)
    codes = [
        re.findall(r'="/appointments/\w+/(\w+)/', row["acts"])
        for _, found in client.get("/appointments/").context["days"]
        for row in found
    ]
    assert codes == [["keep", "miss", "move", "cancel"], ["move", "cancel"]]
    found = client_for(records).get("/appointments/").context["days"]
    assert [row["acts"] for _, rows_of_day in found for row in rows_of_day] == ["", ""]


def test_a_row_tells_what_became_of_it(client_for, intake, clock_at):
    kept, moved, late = one("1"), one("2"), one("3")
    keep_appointment(appointment=kept, by=intake, now=NOW + timedelta(days=6))
    move_appointment(
        appointment=moved, day=date(2026, 3, 20), clock=time(8), reason="Ill", by=intake,
        now=NOW + timedelta(days=6), on=date(2026, 3, 11),
    )  # fmt: skip
    clock_at(NOW + timedelta(days=6))
    text = client_for(intake).get("/appointments/?day=2026-03-10").text
    assert "3 appointments: 1 scheduled, 1 kept, 1 moved" in text
    assert "to Fri 20 Mar, 08:00" in text
    assert text.count("outcome not recorded") == 1
    assert late.case.reference in text


def test_a_long_day_is_paged_and_counted_whole(client_for, records, monkeypatch):
    monkeypatch.setattr("caseflow.saved_pages.SIZE", 2)
    for star in range(1, 6):
        one(str(star))
    client, url, seen = client_for(records), "/appointments/?day=2026-03-10", []
    after = ""
    for _ in range(3):
        response = client.get(f"{url}&after={after}")
        seen += [star for _, star in rows(response)]
        after = response.context["page"].next
        assert "5 appointments: 5 scheduled" in response.text
    assert sorted(seen) == ["1", "2", "3", "4", "5"]


def test_the_day_as_csv_is_harmless_and_logged(client_for, records):
    one("1", place="@SUM(1)", provider=provider("=X"))
    response = client_for(records).get("/appointments/?day=2026-03-10&format=csv")
    lines = response.getvalue().decode().splitlines()
    assert lines[0].startswith("day,time,minutes,kind,state,star,last_name")
    assert lines[1].startswith("2026-03-10,09:30,30,Medical review,Scheduled,1,Kowalski,Maria,011,")
    assert ",'@SUM(1),'=X," in lines[1]
    entry = AccessEntry.objects.get(kind="list")
    assert (entry.subject, entry.detail) == ("appointments", "2026-03-10")


def test_the_calendar_is_forbidden_to_an_administrator(client_for, admin_user):
    assert client_for(admin_user).get("/appointments/").status_code == 403


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 5), date(2026, 3, 6)),
        (date(2026, 3, 6), date(2026, 3, 9)),
        (date(2026, 3, 7), date(2026, 3, 9)),
        (date(2026, 3, 8), date(2026, 3, 9)),
    ],
)
def test_next_weekday_leaves_out_the_weekend(day, expected):
    assert next_weekday(day) == expected
