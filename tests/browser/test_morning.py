"""A coordinator's morning in a real browser, by the keyboard alone: not one click."""

from datetime import timedelta
from typing import Any

import pytest

from caseflow.dates import now, today
from cases.models import CaseNote, Obligation, ObligationState
from cases.services.obligation_acts import make_obligation
from tests.factories import PASSWORD, make_case, make_member, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TABS = 150


@pytest.fixture
def office() -> None:
    """Five things made by hand for today, on two cases."""
    user = make_user("coordinator", full_name="Rosa Almeida")
    make_user("ortiz", full_name="J. Ortiz")
    cases = [
        make_case(
            make_member(star, last_name=name), owner=user, by=user, on=today(), now=now(),
            first_day=today() - timedelta(days=2),
        )
        for star, name in (("4497", "Abbot"), ("4498", "Brandt"))
    ]  # fmt: skip
    for place in range(5):
        make_obligation(
            case=cases[place % 2], what=f"Thing {place + 1}", due_on=today(), handed_to=None,
            by=user, now=now() - timedelta(hours=1),
        )  # fmt: skip


def reach(page: Any, css: str, *, key: str = "Tab") -> None:
    """Presses Tab until what has the focus matches."""
    for _ in range(MOST_TABS):
        if page.evaluate("css => document.activeElement.matches(css)", css):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{css} is not reached with {key} on {page.url}")


def press(page: Any, key: str = "Enter") -> None:
    """A key that leads to another page, where the focus is put in place a moment later."""
    with page.expect_navigation():
        page.keyboard.press(key)
    page.wait_for_timeout(150)


def type_in(page: Any, css: str, text: str) -> None:
    reach(page, css)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def state(what: str) -> Obligation:
    return Obligation.objects.get(what=what)


def sign_in_by_keyboard(page: Any) -> None:
    page.goto("/login/")
    type_in(page, "input[name=username]", "coordinator")
    type_in(page, "input[name=password]", PASSWORD)
    press(page)
    page.goto("/?tab=today&kind=by_hand")


def complete_and_undo(page: Any) -> None:
    """Enter saves the note that is there; the next row has the focus; and back again."""
    reach(page, "a[href*='/done/']")
    press(page)
    type_in(page, "input[name=text]", "Asked; they send it.")
    press(page)
    page.wait_for_function("document.activeElement.textContent === 'Thing 3'")
    assert state("Thing 1").state == ObligationState.DONE
    assert CaseNote.objects.get().text == "Asked; they send it."
    page.goto("/?tab=today&kind=by_hand")
    reach(page, ".undo button")
    press(page)
    assert state("Thing 1").state == ObligationState.OPEN


def act(page: Any, act: str, **typed: str) -> None:
    """One act on the first row, from its page."""
    reach(page, "th[scope=row] a")
    press(page)
    reach(page, f"a.btn[href*='/{act}/']")
    press(page)
    for name, text in typed.items():
        type_in(page, f"[name={name}]", text)
    press(page)
    refused = page.locator(".error, #errors")
    assert refused.count() == 0, refused.first.inner_text()


def hold_several(page: Any) -> None:
    for _ in range(2):
        reach(page, "input[name=row]:not(:checked)")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    reach(page, "button[value=hold]")
    press(page)
    reach(page, "select[name=waits_for]")
    page.keyboard.press("ArrowDown")
    type_in(page, "input[name=reason]", "The MRI is on its way")
    press(page)


def undo_the_batch(page: Any) -> None:
    """Both at once, as they were put on hold; the one held before stays."""
    page.goto("/?tab=today&kind=by_hand")
    reach(page, ".undo button")
    press(page)
    held = Obligation.objects.exclude(held_reason="").values_list("what", flat=True)
    assert list(held) == ["Thing 5"]


def look_and_go_back(page: Any) -> None:
    """From a row to its page, and by the link back to the same row of the list."""
    page.goto("/?tab=today&kind=by_hand")
    reach(page, "th[scope=row] a")
    press(page)
    assert "Thing 2" in page.inner_text("h1")
    reach(page, "a[href^='/?']:not([href*='undo'])")
    assert focused(page) == "Back to the list"
    press(page)
    assert "tab=today" in page.url and "kind=by_hand" in page.url
    page.wait_for_function("document.activeElement.textContent === 'Thing 2'")


def search_and_write(page: Any) -> None:
    """A caller: the search, the case, the note, and back to the list."""
    page.goto("/?tab=today&kind=by_hand")
    type_in(page, "#q", "Brandt")
    press(page)
    reach(page, "main a[href^='/cases/']")
    press(page)
    type_in(page, "textarea[name=text]", "Called: better today.")
    reach(page, "form:has(textarea[name=text]) button[type=submit]:not([name=token])")
    press(page)
    assert CaseNote.objects.filter(text__contains="better today").exists()


def test_morning_by_keyboard_alone(page: Any, office: None) -> None:
    sign_in_by_keyboard(page)
    complete_and_undo(page)
    day = (today() + timedelta(days=3)).strftime("%m%d%Y")
    act(page, "move", to=day, reason="Asked for it")
    assert state("Thing 1").due_on == today() + timedelta(days=3)
    act(page, "hand", to="J", reason="Knows the unit")
    assert str(state("Thing 3").responsible) == "J. Ortiz"
    act(page, "hold", until=day, reason="The unit is on leave")
    assert state("Thing 5").held_reason == "The unit is on leave"
    hold_several(page)
    assert Obligation.objects.filter(held_reason="The MRI is on its way").count() == 2
    undo_the_batch(page)
    look_and_go_back(page)
    search_and_write(page)


def test_single_keys_are_off_until_switched_on(page: Any, office: None) -> None:
    sign_in_by_keyboard(page)
    page.keyboard.press("j")
    assert not focused(page).startswith("Thing")
    page.goto("/keys/")
    reach(page, "[data-keys-switch]")
    page.keyboard.press("Enter")
    assert "Single keys are on" in page.content()
    page.goto("/?tab=today&kind=by_hand")
    page.keyboard.press("j")
    assert focused(page) == "Thing 1"
    page.keyboard.press("j")
    assert focused(page) == "Thing 3"
    page.keyboard.press("/")
    page.keyboard.type("gt")
    assert page.evaluate("document.activeElement.value") == "gt"
