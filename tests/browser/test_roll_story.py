"""The medical roll in a real browser, with scripts switched off: a furlough entered afterwards, a
policy value of two administrators, and an absence from its call to limited duty."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from caseflow.dates import now, today, words
from cases.models import Case, LedgerEntry, PolicyImpact, PolicyValue
from cases.services.policy_impact import named
from members.models import Member
from notices.models import LetterCorrection, Notice
from notices.pdf import why_no_pdf
from notices.services.issuing import issue_notice
from tests.browser.conftest import sign_in
from tests.factories import make_case, make_member, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain(chromium: Any, live_server: Any) -> Iterator[Any]:
    """A page without scripts; what needs one would fail here."""
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, timezone_id="America/Chicago"
    )
    yield context.new_page()
    context.close()


def back(days: int) -> date:
    return today() - timedelta(days=days)


def button(page: Any, name: str) -> None:
    follow(page, page.get_by_role("button", name=name, exact=True))


def follow(page: Any, what: Any) -> None:
    """Clicks and waits for the page that comes: what is looked at next is on that one."""
    with page.expect_navigation():
        what.click()


# --- a furlough entered afterwards ------------------------------------------------------------
def test_furlough_afterwards_shows_the_moved_day_and_corrects_the_letter(plain: Any) -> None:
    if reason := why_no_pdf():
        pytest.skip(reason)
    user = make_user("coordinator", full_name="Rosa Almeida", phone="312-555-0199")
    case = make_case(make_member("4497"), first_day=back(350), by=user, on=today())
    wrong = issue_notice(case=case, code="time_remaining", by=user, now=now(), on=today())
    sign_in(plain, "coordinator")
    see_what_a_furlough_changes(plain, wrong)
    button(plain, "Record the exception")
    plain.wait_for_url("**/members/4497/ledger/")
    assert LedgerEntry.objects.get().source == "Furlough slip 12"
    queued = LetterCorrection.objects.open().get()
    assert queued.notice == wrong
    issue_the_corrected_letter(plain, wrong)


def see_what_a_furlough_changes(page: Any, letter: Notice) -> None:
    """28 days off the roll: the first unpaid day is as many later; nothing is saved yet."""
    page.goto("/members/4497/")
    follow(page, page.get_by_role("link", name="Ledger").first)
    page.goto("/members/4497/ledger/exception/")
    page.get_by_label("Furlough").check()
    page.get_by_label("First day").fill(back(60).isoformat())
    page.get_by_label("Last day").fill(back(33).isoformat())
    page.get_by_label("Source document").fill("Furlough slip 12")
    button(page, "See what it changes")
    shown = page.inner_text("#what-this-changes")
    was = back(350) + timedelta(days=365)
    assert words(was) in shown
    assert words(was + timedelta(days=28)) in shown
    assert letter.number in shown
    assert not LedgerEntry.objects.exists()
    assert not LetterCorrection.objects.exists()


def issue_the_corrected_letter(page: Any, wrong: Notice) -> None:
    page.goto("/notices/corrections/")
    follow(page, page.get_by_role("link", name=f"Correct {wrong.number}"))
    paper = page.inner_text(".paper")
    assert "What this letter corrects" in paper
    assert wrong.number in paper
    assert "14" in paper and "42" in paper
    button(page, "Issue the letter")
    page.wait_for_url(re.compile(r"/notices/N-\d\d-000002/"))
    right = Notice.objects.latest("issued_at")
    assert "What this letter corrects" in page.inner_text("main")
    assert LetterCorrection.objects.get().replaced_by == right
    assert not LetterCorrection.objects.open().exists()


# --- a policy value ---------------------------------------------------------------------------
def usage_of_all(on: date) -> dict[str, Any]:
    out = StringIO()
    call_command("usage", all=True, json=True, on=on.isoformat(), stdout=out)
    return {each["member"]: each for each in map(json.loads, out.getvalue().splitlines())}


def paid(answer: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in answer["accounts"] if each["account"] == "non_iod")


@pytest.fixture
def three() -> None:
    """An officer who is absent, one who is well, a sergeant who is absent; two administrators."""
    user = make_user("coordinator")
    for name in ("admin", "admin2"):
        make_user(name, ["admin"], full_name=f"Person {name}")
    make_case(make_member("4497"), first_day=back(340), by=user, on=today())
    make_member("4498", last_name="Well")
    sergeant = make_member("4499", bargaining_unit="PBPA-SGT", rank="Sergeant")
    make_case(sergeant, first_day=back(340), by=user, on=today())


def unpaid_days(answers: dict[str, Any]) -> dict[str, date]:
    return {s: date.fromisoformat(paid(each)["first_unpaid_day"]) for s, each in answers.items()}


def balances(answers: dict[str, Any]) -> dict[str, Any]:
    names = ("limit", "used", "remaining", "counted")
    return {star: [paid(each)[name] for name in names] for star, each in answers.items()}


def test_policy_of_two_people_moves_whom_the_preview_named(plain: Any, three: None) -> None:
    past, before = usage_of_all(back(30)), usage_of_all(today())
    long_ago = usage_of_all(back(500))
    value = propose(plain)
    foreseen = {named(row)["star"] for row in value.impacts.get().rows["moves"]}
    assert usage_of_all(today()) == before
    approve(plain, value)
    was, now_is = unpaid_days(before), unpaid_days(usage_of_all(today()))
    moved = {star for star in was if was[star] != now_is[star]}
    assert moved == foreseen == {"4497", "4498"}
    assert now_is["4497"] - was["4497"] == timedelta(days=35)
    assert PolicyImpact.objects.get(kind="effect").differs == 0
    assert usage_of_all(back(500)) == long_ago
    assert balances(usage_of_all(back(30))) == balances(past)


def propose(page: Any) -> PolicyValue:
    """400 days for FOP7 from a day ahead; its impact, by number, before anybody approves."""
    sign_in(page, "admin")
    page.goto("/policy/propose/")
    page.get_by_label("What", exact=True).select_option("non_iod_pay_days")
    page.get_by_label("Value").fill("400")
    page.get_by_label("For a bargaining unit").fill("FOP7")
    page.get_by_label("First day in force").fill(back(-10).isoformat())
    page.get_by_label("Whose words it rests on").fill("Agreement of the parties")
    page.get_by_label("Where they stand").fill("Side letter 3")
    button(page, "Propose")
    value = PolicyValue.objects.get(approved_at=None)
    button(page, "Compute its impact")
    page.wait_for_url(f"**/policy/{value.pk}/impact/")
    tiles = page.locator(".tiles li").all_inner_texts()
    assert [int(tile.split()[0]) for tile in tiles][:2] == [1, 2]
    page.goto(f"/policy/{value.pk}/")
    assert "Somebody else has to approve it." in page.inner_text("main")
    button(page, "Sign out")
    return value


def approve(page: Any, value: PolicyValue) -> None:
    sign_in(page, "admin2")
    page.goto(f"/policy/{value.pk}/")
    button(page, "Approve")
    assert "approved" in page.inner_text("main")
    value.refresh_from_db()
    assert value.approved_by.username == "admin2"


# --- from the call to limited duty ------------------------------------------------------------
def act(page: Any, case: Case, verb: str, fields: dict[str, str]) -> None:
    """Opens the page of the act, fills it, does it, and is back on the case."""
    page.goto(f"{case.get_absolute_url()}{verb}/")
    for label, text in fields.items():
        field = page.get_by_label(re.compile(rf"^\s*{label}\b")).first
        if field.get_attribute("type") == "radio":
            field.check()
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=text)
        else:
            field.fill(text)
    follow(page, page.locator("form.card button").first)
    if page.get_by_role("heading", name="What this changes").count():
        follow(page, page.locator("form.card button[name=seen]"))
    page.wait_for_url(f"**{case.get_absolute_url()}*")


def test_absence_goes_from_the_call_to_limited_duty(plain: Any) -> None:
    make_user("lead", ["lead"], full_name="Patricia Nakamura", phone="312-555-0199")
    make_member("4497")
    sign_in(plain, "lead")
    case = call_in(plain)
    plain.goto(case.get_absolute_url())
    approval = {"Approved by": "Marek Duda", "Rank": "Lieutenant"}
    act(plain, case, "approve", {**approval, "Approved on": back(19).isoformat()})
    button(plain, "Confirm the absence")
    first = {"Certified from": back(20).isoformat(), "Decided by": "Patricia Nakamura"}
    act(plain, case, "certify", first)
    stationary = {"Stationary": "", "From": back(20).isoformat()}
    act(plain, case, "category", stationary)
    records = {"Told on": today().isoformat(), "Records to bring": "Work status with a date"}
    act(plain, case, "require", records)
    release(plain, case)
    plain.goto("/members/4497/")
    assert "Limited duty" in plain.inner_text("main")
    member = Member.objects.get()
    assert member.duty_statuses.on(today()).get().status == "limited_non_iod"
    case.refresh_from_db()
    assert case.state == "returned"


def call_in(page: Any) -> Case:
    page.goto("/cases/new/")
    page.get_by_label("Member", exact=True).fill("4497")
    page.get_by_label("First day absent").fill(back(20).isoformat())
    page.get_by_label("Nature").fill("back pain")
    page.get_by_label("Who called").fill("the member, 312-555-0101")
    button(page, "Open the case")
    page.wait_for_url(re.compile(r"/cases/NIOD-\d\d-00001/$"))
    return Case.objects.get()


def release(page: Any, case: Case) -> None:
    """What was asked for is there; then to limited duty from today on."""
    limited = {
        "Limited duty": "",
        "First day back": today().isoformat(),
        "Restrictions": "Seated work only",
        "Approved until": back(-30).isoformat(),
    }
    page.goto(case.get_absolute_url())
    follow(page, page.locator("a[href*='/requirements/'][href$='/met/']"))
    page.get_by_label("Met on").fill(today().isoformat())
    follow(page, page.locator("form.card button").first)
    act(page, case, "release", limited)
    assert "Limited duty" in page.inner_text("main")
