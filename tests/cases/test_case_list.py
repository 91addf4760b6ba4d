"""The list of cases: tabs, filters, sorts, pages, CSV, and what it may cost."""

import csv
import io
from datetime import date, timedelta

import pytest

from caseflow.models import AccessEntry
from cases.services.holding import hold_case
from cases.services.moving import return_case
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db


def rows(client, query):
    text = client.get(f"/cases/?format=csv&{query}").getvalue().decode()
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def office(coordinator):
    """Mine, unassigned, on hold with a colleague, an injury near exhaustion."""
    mine = make_case(make_member("1", last_name="Alvarez"), owner=coordinator)
    free = make_case(make_member("2", last_name="Brandt"), first_day=date(2026, 1, 2))
    other = make_user("other")
    held = make_case(make_member("3", last_name="Curie", unit=make_unit("012")), owner=other)
    hold_case(case=held, reason="MRI", until=None, by=other, now=NOW, on=TODAY)
    near = make_case(make_member("4", last_name="Diaz"), kind="iod", first_day=date(2025, 3, 20))
    return {"mine": mine, "free": free, "held": held, "near": near}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("tab=open", {"mine", "free", "held", "near"}),
        ("tab=mine", {"mine"}),
        ("tab=unassigned", {"free", "near"}),
        ("tab=hold", {"held"}),
        ("tab=closed", set()),
        ("tab=open&kind=iod", {"near"}),
        ("tab=open&unit=012", {"held"}),
        ("tab=open&owner=none", {"free", "near"}),
        ("tab=open&owner=other", {"held"}),
        ("tab=open&q=brandt", {"free"}),
        ("tab=open&q=iod-26", {"mine", "free", "held"}),
    ],
)
def test_case_list_shows_the_rows_of_its_tab_and_filter(
    client_for, coordinator, office, query, names
):
    got = {row["reference"] for row in rows(client_for(coordinator), query)}
    assert got == {office[name].reference for name in names}


def test_case_list_counts_equal_the_rows_behind_the_tabs(client_for, coordinator, office):
    client = client_for(coordinator)
    for tab in client.get("/cases/").context["tabs"]:
        assert tab["count"] == len(rows(client, tab["url"].removeprefix("?")))


@pytest.mark.parametrize("sort", ["first_day", "-first_day", "name", "-name", "opened", "-opened"])
def test_case_list_pages_hold_every_row_once(client_for, coordinator, sort, monkeypatch):
    monkeypatch.setattr("caseflow.saved_pages.SIZE", 3)
    for star in range(1, 9):
        make_case(
            make_member(str(star), last_name=f"N{star % 3}"),
            first_day=date(2026, 1, 1) + timedelta(days=star % 4),
        )
    client, url, seen = client_for(coordinator), f"/cases/?sort={sort}", []
    while url:
        page = client.get(url).context["page"]
        seen += [case["reference"] for case in page]
        url = f"/cases/?sort={sort}&after={page.next}" if page.next else ""
    assert len(seen) == len(set(seen)) == 8
    assert seen == [row["reference"] for row in rows(client, f"sort={sort}")]


def test_case_list_goes_back_to_the_page_before(client_for, coordinator, monkeypatch):
    monkeypatch.setattr("caseflow.saved_pages.SIZE", 2)
    for star in range(1, 6):
        make_case(make_member(str(star)))
    client = client_for(coordinator)
    first = client.get("/cases/").context["page"]
    second = client.get(f"/cases/?after={first.next}").context["page"]
    back = client.get(f"/cases/?before={second.previous}").context["page"]
    assert [c["id"] for c in back] == [c["id"] for c in first]
    assert (first.previous, back.previous) == ("", "")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("unit=nowhere", "There is no unit nowhere"), ("owner=ghost", "nobody with the user name")],
)
def test_case_list_refuses_a_filter_it_cannot_read(client_for, coordinator, query, sentence):
    response = client_for(coordinator).get(f"/cases/?{query}")
    assert response.status_code == 422
    assert sentence in response.text


@pytest.mark.parametrize("cursor", ["x", "W10", "WyIyMDI2IiwgIngiXQ", "%00", "eyJhIjogMX0"])
def test_case_list_survives_a_forged_cursor(client_for, coordinator, office, cursor):
    assert client_for(coordinator).get(f"/cases/?after={cursor}").status_code == 200


def test_case_list_near_exhaustion_is_the_projection_s(client_for, coordinator, office, settings):
    near = rows(client_for(coordinator), "near=1&owner=none")
    assert office["near"].reference in {row["reference"] for row in near}


def test_case_list_costs_the_same_for_many(client_for, coordinator):
    for star in range(1, 30):
        case = make_case(make_member(str(star)), owner=coordinator)
    return_case(case=case, last_day=TODAY, by=coordinator, now=NOW, on=TODAY)
    client = client_for(coordinator)
    client.get("/cases/")
    with query_budget(12):
        response = client.get("/cases/?tab=mine&near=&sort=name")
    assert '<td data-label="With">Coordinator</td>' in response.text


def test_case_list_export_is_logged_without_the_words(client_for, coordinator, office):
    rows(client_for(coordinator), "q=brandt")
    entry = AccessEntry.objects.get(kind="list")
    assert (entry.subject, entry.detail) == ("cases open", "filters: q")
