"""The one box: what its page shows, why, for whom, and what is kept of the question."""

import csv
import io
from datetime import date

import pytest

from caseflow.models import AccessEntry
from cases.services.moving import return_case
from cases.services.notes import amend_note, strike_note
from members.models import Member, StaffLink
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_note

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
    case = make_case(nunez, first_day=date(2026, 2, 2))
    diaz = make_member("31", last_name="Diaz", employee_number="4497")
    injury = make_case(diaz, kind="iod", first_day=date(2026, 1, 5), injury_label="Left Knee 7")
    make_member("5", last_name="Nunn")
    return {"nunez": nunez, "diaz": diaz, "case": case, "injury": injury}


def group(client, q, name):
    found = client.get("/search/", {"q": q}).context["found"]
    return found[name]["rows"] if name in found else []


def members(client, q):
    return [(row["star_number"], row["matched"]) for row in group(client, q, "members")]


def cases(client, q):
    return [(row["reference"], row["matched"]) for row in group(client, q, "cases")]


def test_star_comes_before_the_employee_number(client, people):
    assert members(client, "4497") == [("4497", "star"), ("31", "employee number")]
    assert [reference for reference, _ in cases(client, "4497")] == [
        "NIOD-26-00001", "IOD-26-00001", "NIOD-25-00001",
    ]  # fmt: skip


def test_name_is_found_in_any_part_without_accents(client, people):
    assert members(client, "JOSE nun") == [("4497", "name")]
    assert [star for star, _ in members(client, "nun")] == ["4497", "5"]


@pytest.mark.parametrize(
    ("q", "hits"),
    [
        ("niod-26-00001", [("NIOD-26-00001", "reference")]),
        ("niod2600001", [("NIOD-26-00001", "reference")]),
        ("25-00001", [("NIOD-25-00001", "part of the reference")]),
        ("left knee", [("IOD-26-00001", "injury label")]),
        ("diaz", [("IOD-26-00001", "through its member")]),
        ("diaz 1/5/2026", [("IOD-26-00001", "name, first day")]),
        ("2 Feb 2026", [("NIOD-26-00001", "first day")]),
        ("diaz knee", [("IOD-26-00001", "injury label, through its member")]),
        ("01", []),
    ],
)
def test_case_is_found_by_reference_day_label_and_member(client, people, q, hits):
    assert cases(client, q) == hits


def test_exact_reference_stands_alone_and_stays_on_the_page(client, people):
    response = client.get("/search/?q=iod-26-00001")
    assert response.status_code == 200
    assert [row["matched"] for row in response.context["found"]["cases"]["rows"]] == ["reference"]


def test_note_is_shown_with_the_words_marked(client, people):
    case = people["case"]
    make_note(case, "Physiotherapy of the <left> shoulder begins on Monday.")
    text = client.get("/search/?q=physio+shoulder").text
    assert "<mark>Physiotherapy</mark> of the &lt;left&gt; <mark>shoulder</mark> begins" in text
    assert f'href="/cases/{case.reference}/notes/1/"' in text


def test_note_of_a_member_is_found_by_the_name_and_a_word(client, people):
    make_note(people["case"], "Ultrasound on Monday.")
    (row,) = group(client, "nunez ultrasound", "notes")
    assert (row["matched"], row["struck"]) == ("text, and through its member", "")


def test_struck_note_is_found_and_said_to_be_struck(client, coordinator, people):
    note = make_note(people["case"], "Ultrasound.")
    strike_note(note=note, reason="Wrong case", by=coordinator, now=NOW)
    response = client.get("/search/?q=ultrasound")
    assert response.context["found"]["notes"]["rows"][0]["struck"] == "struck"
    assert '<span class="tag">struck</span>' in response.text


def test_amended_note_is_found_by_its_current_text_only(client, coordinator, people):
    note = make_note(people["case"], "Right ankle.")
    amend_note(
        note=note, kind=note.kind, text="Left ankle.", happened_at=note.happened_at,
        reason="misheard", version=1, by=coordinator, now=NOW,
    )  # fmt: skip
    assert group(client, "right ankle", "notes") == []
    assert "amended" in group(client, "left ankle", "notes")[0]["tags"]


def test_result_takes_the_focus_and_says_what_was_looked_for(client, people):
    assert (
        '<h2 id="found" tabindex="-1" data-focus>Found for diaz</h2>'
        in client.get("/search/?q=diaz").text
    )
    assert "data-focus>Nothing found for zzzzzz</h2>" in client.get("/search/?q=zzzzzz").text


def test_question_is_not_kept_only_its_length(client, people):
    client.get("/search/?q=nunez")
    entry = AccessEntry.objects.get(kind="search")
    assert (entry.subject, entry.detail) == ("", "5 characters, 3 hits shown")
    client.get("/search/?q=nunez&format=csv&of=notes")
    assert "nunez" not in str(AccessEntry.objects.values()).lower()


@pytest.mark.parametrize("q", ["", "   ", "\0"])
def test_empty_box_says_what_can_be_found(client, q):
    response = client.get("/search/", {"q": q})
    assert response.status_code == 200
    assert "What can be found here" in response.text
    assert not AccessEntry.objects.filter(kind="search").exists()


@pytest.mark.parametrize("q", ["x" * 81, "x" * 10_000, "a b c d e f g h i"])
def test_long_question_is_answered_in_words(client, q):
    assert "at most 80 characters and 8 words" in client.get("/search/", {"q": q}).text


HOSTILE = [
    "%", "_", "'; DROP", "\\", "<b>", "١٢٣", "²", '"', '""', "NEAR", "NEAR(q z)", "*", "-", "q*",
    "^q", "{q}", "q:z", "(", "q AND", "NOT", "OR q", "&", "!", "|", "<->", ":*", "q':*",
    "\u202ekoc", "🚑", "👩‍⚕️", "\ud7ff", "＊", "%%", "%s", "{}", "{name}", "0/0/0000", "99/99/9999",
    "0" * 80, "9" * 80, "-1", "1e9", "1/1/1900", "NIOD-99-999999", "iod-0", "00", "\u0000q",
]  # fmt: skip


def test_odd_characters_hurt_nothing_and_find_nobody(client, people):
    make_note(people["case"], "Resting at home.")
    for q in HOSTILE:
        response = client.get("/search/", {"q": q})
        assert (response.status_code, q) == (200, q)
        assert "Nothing found" in response.text, q


def test_own_and_a_relatives_record_are_not_found_by_any_scrap(client, coordinator, people):
    make_note(people["injury"], "Ultrasound on Monday.")
    StaffLink.objects.create(user=coordinator, member=people["diaz"], relation="relative")
    for q in ("31", "diaz", "left knee", "1/5/2026", "ultrasound", "diaz ultrasound", "iod-26-1"):
        text = client.get("/search/", {"q": q}).text
        assert "Diaz" not in text, q
        assert "IOD-26-00001" not in text.replace("NIOD-26-00001", ""), q


def test_hidden_record_takes_no_place_among_the_first_hits(client, coordinator):
    own = make_member("900", last_name="Smith")
    StaffLink.objects.create(user=coordinator, member=own, relation="self")
    mine, other = make_case(own), make_case(make_member("901", last_name="Smith"))
    make_note(other, "Ultrasound one.")
    for number in range(25):
        make_note(mine, f"Ultrasound {number}.")
    assert [row["star_number"] for row in group(client, "ultrasound", "notes")] == ["901"]


def test_who_may_not_see_members_may_not_search(client_for, admin_user):
    assert client_for(admin_user).get("/search/?q=1").status_code == 403


@pytest.mark.parametrize(("of", "count"), [("members", 23), ("cases", 23), ("notes", 23)])
def test_export_has_all_hits_beyond_those_shown(client, of, count):
    for star in range(100, 123):
        make_note(make_case(make_member(str(star), last_name="Smith")), "Saw Dr. Smith.")
    response = client.get("/search/?q=smith")
    assert response.context["found"][of]["count"] == "20+"
    text = client.get(f"/search/?q=smith&format=csv&of={of}").getvalue().decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == count
    assert rows[0]["matched"] in ("name", "through its member", "text")


def test_search_costs_the_same_for_many(client):
    for star in range(100, 140):
        make_note(make_case(make_member(str(star), last_name="Smith")), "Saw Dr. Smith at noon.")
    client.get("/search/?q=x")
    for q in ("smith", "smith noon", "smith 0101 zzz", "26-00001 smith noon", "00012"):
        with query_budget(20):
            response = client.get("/search/", {"q": q})
    assert "011 District 011" in client.get("/search/?q=smith").text
    assert Member.objects.count() == 40 and response.status_code == 200
