"""Signing in and out, lock-out, limits of a session, health."""

import time

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from caseflow.models import AccessEntry
from tests.factories import PASSWORD, make_case

pytestmark = pytest.mark.django_db


def sign_in(client: Client, password: str = PASSWORD, **more: str):
    return client.post("/login/", {"username": "coordinator", "password": password, **more})


def aged(client: Client, **seconds: int) -> None:
    """Makes the session as old as if these seconds had passed."""
    session = client.session
    for name, age in seconds.items():
        session[name] = int(time.time()) - age
    session.save()


def test_sign_in_leads_to_today_and_is_logged(client, coordinator):
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, "/")
    entry = AccessEntry.objects.get()
    assert (entry.user, entry.kind, entry.address) == (coordinator, "sign_in", "127.0.0.1")


def test_sign_in_follows_next_through_a_failure(client, coordinator):
    page = sign_in(client, password="wrong", next="/members/?q=kowalski")
    assert page.status_code == 422
    assert '<input type="hidden" name="next" value="/members/?q=kowalski">' in page.text
    assert sign_in(client, next="/members/?q=kowalski").url == "/members/?q=kowalski"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/logout/", "/login/"],
)
def test_sign_in_never_leads_elsewhere(client, coordinator, elsewhere):
    assert sign_in(client, next=elsewhere).url == "/"


def test_sign_in_page_sends_the_signed_in_on(client_for, coordinator):
    client = client_for(coordinator)
    assert client.get("/login/?next=/cases/").url == "/cases/"
    assert client.get("/login/?next=/login/").url == "/"


def test_sign_in_refuses_a_person_who_is_switched_off(client, coordinator):
    coordinator.is_active = False
    coordinator.save()
    assert sign_in(client).status_code == 422


def test_switched_off_person_is_out_at_once(client_for, coordinator):
    client = client_for(coordinator)
    assert client.get("/roles/").status_code == 200
    coordinator.is_active = False
    coordinator.save()
    assert client.get("/roles/").url == "/login/?next=/roles/"


def test_sign_out_takes_post_only(client_for, coordinator):
    client = client_for(coordinator)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == "/login/"
    assert client.get("/roles/").status_code == 302


def test_fifth_failure_closes_sign_in_even_for_the_right_password(client, coordinator, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert sign_in(client, password="wrong").status_code == 422
    assert sign_in(client, password="wrong").status_code == 429
    page = sign_in(client)
    assert page.status_code == 429
    assert page["Retry-After"] == "900"
    assert "Wait 15 minutes, then try again." in page.text
    assert "ask an administrator" in page.text


def test_lock_out_is_for_one_name_from_one_address(client, coordinator, supervisor, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, password="wrong")
    other = client.post("/login/", {"username": "supervisor", "password": PASSWORD})
    assert other.status_code == 302
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert sign_in(elsewhere).status_code == 302


def test_session_ends_after_a_while_without_a_request(client_for, coordinator, settings):
    client = client_for(coordinator)
    client.get("/roles/")
    aged(client, seen=settings.SESSION_IDLE_SECONDS + 5)
    response = client.get("/cases/?tab=mine")
    assert response.url == "/login/?next=%2Fcases%2F%3Ftab%3Dmine&ended=idle"
    assert "because nothing was opened for a while" in client.get(response.url).text
    assert client.get("/roles/").status_code == 302


def test_session_ends_after_the_absolute_limit_however_busy(client_for, coordinator, settings):
    client = client_for(coordinator)
    client.get("/roles/")
    aged(client, started=settings.SESSION_ABSOLUTE_SECONDS + 5)
    assert client.get("/roles/").url.endswith("ended=long")


def test_ended_session_says_that_what_was_sent_is_not_saved(client_for, coordinator, settings):
    case = make_case(by=coordinator)
    client = client_for(coordinator)
    client.get("/roles/")
    aged(client, seen=settings.SESSION_IDLE_SECONDS + 5)
    page = f"/cases/{case.reference}/notes/"
    response = client.post(page, {"text": "typed"}, headers={"Referer": f"http://testserver{page}"})
    assert response.url.startswith("/login/?next=%2Fcases%2F")
    assert "what you just sent was not saved" in client.get(response.url).text
    assert case.notes.count() == 0


def test_ended_session_does_not_lead_to_a_foreign_page(client_for, coordinator, settings):
    client = client_for(coordinator)
    client.get("/roles/")
    aged(client, seen=settings.SESSION_IDLE_SECONDS + 5)
    response = client.post("/cases/new/", headers={"Referer": "https://evil.example/x"})
    assert response.url == "/login/?next=%2F&ended=typed"


def test_signing_in_again_begins_a_new_session(client, coordinator, settings):
    sign_in(client)
    aged(client, started=settings.SESSION_ABSOLUTE_SECONDS + 5)
    sign_in(client)
    client.post("/logout/")
    sign_in(client)
    assert client.get("/roles/").status_code == 200


def test_request_within_the_limits_keeps_the_session_alive(client_for, coordinator, settings):
    client = client_for(coordinator)
    client.get("/roles/")
    aged(client, seen=settings.SESSION_IDLE_SECONDS - 30)
    assert client.get("/roles/").status_code == 200
    assert client.session["seen"] >= int(time.time()) - 2


def test_health_answers_without_session(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/healthz", headers={"Cookie": f"sessionid={'a' * 32}"})
    assert (response.status_code, response.content) == (200, b"ok")
    assert "Set-Cookie" not in response.headers


def test_health_says_when_the_database_does_not_answer(client, monkeypatch):
    def gone(*args: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", gone)
    client.cookies["sessionid"] = "a" * 32
    assert client.get("/healthz").status_code == 503


def test_own_password_is_changed_with_history(client_for, coordinator):
    client = client_for(coordinator)
    new = {"new_password1": "harbour-lantern-91", "new_password2": "harbour-lantern-91"}
    assert client.post("/password/", {"old_password": "wrong", **new}).status_code == 422
    assert client.post("/password/", {"old_password": PASSWORD, **new}).url == "/"
    newest = coordinator.history.first()
    assert newest.history_user == coordinator
    assert newest.history_change_reason == "Changed their own password"
    assert client.get("/roles/").status_code == 200
