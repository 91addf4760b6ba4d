"""The list of notices: filters, pages, CSV, a constant number of queries."""

from datetime import timedelta

import pytest

from caseflow.models import AccessEntry
from tests.factories import NOW, make_case, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(writer, client_for):
    return client_for(writer)


@pytest.fixture
def letters(case, issue, writer):
    """Of star 4497 on the 5th (replaced on the 7th), of star 8515 on the 6th."""
    other = make_case(make_member("8515", last_name="=Muñoz"), owner=writer)
    return [
        issue(case, now=NOW),
        issue(other, now=NOW + timedelta(days=1)),
        issue(case, now=NOW + timedelta(days=2)),
    ]


def rows(response):
    return [notice["number"] for notice in response.context["page"]]


def test_list_shows_the_last_issued_first(client, letters):
    response = client.get("/notices/")
    assert rows(response) == [letter.number for letter in reversed(letters)]
    page = " ".join(response.content.decode().split())
    assert "=Muñoz, Maria A." in page
    assert "replaced by N-26-000003" in page
    assert rows(client.get("/notices/", {"sort": "issued"})) == [x.number for x in letters]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "munoz"}, [2]),
        ({"q": "4497"}, [3, 1]),
        ({"q": "nobody"}, []),
        ({"kind": "time_remaining"}, [3, 2, 1]),
        ({"since": "2026-03-06"}, [3, 2]),
        ({"until": "2026-03-06"}, [2, 1]),
        ({"since": "2026-03-06", "until": "2026-03-06"}, [2]),
    ],
)
def test_filters(client, letters, query, found):
    assert rows(client.get("/notices/", query)) == [f"N-26-{n:06d}" for n in found]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"since": "yesterday"}, "That is not a date."),
        ({"since": "2026-03-06", "until": "2026-03-05"}, "This day is before the first one."),
        ({"kind": "love_letter"}, "Select a valid choice."),
    ],
)
def test_filter_that_cannot_be_read_is_said(client, letters, query, sentence):
    response = client.get("/notices/", query)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_pages_by_keyset(client, letters, monkeypatch):
    monkeypatch.setattr("caseflow.saved_pages.SIZE", 2)
    first = client.get("/notices/")
    assert rows(first) == ["N-26-000003", "N-26-000002"]
    second = client.get("/notices/", {"after": first.context["page"].next})
    assert rows(second) == ["N-26-000001"]


def test_csv_holds_every_row_and_no_formula(client, letters):
    response = client.get("/notices/", {"format": "csv"})
    lines = b"".join(response).decode().splitlines()
    assert lines[0].startswith("number,kind,issued_at,issued_by,star,last_name")
    assert len(lines) == 4
    assert "'=Muñoz" in lines[2]
    assert AccessEntry.objects.get(kind="list").subject == "notices"


def test_list_takes_four_queries_of_its_own(client, letters, django_assert_max_num_queries):
    """Beside them: session, user, the session's new time in its savepoint, the demonstration."""
    with django_assert_max_num_queries(4 + 6):
        client.get("/notices/")


def test_empty_list_says_what_belongs_there(client):
    assert "Letters appear here once they are issued." in client.get("/notices/").content.decode()
