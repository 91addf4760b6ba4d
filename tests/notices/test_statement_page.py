"""The pages of the statement: from the member page to the issued PDF."""

import re
from datetime import date

import pytest

from cases.services.ledger import record_exception
from members.models import Member, StaffLink
from notices.letters.benefit_statement import Ask
from notices.models import Notice
from notices.views import statement as page_of
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = pytest.mark.django_db
PATH = "/notices/members/4497/statement/"
FORM = {
    "first_day": "2025-01-01",
    "last_day": "2025-12-31",
    "requested_on": "2026-03-02",
    "channel": "email",
}


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch):
    monkeypatch.setattr(page_of, "today", lambda: TODAY)
    monkeypatch.setattr(page_of, "now", lambda: NOW)


@pytest.fixture
def client(writer, client_for):
    make_case(make_member(), owner=writer)
    return client_for(writer)


def text(response):
    return " ".join(response.content.decode().split())


def hidden_fields(response):
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_member_page_leads_to_it(client):
    assert f'href="{PATH}"' in client.get("/members/4497/").text


def test_last_calendar_year_is_what_it_begins_with(client):
    page = client.get(PATH)
    assert page.status_code == 200
    assert 'name="first_day" value="2025-01-01"' in text(page)
    assert "1 January 2025 through 31 December 2025" in text(page)
    assert not Notice.objects.exists()


def test_story_from_preview_to_pdf(client):
    seen = client.get(PATH, FORM)
    assert "asked for this statement by e-mail on 2 March 2026" in text(seen)
    fields = hidden_fields(seen)
    done = client.post(f"{PATH}issue/", fields, follow=True)
    notice = Notice.objects.get()
    assert f"{notice.number} is issued." in text(done)
    assert notice.short_code == fields["short_code"]
    assert client.get(f"/notices/{notice.number}/pdf/")["Content-Type"] == "application/pdf"
    assert client.post(f"{PATH}issue/", fields).url == notice.get_absolute_url()
    again = client.get(notice.get_absolute_url())
    assert "requested_on=2026-03-02&amp;channel=email" in again.text
    assert notice.number in client.get("/notices/").text
    assert notice.number in client.get("/members/4497/").text


def test_draft_is_a_pdf_kept_nowhere(client, settings):
    response = client.get(f"{PATH}pdf/", FORM)
    assert response["Content-Disposition"] == 'inline; filename="draft-statement-4497.pdf"'
    assert not settings.MEDIA_ROOT.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"first_day": "yesterday"}, "That is not a date."),
        ({"last_day": ""}, "Enter a date."),
        ({"channel": "pigeon"}, "Select a valid choice."),
        ({"last_day": "2024-12-31"}, "Enter the days in order."),
        ({"requested_on": "2027-01-01"}, "has not come yet. Enter the day of the member"),
    ],
)
def test_form_that_cannot_be_read_comes_back_with_what_was_typed(client, change, sentence):
    for path in (PATH, f"{PATH}pdf/"):
        page = client.get(path, {**FORM, **change})
        assert page.status_code == 422
        assert sentence in text(page)
        assert 'aria-disabled="true"' in text(page)


def test_forged_or_moved_fields_are_refused(client):
    fields = hidden_fields(client.get(PATH, FORM))
    for change in ({"seen": "x"}, {"seen": "0" * 64}, {"short_code": "'"}):
        page = client.post(f"{PATH}issue/", {**fields, **change})
        assert page.status_code == 422
        assert "Not done" in text(page)
    assert not Notice.objects.exists()


def test_second_request_of_the_year_is_said_on_the_page(client):
    client.post(f"{PATH}issue/", hidden_fields(client.get(PATH, FORM)))
    page = client.get(PATH, {**FORM, "requested_on": "2026-03-04"})
    assert page.status_code == 422
    assert "gives one statement in a calendar year" in text(page)
    assert "which answered the same request" in text(client.get(PATH, FORM))


def test_own_and_relatives_are_not_there(client, writer):
    fields = hidden_fields(client.get(PATH, FORM))
    member = make_member("8515")
    StaffLink.objects.create(
        user=writer, member=type(member).objects.get(star_number="4497"), relation="self"
    )
    assert client.get(PATH).status_code == 404
    assert client.get(f"{PATH}pdf/", FORM).status_code == 404
    assert client.post(f"{PATH}issue/", fields).status_code == 404


def test_case_cannot_make_it_and_it_is_no_letter_of_a_case(client):
    assert client.get("/notices/new/benefit_statement/?case=NIOD-26-00001").status_code == 404
    assert "Statement of medical" not in client.get("/notices/new/?case=NIOD-26-00001").text


def test_reader_may_not(client, client_for):
    reader = client_for(make_user("doc", ["physician"]))
    assert reader.get(PATH).status_code == 403
    assert PATH not in reader.get("/members/4497/").text


def test_preview_costs_few_queries(client):
    with query_budget(12):
        client.get(PATH, FORM)


def test_statement_says_when_its_figures_have_changed(client, issue, writer):
    member = Member.objects.get(star_number="4497")
    ask = Ask(date(2026, 1, 1), date(2026, 3, 1), TODAY, "paper")
    notice = issue(None, code="benefit_statement", member=member, ask=ask)
    assert "Not up to date" not in client.get(notice.get_absolute_url()).text
    day = date(2026, 2, 5)
    record_exception(
        member=member, first_day=day, last_day=day, reason="furlough", source="memo", by=writer,
        now=NOW, on=TODAY,
    )  # fmt: skip
    assert "Not up to date" in client.get(notice.get_absolute_url()).text
    issue(None, code="benefit_statement", member=member, ask=ask)
    assert "Not up to date" not in client.get(notice.get_absolute_url()).text
