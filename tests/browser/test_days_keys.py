"""The days of a month by the keyboard: one stop of the Tab key, arrows from day to day."""

from datetime import date
from typing import Any

import pytest

from tests.browser.conftest import sign_in
from tests.factories import make_case, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED = "document.activeElement.getAttribute('aria-label') || ''"


def focused(page: Any) -> str:
    return str(page.evaluate(FOCUSED))


def test_arrows_move_by_day_and_week_and_enter_opens_the_day(page: Any) -> None:
    make_case(by=make_user("coordinator"), first_day=date(2026, 2, 2), last_day=date(2026, 2, 20))
    sign_in(page, "coordinator")
    page.goto("/members/4497/days/?month=2026-02")
    assert page.locator("table.days a[tabindex='0']").count() == 1
    page.locator("table.days a").first.focus()
    assert focused(page).startswith("Sun 1 Feb 2026")
    for key, day in (
        ("ArrowRight", "Mon 2 Feb"), ("ArrowDown", "Mon 9 Feb"), ("ArrowLeft", "Sun 8 Feb"),
        ("ArrowUp", "Sun 1 Feb"), ("ArrowUp", "Sun 1 Feb"), ("End", "Sat 28 Feb"),
        ("ArrowRight", "Sat 28 Feb"), ("Home", "Sun 1 Feb"),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert focused(page).startswith(day), key
    page.keyboard.press("Tab")
    assert focused(page) == ""
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/members/4497/?on=2026-02-01")


def test_every_day_is_a_stop_without_scripts(page: Any) -> None:
    make_case(by=make_user("coordinator"), first_day=date(2026, 2, 2))
    sign_in(page, "coordinator")
    text = page.request.get("/members/4497/days/?month=2026-02").text()
    assert "tabindex" not in text.partition('<table class="days"')[2].partition("</table>")[0]
    assert "data-scripted hidden" in text
