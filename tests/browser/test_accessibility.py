"""axe on every page of the office, on a desk and on a phone: no violation, no sideways scroll."""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from caseflow.dates import now, today
from cases.services.holding import hold_case
from cases.services.notes import amend_note
from providers.models import Provider
from tests.browser.conftest import sign_in
from tests.factories import make_case, make_member, make_note, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def office() -> dict[str, str]:
    """One of each, with a long name, a held case, an amended note."""
    user = make_user("coordinator", ["coordinator", "supervisor", "auditor"], full_name="Rosa A.")
    make_user("admin", ["admin"])
    member = make_member("4497", last_name="Washington-Featherstonehaugh", first_name="Maximiliana")
    case = make_case(member, owner=user, first_day=today() - timedelta(days=30), on=today())
    hold_case(case=case, reason="MRI", until=None, by=user, now=now(), on=today())
    note = make_note(case, by=user)
    amend_note(
        note=note,
        kind=note.kind,
        text="Other text.",
        happened_at=note.happened_at,
        reason="misheard",
        version=1,
        by=user,
        now=now(),
    )
    provider = Provider.objects.create(name="Lakeside Orthopedics")
    return {"case": case.reference, "provider": provider.key}


PAGES = (
    "/", "/cases/", "/cases/?tab=mine&near=on", "/cases/?unit=nowhere", "/cases/new/",
    "/cases/{case}/", "/cases/{case}/notes/1/", "/cases/{case}/notes/1/amend/",
    "/cases/{case}/notes/1/strike/", "/cases/{case}/assign/", "/cases/{case}/hold/",
    "/cases/{case}/return/", "/cases/{case}/close/", "/cases/{case}/amend/",
    "/cases/{case}/reports/new/", "/cases/{case}/appointments/new/",
    "/members/", "/members/?q=wash", "/members/4497/", "/members/4497/usage/non_iod/",
    "/providers/", "/providers/{provider}/", "/providers/new/",
    "/appointments/", "/appointments/?view=week",
    "/notices/", "/notices/new/?case={case}", "/notices/new/time_remaining/?case={case}",
    "/search/?q=4497", "/search/", "/team/", "/access-log/", "/roles/", "/password/",
    "/nowhere/",
)  # fmt: skip


def violations(page: Any) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


def test_every_page_is_accessible_on_a_desk_and_a_phone(page: Any, office: dict[str, str]) -> None:
    sign_in(page, "coordinator")
    problems = []
    for path in (pattern.format(**office) for pattern in PAGES):
        page.goto(path)
        problems += [f"{path} {v}" for v in violations(page)]
        for size in (DESK, PHONE, {"width": 320, "height": 700}):
            page.set_viewport_size(size)
            if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                problems.append(f"{path} scrolls sideways at {size['width']}")
    assert not problems, "\n".join(problems)


def test_sign_in_page_is_accessible(page: Any) -> None:
    page.goto("/login/")
    assert not violations(page)
