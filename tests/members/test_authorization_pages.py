"""The pages of a member's authorizations: list, record, end; refusals, hostile input, rights."""

from datetime import date

import pytest

from members.models import Authorization, Member, StaffLink
from tests.budget import query_budget
from tests.factories import make_member
from tests.members.paper import make_authorization

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]

LIST, NEW = "/members/4497/authorizations/", "/members/4497/authorizations/new/"
GOOD = {
    "kind": "general",
    "information": "Notes on the left knee",
    "discloser": "Lakeside Orthopedics",
    "recipient": "Medical Services Section",
    "purpose": "Fitness for duty",
    "signed_on": "2026-03-02",
    "expires_on": "2026-09-01",
    "statements": ["revocable", "conditions", "redisclosure"],
    "source": "File 3, page 1",
}
ENDING = {"how": "revoked", "ended_on": "2026-03-05", "reason": "Letter of 4 Mar."}


def the_member():
    return Member.objects.get()


@pytest.fixture
def client(client_for, coordinator):
    make_member()
    return client_for(coordinator)


def test_authorization_is_recorded_and_listed(client):
    done = client.post(NEW, GOOD, follow=True)
    assert done.redirect_chain == [(LIST, 302)]
    for words in (
        "Authorization 1 is recorded.",
        "1. General medical",
        "Notes on the left knee",
        "to Medical Services Section",
        "through 1 Sep 2026",
        "File 3, page 1",
        f'href="{NEW}"',
    ):
        assert words in done.text
    assert "General medical, Lakeside Orthopedics to Medical" in client.get("/members/4497/").text


def test_expired_paper_is_recorded_and_said_to_release_nothing(client):
    done = client.post(NEW, GOOD | {"expires_on": "2026-03-04"}, follow=True)
    assert "It releases nothing: its last day was 4 Mar 2026." in done.text
    assert '<span class="tag late">expired</span>' in done.text
    assert "No authorization holds." in client.get("/members/4497/").text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"recipient": ""}, "must name who may receive the information"),
        ({"recipient": "\t"}, "must name who may receive the information"),
        ({"kind": "soul"}, "There is no kind soul."),
        ({"kind": ""}, "Choose what kind of information"),
        ({"expires_on": ""}, "by a day or an event"),
        ({"expires_on": "2026-02-31"}, "That is not a date."),
        ({"signed_on": "2026-03-06"}, "a day to come"),
        ({"statements": ["nonsense"]}, "There is no such statement."),
        ({"statements": []}, "Tick what the paper says."),
        ({"statements": ["revocable"]}, "whether treatment, payment or benefits depend"),
        ({"kind": "mental_health"}, "before a witness"),
        ({"discloser": "x\x00"}, "Null characters are not allowed."),
        ({"information": "x" * 2001}, "at most 2000 characters"),
        ({"source": ""}, "Say where the paper is"),
    ],
)
def test_defective_paper_comes_back_with_the_sentence_and_what_was_typed(client, said, sentence):
    answer = client.post(NEW, GOOD | said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Fitness for duty" in answer.text
    assert not Authorization.objects.exists()


def test_everything_missing_is_named_at_once(client):
    answer = client.post(NEW, {**GOOD, "kind": "mental_health", "expires_on": ""})
    assert "Check 3 things" in answer.text
    for words in ("before a witness", "calendar day on which it ends", "the right to inspect"):
        assert words in answer.text


def test_authorization_is_ended_once(client, coordinator):
    make_authorization(the_member(), coordinator)
    end = f"{LIST}1/end/"
    assert "signed 2 Mar 2026" in client.get(end).text
    done = client.post(end, ENDING, follow=True)
    assert "Authorization 1 is ended." in done.text
    assert "Letter of 4 Mar.; entered by Coordinator" in done.text
    assert "End authorization" not in done.text.replace("Authorization 1 is ended", "")
    again = client.post(end, ENDING)
    assert again.status_code == 422
    assert "The authorization ended on 5 Mar 2026 already" in again.text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"how": ""}, "Choose one."),
        ({"how": "event"}, "The paper names no event"),
        ({"ended_on": "2026-03-06"}, "That day is still to come."),
        ({"ended_on": "0001-01-01"}, "it cannot have ended before"),
        ({"reason": "\u200b"}, "Say how the office learned of it"),
    ],
)
def test_ending_is_refused_with_what_was_typed(client, coordinator, said, sentence):
    make_authorization(the_member(), coordinator)
    answer = client.post(f"{LIST}1/end/", ENDING | said)
    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize("number", ["2", "0", "99999999999999999999"])
def test_unknown_authorization_is_not_there(client, coordinator, number):
    make_authorization(the_member(), coordinator)
    assert client.get(f"{LIST}{number}/end/").status_code == 404


def test_who_only_reads_sees_the_list_and_why_nothing_can_be_done(client_for, coordinator, records):
    make_authorization(make_member(), coordinator)
    reader = client_for(records)
    text = reader.get(LIST).text
    assert "You do not have the right to write notes" in text
    assert f'href="{NEW}"' not in text and "1/end/" not in text
    assert reader.post(NEW, GOOD).status_code == 403
    assert reader.post(f"{LIST}1/end/", ENDING).status_code == 403


def test_own_authorizations_are_not_there(client, coordinator):
    StaffLink.objects.create(user=coordinator, member=the_member(), relation="relative")
    for path in (LIST, NEW):
        assert client.get(path).status_code == 404
    assert client.post(NEW, GOOD).status_code == 404


def test_list_costs_the_same_for_many_papers(client, coordinator):
    for day in range(1, 13):
        make_authorization(the_member(), coordinator, signed_on=date(2026, 2, day))
    client.get(LIST)
    with query_budget(6):
        assert client.get(LIST).text.count("File 3, page 1") == 12
