"""The pages of a case as a person meets them: typed text kept, sentences shown, roles kept out."""

from datetime import date

import pytest
from django.urls import reverse

from caseflow.models import AccessEntry
from cases.models import Case, CaseNote
from tests.factories import make_case, make_member, make_note, make_user

pytestmark = pytest.mark.django_db

CALL = {
    "member": "4497",
    "kind": "non_iod",
    "first_day": "2026-02-02",
    "nature": "back pain",
    "reported_by": "the member",
    "take": "on",
}


def path(name, case, *more):
    return reverse(f"cases:{name}", args=[case.reference, *more])


def test_case_new_opens_a_case_in_one_post(client_for, coordinator):
    make_member()
    response = client_for(coordinator).post("/cases/new/", CALL)
    case = Case.objects.get()
    assert (response.status_code, response.url) == (302, f"/cases/{case.reference}/")
    assert (case.owner, case.nature) == (coordinator, "back pain")


def test_case_new_finds_the_member_by_a_part_of_the_name(client_for, intake):
    make_member(last_name="Zając", first_name="Wanda")
    client_for(intake).post("/cases/new/", {**CALL, "member": "zajac"})
    assert Case.objects.get().owner is None


def test_case_new_offers_the_members_that_match(client_for, coordinator):
    make_member("1")
    second = make_member("2")
    response = client_for(coordinator).post("/cases/new/", {**CALL, "member": "kowal"})
    assert response.status_code == 422
    assert "2 members match kowal" in response.text
    assert 'value="back pain"' in response.text
    client_for(coordinator).post("/cases/new/", {**CALL, "member": "kowal", "chosen": second.key})
    assert Case.objects.get().member.star_number == "2"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"member": "999"}, "No member in service matches 999"),
        ({"first_day": "yesterday"}, "That is not a date"),
        ({"first_day": "2199-01-01"}, "more than 366 days ahead"),
        ({"kind": "iod_recurrence"}, "names the injury it goes back to"),
        ({"kind": "iod_recurrence", "parent": "IOD-1"}, "This member has no case IOD-1"),
        ({"kind": "wizardry"}, "Select a valid choice"),
    ],
)
def test_case_new_refuses_and_keeps_what_was_typed(client_for, coordinator, typed, sentence):
    make_member()
    response = client_for(coordinator).post("/cases/new/", {**CALL, **typed})
    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="back pain"' in response.text
    assert not Case.objects.exists()


def test_case_detail_shows_who_what_and_logs_the_view(client_for, coordinator):
    case = make_case()
    make_note(case, text="<b>bold</b> & calm")
    response = client_for(coordinator).get(case.get_absolute_url())
    assert "Kowalski, Maria A." in response.text
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; calm" in response.text
    entry = AccessEntry.objects.get(kind="case")
    assert (entry.subject, entry.user) == (case.reference, coordinator)


def test_case_detail_is_absent_for_a_relative(client_for, coordinator):
    case = make_case()
    case.member.staff_links.create(user=coordinator, relation="relative")
    assert client_for(coordinator).get(case.get_absolute_url()).status_code == 404
    assert case.reference not in client_for(coordinator).get("/cases/").text


def test_note_add_refused_keeps_the_text(client_for, coordinator):
    case = make_case()
    kind = CaseNote._meta.get_field("kind").related_model.objects.first()
    typed = {"kind": kind.pk, "happened_at": "2999-01-01T10:00", "text": "Long careful text."}
    response = client_for(coordinator).post(path("note_add", case), typed)
    assert response.status_code == 422
    assert "later than now" in response.text
    assert "Long careful text." in response.text


def test_note_amend_shows_both_texts_to_the_second(client_for, coordinator, lead):
    note = make_note(make_case(), text="one")
    typed = {
        "kind": note.kind_id,
        "happened_at": "2026-03-05T09:00",
        "reason": "why",
        "version": 1,
    }
    url = path("note_amend", note.case, 1)
    assert client_for(lead).post(url, {**typed, "text": "theirs"}).status_code == 302
    response = client_for(coordinator).post(url, {**typed, "text": "mine"})
    assert response.status_code == 422
    assert "theirs" in response.text and "mine" in response.text and "Lead" in response.text
    again = client_for(coordinator).post(url, {**typed, "text": "mine", "version": 2})
    assert again.status_code == 302
    assert list(note.history.values_list("text", flat=True)) == ["mine", "theirs", "one"]


def test_note_page_compares_versions_side_by_side(client_for, auditor, coordinator):
    note = make_note(make_case(), text="the left knee")
    url = path("note_amend", note.case, 1)
    typed = {"kind": note.kind_id, "happened_at": "2026-03-05T09:00", "reason": "side"}
    client_for(coordinator).post(url, {**typed, "text": "the right knee", "version": 1})
    text = client_for(auditor).get(path("note", note.case, 1)).text
    assert "<del>left</del>" in text and "<ins>right</ins>" in text and "Reason: side" in text


def test_note_amend_of_a_colleague_is_forbidden(client_for, coordinator):
    note = make_note(make_case())
    response = client_for(make_user("other")).get(path("note_amend", note.case, 1))
    assert response.status_code == 403
    assert "Coordinator wrote the note" in response.text


def test_case_amend_shows_both_facts_to_the_second(client_for, coordinator, lead):
    case = make_case()
    typed = {"reason": "why", "version": 1, "reported_by": "", "expected_return_on": ""}
    assert client_for(lead).post(path("amend", case), {**typed, "nature": "hip"}).status_code == 302
    response = client_for(coordinator).post(path("amend", case), {**typed, "nature": "neck"})
    assert response.status_code == 422
    assert "hip" in response.text and "neck" in response.text and "Lead" in response.text


def test_bare_button_that_is_refused_says_why_on_the_case(client_for, coordinator):
    case = make_case(owner=coordinator)
    response = client_for(coordinator).post(path("resume", case), follow=True)
    assert "The case is not on hold." in response.text


def test_case_walks_its_life_in_the_browser_forms(client_for, coordinator):
    case = make_case()
    client = client_for(coordinator)
    client.post(path("take", case))
    client.post(path("confirm", case))
    client.post(path("hold", case), {"reason": "MRI", "until": ""})
    client.post(path("resume", case))
    client.post(path("return", case), {"last_day": "2026-03-01"})
    client.post(
        path("close", case), {"outcome": "full_duty", "waived": ["note"], "reason": "paper"}
    )
    case.refresh_from_db()
    assert (case.state, case.owner) == ("closed", coordinator)
    client.post(path("reopen", case), {"reason": "late bill"})
    case.refresh_from_db()
    assert case.state == "returned"
    assert case.absences.get().last_day == date(2026, 3, 1)


def test_case_close_refused_shows_the_checklist(client_for, coordinator):
    case = make_case(owner=coordinator)
    response = client_for(coordinator).post(path("close", case), {"outcome": "other"})
    assert response.status_code == 422
    assert "The absence has no last day yet" in response.text


@pytest.mark.parametrize("verb", ["assign", "hold", "return", "close", "amend", "reopen"])
def test_acts_are_forbidden_to_readers(client_for, auditor, coordinator, verb):
    case = make_case()
    assert client_for(auditor).post(path(verb, case), {}).status_code == 403


def test_case_is_seen_again_when_the_link_is_switched_off(client_for, coordinator):
    case = make_case()
    case.member.staff_links.create(user=coordinator, relation="relative", is_active=False)
    assert client_for(coordinator).get(case.get_absolute_url()).status_code == 200
