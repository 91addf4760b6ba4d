"""Notes that are never lost, in a real browser: crash, time-out, new sign-in, two windows, no
script."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session

from cases.models import Case, CaseNote, NoteDraft
from tests.browser.conftest import sign_in
from tests.browser.test_accessibility import RULES
from tests.factories import make_case, make_member, make_note, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case() -> Case:
    user = make_user("coordinator", ["coordinator"], full_name="Rosa Almeida")
    make_user("lead", ["lead"], full_name="Lena Adler")
    return make_case(make_member("4497"), owner=user)


@pytest.fixture
def machine(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Another machine: a browser that shares nothing, signed in."""
    contexts: list[Any] = []

    def begin(username: str = "coordinator", **options: Any) -> Any:
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, username)
        return page

    yield begin
    for context in contexts:
        leave(context)
        context.close()


@pytest.fixture(autouse=True)
def settled(page: Any) -> Iterator[None]:
    """A page that is left sends what is typed: the server has it before the database goes."""
    yield
    leave(page.context)


def leave(context: Any) -> None:
    for each in context.pages:
        each.goto("about:blank")
    time.sleep(0.5)


def box(page: Any) -> Any:
    return page.get_by_label("Note", exact=True)


@contextmanager
def kept(page: Any, status: int = 200) -> Iterator[None]:
    """What is typed inside is on the server when this ends."""
    with page.expect_response(
        lambda answer: "/draft/" in answer.url and answer.status == status, timeout=30_000
    ):
        yield


def violations(page: Any) -> list[str]:
    """What axe finds in the note box."""
    found = Axe().run(page, context="#note", options=RULES).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


def write(page: Any, case: Case, text: str) -> None:
    page.goto(case.get_absolute_url())
    with kept(page):
        box(page).fill(text)


def test_draft_is_kept_by_itself_and_comes_back_on_another_machine(
    page: Any, case: Case, machine: Any
) -> None:
    sign_in(page, "coordinator")
    write(page, case, "Called at ten: left knee")
    page.get_by_text(re.compile(r"^Draft kept \d\d:\d\d$")).wait_for()
    other = machine()
    other.goto(case.get_absolute_url())
    assert box(other).input_value() == "Called at ten: left knee"
    other.get_by_text(re.compile(r"Draft kept \d\d:\d\d, restored")).wait_for()
    with other.expect_navigation():
        other.get_by_role("button", name="Save the note").click()
    other.get_by_text("The note is saved.").wait_for()
    assert not NoteDraft.objects.exists()
    assert CaseNote.objects.get().text == "Called at ten: left knee"


def test_text_typed_a_moment_before_leaving_comes_back(page: Any, case: Case) -> None:
    sign_in(page, "coordinator")
    page.goto(case.get_absolute_url())
    box(page).fill("Typed a moment ago")
    page.goto("/cases/")
    page.goto(case.get_absolute_url())
    page.wait_for_function("document.querySelector('#note textarea').value == 'Typed a moment ago'")
    page.wait_for_function("!Object.keys(sessionStorage).some((key) => key.startsWith('note:'))")
    assert NoteDraft.objects.get().fields["text"] == "Typed a moment ago"


def test_two_windows_of_one_person_keep_both_texts(page: Any, case: Case) -> None:
    sign_in(page, "coordinator")
    page.goto(case.get_absolute_url())
    second = page.context.new_page()
    second.goto(case.get_absolute_url())
    with kept(page):
        box(page).fill("From the first window")
    with kept(second, 409):
        box(second).fill("From the second window")
    second.get_by_text("You write this note in another window too").wait_for()
    assert box(second).input_value() == "From the second window"
    with second.expect_navigation():
        second.get_by_role("link", name="Show both").click()
    assert box(second).input_value() == "From the first window"
    second.get_by_text("You wrote this in two windows").wait_for()
    assert violations(second) == []
    with second.expect_navigation():
        second.get_by_role("button", name="Put both in the box").click()
    assert box(second).input_value() == "From the first window\n\nFrom the second window"


def test_session_that_ends_while_typing_loses_nothing(page: Any, case: Case) -> None:
    sign_in(page, "coordinator")
    page.goto(case.get_absolute_url())
    Session.objects.all().delete()
    with kept(page, 401):
        box(page).fill("Typed while signed out")
    page.get_by_text("You were signed out; your text is safe.").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name="Save the note").click(no_wait_after=True)
        page.get_by_role("link", name="Sign in again").click()
    page.get_by_label("User name").fill("coordinator")
    page.get_by_label("Password").fill("caseflow-demo")
    with kept(page):
        page.get_by_role("button", name="Sign in").click()
    assert box(page).input_value() == "Typed while signed out"
    assert NoteDraft.objects.get().fields["text"] == "Typed while signed out"


def test_signing_in_again_in_another_window_spoils_nothing(page: Any, case: Case) -> None:
    sign_in(page, "coordinator")
    page.goto(case.get_absolute_url())
    other = page.context.new_page()
    other.goto("/")
    with other.expect_navigation():
        other.get_by_role("button", name="Sign out").click()
    sign_in(other, "coordinator")
    with kept(page):
        box(page).fill("The token of this page is old")
    with page.expect_navigation():
        page.get_by_role("button", name="Save the note").click()
    page.get_by_text("The note is saved.").wait_for()
    assert CaseNote.objects.get().text == "The token of this page is old"


def test_signing_out_in_the_middle_keeps_the_draft(page: Any, case: Case) -> None:
    sign_in(page, "coordinator")
    page.goto(case.get_absolute_url())
    box(page).fill("Not finished")
    with page.expect_navigation(url="**/login/**"):
        page.get_by_role("button", name="Sign out").click()
    assert NoteDraft.objects.get().fields["text"] == "Not finished"
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_next_person_of_the_tab_sees_nothing_of_the_one_before(page: Any, case: Case) -> None:
    sign_in(page, "coordinator")
    page.goto(case.get_absolute_url())
    Session.objects.all().delete()
    with kept(page, 401):
        box(page).fill("Of the coordinator")
    sign_in(page, "lead")
    page.goto(case.get_absolute_url())
    page.wait_for_function("Object.keys(sessionStorage).length == 0")
    assert box(page).input_value() == ""
    assert not NoteDraft.objects.exists()


def test_two_browsers_on_one_note_keep_both_texts(page: Any, case: Case, machine: Any) -> None:
    note = make_note(case, text="Knee.")
    sign_in(page, "coordinator")
    other = machine("lead")
    for each in (page, other):
        each.goto(f"{note.get_absolute_url()}amend/")
    for each, text in ((other, "Left knee."), (page, "Right knee.")):
        box(each).fill(text)
        each.get_by_label("Why it is amended").fill("side")
        with each.expect_navigation():
            each.get_by_role("button", name="Save the amendment").click()
    page.get_by_text("Changed by Lena Adler").wait_for()
    assert page.locator("ins", has_text="Right").count() == 1
    assert box(page).input_value() == "Right knee."
    with page.expect_navigation():
        page.get_by_role("button", name="Keep both: mine as an addendum").click()
    page.get_by_text("Both are kept: yours is note 2").wait_for()
    assert page.get_by_text("Left knee.").count() == 1
    assert page.locator(".addendum", has_text="Right knee.").count() == 1
    assert not NoteDraft.objects.exists()


def test_server_that_does_not_answer_is_said_and_tried_again(machine: Any, case: Case) -> None:
    page = machine()
    page.goto(case.get_absolute_url())
    page.route("**/draft/**", lambda route: route.abort())
    box(page).fill("Typed without a network")
    page.get_by_text("The server does not answer.").wait_for()
    page.get_by_role("button", name="Save the note").click()
    assert box(page).input_value() == "Typed without a network"
    with kept(page):
        page.unroute("**/draft/**")
    page.get_by_text("The server does not answer.").wait_for(state="hidden")


def test_text_that_is_too_long_is_said_and_stays(page: Any, case: Case) -> None:
    sign_in(page, "coordinator")
    page.goto(case.get_absolute_url())
    with kept(page, 422):
        box(page).fill("x" * 60_000)
    page.get_by_text("40,000 characters too many").wait_for()
    page.get_by_role("button", name="Save the note").click()
    page.get_by_text("The text has 60,000 characters").wait_for()
    assert len(box(page).input_value()) == 60_000
    box(page).fill("")


def test_colleague_is_mentioned_by_keyboard(page: Any, case: Case) -> None:
    sign_in(page, "coordinator")
    page.goto(case.get_absolute_url())
    box(page).press_sequentially("Please look @le")
    page.get_by_role("option", name="Lena Adler @lead").wait_for()
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.keyboard.type("today")
    assert box(page).input_value() == "Please look @lead today"
    with page.expect_navigation():
        page.get_by_role("button", name="Save the note").click()
    assert page.locator("b.mention", has_text="@lead").count() == 1


def test_questions_come_after_what_is_typed(page: Any, case: Case) -> None:
    sign_in(page, "coordinator")
    page.goto(case.get_absolute_url())
    with kept(page):
        box(page).fill("Typed.")
    page.locator("#note select").select_option(label="Visit at the office")
    with kept(page):
        page.get_by_role("button", name="Insert the questions of this kind").click()
    assert box(page).input_value().startswith("Typed.\n\nWho was present:\nWhat the member")
    with kept(page):
        page.locator("#note select").select_option(label="Other")
    page.get_by_role("button", name="Insert the questions of this kind").wait_for(state="hidden")


def test_draft_works_without_scripts(machine: Any, case: Case) -> None:
    page = machine(java_script_enabled=False)
    page.goto(case.get_absolute_url())
    box(page).fill("Begun without scripts.")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_text("Kept as a draft.").wait_for()
    page.goto("/drafts/")
    page.get_by_role("link", name="Go on writing").click()
    assert box(page).input_value() == "Begun without scripts."
    with page.expect_navigation():
        page.get_by_role("button", name="Save the note").click()
    page.get_by_text("The note is saved.").wait_for()
    assert not NoteDraft.objects.exists()
