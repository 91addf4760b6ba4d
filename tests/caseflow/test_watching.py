"""Watched views: what entered and left since one looked, how many, and for whose eyes."""

from datetime import timedelta

import pytest

from caseflow.models import ViewWatch
from caseflow.services.saving import MOST_WATCHED, MOST_WATCHES
from caseflow.watching import news_of, watch_line
from cases.services.assigning import assign_case
from members.models import StaffLink
from tests.budget import query_budget
from tests.caseflow.test_saved_views import make_view
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = pytest.mark.django_db


def line(user):
    found = watch_line(user, TODAY)
    return found.words if found else ""


def give(case, user, by):
    assign_case(
        case=case, user=user, reason="Next week", seen_owner_id=case.owner_id, by=by, now=NOW
    )


@pytest.fixture
def watched(client_for, coordinator):
    """Who watches their own cases, the view, and the one case in it."""
    case = make_case(make_member("1"), owner=coordinator)
    view, client = make_view(coordinator, name="My desk"), client_for(coordinator)
    response = client.post(f"/views/{view.key}/watch/", {"how": "changes"})
    assert response.url == "/views/"
    return view, case, client


def see(client, view):
    news = [n for n in client.get("/views/").context["news"] if n.watch.view == view][0]
    return client.post(f"/views/{view.key}/seen/", news.shown)


def test_watch_says_what_entered_and_left(watched, coordinator):
    view, case, client = watched
    assert line(coordinator) == ""
    new = make_case(make_member("2", last_name="Novak"), owner=coordinator)
    give(case, make_user("other"), coordinator)
    assert line(coordinator) == "1 entered and 1 left My desk."
    text = client.get("/views/").text
    assert f"{new.reference} Novak, Maria A." in text
    assert f"{case.reference} Kowalski, Maria A." in text


def test_looking_is_a_post_and_resets(watched, coordinator):
    view, _, client = watched
    make_case(make_member("2"), owner=coordinator)
    before = list(ViewWatch.objects.values())
    client.get("/views/")
    client.get(f"/v/{view.key}/", follow=True)
    assert list(ViewWatch.objects.values()) == before
    assert line(coordinator) == "1 entered My desk."
    see(client, view)
    assert line(coordinator) == ""
    assert "Nothing entered or left since" in client.get("/views/").text


def test_only_what_was_shown_counts_as_seen(watched, coordinator):
    view, _, client = watched
    make_case(make_member("2"), owner=coordinator)
    shown = client.get("/views/").context["news"][0].shown
    late = make_case(make_member("3"), owner=coordinator)
    client.post(f"/views/{view.key}/seen/", shown)
    (news,) = news_of(coordinator, TODAY)
    assert [key for key, _, _ in news.entered] == [late.pk]


@pytest.mark.parametrize("keys", ["", "x", "9" * 400, "1,,2,-3", "٣"])
def test_forged_keys_are_no_rows(watched, coordinator, keys):
    view, case, client = watched
    assert client.post(f"/views/{view.key}/seen/", {"entered": keys, "left": keys}).url == "/views/"
    assert ViewWatch.objects.get().seen == [case.pk]


def test_row_that_the_person_may_no_longer_see_is_not_named(watched, coordinator):
    _, case, client = watched
    make_case(make_member("2"), owner=coordinator)
    StaffLink.objects.create(user=coordinator, member=case.member, relation="relative")
    assert line(coordinator) == "1 entered My desk."
    assert case.reference not in client.get("/views/").text


def test_watch_of_a_shared_view_is_of_the_one_who_looks(client_for, lead, coordinator):
    view = make_view(lead, shared=True, name="Desk")
    client_for(coordinator).post(f"/views/{view.key}/watch/", {"how": "changes"})
    make_case(make_member("1"), owner=lead)
    assert line(coordinator) == ""
    make_case(make_member("2"), owner=coordinator)
    assert line(coordinator) == "1 entered Desk."
    client_for(lead).post(f"/views/{view.key}/share/", {"shared": "off"})
    assert line(coordinator) == ""


def test_threshold_says_when_it_is_reached(client_for, coordinator):
    view, client = make_view(coordinator, "", name="Open"), client_for(coordinator)
    client.post(f"/views/{view.key}/watch/", {"how": "threshold", "threshold": "2"})
    make_case(make_member("1"))
    assert line(coordinator) == ""
    assert "It holds 1 rows; you asked from 2" in client.get("/views/").text
    make_case(make_member("2"))
    assert line(coordinator) == "Open holds 2, and you asked from 2."
    see(client, view)
    assert line(coordinator) == ""
    assert "reached" in client.get("/views/").text
    make_case(make_member("3"))
    assert line(coordinator) == "Open holds 3, and you asked from 2."


@pytest.mark.parametrize(("data", "sentence"), [
    ({"how": "threshold"}, "Enter a number of rows from 1 to 1,000."),
    ({"how": "threshold", "threshold": "0"}, "Enter a number of rows from 1 to 1,000."),
    ({"how": "threshold", "threshold": "many"}, "Enter a whole number of rows, like 10."),
    ({"how": "hourly"}, "Select a valid choice."),
])  # fmt: skip
def test_watch_refuses_in_words(client_for, coordinator, data, sentence):
    view = make_view(coordinator)
    response = client_for(coordinator).post(f"/views/{view.key}/watch/", data)
    assert response.status_code == 422
    assert sentence in response.text
    assert not ViewWatch.objects.exists()


def test_watch_of_too_many_rows_is_refused(client_for, coordinator, monkeypatch):
    monkeypatch.setattr("caseflow.watching.MOST_WATCHED", 1)
    monkeypatch.setattr("caseflow.services.saving.MOST_WATCHED", 1)
    view = make_view(coordinator, "")
    for star in ("1", "2"):
        make_case(make_member(star))
    refused = client_for(coordinator).post(f"/views/{view.key}/watch/", {"how": "changes"})
    assert "The view holds more than 1 rows. Narrow it with a filter" in refused.text
    assert MOST_WATCHED == 500


def test_watch_that_outgrows_its_limit_says_so(watched, coordinator, monkeypatch):
    monkeypatch.setattr("caseflow.watching.MOST_WATCHED", 1)
    make_case(make_member("2"), owner=coordinator)
    assert line(coordinator) == ""
    assert "It holds too many rows by now" in watched[2].get("/views/").text


def test_watching_anew_replaces_and_stopping_ends(watched, coordinator):
    view, _, client = watched
    client.post(f"/views/{view.key}/watch/", {"how": "threshold", "threshold": "5"})
    assert [w.how for w in ViewWatch.objects.filter(ended_at__isnull=True)] == ["threshold"]
    for _ in range(2):
        client.post(f"/views/{view.key}/unwatch/")
    assert not ViewWatch.objects.filter(ended_at__isnull=True).exists()
    assert ViewWatch.objects.count() == 2
    assert client.post(f"/views/{view.key}/seen/").status_code == 404


def test_nobody_watches_more_than_so_many(client_for, coordinator):
    client = client_for(coordinator)
    for number in range(MOST_WATCHES + 1):
        view = make_view(coordinator, name=f"V{number}")
        response = client.post(f"/views/{view.key}/watch/", {"how": "changes"})
    assert f"You watch {MOST_WATCHES} views already." in response.text


def test_line_costs_one_query_for_nothing_and_three_for_many(client_for, coordinator):
    with query_budget(1):
        assert line(coordinator) == ""
    for number in range(5):
        view = make_view(coordinator, "tab=mine&sort=name", name=f"V{number}")
        how = {"how": "changes"} if number % 2 else {"how": "threshold", "threshold": "1"}
        client_for(coordinator).post(f"/views/{view.key}/watch/", how)
    line(coordinator)
    with query_budget(2):
        assert line(coordinator) == ""
    make_case(make_member("1"), owner=coordinator, first_day=TODAY - timedelta(days=3))
    assert line(coordinator).endswith("; and 2 more saved views.")


def test_ended_view_is_watched_no_more(watched, coordinator):
    view, _, client = watched
    make_case(make_member("2"), owner=coordinator)
    client.post(f"/views/{view.key}/end/")
    assert line(coordinator) == ""
