"""The pages: who reaches them, what they show, what they refuse."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from caseflow.models import AccessEntry
from cases.models import Case
from members.models import Member, StaffLink
from notices import pdf as pdfs
from notices.models import Notice
from notices.views import composing
from tests.factories import NOW, TODAY, make_user

pytestmark = pytest.mark.django_db

LIST = "/notices/"
PREVIEW = "/notices/new/time_remaining/"
ISSUE = "/notices/new/time_remaining/issue/"
DRAFT = "/notices/new/time_remaining/pdf/"


@pytest.fixture
def client(writer, client_for):
    return client_for(writer)


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch):
    """The pages ask for today; the facts are of March 2026."""
    monkeypatch.setattr(composing, "today", lambda: TODAY)
    monkeypatch.setattr(composing, "now", lambda: NOW)


def text(response):
    return " ".join(response.content.decode().split())


def hidden_fields(response):
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def preview(client, case):
    return client.get(PREVIEW, {"case": case.reference})


def test_choosing_a_case_by_its_reference(client, case):
    assert "Of which case is the letter?" in text(client.get("/notices/new/"))
    page = text(client.get("/notices/new/", {"case": case.reference}))
    assert "Time remaining on the medical roll" in page
    assert f"{PREVIEW}?case={case.reference}" in page


def test_unknown_case_is_said_at_the_field(client, case):
    page = client.get("/notices/new/", {"case": "NIOD-26-99999"})
    assert page.status_code == 404
    assert "There is no case with this reference that you may open." in text(page)


def test_kind_that_cannot_be_issued_says_why(client, case, writer):
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=NOW, closed_by=writer)
    page = text(client.get("/notices/new/", {"case": case.reference}))
    assert "NIOD-26-00001 is closed. Reopen it before a letter is issued." in page


def test_preview_shows_the_letter_and_writes_nothing(client, case):
    page = preview(client, case)
    assert page.status_code == 200
    assert '<article class="letter"' in text(page)
    assert "Draft, not issued" in text(page)
    assert set(hidden_fields(page)) == {"case", "seen", "short_code"}
    assert not Notice.objects.exists()
    assert AccessEntry.objects.get(kind="case").subject == case.reference


def test_story_from_preview_to_pdf(client, case):
    fields = hidden_fields(preview(client, case))
    done = client.post(ISSUE, fields, follow=True)
    notice = Notice.objects.get()
    assert done.redirect_chain == [(f"/notices/{notice.number}/", 302)]
    assert f"{notice.number} is issued." in text(done)
    assert notice.short_code == fields["short_code"]
    assert '<article class="letter"' in text(done)
    assert notice.pdf_sha256 in text(done)
    assert 'Count, remaining</th><td class="text">333' in text(done)


def test_double_click_makes_one_letter(client, case):
    fields = hidden_fields(preview(client, case))
    first, second = client.post(ISSUE, fields), client.post(ISSUE, fields)
    assert first.url == second.url
    assert Notice.objects.count() == 1


def test_moved_facts_are_refused_with_the_new_letter(client, case):
    fields = hidden_fields(preview(client, case))
    Member.objects.filter(pk=case.member_id).update(address="2 Elm Street")
    page = client.post(ISSUE, fields)
    assert page.status_code == 422
    assert "The facts changed while the letter was being made" in text(page)
    assert "2 Elm Street" in text(page)
    assert client.post(ISSUE, hidden_fields(page)).status_code == 302


def test_forged_fields_are_refused(client, case):
    page = client.post(ISSUE, {"case": case.reference, "seen": "x", "short_code": "' OR 1"})
    assert page.status_code == 422
    assert "The preview could not be read." in text(page)
    assert not Notice.objects.exists()


def test_missing_address_is_said_on_the_preview_and_refused(client, case):
    fields = hidden_fields(preview(client, case))
    Member.objects.filter(pk=case.member_id).update(city="")
    sentence = "Star 4497 has no city on record, so the letter cannot be sent."
    seen = preview(client, case)
    assert sentence in text(seen)
    assert 'aria-disabled="true"' in text(seen)
    refused = client.post(ISSUE, fields)
    assert refused.status_code == 422
    assert sentence in text(refused)
    assert not Notice.objects.exists()


def test_without_pango_the_site_runs_and_the_pdf_is_refused(client, case, issue, monkeypatch):
    notice = issue(case)
    monkeypatch.setattr(pdfs, "load_library", lambda name: None)
    pdfs.why_no_pdf.cache_clear()
    try:
        assert "No PDF can be made here" in text(preview(client, case))
        assert client.get(DRAFT, {"case": case.reference}).status_code == 422
        assert client.get(f"/notices/{notice.number}/pdf/").status_code == 200
    finally:
        pdfs.why_no_pdf.cache_clear()


def test_draft_pdf_is_marked_and_kept_nowhere(client, case, settings):
    response = client.get(DRAFT, {"case": case.reference})
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="draft-NIOD-26-00001.pdf"'
    assert not settings.MEDIA_ROOT.exists()


def test_pdf_is_the_one_that_was_issued(client, case, issue):
    notice = issue(case)
    response = client.get(f"/notices/{notice.number}/pdf/")
    assert len(response.content) == notice.pdf_size
    assert response["Content-Disposition"] == f'inline; filename="{notice.number}.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    entry = AccessEntry.objects.get(kind="file")
    assert (entry.subject, entry.member_key) == (notice.number, case.member.key)


def test_lost_or_changed_pdf_is_not_given_out(client, case, issue, settings):
    notice = issue(case)
    [stored] = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    stored.write_bytes(b"%PDF something else")
    page = client.get(f"/notices/{notice.number}/pdf/", follow=True)
    assert "is not the one that was issued" in text(page)
    stored.unlink()
    stored.mkdir()
    assert client.get(f"/notices/{notice.number}/pdf/").status_code == 302
    assert not AccessEntry.objects.filter(kind="file").exists()


def test_changed_text_is_not_shown(client, case, issue, monkeypatch):
    notice = issue(case)
    monkeypatch.setattr("notices.rendering.sha256_of", lambda html: "other")
    page = text(client.get(notice.get_absolute_url()))
    assert "Not the letter that was issued" in page
    assert '<article class="letter"' not in page


def test_replaced_letter_says_by_which(client, case, issue):
    first, second = issue(case), issue(case)
    page = text(client.get(first.get_absolute_url()))
    assert "A newer letter stands" in page
    assert second.get_absolute_url() in page


@pytest.mark.parametrize("path", [PREVIEW + "?case={}", DRAFT + "?case={}"])
def test_unknown_kind_or_case_is_not_there(client, case, path):
    assert client.get(path.format("NIOD-26-99999")).status_code == 404
    unknown = path.replace("time_remaining", "love_letter")
    assert client.get(unknown.format(case.reference)).status_code == 404


def test_own_and_relatives_letters_are_not_there(client, case, issue, writer):
    notice = issue(case)
    StaffLink.objects.create(user=writer, member=case.member, relation="relative")
    for path in (f"/notices/{notice.number}/", f"/notices/{notice.number}/pdf/"):
        assert client.get(path).status_code == 404
    assert preview(client, case).status_code == 404
    assert client.post(ISSUE, {"case": case.reference}).status_code == 404
    assert notice.number not in text(client.get(LIST))
    assert notice.number not in b"".join(client.get(LIST, {"format": "csv"})).decode()


@pytest.mark.parametrize("role", ["coordinator", "lead", "supervisor"])
def test_roles_that_issue(role, case, client_for):
    client = client_for(make_user(f"{role}2", [role]))
    assert client.get("/notices/new/").status_code == 200
    assert preview(client, case).status_code == 200


@pytest.mark.parametrize("role", ["trainee", "physician", "intake", "records", "auditor"])
def test_roles_that_read(role, case, issue, client_for):
    notice = issue(case)
    client = client_for(make_user(f"{role}2", [role]))
    for path in (LIST, f"/notices/{notice.number}/", f"/notices/{notice.number}/pdf/"):
        assert client.get(path).status_code == 200
    for path in ("/notices/new/", PREVIEW, DRAFT):
        assert client.get(path).status_code == 403
    assert client.post(ISSUE, {"case": case.reference}).status_code == 403
    assert "Compose a notice" not in text(client.get(LIST)).split("<main")[1]


def test_administrator_reads_no_letter(case, issue, client_for, admin_user):
    notice = issue(case)
    client = client_for(admin_user)
    for path in (LIST, f"/notices/{notice.number}/", f"/notices/{notice.number}/pdf/"):
        assert client.get(path).status_code == 403


def test_anonymous_goes_to_the_sign_in(case, issue):
    path = f"/notices/{issue(case).number}/pdf/"
    response = Client().get(path)
    assert (response.status_code, response.url) == (302, f"{reverse('login')}?next={path}")
