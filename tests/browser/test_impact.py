"""What an act changes, shown before it is saved: readable on a phone, without a script's help."""

from datetime import timedelta
from typing import Any

import pytest

from caseflow.dates import today
from cases.models import LedgerEntry
from tests.browser.conftest import sign_in
from tests.browser.test_accessibility import DESK, PHONE, violations
from tests.factories import make_case, make_member, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_exception_is_shown_and_then_saved(page: Any) -> None:
    user = make_user("coordinator", full_name="Rosa A.")
    make_case(make_member("4497"), first_day=today() - timedelta(300), by=user, on=today())
    sign_in(page, "coordinator")
    page.goto("/members/4497/ledger/exception/")
    page.get_by_label("Furlough").check()
    page.get_by_label("First day").fill((today() - timedelta(60)).isoformat())
    page.get_by_label("Last day").fill((today() - timedelta(33)).isoformat())
    page.get_by_label("Source document").fill("Furlough slip 12")
    with page.expect_navigation():
        page.get_by_role("button", name="See what it changes").click()
    assert page.get_by_role("heading", name="What this changes").is_visible()
    assert not LedgerEntry.objects.exists()
    assert violations(page) == []
    for size in (DESK, PHONE, {"width": 320, "height": 700}):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.get_by_role("button", name="Record the exception").click()
    page.wait_for_url("**/members/4497/ledger/")
    assert LedgerEntry.objects.get().source == "Furlough slip 12"
