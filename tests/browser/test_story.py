"""The coordinator's story in a real browser: call-in, note, amendment, paid days, letter."""

import re
from datetime import timedelta
from typing import Any

import pytest

from caseflow.dates import today
from cases.models import Case
from notices.models import Notice
from notices.pdf import why_no_pdf
from tests.browser.conftest import sign_in
from tests.factories import make_member, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office() -> None:
    make_user("coordinator", ["coordinator"], full_name="Rosa Almeida", phone="312-555-0199")
    make_user("auditor", ["auditor"])
    make_member("4497")


def take_a_call(page: Any) -> None:
    """By keyboard alone, in the order in which a caller speaks."""
    page.goto("/cases/new/")
    page.get_by_label("Member", exact=True).focus()
    for keys in ("4497",):
        page.keyboard.type(keys)
    page.get_by_label("First day absent").fill((today() - timedelta(days=40)).isoformat())
    page.get_by_label("Nature").fill("back pain")
    page.get_by_label("Who called").fill("the member, 312-555-0101")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cases/NIOD-\d\d-00001/$"))


def write_and_amend_a_note(page: Any) -> None:
    page.get_by_label("Note", exact=True).fill("Called: left knee hurts.")
    page.get_by_role("button", name="Save the note").click()
    page.get_by_text("The note is saved.").wait_for()
    page.get_by_role("link", name="note 1 and its history").click()
    page.get_by_role("link", name="Amend").click()
    page.get_by_label("Note", exact=True).fill("Called: right knee hurts.")
    page.get_by_label("Why it is amended").fill("misheard the side")
    page.get_by_role("button", name="Save the amendment").click()
    page.get_by_role("link", name="amended once").click()
    assert page.locator("del", has_text="left").count() == 1
    assert page.locator("ins", has_text="right").count() == 1


def test_story_of_a_coordinator(page: Any, office: None) -> None:
    sign_in(page, "coordinator")
    take_a_call(page)
    write_and_amend_a_note(page)
    case = Case.objects.get()
    page.goto(case.get_absolute_url())
    assert page.get_by_text("41 used, 324 left").count() == 1
    page.get_by_role("link", name="how: Paid days, not on duty").click()
    assert "18.2" in page.inner_text("main")
    page.goto(case.get_absolute_url())
    if why_no_pdf() is None:
        issue_the_letter(page, case)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login/**")


def issue_the_letter(page: Any, case: Case) -> None:
    page.get_by_role("link", name="Compose a notice").click()
    page.get_by_role("link", name="Look at the letter").first.click()
    assert "324" in page.inner_text(".paper")
    page.get_by_role("button", name="Issue the letter").click()
    page.wait_for_url(re.compile(r"/notices/N-\d\d-000001/"))
    notice = Notice.objects.get()
    pdf = page.request.get(f"/notices/{notice.number}/pdf/")
    assert (pdf.status, pdf.headers["content-type"]) == (200, "application/pdf")
    assert pdf.body()[:5] == b"%PDF-"
    page.goto(case.get_absolute_url())
    assert page.get_by_role("link", name=notice.number).count() >= 1


def test_story_is_refused_to_an_auditor(page: Any, office: None) -> None:
    sign_in(page, "auditor")
    assert page.goto("/cases/new/").status == 403
    assert "Auditor" not in page.inner_text("main p >> nth=0")
    assert page.get_by_role("link", name="Take a call").count() == 0


def test_refused_call_keeps_what_was_typed_and_moves_the_focus(page: Any, office: None) -> None:
    sign_in(page, "coordinator")
    page.goto("/cases/new/")
    page.get_by_label("Member", exact=True).fill("99999")
    page.get_by_label("Nature").fill("shoulder")
    page.get_by_role("button", name="Open the case").click()
    page.get_by_text("No member in service matches 99999").first.wait_for()
    assert page.get_by_label("Nature").input_value() == "shoulder"
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"


def test_story_works_without_scripts(chromium: Any, live_server: Any, office: None) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "coordinator")
    take_a_call(page)
    page.get_by_label("Note", exact=True).fill("Written without scripts.")
    page.get_by_role("button", name="Save the note").click()
    page.get_by_text("Written without scripts.").wait_for()
    context.close()
