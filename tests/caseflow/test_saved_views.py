"""Saved views: kept for one or for the team, opened by a short address, renamed, ended."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from caseflow.models import SavedView, User
from caseflow.refusals import RuleViolation
from caseflow.services.saving import MOST_VIEWS, end_view, save_view
from tests.budget import query_budget
from tests.factories import NOW, make_case, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db


def save(client, query="tab=mine&sort=name", name="By name", shared="me", page="cases"):
    data = {"page": page, "query": query, "name": name, "shared": shared}
    return client.post("/views/save/", data)


def make_view(owner, query="tab=mine", *, name="Mine", shared=False, page="cases"):
    return SavedView.objects.create(
        name=name, page=page, query=query, shared=shared, owner=owner, created_at=NOW
    )


def test_view_save_keeps_the_list_at_a_short_address(client_for, coordinator):
    client = client_for(coordinator)
    response = save(client, "tab=mine&sort=name&rows=25&after=x&format=csv&colour=red")
    view = SavedView.objects.get()
    assert response.url == f"/v/{view.key}/"
    assert (view.query, view.owner, view.shared) == (
        "tab=mine&sort=name&rows=25",
        coordinator,
        False,
    )
    opened = client.get(response.url)
    assert opened.url == f"/cases/?tab=mine&sort=name&rows=25&saved={view.key}"
    assert client.get(opened.url).status_code == 200
    assert view.history.get().history_change_reason == "Saved"


def test_view_save_offers_what_is_kept_in_words(client_for, coordinator):
    page = client_for(coordinator).get("/views/save/?page=cases&query=tab%3Dmine%26near%3D1")
    assert "Cases: Mine; Near exhaustion" in page.text
    assert "This takes the right to see the team" in page.text


def test_view_for_the_team_is_refused_without_the_right(client_for, coordinator):
    response = save(client_for(coordinator), shared="team", name="Kept words")
    assert response.status_code == 422
    assert "A view for the team is seen by everybody. This takes the right" in response.text
    assert "Kept words" in response.text
    assert not SavedView.objects.exists()


def test_view_of_the_team_stands_on_everybodys_list(client_for, lead, trainee):
    save(client_for(lead), name="Near the end", shared="team", query="near=on")
    text = client_for(trainee).get("/cases/").text
    assert "Near the end" in text
    assert "Near the end" in client_for(trainee).get("/views/").text
    assert "Near the end" not in client_for(trainee).get("/members/").text


def test_view_of_another_person_is_not_there(client_for, coordinator, trainee, lead):
    view = make_view(coordinator)
    for user in (trainee, lead):
        client = client_for(user)
        assert client.get(f"/v/{view.key}/").status_code == 404
        for verb in ("rename", "share", "end", "watch", "unwatch", "seen"):
            assert client.post(f"/views/{view.key}/{verb}/").status_code == 404
        assert "Mine</a>" not in client.get("/views/").text


@pytest.mark.parametrize(("name", "sentence"), [
    ("", "Fill this in."), ("  ", "Fill this in."), ("\u200b", "Give the view a name."),
    ("x" * 81, "at most 80 characters"), ("Taken", "You have a view of this name already."),
])  # fmt: skip
def test_view_save_refuses_a_name_in_words(client_for, coordinator, name, sentence):
    make_view(coordinator, name="Taken")
    response = save(client_for(coordinator), name=name)
    assert response.status_code == 422
    assert sentence in response.text


def test_view_save_ends_at_a_number(client_for, coordinator):
    for number in range(MOST_VIEWS):
        make_view(coordinator, name=f"V{number}")
    assert "You keep 40 views already." in save(client_for(coordinator)).text


def test_view_rename_keeps_its_address(client_for, coordinator):
    view, client = make_view(coordinator), client_for(coordinator)
    client.post(f"/views/{view.key}/rename/", {"name": "Other"})
    view.refresh_from_db()
    assert view.name == "Other"
    make_view(coordinator, name="Taken")
    refused = client.post(f"/views/{view.key}/rename/", {"name": "Taken"})
    assert refused.status_code == 422
    assert "Taken" in refused.text


def test_view_of_the_team_is_changed_by_its_owner_or_who_supervises(
    client_for, lead, supervisor, trainee
):
    view = make_view(lead, shared=True, name="Team's")
    refused = client_for(trainee).post(f"/views/{view.key}/rename/", {"name": "X"})
    assert "This view is Lead" in refused.text
    assert "This view is Lead" in client_for(trainee).get(f"/views/{view.key}/rename/").text
    client_for(supervisor).post(f"/views/{view.key}/rename/", {"name": "Better"})
    view.refresh_from_db()
    assert view.name == "Better"


def test_view_share_gives_and_takes_back(client_for, lead, coordinator):
    view, client = make_view(lead), client_for(lead)
    client.post(f"/views/{view.key}/share/", {"shared": "on"})
    assert client_for(coordinator).get(f"/v/{view.key}/").status_code == 302
    client.post(f"/views/{view.key}/share/", {"shared": "off"})
    assert client_for(coordinator).get(f"/v/{view.key}/").status_code == 404
    own = make_view(coordinator, name="Own")
    said = client_for(coordinator).post(f"/views/{own.key}/share/", {"shared": "on"}, follow=True)
    assert "A view for the team is seen by everybody." in said.text


def test_view_end_keeps_the_row_and_says_who_was_first(client_for, lead, supervisor):
    view = make_view(lead, shared=True)
    client_for(lead).post(f"/views/{view.key}/end/")
    view.refresh_from_db()
    assert (view.ended_by, view.history.first().history_change_reason) == (lead, "Ended")
    assert client_for(lead).get(f"/v/{view.key}/").status_code == 404
    second = client_for(supervisor).post(f"/views/{view.key}/end/", follow=True)
    assert "Lead ended this view at" in second.text
    save(client_for(lead), name="Mine")
    assert SavedView.objects.filter(name="Mine").count() == 2


@pytest.mark.django_db(transaction=True)
def test_view_end_by_two_at_once_ends_it_once(postgres):
    one, two = make_user("one", ["lead"]), make_user("two", ["lead"])
    view, barrier, said = make_view(one, shared=True), Barrier(2), []

    def end(user: User) -> None:
        barrier.wait()
        try:
            end_view(view=view, by=user, now=NOW)
            said.append("ended")
        except RuleViolation as refusal:
            said.append(refusal.sentence)
        finally:
            connections["default"].close()

    threads = [Thread(target=end, args=(user,)) for user in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said)[1] == "ended" and "ended this view at" in sorted(said)[0]
    assert view.history.count() == 2  # made, ended


def test_view_whose_filter_is_gone_opens_and_says_so(client_for, coordinator):
    query = "tab=attic&unit=099&q=smith&mood=bad&sort=shoe&cols=kind,shoe&rows=7"
    view, client = make_view(coordinator, query), client_for(coordinator)
    page = client.get(f"/v/{view.key}/", follow=True)
    assert page.status_code == 200
    for sentence in (
        "There is no tab attic.", "Unit 099: There is no unit 099.", "no filter mood",
        "no order shoe", "no column shoe", "25, 50 or 100 rows, not 7",
    ):  # fmt: skip
        assert sentence in page.text
    assert page.context["filters"]["q"].value() == "smith"
    assert "Left out" not in client.get(page.request["PATH_INFO"] + "?q=smith").text


@pytest.mark.parametrize("query", [
    "%00", "q=%00", "q=" + "x" * 5000, "tab=mine&" * 500, "after=W10", "=", "&&&", "q=%ED%A0%80",
    "unit=%27%3B--", "<script>alert(1)</script>", "cols=" + ",".join("abc"), "rows=-1", "rows=1e9",
    "saved=x&saved=y", "from=cases", "near=maybe&kind=murder&owner=ghost",
])  # fmt: skip
def test_hostile_query_is_kept_harmless_or_refused(client_for, coordinator, query):
    client = client_for(coordinator)
    response = save(client, query)
    if response.status_code == 422:
        assert "too long to be kept" in response.text
        return
    opened = client.get(response.url, follow=True)
    assert opened.status_code == 200
    assert opened.request["PATH_INFO"] == "/cases/"
    assert "<script>" not in opened.text.partition("<main")[2]


def test_view_of_no_list_is_not_saved(client_for, coordinator):
    assert save(client_for(coordinator), page="moon").status_code == 404
    assert client_for(coordinator).get("/views/save/").url == "/views/"


def test_views_page_costs_the_same_for_many(client_for, coordinator, lead):
    make_unit("012")
    for number in range(20):
        make_view(coordinator, "unit=012&owner=lead", name=f"V{number}")
        make_view(lead, "near=on", name=f"T{number}", shared=True)
    client = client_for(coordinator)
    client.get("/views/")
    with query_budget(4):
        text = client.get("/views/").text
    assert "Unit: 012; With: lead" in text


def test_list_with_many_views_stays_in_its_budget(client_for, coordinator):
    make_case(make_member("1"), owner=coordinator)
    for number in range(20):
        make_view(coordinator, "unit=012&owner=lead", name=f"V{number}")
    client = client_for(coordinator)
    client.get("/cases/")
    with query_budget(8):
        assert "V19" in client.get("/cases/").text


def test_save_view_leaves_nothing_when_its_history_fails(coordinator, monkeypatch):
    monkeypatch.setattr("caseflow.services.saving.save_tracked", _fails)
    with pytest.raises(RuntimeError):
        save_view(page="cases", query="", name="N", shared=False, by=coordinator, now=NOW)
    assert not SavedView.objects.exists()
    assert connection.in_atomic_block


def _fails(view, **kwargs):
    view.save()
    raise RuntimeError
