"""The pages on which absences are entered, moved and reversed, and a call without lost time."""

from datetime import date

import pytest

from cases.models import Absence, Case
from cases.services.moving import return_case
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine(monkeypatch):
    """It is 5 March 2026, 09:00 in Chicago."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def client(client_for, coordinator):
    return client_for(coordinator)


@pytest.fixture
def case(coordinator):
    return make_case(make_member("4497"), first_day=date(2026, 1, 5), by=coordinator)


def saved(client, case, verb, **said):
    """The act, seen first and then saved."""
    url = f"/cases/{case.reference}/{verb}/"
    shown = client.post(url, said)
    assert shown.status_code == 200, shown.text
    done = client.post(url, {**said, "seen": shown.context["impact"].digest})
    assert done.headers["Location"] == f"/cases/{case.reference}/"
    return shown


def test_move_shows_what_moves_and_then_saves(case, client):
    key = case.absences.get().pk
    page = client.get(f"/cases/{case.reference}/move/")
    assert 'value="2026-01-05"' in page.text
    shown = saved(
        client, case, "move", absence=key, first_day="2026-01-07", last_day="", source="MAR 8",
        reason="the tour was worked",
    )  # fmt: skip
    assert "60 days" in shown.text
    assert "58 days" in shown.text
    assert "5 Jan 2026 to 6 Jan 2026" in shown.text
    text = client.get(f"/cases/{case.reference}/").text
    assert "Days of the absence changed: 7 Jan 2026 on, before 5 Jan 2026 on" in text
    assert "the tour was worked" in text
    struck = client.get("/members/4497/ledger/").text
    assert "by Coordinator: the tour was worked" in struck


def test_reverse_and_enter(case, client):
    key = case.absences.get().pk
    saved(client, case, "reverse", absence=key, reason="another member")
    page = client.get(f"/cases/{case.reference}/")
    assert "no lost time" in page.text
    assert "Absence from 5 Jan 2026 reversed" in page.text
    saved(client, case, "enter", first_day="2026-02-02", last_day="", source="MAR 9")
    case.refresh_from_db()
    assert (case.state, case.absences.standing().get().source) == ("reported", "MAR 9")


def test_of_two_absences_one_is_chosen(case, client, coordinator):
    return_case(case=case, last_day=date(2026, 1, 9), by=coordinator, now=NOW, on=TODAY)
    saved(client, case, "enter", first_day="2026-02-02", last_day="2026-02-06", source="MAR 9")
    page = client.get(f"/cases/{case.reference}/reverse/").text
    assert "2 feb 2026 to 6 feb 2026" in page.lower()
    bad = client.post(f"/cases/{case.reference}/reverse/", {"reason": "in error"})
    assert bad.status_code == 422
    other = make_case(make_member("8"), first_day=date(2026, 1, 5), by=coordinator)
    said = {"reason": "in error", "absence": other.absences.get().pk}
    assert client.post(f"/cases/{case.reference}/reverse/", said).status_code == 422
    assert not Absence.objects.exclude(reversed_at=None).exists()


def test_enter_while_an_absence_is_open_says_why_not(case, client):
    text = client.get(f"/cases/{case.reference}/enter/").text
    assert "The absence from 5 Jan 2026 is still open." in text
    said = {"first_day": "2026-02-02", "last_day": "", "source": "MAR 9"}
    assert client.post(f"/cases/{case.reference}/enter/", said).status_code == 422


@pytest.mark.parametrize("verb", ["enter", "move", "reverse"])
def test_who_may_not_amend_is_refused(case, client_for, verb):
    trainee = client_for(make_user("trainee", ["trainee"]))
    assert trainee.get(f"/cases/{case.reference}/{verb}/").status_code == 403


def test_case_page_offers_the_acts(case, client):
    text = client.get(f"/cases/{case.reference}/").text
    assert f'href="/cases/{case.reference}/move/"' in text
    assert f'href="/cases/{case.reference}/reverse/"' in text
    assert 'href="/members/4497/ledger/"' in text


CALL = {
    "member": "4497", "kind": "iod", "first_day": "2026-03-02", "nature": "dog bite",
    "without_absence": "on", "take": "on",
}  # fmt: skip


def test_a_call_about_an_injury_without_lost_time(client):
    make_member("4497")
    client.post("/cases/new/", CALL)
    case = Case.objects.get()
    assert (case.absences.count(), case.first_day) == (0, date(2026, 3, 2))
    assert "no lost time" in client.get(f"/cases/{case.reference}/").text
    assert client.get("/cases/").status_code == 200
    assert client.get("/members/4497/").status_code == 200


def test_a_call_without_lost_time_is_for_injuries_only(client):
    make_member("4497")
    shown = client.post("/cases/new/", {**CALL, "kind": "non_iod"})
    assert shown.status_code == 422
    assert "Only an injury on duty can be without lost time" in shown.text
