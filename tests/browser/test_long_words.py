"""Words longer than a phone is wide: names, labels of injuries, what was looked for."""

from datetime import date
from typing import Any

import pytest

from tests.browser.conftest import sign_in
from tests.factories import make_case, make_member, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME, LABEL = "Wolfeschlegelsteinhausenberger" * 2, "K" * 40
PAGES = (
    "/members/4497/", "/members/4497/usage/non_iod/", f"/members/?q={'w' * 80}",
    "/search/?q=4497", f"/search/?q={'w' * 80}", "/cases/", "/cases/{case}/",
    "/cases/new/?member=4497", "/team/", "/",
)  # fmt: skip


@pytest.fixture
def case(transactional_db: None) -> str:
    user = make_user("lead", ["lead"])
    member = make_member("4497", last_name=NAME, first_name="Maximiliana-" * 6)
    long_ago = date(2020, 1, 1)
    make_case(member, kind="iod", first_day=long_ago, last_day=long_ago, injury_label=LABEL)
    return str(make_case(member, owner=user).reference)


def test_no_page_scrolls_sideways_for_a_long_word(page: Any, case: str) -> None:
    sign_in(page, "lead")
    problems = []
    for path in PAGES:
        page.goto(path.format(case=case))
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                problems.append(f"{path} at {width}")
    assert not problems, "\n".join(problems)
