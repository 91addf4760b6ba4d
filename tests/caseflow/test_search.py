"""The one box: what it finds, why, for whom, and what is kept of the question."""

import csv
import io
from datetime import date

import pytest

from caseflow.models import AccessEntry
from cases.services.moving import return_case
from members.models import Member, ServiceSpell, StaffLink
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


@pytest.fixture
def client(client_for, coordinator):
    return client_for(coordinator)


@pytest.fixture
def people(coordinator):
    """Núñez with an open and a closed case, Diaz with an injury, Nunn without a case."""
    nunez = make_member("4497", last_name="Núñez", first_name="José")
    old = make_case(nunez, first_day=date(2025, 2, 3))
    return_case(case=old, last_day=date(2025, 2, 9), by=coordinator, now=NOW, on=TODAY)
    make_case(nunez, first_day=date(2026, 2, 2))
    diaz = make_member("31", last_name="Diaz", employee_number="4497")
    make_case(diaz, kind="iod", first_day=date(2026, 1, 5), injury_label="Left Knee 7")
    make_member("5", last_name="Nunn")
    return {"nunez": nunez, "diaz": diaz}


def found(client, q):
    """Members and cases with the reasons, as the page has them."""
    context = client.get("/search/", {"q": q}).context
    return (
        [(hit.row.star_number, hit.why) for hit in context["members"].hits],
        [(hit.row.reference, hit.why) for hit in context["cases"].hits],
    )


def test_star_comes_before_the_employee_number(client, people):
    members, cases = found(client, "4497")
    assert members == [("4497", "star"), ("31", "employee number")]
    assert [reference for reference, _ in cases] == [
        "NIOD-26-00001", "IOD-26-00001", "NIOD-25-00001",
    ]  # fmt: skip


def test_name_is_found_in_any_part_without_accents(client, people):
    assert found(client, "JOSE nun")[0] == [("4497", "name")]
    assert [star for star, _ in found(client, "nun")[0]] == ["4497", "5"]


def test_former_star_leads_to_its_member(client, people):
    ServiceSpell.objects.filter(member=people["diaz"]).update(
        star_number="808", ended_on=date(2020, 1, 1)
    )
    assert found(client, "808")[0] == [("31", "former star 808")]


@pytest.mark.parametrize(
    ("q", "hits"),
    [
        ("niod-26-00001", [("NIOD-26-00001", "reference")]),
        ("25-00001", [("NIOD-25-00001", "part of the reference")]),
        ("left knee", [("IOD-26-00001", "injury label")]),
        ("diaz", [("IOD-26-00001", "through its member")]),
        ("01", []),
    ],
)
def test_case_is_found_by_reference_label_and_member(client, people, q, hits):
    assert found(client, q)[1] == hits


def test_exact_reference_stands_alone_and_stays_on_the_page(client, people):
    response = client.get("/search/?q=iod-26-00001")
    assert response.status_code == 200
    assert [hit.why for hit in response.context["cases"].hits] == ["reference"]


def test_question_is_not_kept_only_its_length(client, people):
    client.get("/search/?q=nunez")
    entry = AccessEntry.objects.get(kind="search")
    assert (entry.subject, entry.detail) == ("", "5 characters, 3 hits shown")
    assert "nunez" not in str(AccessEntry.objects.values()).lower()


@pytest.mark.parametrize("q", ["", "   ", "\0"])
def test_empty_box_says_what_can_be_found(client, q):
    response = client.get("/search/", {"q": q})
    assert response.status_code == 200
    assert "What can be found here" in response.text
    assert not AccessEntry.objects.filter(kind="search").exists()


def test_long_question_is_answered_in_words(client):
    assert "at most 80 characters" in client.get("/search/", {"q": "x" * 81}).text


@pytest.mark.parametrize("q", ["%", "_", "'; DROP", "\\", "<b>", "١٢٣", "²"])
def test_odd_characters_find_nothing_and_hurt_nothing(client, people, q):
    assert "Nothing found" in client.get("/search/", {"q": q}).text


def test_own_record_is_not_found_by_any_word(client, coordinator, people):
    StaffLink.objects.create(user=coordinator, member=people["diaz"], relation="self")
    for q in ("31", "diaz", "IOD-26-00001", "left knee"):
        members, cases = found(client, q)
        assert "31" not in [star for star, _ in members]
        assert "IOD-26-00001" not in [ref for ref, _ in cases if ref.startswith("IOD")]


def test_who_may_not_see_members_may_not_search(client_for, admin_user):
    assert client_for(admin_user).get("/search/?q=1").status_code == 403


@pytest.mark.parametrize(("of", "count"), [("members", 45), ("cases", 45)])
def test_export_has_all_hits_beyond_those_shown(client, of, count):
    for star in range(100, 145):
        make_case(make_member(str(star), last_name="Smith"))
    response = client.get("/search/?q=smith")
    assert response.context[of].count == "20+"
    text = client.get(f"/search/?q=smith&format=csv&of={of}").getvalue().decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == count
    assert rows[0]["matched"] in ("name", "through its member")


def test_search_costs_the_same_for_many(client):
    for star in range(100, 160):
        make_case(make_member(str(star), last_name="Smith"))
    client.get("/search/?q=x")
    with query_budget(12):
        response = client.get("/search/?q=smith")
    assert "011 District 011" in response.text
    assert Member.objects.count() == 60
