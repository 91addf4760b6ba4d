"""The list of members: search, filters, orders, pages, CSV, and what it may cost."""

import csv
import io
from datetime import date

import pytest

from caseflow.models import AccessEntry
from cases.duty_day import standings
from cases.services.ledger import record_exception
from members.listing import in_status
from members.models import Member, StaffLink
from members.status import STATUSES
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


def rows(client, query=""):
    text = client.get(f"/members/?format=csv&{query}").getvalue().decode()
    return list(csv.DictReader(io.StringIO(text)))


def stars(client, query=""):
    return [row["star"] for row in rows(client, query)]


@pytest.fixture
def people(coordinator):
    """One in each status, and one on furlough in the midst of an absence."""
    full = make_member("1", last_name="Núñez", first_name="José")
    make_case(full, first_day=date(2025, 5, 1), last_day=date(2025, 5, 9))
    make_case(make_member("20", last_name="O'Brien"))
    make_case(make_member("3", last_name="Zając", unit=make_unit("012")), kind="iod")
    away = make_member("400", last_name="Adams")
    make_case(away)
    record_exception(
        member=away,
        first_day=date(2026, 3, 2),
        last_day=date(2026, 3, 15),
        reason="furlough",
        source="TE-1",
        by=coordinator,
        now=NOW,
        on=TODAY,
    )
    make_member("5", last_name="Gone", separated_on=date(2026, 3, 5))
    return coordinator


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=nunez", ["1"]),
        ("q=JOSE+nun", ["1"]),
        ("q=obrien", ["20"]),
        ("q=zajac", ["3"]),
        ("q=1000400", ["400"]),
        ("q=3", ["3"]),
        ("q=nobody", []),
        ("unit=012", ["3"]),
        ("status=full", ["1"]),
        ("status=non_iod", ["20"]),
        ("status=iod", ["3"]),
        ("status=away", ["400"]),
        ("status=separated", ["5"]),
        ("status=iod&unit=011", []),
    ],
)
def test_list_finds_by_number_name_unit_and_status(client_for, people, query, found):
    assert stars(client_for(people), query) == found


@pytest.mark.parametrize("on", [TODAY, date(2025, 5, 5), date(2026, 3, 16), date(2009, 1, 1)])
def test_status_filter_is_the_status_that_the_row_shows(people, on):
    shown = standings(Member.objects.values_list("pk", flat=True), on)
    for status in STATUSES.values():
        filtered = set(in_status(Member.objects.all(), status, on).values_list("pk", flat=True))
        assert filtered == {pk for pk, stand in shown.items() if stand and stand.status == status}


def test_row_shows_status_since_and_open_case(client_for, people):
    found = {row["star"]: row for row in rows(client_for(people))}
    assert (found["1"]["status"], found["1"]["since"]) == ("Full duty", "2025-05-10")
    assert (found["20"]["since"], found["20"]["open_case"]) == ("2026-02-02", "NIOD-26-00001")
    assert (found["400"]["status"], found["400"]["since"]) == ("Furlough", "2026-03-02")
    assert found["5"]["since"] == "2026-03-05"


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("star", ["1", "3", "5", "20", "400"]),
        ("-star", ["400", "20", "5", "3", "1"]),
        ("name", ["400", "5", "1", "20", "3"]),
        ("nonsense", ["400", "5", "1", "20", "3"]),
    ],
)
def test_list_sorts_stars_as_numbers_and_names_without_accents(client_for, people, sort, order):
    assert stars(client_for(people), f"sort={sort}") == order


@pytest.mark.parametrize("sort", ["name", "-name", "star", "-star", "-appointed"])
def test_pages_hold_every_row_once_and_lead_back(client_for, coordinator, sort, monkeypatch):
    monkeypatch.setattr("caseflow.saved_pages.SIZE", 3)
    for star in range(1, 9):
        unit = make_unit(f"0{star % 2}1")
        make_member(str(star * 7), last_name=f"N{star % 3}", unit=unit)
    client, url, seen = client_for(coordinator), f"/members/?sort={sort}", []
    while url:
        response = client.get(url)
        page = response.context["page"]
        seen += [row["star_number"] for row in page]
        url = f"/members/?sort={sort}&after={page.next}" if page.next else ""
    assert seen == stars(client, f"sort={sort}")
    back = client.get(f"/members/?sort={sort}&before={page.previous}").context["page"]
    assert [row["star_number"] for row in back] == seen[3:6]


def test_exact_star_stands_on_top_of_other_hits(client_for, coordinator):
    make_member("12", last_name="Zulu")
    make_member("7", last_name="Adam", employee_number="12")
    client = client_for(coordinator)
    response = client.get("/members/?q=12")
    assert [row.star for row in response.context["rows"]] == ["12", "7"]
    assert "star 12 first, then by name" in response.text
    assert stars(client, "q=12&sort=-name") == ["12", "7"]


def test_exact_star_prefers_the_member_who_holds_it_now(client_for, coordinator):
    make_member("12", last_name="Early", separated_on=date(2020, 1, 1), employee_number="1")
    make_member("12", last_name="Now", employee_number="2")
    assert [row["last_name"] for row in rows(client_for(coordinator), "q=12")] == ["Now", "Early"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("unit=nowhere", "There is no unit nowhere."),
        ("status=unwell", "There is no status unwell."),
        ("q=" + "x" * 81, "at most 80 characters"),
    ],
)
@pytest.mark.parametrize("form", ["", "&format=csv"])
def test_bad_filter_is_refused_in_words(client_for, people, query, sentence, form):
    response = client_for(people).get(f"/members/?{query}{form}")
    assert response.status_code == 422
    assert sentence in response.text
    assert "Núñez" not in response.text


@pytest.mark.parametrize("cursor", ["x", "WzFd", "%00", "WyIyIiwgIngiLCAieSJd"])
def test_forged_cursor_gives_a_page(client_for, people, cursor):
    assert client_for(people).get(f"/members/?sort=star&after={cursor}").status_code == 200


def test_own_record_is_not_in_the_list(client_for, people):
    own = Member.objects.get(star_number="3")
    StaffLink.objects.create(user=people, member=own, relation="self")
    assert "3" not in stars(client_for(people))
    assert stars(client_for(people), "q=3") == []


def test_export_is_harmless_and_logged_without_the_words(client_for, coordinator):
    make_member("9", last_name="=SUM(A1)")
    found = rows(client_for(coordinator), "q=sum&unit=011")
    assert found[0]["last_name"] == "'=SUM(A1)"
    entry = AccessEntry.objects.get(kind="list")
    assert (entry.subject, entry.detail) == ("members", "filters: q, unit")


def test_list_costs_the_same_for_many(client_for, coordinator):
    for star in range(1, 60):
        member = make_member(str(star), last_name=f"Name{star:02}")
        if star % 3 == 0:
            make_case(member)
    client = client_for(coordinator)
    client.get("/members/")
    with query_budget(12):
        response = client.get("/members/?status=non_iod&sort=star")
    case = Member.objects.get(star_number="3").cases.get()
    assert f'<a href="/cases/{case.reference}/">{case.reference}</a>' in response.text
    assert '<td data-label="Unit">011</td>' in response.text
