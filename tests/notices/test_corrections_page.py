"""The queue of letters to correct: its rows, its ways out, and where else a wrong letter shows."""

import csv
from datetime import date, timedelta

import pytest

from caseflow.models import AccessEntry
from cases.services.ledger import record_exception
from members.models import StaffLink
from notices.models import LetterCorrection, Settled
from notices.services.correcting import review_member
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
QUEUE = "/notices/corrections/"
LATER, ON = NOW + timedelta(days=10), TODAY + timedelta(days=10)


@pytest.fixture
def client(writer, client_for):
    return client_for(writer)


@pytest.fixture
def make_wrong(issue, writer):
    """A letter of the case, made wrong by a week of furlough."""

    def do(case, days=7, now=LATER):
        letter = issue(case)
        first = date(2026, 2, 8)
        record_exception(
            member=case.member, first_day=first, last_day=first + timedelta(days=days - 1),
            reason="furlough", source="T1", by=writer, now=now, on=ON,
        )  # fmt: skip
        return letter

    return do


@pytest.fixture
def two(case, make_wrong, writer):
    """Of star 4497 of the 011, with the writer; of star 8515 of the 024, with nobody."""
    member = make_member("8515", last_name="=Muñoz", unit=make_unit("024"))
    return [make_wrong(case), make_wrong(make_case(member), now=LATER + timedelta(days=1))]


def rows(response):
    return [row["number"] for row in response.context["corrections"]]


def text(response):
    return " ".join(response.content.decode().split())


def test_queue_shows_what_was_said_and_what_is_right(client, two):
    response = client.get(QUEUE)
    assert rows(response) == [letter.number for letter in two]
    page = text(response)
    assert "Days used: 32 &rarr; <strong>25</strong>" in page
    assert "First day without pay: 2 Feb 2027 &rarr; <strong>9 Feb 2027</strong>" in page
    assert "7 days from 8 Feb 2026 to 14 Feb 2026 do not count: furlough." in page
    assert "/notices/new/time_remaining/?case=NIOD-26-00001" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"unit": "024"}, [1]),
        ({"owner": "none"}, [1]),
        ({"owner": "coordinator"}, [0]),
        ({"q": "munoz"}, [1]),
        ({"q": "nobody"}, []),
        ({"tab": "settled"}, []),
    ],
)
def test_filters(client, two, query, found):
    assert rows(client.get(QUEUE, query)) == [two[place].number for place in found]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"unit": "nowhere"}, "There is no unit nowhere. Enter a unit"),
        ({"owner": "zoe"}, "There is nobody with the user name zoe."),
    ],
)
def test_filter_that_cannot_be_read_is_said(client, two, query, sentence):
    response = client.get(QUEUE, query)
    assert response.status_code == 422
    assert sentence in text(response)
    assert rows(response) == []


def test_pages_by_keyset(client, two, monkeypatch):
    monkeypatch.setattr("notices.views.corrections.PAGE", 1)
    first = client.get(QUEUE)
    assert rows(first) == [two[0].number]
    assert rows(client.get(QUEUE, {"after": first.context["page"].next})) == [two[1].number]


def test_csv_has_a_line_for_each_letter_and_no_formula(client, two):
    lines = b"".join(client.get(QUEUE, {"format": "csv"})).decode().splitlines()
    rows = list(csv.DictReader(lines))
    assert [row["letter"] for row in rows] == [letter.number for letter in two]
    assert (rows[0]["used_said"], rows[0]["used_right"], rows[0]["limit_said"]) == ("32", "25", "")
    assert rows[0]["first_unpaid_day_right"] == "2027-02-09"
    assert rows[1]["last_name"] == "'=Muñoz"
    assert AccessEntry.objects.get(kind="list").subject == "corrections"


@pytest.mark.parametrize(("role", "count"), [("coordinator", 1), ("supervisor", 2)])
def test_tile_of_today_counts_the_rows_behind_it(two, writer, client_for, role, count):
    user = writer if role == "coordinator" else make_user("chief", [role])
    client = client_for(user)
    tiles = client.get("/").context["tiles"]
    [tile] = [tile for tile in tiles if "to correct" in tile.label]
    assert tile.count == count
    assert len(rows(client.get(tile.url))) == count


def test_queue_costs_few_queries(client, two):
    client.get(QUEUE)
    with query_budget(5):
        assert len(rows(client.get(QUEUE))) == 2


def test_dismiss_takes_it_out_with_its_reason(client, case, make_wrong, writer):
    letter = make_wrong(case)
    page = client.get(f"/notices/{letter.number}/dismiss/")
    assert "Why no new letter is sent" in text(page)
    done = client.post(
        f"/notices/{letter.number}/dismiss/", {"reason": "Told by telephone."}, follow=True
    )
    assert f"The correction of {letter.number} is dismissed." in text(done)
    row = LetterCorrection.objects.get()
    assert (row.how, row.reason, row.settled_by) == (
        Settled.DISMISSED, "Told by telephone.", writer,
    )  # fmt: skip
    event = case.events.get(kind="letter_correction_settled")
    assert event.reason == "Told by telephone."
    assert "Told by telephone." in text(client.get(QUEUE, {"tab": "settled"}))


@pytest.mark.parametrize("reason", ["", "   ", "\u200b"])
def test_dismiss_without_a_reason_is_refused(client, case, make_wrong, reason):
    letter = make_wrong(case)
    page = client.post(f"/notices/{letter.number}/dismiss/", {"reason": reason})
    assert page.status_code == 422
    assert LetterCorrection.objects.open().count() == 1


def test_dismiss_of_a_right_letter_says_so(client, case, issue):
    letter = issue(case)
    page = client.get(f"/notices/{letter.number}/dismiss/", follow=True)
    assert "is not wrong: there is nothing to dismiss." in text(page)


def test_dismiss_twice_is_refused(client, case, make_wrong):
    letter = make_wrong(case)
    client.post(f"/notices/{letter.number}/dismiss/", {"reason": "Told."})
    again = client.post(f"/notices/{letter.number}/dismiss/", {"reason": "Told again."})
    assert again.status_code == 422
    assert "The correction is settled already: dismissed." in text(again)


def test_dismissed_is_raised_again_only_when_something_else_is_right(
    client, case, make_wrong, writer
):
    letter = make_wrong(case)
    client.post(f"/notices/{letter.number}/dismiss/", {"reason": "Told."})
    fields = {"member": case.member, "source": "T2", "by": writer, "now": LATER, "on": ON}
    future = {"first_day": date(2026, 4, 1), "last_day": date(2026, 4, 2), "reason": "furlough"}
    review_member(case.member, ON)
    assert LetterCorrection.objects.get().how == Settled.DISMISSED
    record_exception(**fields, **future)
    assert LetterCorrection.objects.open().count() == 1


def test_letter_and_case_say_that_it_is_wrong(client, case, make_wrong):
    letter = make_wrong(case)
    page = text(client.get(letter.get_absolute_url()))
    assert "This letter is wrong" in page
    assert "Issue a correction" in page
    assert f"{letter.number}</a> of 5 Mar 2026 is wrong since 15 Mar 2026" in text(
        client.get(case.get_absolute_url())
    )
    assert "to correct" in text(client.get("/notices/"))


def test_correcting_letter_settles_the_queue(client, case, make_wrong, issue):
    letter = make_wrong(case)
    issue(case, now=LATER, on=ON)
    assert rows(client.get(QUEUE)) == []
    page = text(client.get(letter.get_absolute_url()))
    assert "This letter is wrong" not in page
    assert "A newer letter stands" in page


def test_own_and_relatives_letters_are_not_there(client, case, make_wrong, writer):
    letter = make_wrong(case)
    StaffLink.objects.create(user=writer, member=case.member, relation="relative")
    assert rows(client.get(QUEUE)) == []
    assert letter.number not in b"".join(client.get(QUEUE, {"format": "csv"})).decode()
    assert client.get(f"/notices/{letter.number}/dismiss/").status_code == 404


@pytest.mark.parametrize("role", ["physician", "auditor"])
def test_roles_that_read_do_not_dismiss(role, case, make_wrong, client_for):
    letter = make_wrong(case)
    client = client_for(make_user(f"{role}2", [role]))
    assert client.get(QUEUE).status_code == 200
    assert client.post(f"/notices/{letter.number}/dismiss/", {"reason": "x"}).status_code == 403
