"""What nobody should send to the working day: a sentence or nothing there, and never a fault."""

from urllib.parse import quote

import pytest

from caseflow.services.saving import save_view, watch_view
from cases.rules.limits import EVENTS
from cases.services.clocks import start_clock
from cases.services.obligation_acts import make_obligation
from tests.factories import NOW, TODAY, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
NASTY = ("a\x00b", "\u200b", "9" * 5000, "x" * 10_000, "9999-12-31", "{{ x }}", "\U0001f691")
FORMS = {
    "{work}done/": {"kind": "0", "text": "x"},
    "{work}move/": {"to": "2001-01-01", "reason": "x"},
    "{work}hold/": {"until": "2001-01-01", "waits_for": "", "reason": "x"},
    "{work}hand/": {"to": "0", "reason": "x"},
    "{case}todo/": {"what": "x", "due_on": "2001-01-01", "handed_to": ""},
    "{case}clocks/new/": {"kind": "", "starts_on": "2026-03-01", "starts_at": "", "source": ""},
    "{case}clocks/1/end/": {"ended_on": "2999-01-01", "outcome": "x"},
    "{case}notes/": {"kind": "0", "text": "x", "completes": "", "then_by": "", "adds_to": ""},
    "/away/new/": {"user": "0", "first_day": "2026-03-06", "last_day": "2026-03-01", "remark": ""},
    "/views/save/": {"page": "cases", "query": "", "name": "", "shared": "x"},
    "{view}watch/": {"how": "x", "threshold": "0"},
}
LOOKS = (
    "/?tab={n}&from={n}",
    "/work/?tab={n}&q={n}&after={n}&owner={n}",
    "/work/several/?row={n}&do=move",
    "/search/?q={n}&format=csv&of={n}",
    "{case}?from={n}",
    "{case}?from=cases%3Fafter%3D{n}",
    "{case}?known={n}",
    "{case}?known=2026-03-05&learned=1&show={n}&kind={n}&who={n}&text={n}",
    "{case}print/?known={n}",
    "{case}?questions={n}&adds_to={n}",
    "{case}draft/?note_number={n}",
    "/views/save/?page=cases&query={n}",
    "/v/{n}/",
    "/policy/calendars/?year={n}&number={n}&day={n}&convention={n}&calendar={n}&hour={n}",
)


@pytest.fixture
def at_nine(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def office(lead):
    case, who = make_case(owner=lead, by=lead), {"by": lead, "now": NOW}
    row = make_obligation(case=case, what="Ask", due_on=TODAY, handed_to=None, **who)
    start_clock(
        case=case, kind=next(iter(EVENTS)), starts_on=TODAY, starts_at=None, source="", remark="",
        **who,
    )  # fmt: skip
    view = save_view(page="cases", query="", name="Mine", shared=False, **who)
    watch_view(view=view, how="changes", threshold=None, seen=[], **who)
    base = f"/views/{view.key}/"
    return {"work": row.get_absolute_url(), "case": case.get_absolute_url(), "view": base}


@pytest.mark.parametrize("address", FORMS)
def test_forms_refuse_anything_with_a_page(client_for, lead, office, address):
    client, url, wrong = client_for(lead), address.format(**office), []
    for name in set(FORMS[address]) - {"page"}:
        for value in NASTY:
            got = client.post(url, {**FORMS[address], name: value}).status_code
            if got != 422:
                wrong.append((name, value[:20], got))
    assert wrong == []


@pytest.mark.parametrize("address", LOOKS)
def test_pages_take_anything_in_their_address(client_for, lead, office, address):
    client, wrong = client_for(lead), []
    for value in NASTY:
        response = client.get(address.format(n=quote(value), **office))
        if response.status_code not in (200, 302, 404, 422):
            wrong.append((value[:20], response.status_code))
        if response.streaming:
            list(response.streaming_content)
    assert wrong == []


@pytest.mark.parametrize("name", ["row", "do", "back", "next", "to"])
def test_several_take_any_row(client_for, lead, office, name):
    key = office["work"].split("/")[2]
    typed = {"row": [key], "do": "move", "reason": "x", "to": "2001-01-01"}
    for value in NASTY:
        given = [key, value] if name == "row" else value
        response = client_for(lead).post("/work/several/", {**typed, name: given})
        assert response.status_code in (404, 422), value[:20]


@pytest.mark.parametrize("name", ["entered", "left"])
def test_news_of_a_view_are_marked_by_any_number(client_for, lead, office, name):
    for value in (*NASTY, "1," * 5000, str(2**70)):
        response = client_for(lead).post(f"{office['view']}seen/", {name: value})
        assert response.url == "/views/"


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "text/plain"])
def test_draft_takes_any_body(client_for, lead, office, kind):
    for body in (b"{", b"[]", b"\xff\xfe", b"x" * 3_000_000):
        response = client_for(lead).post(
            f"{office['case']}draft/", body, content_type=kind, headers={"accept": kind}
        )
        assert response.status_code < 500, body[:5]
