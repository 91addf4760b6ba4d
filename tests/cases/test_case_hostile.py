"""What nobody should send: no page breaks, a sentence is given, nothing typed is lost."""

import base64
import json
from datetime import date, timedelta

import pytest

from caseflow.models import AccessEntry
from cases.models import Case, NoteKind, PolicyValue
from tests.factories import TODAY, make_case, make_member, make_note, make_user

pytestmark = pytest.mark.django_db

NASTY = ("\x00", "‮a​", "9" * 5000, "-1", "0001-01-01", "9999-12-31", "2026-02-30", "{{ x }}")
CALL = {
    "member": "4497",
    "kind": "non_iod",
    "first_day": "2026-02-02",
    "nature": "back pain",
    "take": "on",
}
FORMS = {
    "assign": {"user": "0", "reason": "x", "seen_owner": "0"},
    "return": {"last_day": "2001-01-01"},
    "hold": {"reason": "x", "until": "2001-01-01"},
    "close": {"outcome": "other", "reason": "x", "waived": "note"},
    "reopen": {"reason": "x"},
    "amend": {"nature": "x", "expected_return_on": "", "reason": "x", "version": "77"},
    "notes": {"kind": "0", "happened_at": "2999-01-01T00:00", "text": "x"},
    "notes/1/amend": {"kind": "0", "happened_at": "2026-01-01T00:00", "text": "x", "version": "1"},
}


def cursor(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize("verb", FORMS)
def test_case_forms_refuse_anything_with_a_page(client_for, lead, verb):
    case = make_note(make_case(by=lead, owner=lead), by=lead).case
    client, url = client_for(lead), f"{case.get_absolute_url()}{verb}/"
    assert client.post(url, {}).status_code == 422
    for name in FORMS[verb]:
        for value in NASTY:
            response = client.post(url, {**FORMS[verb], name: value})
            assert response.status_code == 422, (name, value[:20])
    assert Case.objects.get().version == case.version


@pytest.mark.parametrize("name", [*CALL, "chosen", "parent", "reported_at", "expected_return_on"])
def test_case_new_refuses_anything_with_a_page(client_for, coordinator, name):
    make_member()
    client = client_for(coordinator)
    for value in NASTY:
        typed = {**CALL, "first_day": "2001-01-01", name: value}
        assert client.post("/cases/new/", typed).status_code == 422
        assert client.get("/cases/new/", {"member": value}).status_code == 200


@pytest.mark.parametrize(
    "forged",
    [
        cursor("\ud800", 1),
        cursor("0001-01-01T00:00:00+14:00", 1),
        cursor("9999-12-31T23:59:59-14:00", 1),
        cursor("2026-01-01T00:00:00", 1),
        cursor("2026-01-01", 2**63),
        base64.urlsafe_b64encode(b"[" * 5000).decode(),
    ],
)
def test_case_list_takes_any_cursor(client_for, coordinator, forged):
    case = make_case()
    for sort in ("first_day", "name", "opened"):
        for way in ("after", "before"):
            response = client_for(coordinator).get("/cases/", {"sort": sort, way: forged})
            assert [row["id"] for row in response.context["page"]] == [case.pk]


def test_case_list_beyond_the_last_row_begins_again(client_for, coordinator):
    case = make_case()
    gone = cursor("1999-01-01", 1)
    page = client_for(coordinator).get(f"/cases/?after={gone}").context["page"]
    assert ([row["id"] for row in page], page.previous) == ([case.pk], "")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"expected_return_on": "2099-01-01"}, "more than 366 days ahead"),
        ({"reported_at": "0026-03-05T10:00"}, "before the member was appointed"),
        ({"nature": "​"}, "Say what it is"),
    ],
)
def test_case_new_refuses_what_cannot_be(client_for, coordinator, typed, sentence):
    make_member()
    response = client_for(coordinator).post("/cases/new/", {**CALL, **typed})
    assert (response.status_code, sentence in response.text) == (422, True)


def test_case_new_offers_members_with_one_star_apart(client_for, coordinator):
    """A star goes from one member to the next; the current holder is meant."""
    make_member("77", separated_on=date(2020, 1, 1))
    current = make_member("77", employee_number="2", last_name="Nowak")
    client_for(coordinator).post("/cases/new/", {**CALL, "member": "77"})
    assert Case.objects.get().member == current


def test_case_new_tells_two_former_holders_of_a_star_apart(client_for, coordinator):
    one = make_member("77", separated_on=date(2020, 1, 1))
    make_member("77", employee_number="2", separated_on=date(2022, 1, 1))
    call = {**CALL, "member": "77", "first_day": "2019-02-02"}
    client_for(coordinator).post("/cases/new/", {**call, "chosen": one.key})
    assert Case.objects.get().member == one


def test_case_new_keeps_who_was_chosen(client_for, coordinator):
    make_member("1"), make_member("2")
    client, call = client_for(coordinator), {**CALL, "member": "kowal"}
    key = Case.member.field.related_model.objects.get(star_number="2").key
    refused = client.post("/cases/new/", {**call, "chosen": key, "first_day": "never"})
    assert 'name="member" value="2"' in refused.text


def test_case_new_believes_the_typed_member_over_an_old_choice(client_for, coordinator):
    other, meant = make_member("1"), make_member("2")
    client_for(coordinator).post("/cases/new/", {**CALL, "member": "2", "chosen": other.key})
    assert Case.objects.get().member == meant


def test_case_new_does_not_open_for_a_relative(client_for, coordinator):
    member = make_member()
    member.staff_links.create(user=coordinator, relation="relative")
    response = client_for(coordinator).post("/cases/new/", {**CALL, "chosen": member.key})
    assert response.status_code == 422
    assert "Kowalski" not in response.text and not Case.objects.exists()


def test_case_new_takes_the_parent_in_any_case(client_for, coordinator):
    member = make_member()
    injury = make_case(member, kind="iod", first_day=date(2025, 1, 1), last_day=date(2025, 2, 1))
    typed = {**CALL, "kind": "iod_recurrence", "parent": injury.reference.lower()}
    client_for(coordinator).post("/cases/new/", typed)
    assert Case.objects.get(kind="iod_recurrence").parent == injury


def test_case_new_says_when_more_match_than_are_shown(client_for, coordinator):
    for star in range(1, 15):
        make_member(str(star))
    response = client_for(coordinator).post("/cases/new/", {**CALL, "member": "kowal"})
    assert "More than 12 members match kowal" in response.text


def test_case_assign_after_a_change_can_be_sent_again(client_for, coordinator, lead):
    case = make_case(owner=coordinator)
    url, client = f"{case.get_absolute_url()}assign/", client_for(lead)
    refused = client.post(url, {"user": lead.pk, "reason": "away", "seen_owner": ""})
    assert "it is with Coordinator now" in refused.text and "away" in refused.text
    assert f'name="seen_owner" value="{coordinator.pk}"' in refused.text


def test_case_note_of_another_case_is_not_there(client_for, coordinator):
    note = make_note(make_case())
    other = make_case(make_member("9"))
    for verb in ("", "amend/", "strike/"):
        url = f"{other.get_absolute_url()}notes/{note.number}/{verb}"
        assert client_for(coordinator).get(url).status_code == 404
    assert (
        client_for(coordinator).get(f"{other.get_absolute_url()}notes/{2**70}/").status_code == 404
    )


def test_case_note_refuses_a_day_before_the_appointment(client_for, coordinator):
    case = make_case()
    typed = {"kind": NoteKind.objects.first().pk, "happened_at": "0206-03-05T10:00", "text": "x"}
    response = client_for(coordinator).post(f"{case.get_absolute_url()}notes/", typed)
    assert "before the member was appointed" in response.text
    assert f'href="{case.get_absolute_url()}?show=milestones#timeline-h"' in response.text


def test_case_note_amend_shows_the_day_that_was_changed_meanwhile(client_for, coordinator, lead):
    note = make_note(make_case())
    url = f"{note.case.get_absolute_url()}notes/1/amend/"
    typed = {"kind": note.kind_id, "text": note.text, "reason": "why", "version": 1}
    client_for(lead).post(url, {**typed, "happened_at": "2026-03-01T09:00"})
    response = client_for(coordinator).post(url, {**typed, "happened_at": "2026-03-02T09:00"})
    assert "<del>1</del>" in response.text and "<ins>2</ins>" in response.text


@pytest.mark.parametrize("verb", ["amend", "close", "notes/1", "notes/1/amend", "notes/1/strike"])
def test_case_pages_are_all_in_the_access_log(client_for, coordinator, verb):
    case = make_note(make_case(owner=coordinator)).case
    assert client_for(coordinator).get(f"{case.get_absolute_url()}{verb}/").status_code == 200
    assert AccessEntry.objects.get(kind="case").member_key == case.member.key


@pytest.mark.parametrize(
    "verb",
    ["", "take/", "assign/", "confirm/", "return/", "hold/", "resume/", "close/", "reopen/"]
    + ["amend/", "notes/", "notes/1/", "notes/1/amend/", "notes/1/strike/", "documents/abc/"],
)
def test_case_addresses_are_absent_for_one_s_own_record(client_for, verb):
    person = make_user("both", ["supervisor", "physician", "auditor"])
    case = make_note(make_case()).case
    case.member.staff_links.create(user=person, relation="self")
    client, url = client_for(person), f"{case.get_absolute_url()}{verb}"
    assert client.post(url, {}).status_code in (404, 405)
    assert client.get(url).status_code in (404, 405)


def test_case_in_the_future_says_so(client_for, coordinator):
    ahead = date.today() + timedelta(days=30)  # noqa: DTZ011
    case = make_case(first_day=ahead, on=ahead - timedelta(days=30))
    text = client_for(coordinator).get(case.get_absolute_url()).text
    assert "to now" not in text and "not begun" in text


def test_case_list_says_its_filter_in_words(client_for, coordinator):
    text = client_for(coordinator).get("/cases/?kind=non_iod").text
    assert "Kind: Non-IOD medical absence" in text and "Kind: non_iod" not in text


def test_case_amend_refuses_an_expected_return_far_ahead(client_for, coordinator):
    case = make_case()
    typed = {"nature": "x", "expected_return_on": "9999-12-31", "reason": "x", "version": 1}
    response = client_for(coordinator).post(f"{case.get_absolute_url()}amend/", typed)
    assert "more than 366 days ahead" in response.text
    assert TODAY.year == 2026


def test_case_page_stands_where_the_policy_has_a_gap(client_for, coordinator):
    case = make_case(kind="iod")
    PolicyValue.objects.filter(key__in=["non_iod_pay_days", "iod_pay_days"]).delete()
    response = client_for(coordinator).get(case.get_absolute_url())
    assert response.status_code == 200
    assert "Add a note" in response.text and response.context["account_refused"]


def test_case_list_shows_no_chip_for_a_filter_that_is_off(client_for, coordinator):
    client = client_for(coordinator)
    assert client.get("/cases/?near=False&q=").context["chips"] == []
    assert len(client.get("/cases/?near=on&owner=ghost").context["chips"]) == 2
