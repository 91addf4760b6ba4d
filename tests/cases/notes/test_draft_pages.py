"""The addresses of drafts: for the page's script and for a form without one."""

import pytest
from django.test import Client

from cases.models import NoteDraft
from members.models import StaffLink
from tests.budget import query_budget
from tests.cases.notes.makers import JSON, draft_of, keep, sent
from tests.factories import make_case, make_member, make_note

pytestmark = pytest.mark.django_db


def address(case, verb=""):
    return f"{case.get_absolute_url()}draft/{verb}"


def test_draft_answers_the_script(client_for, coordinator):
    case = make_case()
    answer = client_for(coordinator).post(address(case), sent("Left kn"), **JSON)
    assert (answer.status_code, answer.json()["serial"]) == (200, 1)
    assert draft_of(coordinator).fields["happened_at"] == "2026-03-04T10:00"


def test_draft_comes_back_in_the_box_on_another_machine(client_for, coordinator):
    case = make_case()
    client_for(coordinator).post(address(case), sent("Left kn", then_what="Call"), **JSON)
    page = client_for(coordinator).get(case.get_absolute_url())
    assert page.context["form"]["text"].value() == "Left kn"
    assert "restored. It is yours alone" in page.text
    assert 'value="Call"' in page.text and 'value="2026-03-04T10:00"' in page.text


def test_draft_of_a_second_window_answers_that_both_are_kept(client_for, coordinator):
    case, client = make_case(), client_for(coordinator)
    client.post(address(case), sent("First"), **JSON)
    answer = client.post(address(case), sent("Second", window="b"), **JSON)
    assert answer.status_code == 409
    assert "Both texts are kept" in answer.json()["sentence"]
    page = client.get(case.get_absolute_url()).text
    assert "You wrote this in two windows" in page
    assert "First" in page and "Second" in page


def test_draft_of_nobody_signed_in_is_refused_in_json(client_for, coordinator):
    case = make_case()
    answer = Client().post(address(case), sent("Left"), **JSON)
    assert (answer.status_code, answer.json()["signed_out"]) == (401, True)
    assert Client().post(address(case), sent("Left")).url.startswith("/login/")


def test_draft_of_an_ended_session_is_refused_in_json(client_for, coordinator, settings):
    settings.SESSION_IDLE_SECONDS = -1
    case, client = make_case(), client_for(coordinator)
    session = client.session
    session["started"] = session["seen"] = 1
    session.save()
    answer = client.post(address(case), sent("Left"), **JSON)
    assert (answer.status_code, answer.json()["signed_out"]) == (401, True)


def test_draft_with_an_old_token_is_told_so_and_gets_a_new_one(coordinator):
    case, client = make_case(), Client(enforce_csrf_checks=True)
    client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    old = client.post(address(case), sent("Left"), **JSON)
    assert (old.status_code, old.json()["token"]) == (403, False)
    token = client.get(address(case), **JSON).json()["token"]
    new = client.post(address(case), sent("Left", csrfmiddlewaretoken=token), **JSON)
    assert new.status_code == 200
    assert "too old to be sent" in client.post(address(case), sent("Left")).text


def test_draft_is_refused_on_ones_own_record_and_to_a_reader(client_for, coordinator, auditor):
    case = make_case()
    assert client_for(auditor).post(address(case), sent("Left"), **JSON).status_code == 403
    StaffLink.objects.create(user=coordinator, member=case.member, relation="self")
    assert client_for(coordinator).post(address(case), sent("Left"), **JSON).status_code == 404
    assert not NoteDraft.objects.exists()


def test_draft_of_an_amendment_needs_its_right_and_its_note(client_for, coordinator, trainee):
    note = make_note(make_case())
    there, odd = sent("Left", note_number="1"), sent("Left", note_number="1e3")
    assert client_for(trainee).post(address(note.case), there, **JSON).status_code == 403
    client = client_for(coordinator)
    assert client.post(address(note.case), odd, **JSON).status_code == 404
    none = client.post(address(note.case), sent("Left", note_number="9"), **JSON)
    assert none.status_code == 404
    client.post(address(note.case), there, **JSON)
    page = client.get(f"{note.get_absolute_url()}amend/")
    assert page.context["form"]["text"].value() == "Left"
    assert "restored. It is yours alone" in page.text


def test_draft_too_long_is_refused_with_a_sentence_and_all_of_it_stays(client_for, coordinator):
    case, client, text = make_case(), client_for(coordinator), "x" * 1_000_000
    answer = client.post(address(case), sent(text), **JSON)
    assert answer.status_code == 422
    assert "1,000,000 characters, and a draft is kept up to 50,000" in answer.json()["sentence"]
    page = client.post(address(case), sent(text))
    assert page.status_code == 422
    assert text in page.text and "a draft is kept up to 50,000" in page.text
    assert not NoteDraft.objects.exists()


def test_draft_takes_marks_that_no_database_holds(client_for, coordinator):
    case = make_case()
    text = "a\0b ‮ @@@ \N{GRINNING FACE}"
    client_for(coordinator).post(address(case), sent(text, completes=["zz\0"] * 300), **JSON)
    assert draft_of(coordinator).fields["text"] == text.replace("\0", "")
    assert client_for(coordinator).get(case.get_absolute_url()).status_code == 200


def test_draft_without_a_script_is_kept_dropped_and_chosen(client_for, coordinator):
    case, client = make_case(), client_for(coordinator)
    answer = client.post(address(case), sent("First"), follow=True)
    assert "Kept as a draft. Nobody else sees it" in answer.text
    client.post(address(case), sent("Second", window="b"))
    typed = sent("First, more", serial=1, count=2, choose="both:b")
    page = client.post(address(case, "choose/"), typed, follow=True)
    assert page.context["form"]["text"].value() == "First, more\n\nSecond"
    page = client.post(address(case, "drop/"), sent("", serial=2), follow=True)
    assert "The draft is dropped." in page.text
    page = client.post(address(case, "drop/"), sent(""), follow=True)
    assert "There is no draft any more." in page.text


def test_draft_of_another_window_that_is_settled_says_so(client_for, coordinator):
    case, client = make_case(), client_for(coordinator)
    odd = sent("First", choose="use:nowhere")
    page = client.post(address(case, "choose/"), odd, follow=True)
    assert "settled already" in page.text
    assert draft_of(coordinator).fields["text"] == "First"


def test_drafts_page_lists_what_is_unfinished(client_for, coordinator, lead):
    case = make_case()
    keep(case, "Left knee hurts, called at ten", coordinator)
    client = client_for(coordinator)
    page = client.get("/drafts/").text
    assert "Left knee hurts, called at ten" in page and case.reference in page
    assert "Left knee" not in client_for(lead).get("/drafts/").text
    answer = client.post(address(case, "drop/"), {"note_number": "0", "back": "drafts"})
    assert answer.url == "/drafts/"
    assert "Nothing is unfinished" in client.get("/drafts/").text


def test_draft_asks_the_database_little(client_for, coordinator):
    case, client = make_case(), client_for(coordinator)
    client.post(address(case), sent("Left"), **JSON)
    with query_budget(5):
        client.post(address(case), sent("Left knee", serial=1, count=2), **JSON)
    client.get("/drafts/")
    keep(make_case(make_member("5500")), "Left knee hurts", coordinator)
    with query_budget(2):
        client.get("/drafts/")
