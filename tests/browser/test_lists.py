"""Lists in the browser: Back restores page and place, results are announced, scripts are not
needed."""

from datetime import timedelta
from typing import Any

import pytest

from caseflow.dates import today
from tests.browser.conftest import sign_in
from tests.factories import make_case, make_member, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office() -> list[str]:
    """References of thirty open cases, the latest first day on top."""
    user = make_user("coordinator", ["coordinator"])
    return [
        make_case(
            make_member(str(n), last_name=f"Name{n:02d}"),
            owner=user, first_day=today() - timedelta(days=n), on=today(),
        ).reference
        for n in range(1, 31)
    ]  # fmt: skip


def test_back_restores_page_and_scroll(page: Any, office: list[str]) -> None:
    sign_in(page, "coordinator")
    page.goto("/cases/?rows=25")
    with page.expect_navigation():
        page.click("a[rel=next]")
    address = page.url
    row = page.locator(f"tr[id='{office[28]}'] a")
    row.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    with page.expect_navigation():
        row.click()
    assert "from=cases" in page.url
    page.go_back()
    page.wait_for_selector(f"tr[id='{office[28]}']")
    assert page.url == address
    page.wait_for_function(f"Math.abs(scrollY - {place}) < 4")


def test_order_is_announced_and_takes_the_focus(page: Any, office: list[str]) -> None:
    sign_in(page, "coordinator")
    page.goto("/cases/")
    with page.expect_navigation():
        page.click("a.sort:has-text('Member')")
    assert page.evaluate("document.activeElement.id") == "results"
    page.wait_for_selector(".messages p", state="attached")
    assert "Showing 1\N{EN DASH}30 of 30, by name" in page.inner_text(".messages")
    page.goto(f"/cases/#{office[2]}")
    page.reload()
    assert page.evaluate("document.activeElement.textContent") == office[2]


def test_skip_links_lead_to_filters_and_rows(page: Any, office: list[str]) -> None:
    sign_in(page, "coordinator")
    page.goto("/cases/")
    for words, target in (("Skip to the filters", "filters"), ("Skip to the rows", "results")):
        page.focus(f"a.skip:has-text('{words}')")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == target


def test_list_is_filtered_arranged_and_saved_without_script(
    chromium: Any, live_server: Any, office: list[str]
) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    sign_in(page, "coordinator")
    page.goto("/cases/?tab=mine")
    page.click("summary:has-text('Columns')")
    page.uncheck("label:has-text('State') input")
    follow(page, "text=Show these columns")
    assert page.locator("th", has_text="State").count() == 0
    page.fill("[name=q] >> nth=1", "name07")
    follow(page, "main button:has-text('Filter')")
    assert page.locator("tbody tr").count() == 1
    assert page.locator("th", has_text="State").count() == 0
    follow(page, "text=Save this view")
    page.fill("[name=name]", "Seven")
    follow(page, "text=Save the view")
    assert page.locator("a[aria-current=true]", has_text="Seven").count() == 1
    context.close()


def follow(page: Any, what: str) -> None:
    with page.expect_navigation():
        page.click(what)
