"""The pages of what is due: one obligation, its acts, several at once, the list, by hand, away."""

from datetime import timedelta

import pytest

from caseflow.models import AwayPeriod
from cases.models import CaseClock, CaseNote, NoteKind, Obligation
from cases.services.obligation_acts import make_obligation, move_obligation
from members.models import StaffLink
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
KIND = "call_unit"


@pytest.fixture
def at_nine(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def case(coordinator):
    return make_case(owner=coordinator, expected_return_on=TODAY + timedelta(days=4))


@pytest.fixture
def row(case, coordinator):
    return make_obligation(
        case=case, what="Ask the unit", due_on=TODAY, handed_to=None, by=coordinator, now=NOW
    )


def kind():
    return NoteKind.objects.get(code=KIND).pk


def test_derivation_is_told_in_words(client_for, case, coordinator):
    row = Obligation.objects.filter(case=case, code="confirm").get()
    text = client_for(coordinator).get(row.get_absolute_url()).text
    for words in ("Counted from", "first day of the absence", "E03-01-02 III.B", "Step by step"):
        assert words in text


def test_history_tells_who_moved_it_and_why(client_for, row, coordinator):
    move_obligation(
        obligation=row, to=TODAY + timedelta(days=1), reason="The unit is closed",
        by=coordinator, now=NOW,
    )  # fmt: skip
    text = client_for(coordinator).get(row.get_absolute_url()).text
    assert "Moved from 5 Mar 2026 to 6 Mar 2026, by hand" in text
    assert "The unit is closed" in text


def test_done_writes_the_note_and_goes_on_with_the_next_row(client_for, row, coordinator):
    url = f"{row.get_absolute_url()}done/"
    said = {"kind": kind(), "text": "Asked.", "back": "/?tab=today", "next": "abc"}
    response = client_for(coordinator).post(url, said)
    assert response.url == "/?tab=today#abc"
    assert CaseNote.objects.get().text == "Asked."
    assert Obligation.objects.get(pk=row.pk).state == "done"


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "x", "/a#b"])
def test_way_back_is_never_elsewhere(client_for, row, coordinator, back):
    said = {"kind": kind(), "text": "Asked.", "back": back, "next": "<b>"}
    response = client_for(coordinator).post(f"{row.get_absolute_url()}done/", said)
    assert response.url == "/#results"


@pytest.mark.parametrize(
    ("act", "said", "sentence"),
    [
        ("done", {"text": ""}, "Fill this in."),
        ("move", {"to": "2026-03-01", "reason": "x"}, "1 Mar 2026 is past."),
        ("move", {"to": "2026-03-09", "reason": ""}, "Fill this in."),
        ("hold", {"reason": "MRI"}, "Enter a day, or choose what it waits for."),
        ("hand", {"to": "", "reason": "x"}, "Choose one."),
    ],
)
def test_refused_act_keeps_what_was_typed(client_for, row, coordinator, act, said, sentence):
    response = client_for(coordinator).post(f"{row.get_absolute_url()}{act}/", said)
    assert response.status_code == 422
    assert sentence in response.text
    assert all(value in response.text for value in said.values())


def test_several_keep_their_rows_and_the_text_when_one_refuses(client_for, row, case, coordinator):
    other = make_obligation(
        case=case, what="Legal", due_on=TODAY, handed_to=None, by=coordinator, now=NOW
    )
    Obligation.objects.filter(pk=other.pk).update(legal=True)
    said = {"do": "move", "row": [row.key, other.key], "to": "2026-03-09", "reason": "MRI first"}
    response = client_for(coordinator).post("/work/several/", said)
    assert response.status_code == 422
    assert "1 of 2 cannot be changed like this, so nothing was done." in response.text
    assert "MRI first" in response.text
    assert f'value="{row.key}" checked' in response.text
    assert Obligation.objects.get(pk=row.pk).due_on == TODAY


def test_several_are_done_and_undone(client_for, row, coordinator):
    client = client_for(coordinator)
    assert client.get(f"/work/several/?do=done&row={row.key}").status_code == 200
    said = {"do": "done", "row": [row.key], "kind": kind(), "text": "Asked."}
    assert client.post("/work/several/", said).url == "/#results"
    batch = row.acts.exclude(kind="made").get().batch
    page = client.post(f"/work/undo/{batch}/", {"back": "/?tab=today"}, follow=True)
    assert "Undone." in page.text
    again = client.post(f"/work/undo/{batch}/", follow=True)
    assert "This is undone already." in again.text


def test_nothing_ticked_goes_back_with_a_sentence(client_for, coordinator):
    page = client_for(coordinator).get("/work/several/?do=done", follow=True)
    assert "Tick at least one row, then choose what to do with it." in page.text


def test_own_or_relative_s_row_is_not_there(client_for, row, case):
    other = make_user("other")
    StaffLink.objects.create(user=other, member=case.member, relation="relative")
    client = client_for(other)
    assert client.get(row.get_absolute_url()).status_code == 404
    said = {"do": "done", "row": [row.key], "kind": kind(), "text": "x"}
    assert client.post("/work/several/", said, follow=True).text.count("Ask the unit") == 0
    assert Obligation.objects.get(pk=row.pk).state == "open"


def test_made_by_hand_for_a_colleague(client_for, case, coordinator):
    other = make_user("other")
    said = {"what": "Ask for the MRI", "due_on": "2026-03-09", "handed_to": other.pk}
    client_for(coordinator).post(f"{case.get_absolute_url()}todo/", said)
    assert Obligation.objects.get(what="Ask for the MRI").responsible == other


def test_event_is_shown_before_it_is_entered(client_for, case, coordinator):
    url = f"{case.get_absolute_url()}clocks/new/"
    said = {"kind": "legal_action", "starts_on": "2026-03-02"}
    client = client_for(coordinator)
    page = client.post(url, said)
    assert (page.status_code, CaseClock.objects.count()) == (200, 0)
    assert "What will be due" in page.text
    client.post(url, {**said, "save": "1"})
    assert CaseClock.objects.get().kind == "legal_action"
    assert Obligation.objects.filter(case=case, subject="clock-1", state="open").exists()
    client.post(f"{case.get_absolute_url()}clocks/1/reverse/", {"reason": "Wrong case"})
    assert not Obligation.objects.filter(subject="clock-1", state="open").exists()


def test_list_is_the_person_s_own_and_the_leads_everything(client_for, row, coordinator, lead):
    make_case(make_member("2"), owner=make_user("other"))
    assert len(client_for(coordinator).get("/work/?tab=open").context["lines"]) < len(
        client_for(lead).get("/work/?tab=open").context["lines"]
    )


def test_list_costs_the_same_for_many(client_for, coordinator, lead):
    for star in range(1, 8):
        make_case(make_member(str(star)), owner=coordinator)
    client = client_for(lead)
    client.get("/work/")
    with query_budget(12):
        page = client.get("/work/?tab=open")
    assert "Star 7" in page.text


def test_away_is_entered_and_called_off(client_for, coordinator):
    other, client = make_user("other"), client_for(coordinator)
    said = {"stand_in": other.pk, "first_day": "2026-03-09", "last_day": "2026-03-12"}
    client.post("/away/new/", said)
    period = AwayPeriod.objects.get()
    assert (period.user, period.stand_in) == (coordinator, other)
    assert "Other stands in" in client.get("/away/").text or "Other" in client.get("/away/").text
    refused = client.post("/away/new/", said)
    assert refused.status_code == 422
    assert "is away from 9 Mar 2026 to 12 Mar 2026 already" in refused.text
    client.post(f"/away/{period.pk}/cancel/")
    assert AwayPeriod.objects.get().cancelled_by == coordinator
