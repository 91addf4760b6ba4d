"""axe on every page of the office, on a desk and on a phone: no violation, no sideways scroll."""

from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from caseflow.dates import now, today
from caseflow.models import SavedView, User
from caseflow.services.saving import watch_view
from cases.models import Case, Obligation, PolicyValue
from cases.services.duty import SpellData, enter_duty_spell
from cases.services.holding import hold_case
from cases.services.ledger import record_exception
from cases.services.notes import amend_note
from cases.services.policy_impact import compute_impact
from cases.services.requirements import issue_requirements
from cases.services.travel import request_travel
from providers.models import Provider
from tests.browser.conftest import sign_in
from tests.cases.test_policy import propose
from tests.factories import make_case, make_member, make_note, make_user
from tests.members.paper import make_authorization

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def office() -> dict[str, str]:
    """One of each, with a long name, a held case, an amended note."""
    user = make_user(
        "coordinator", ["coordinator", "supervisor", "auditor", "admin"], full_name="Rosa A."
    )
    admin = make_user("admin", ["admin"])
    member = make_member("4497", last_name="Washington-Featherstonehaugh", first_name="Maximiliana")
    case = make_case(member, owner=user, first_day=today() - timedelta(days=30), on=today())
    record_exception(
        member=member, first_day=case.first_day, last_day=case.first_day, reason="furlough",
        source="Slip 1", by=user, now=now(), on=today(),
    )  # fmt: skip
    make_authorization(member, user)
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
    what_a_return_has(case, user)
    provider = Provider.objects.create(name="Lakeside Orthopedics")
    return {
        "case": case.reference,
        "today": today().isoformat(),
        "provider": provider.key,
        "policy": str(proposal(admin).pk),
        "view": watched(user),
        "work": Obligation.objects.filter(case=case).open().order_by("pk").first().key,
    }


def watched(user: User) -> str:
    """The key of a view that is watched, with a row that entered and a filter that is gone."""
    view = SavedView(name="Before noon calls", page="cases", query="mood=x", owner=user)
    view.shared, view.created_at = True, now()
    view.save()
    watch_view(view=view, how="changes", threshold=None, seen=[], by=user, now=now())
    return view.key


def what_a_return_has(case: Case, user: User) -> None:
    """Requirements, travel of sixteen days, past limited duty."""
    day, who = today(), {"by": user, "now": now(), "on": today()}
    issue_requirements(
        case=case, issued_on=day, certificate_required=True, good_cause="",
        records_needed="MRI report", extra_tests="audiogram", **who,
    )  # fmt: skip
    first, last = day + timedelta(days=5), day + timedelta(days=20)
    request_travel(
        case=case, first_day=first, last_day=last, destination="Green Bay", address="", **who
    )
    past = SpellData("limited_non_iod", date(2023, 2, 6), date(2023, 9, 30), restrictions="x")
    enter_duty_spell(member=case.member, case=case, spell=past, **who)


def proposal(admin: User) -> PolicyValue:
    """A proposed value with its impact."""
    value = propose(admin, value=400, bargaining_unit="FOP7", effective_from=today())
    compute_impact(value=value, by=admin, now=now(), on=today())
    return value


PAGES = (
    "/", "/?tab=coming", "/?tab=mail", "/?tab=appointments", "/?tab=done", "/?tab=today",
    "/work/", "/work/?who=nobody-here", "/work/{work}/", "/work/{work}/done/",
    "/work/{work}/move/", "/work/{work}/hold/", "/work/{work}/hand/",
    "/work/several/?do=move&row={work}", "/away/", "/away/new/", "/keys/",
    "/cases/{case}/todo/", "/cases/{case}/clocks/new/",
    "/", "/cases/", "/cases/?tab=mine&near=on", "/cases/?unit=nowhere", "/cases/new/",
    "/cases/{case}/", "/cases/{case}/?kind=notes&text=x", "/cases/{case}/?known=soon",
    "/cases/{case}/?known={today}&learned=1",
    "/cases/{case}/notes/1/", "/cases/{case}/notes/1/amend/",
    "/cases/{case}/notes/1/strike/", "/cases/{case}/assign/", "/cases/{case}/hold/",
    "/cases/{case}/return/", "/cases/{case}/close/", "/cases/{case}/amend/",
    "/cases/{case}/enter/", "/cases/{case}/move/", "/cases/{case}/reverse/",
    "/members/4497/ledger/", "/members/4497/ledger/exception/", "/members/4497/ledger/credit/",
    "/members/4497/ledger/recode/", "/members/4497/ledger/recurrence/",
    "/members/4497/ledger/1/reverse/",
    "/cases/{case}/require/", "/cases/{case}/release/", "/cases/{case}/duty/",
    "/cases/{case}/travel/", "/cases/{case}/requirements/1/met/",
    "/cases/{case}/travels/1/approve/",
    "/members/4497/duty/", "/members/4497/duty/new/", "/members/4497/duty/1/end/",
    "/cases/{case}/approve/", "/cases/{case}/certify/", "/cases/{case}/withhold/",
    "/cases/{case}/withdraw/", "/cases/{case}/review/", "/cases/{case}/answer/",
    "/cases/{case}/category/", "/cases/{case}/serious/",
    "/cases/{case}/reverse-certification/", "/cases/{case}/reverse-category/",
    "/cases/{case}/reports/new/", "/cases/{case}/appointments/new/",
    "/members/", "/members/?q=wash", "/members/4497/", "/members/4497/usage/non_iod/",
    "/members/4497/contacts/", "/members/4497/contacts/?since=soon",
    "/members/4497/authorizations/", "/members/4497/authorizations/new/",
    "/members/4497/authorizations/1/end/",
    "/members/4497/?table=1", "/members/4497/days/", "/members/4497/days/?month=soon",
    "/members/4497/usage/limited_duty/", "/members/4497/usage/fmla/",
    "/members/4497/what-if/?a-returns_on=2027-01-04&b-surgery_weeks=6",
    "/roll/", "/roll/?day=2026-02-30", "/roll/?for=mss", "/roll/?for=unit",
    "/roll/?for=unit&unit=011", "/roll/forecast/?horizon=all", "/roll/usage/",
    "/roll/flags/?flag=no_exchange",
    "/providers/", "/providers/{provider}/", "/providers/new/",
    "/appointments/", "/appointments/?view=week",
    "/notices/", "/notices/corrections/", "/notices/corrections/?tab=settled", "/notices/due/",
    "/notices/members/4497/statement/",
    "/notices/new/?case={case}", "/notices/new/time_remaining/?case={case}",
    "/views/", "/views/save/?page=cases&query=near%3Don", "/views/{view}/rename/",
    "/views/{view}/watch/", "/cases/?saved={view}&cols=kind&rows=25",
    "/drafts/", "/cases/{case}/?adds=1&questions=visit",
    "/search/?q=4497", "/search/?q=resting", "/search/",
    "/team/", "/access-log/", "/roles/", "/password/",
    "/policy/", "/policy/propose/", "/policy/{policy}/", "/policy/{policy}/rewrite/",
    "/policy/{policy}/impact/", "/policy/calendars/", "/policy/calendars/city/",
    "/policy/calendars/?day=2026-02-27&number=10&convention=working_days&calendar=city",
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
