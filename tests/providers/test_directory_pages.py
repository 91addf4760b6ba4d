"""The pages of the directory."""

import pytest

from caseflow.models import AccessEntry
from members.models import StaffLink
from providers.models import Provider
from tests.budget import query_budget
from tests.factories import make_case, make_member
from tests.providers.makers import appointment, provider, report

pytestmark = pytest.mark.django_db

SHAH = {"name": "Shah, Anita, MD", "specialties": ["hand"], "city": "Chicago", "state": "IL"}


def names(response):
    return [row.name for row in response.context["page"].rows]


def test_provider_list_shows_a_related_cell_within_the_budget(client_for, records):
    for number in range(30):
        provider(f"Doctor {number:02d}", codes=("hand", "pain"))
    client = client_for(records)
    client.get("/providers/")
    with query_budget(5):  # specialties to filter by, rows, theirs, count, saved views
        response = client.get("/providers/")
    assert response.text.count("Hand surgery, Pain medicine") == 30


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Adams", "Núñez, Ana"]),
        ("?q=nunez", ["Núñez, Ana"]),
        ("?q=elgin", ["Adams"]),
        ("?specialty=pain", ["Núñez, Ana"]),
        ("?offered=no", ["Zeno"]),
        ("?offered=all&sort=-name", ["Zeno", "Núñez, Ana", "Adams"]),
        ("?sort=city", ["Núñez, Ana", "Adams"]),
        ("?q=nobody", []),
    ],
)
def test_provider_list_filters_and_sorts(client_for, coordinator, query, found):
    provider("Adams", city="Elgin"), provider("Núñez, Ana", codes=("pain",), city="Aurora")
    provider("Zeno", is_active=False)
    response = client_for(coordinator).get(f"/providers/{query}")
    assert (response.status_code, names(response)) == (200, found)


@pytest.mark.parametrize("query", ["?specialty=witchcraft", "?offered=maybe", "?q=%00"])
def test_provider_list_says_which_filter_is_wrong(client_for, coordinator, query):
    response = client_for(coordinator).get(f"/providers/{query}")
    assert response.status_code == 422
    assert "The filter could not be read" in response.text


@pytest.mark.parametrize("sort", ["name", "-name", "city", "-city"])
def test_provider_list_pages_hold_every_row_once(client_for, records, monkeypatch, sort):
    for number in range(7):
        provider(f"P{number}", city=("Elgin", "Aurora", "")[number % 3])
    monkeypatch.setattr("caseflow.saved_pages.SIZE", 3)
    client, seen, after = client_for(records), [], ""
    for _ in range(3):
        page = client.get(f"/providers/?sort={sort}&after={after}").context["page"]
        seen += [row.name for row in page.rows]
        after = page.next
    assert sorted(seen) == [f"P{number}" for number in range(7)]
    assert after == ""


def test_provider_list_as_csv_holds_the_filter_and_is_logged(client_for, records):
    provider("=HYPERLINK(1)", codes=("hand",)), provider("Adams", city="Elgin")
    response = client_for(records).get("/providers/?format=csv&specialty=hand")
    lines = response.getvalue().decode().splitlines()
    assert lines[0].startswith("name,practice,specialties,phone")
    assert lines[1:] == ["'=HYPERLINK(1),,Hand surgery,,,,,,,,yes"]
    entry = AccessEntry.objects.get(kind="list")
    assert (entry.subject, entry.detail) == ("providers", "filters: specialty")


def test_provider_new_adds_and_goes_to_the_page(client_for, coordinator):
    response = client_for(coordinator).post("/providers/new/", SHAH)
    made = Provider.objects.get()
    assert (response.status_code, response.url) == (302, f"/providers/{made.key}/")
    assert [s.code for s in made.specialties.all()] == ["hand"]
    assert made.is_active


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Fill this in."),
        ({"state": "Illinois"}, "Two letters, for example IL."),
        ({"zip": "6064"}, "Five digits, or nine with a dash."),
        ({"specialties": ["magic"]}, "magic is not one of the available choices"),
        ({"name": "Known"}, "Known is in the directory already"),
    ],
)
def test_provider_new_keeps_what_was_typed(client_for, coordinator, typed, sentence):
    provider("Known")
    data = {"name": "Kept", "phone": "312-555-0177", **typed}
    response = client_for(coordinator).post("/providers/new/", data)
    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="312-555-0177"' in response.text
    assert Provider.objects.count() == 1


def amendment(row, **typed):
    return {"name": row.name, "version": row.version, "is_active": "on", **typed}


def test_provider_amend_saves(client_for, physician):
    row = provider()
    data = amendment(row, phone="1", reason="New number", is_active="")
    response = client_for(physician).post(f"/providers/{row.key}/amend/", data)
    row.refresh_from_db()
    assert (response.status_code, row.phone, row.is_active) == (302, "1", False)
    page = client_for(physician).get(f"/providers/{row.key}/")
    assert "New number" in page.text
    assert "<ins>1</ins>" in page.text


def test_provider_amend_shows_both_texts_to_the_second(client_for, coordinator, lead):
    row = provider(phone="0")
    data, url = amendment(row, phone="1"), f"/providers/{row.key}/amend/"
    client_for(lead).post(url, data)
    second = client_for(coordinator)
    response = second.post(url, {**data, "phone": "2"})
    assert response.status_code == 422
    assert "Changed by Lead" in response.text
    assert "Theirs, saved" in response.text
    assert 'value="2"' in response.text
    assert 'name="version" value="2"' in response.text
    assert second.post(url, {**data, "phone": "2", "version": "2"}).status_code == 302
    assert Provider.objects.get().phone == "2"


def test_provider_detail_leaves_out_what_this_person_may_not_see(client_for, coordinator, records):
    shah, case = provider(), make_case(make_member("7", last_name="Visible"))
    hidden = make_case(make_member("8", last_name="Relative"))
    StaffLink.objects.create(user=records, member=hidden.member, relation="relative")
    for one in (case, hidden):
        report(one, provider=shah, diagnosis="secret"), appointment(one, provider=shah)
    response = client_for(records).get(f"/providers/{shah.key}/")
    assert response.text.count("Visible") == 2
    assert "Relative" not in response.text
    assert "secret" not in response.text
    assert client_for(coordinator).get(f"/providers/{shah.key}/").text.count("Relative") == 2


def test_provider_detail_within_the_budget(client_for, records):
    shah = provider(codes=("hand",))
    for star in range(8):
        case = make_case(make_member(str(star + 1)))
        report(case, provider=shah), appointment(case, provider=shah)
    client = client_for(records)
    client.get("/providers/")
    with query_budget(8):
        response = client.get(f"/providers/{shah.key}/")
    assert response.text.count("Star 3") == 2


@pytest.mark.parametrize("path", ["providers/zzzzzzzzzz/", "providers/zzzzzzzzzz/amend/"])
def test_an_unknown_provider_is_not_there(client_for, coordinator, path):
    assert client_for(coordinator).get(f"/{path}").status_code == 404


ROLES = ["coordinator", "trainee", "lead", "supervisor", "physician", "intake", "records",
         "auditor", "admin_user"]  # fmt: skip
MAY_AMEND = {"coordinator", "lead", "supervisor", "physician"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_meets_its_own_directory(client_for, request, role):
    client = client_for(request.getfixturevalue(role))
    row = provider()
    see = 403 if role == "admin_user" else 200
    edit = 200 if role in MAY_AMEND else 403
    listed = client.get("/providers/")
    assert (listed.status_code, client.get(f"/providers/{row.key}/").status_code) == (see, see)
    assert client.get("/providers/new/").status_code == edit
    assert client.get(f"/providers/{row.key}/amend/").status_code == edit
    assert ("Add a provider" in listed.text) == (role in MAY_AMEND)
