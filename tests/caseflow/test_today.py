"""Today: the start of each role, and what is due for whoever has work of their own."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseflow.access import ROLES
from caseflow.services.coverage import enter_away
from caseflow.today import start_role
from cases.models import Obligation
from cases.services.clocks import start_clock
from cases.services.obligation_acts import (
    complete_obligation,
    hold_obligation,
    make_obligation,
    move_obligation,
)
from providers.models import ProviderReport
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_user
from tests.providers import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
EARLIER = NOW - timedelta(days=10)


def ahead(days):
    return TODAY + timedelta(days=days)


def mine(coordinator, star="1", **fields):
    return make_case(make_member(star), owner=coordinator, **fields)


def due(case, days, by, what="Ask the unit", to=None):
    """Something made by hand ten days ago, due so many days from today."""
    return make_obligation(
        case=case, what=what, due_on=ahead(days), handed_to=to, by=by, now=EARLIER
    )


def whats(client, query):
    """What the rows made by hand say, in their order; those by rule stand beside them."""
    kind = "" if "kind=" in query else "&kind=by_hand"
    return [line["what"] for line in client.get(f"/{query}{kind}").context.get("lines", [])]


@pytest.fixture
def case(coordinator):
    return mine(coordinator)


def test_each_tab_holds_its_rows(client_for, case, coordinator):
    rows = {days: due(case, days, coordinator, f"In {days}") for days in (-3, 0, 5, 6)}
    hold_obligation(
        obligation=rows[6], until=ahead(20), waits_for="", reason="MRI", by=coordinator, now=NOW
    )
    complete_obligation(
        obligation=due(case, 1, coordinator, "Gone"), note=None, by=coordinator, now=NOW
    )
    client = client_for(coordinator)
    found = {
        tab: whats(client, f"?tab={tab}")
        for tab in ("overdue", "today", "coming", "waiting", "done")
    }
    assert found == {
        "overdue": ["In -3"], "today": ["In 0"], "coming": ["In 5"], "waiting": ["In 6"],
        "done": ["Gone"],
    }  # fmt: skip


def test_late_and_held_and_moved_are_said_in_words(client_for, case, coordinator):
    due(case, -3, coordinator)
    row = due(case, 4, coordinator, "Later")
    move_obligation(obligation=row, to=ahead(2), reason="Sooner", by=coordinator, now=NOW)
    client = client_for(coordinator)
    assert "3 days late" in client.get("/").text
    assert "moved from Mon 9 Mar" in client.get("/?tab=coming").text


def test_rule_orders_the_rows_and_says_so(client_for, case, coordinator):
    late = due(case, -1, coordinator, "Second")
    due(case, -5, coordinator, "First")
    due(case, -1, coordinator, "Third")
    Obligation.objects.filter(pk=late.pk).update(legal=False)
    legal = due(case, -1, coordinator, "Legal")
    Obligation.objects.filter(pk=legal.pk).update(legal=True)
    page = client_for(coordinator).get("/?tab=overdue&kind=by_hand")
    assert [line["what"] for line in page.context["lines"]] == ["Legal", "First", "Second", "Third"]
    assert "legal limits first, then the longest overdue, then by hour, then by name" in page.text


def test_hours_of_a_limit_are_elapsed_time(client_for, case, coordinator, monkeypatch):
    """On the night when clocks go forward an hour fewer shows on them, not on the limit."""
    start_clock(
        case=case, kind="work_hospitalization", starts_on=date(2026, 3, 7),
        starts_at=time(20, 0), source="", remark="", by=coordinator,
        now=datetime(2026, 3, 8, 3, 0, tzinfo=UTC),
    )  # fmt: skip
    row = Obligation.objects.get(code__startswith="limit_", due_at__isnull=False)
    assert row.due_at - datetime(2026, 3, 8, 2, 0, tzinfo=UTC) == timedelta(hours=24)
    later = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)
    monkeypatch.setattr("caseflow.today_work.now", lambda: later)
    monkeypatch.setattr("caseflow.today.today", lambda: date(2026, 3, 8))
    assert "2 hours late" in client_for(coordinator).get("/?tab=overdue").text


def test_filters_are_in_the_address_and_hold_for_counts(client_for, case, coordinator):
    due(case, 0, coordinator)
    client = client_for(coordinator)
    page = client.get("/?tab=today&kind=mention")
    assert page.context["asked"].counts["today"] == 0
    assert whats(client, "?tab=today&kind=by_hand&case=non_iod") == ["Ask the unit"]
    assert whats(client, "?tab=today&kind=by_hand&case=iod") == []


def test_csv_holds_the_tab(client_for, case, coordinator):
    due(case, -2, coordinator)
    due(case, 0, coordinator, "Other")
    text = client_for(coordinator).get("/?tab=overdue&kind=by_hand&format=csv").getvalue().decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["what"], row["star"], row["due"]) == ("Ask the unit", "1", "2026-03-03")


def test_stand_in_sees_the_work_as_covered(client_for, case, coordinator):
    other = make_user("ortiz", full_name="J. Ortiz")
    due(case, 0, coordinator)
    enter_away(
        user=coordinator, stand_in=other, first_day=TODAY, last_day=ahead(4), remark="",
        by=coordinator, now=NOW,
    )  # fmt: skip
    page = client_for(other).get("/?tab=today")
    assert "You cover Coordinator until Mon 9 Mar" in page.text
    assert "covering Coordinator" in page.context["lines"][0]["more"]
    assert whats(client_for(other), "?tab=today&whose=mine") == []
    assert whats(client_for(coordinator), "?tab=today") == ["Ask the unit"]


def test_new_mail_leaves_when_the_case_is_opened(client_for, case, coordinator):
    report = makers.report(case)
    ProviderReport.objects.filter(pk=report.pk).update(recorded_by=make_user("clerk", ["intake"]))
    client = client_for(coordinator)
    assert client.get("/?tab=mail").context["total"] == 1
    client.get(case.get_absolute_url())
    assert client.get("/?tab=mail").context["total"] == 0


def test_change_since_yesterday_is_one_sentence(client_for, case, coordinator):
    row = due(case, 4, coordinator, "Later")
    move_obligation(obligation=row, to=ahead(6), reason="Asked", by=coordinator, now=NOW)
    text = client_for(coordinator).get("/").text
    assert "1 due date moved (made by hand for Kowalski to 11 Mar)" in text


def test_last_act_can_be_undone_from_today(client_for, case, coordinator):
    row = due(case, 0, coordinator)
    done = complete_obligation(obligation=row, note=None, by=coordinator, now=NOW)
    page = client_for(coordinator).get("/")
    assert f"/work/undo/{done.batch}/" in page.text
    assert "Ask the unit (Kowalski): done at" in page.text


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_start(client_for, role):
    case = make_case(owner=make_user("owner"))
    makers.appointment(case, kind="fitness_for_duty")
    makers.report(case)
    client = client_for(make_user("someone", [role]))
    client.get("/")
    with query_budget(12):
        response = client.get("/")
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("roles", "start"),
    [
        (["auditor", "coordinator"], "coordinator"),
        (["admin", "records"], "admin"),
        (["physician", "coordinator"], "physician"),
        (["unheard-of", "auditor"], "auditor"),
        ([], ""),
    ],
)
def test_first_role_with_casework_decides_the_start(client_for, roles, start):
    user = make_user("someone", [role for role in roles if role in ROLES])
    user.roles = roles
    assert start_role(user) == start
    assert client_for(user).get("/").status_code == 200


def test_administrator_s_start_shows_no_member_and_no_case(client_for, admin_user):
    case = make_case(make_member("4497", last_name="Kowalski"))
    text = client_for(admin_user).get("/").text
    assert case.reference not in text
    assert "Kowalski" not in text
    assert "/admin/caseflow/user/" in text


def test_physician_finds_what_was_asked_of_them(client_for, case, physician, coordinator):
    due(case, 0, coordinator, "Read the MRI", physician)
    client = client_for(physician)
    assert "1 due today" in client.get("/").text
    assert whats(client, "?mine=1&tab=today") == ["Read the MRI"]


def test_lead_sees_what_nobody_answers_for(client_for, case, coordinator, lead):
    due(case, 0, coordinator, "Left behind")
    coordinator.is_active = False
    coordinator.save()
    page = client_for(lead).get("/")
    assert "Left behind" in [line["what"] for line in page.context["alone"]]
    assert "with somebody who cannot sign in" in page.text


def test_today_costs_the_same_for_many(client_for, coordinator):
    for star in range(1, 16):
        due(mine(coordinator, str(star)), star % 3 - 1, coordinator)
    client = client_for(coordinator)
    client.get("/")
    with query_budget(12):
        response = client.get("/?tab=today")
    assert '<span class="sub">Star 7 &middot; 011</span>' in response.text


def three_hundred(coordinator):
    """As many rows as a morning ever has, on four cases that have their own."""
    cases = [mine(coordinator, str(star)) for star in range(1, 5)]
    made = {"made_at": EARLIER, "made_by": coordinator, "changed_at": EARLIER}
    days = [(number, ahead(-1 - number % 20)) for number in range(300)]
    Obligation.objects.bulk_create(
        Obligation(
            case=cases[number % 4], member=cases[number % 4].member, code="by_hand", by_rule=False,
            what=f"Ask {number}", responsible=coordinator, rule_due_on=day, due_on=day,
            opens_on=day, **made,
        )
        for number, day in days
    )  # fmt: skip


def test_today_with_three_hundred_rows_asks_no_more(client_for, coordinator):
    three_hundred(coordinator)
    client = client_for(coordinator)
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        response = client.get("/")
    assert len(response.context["lines"]) > 300
    assert len(asked) <= 12, [query["sql"][:80] for query in asked.captured_queries]


@pytest.mark.parametrize("tab", ["overdue", "today", "coming", "waiting", "done"])
def test_rows_written_once_are_those_of_the_filters(client_for, coordinator, case, tab):
    held, done, *_ = [due(case, days, coordinator, f"In {days}") for days in (-3, -2, -1, 0, 2, 5)]
    who = {"by": coordinator, "now": NOW}
    hold_obligation(obligation=held, until=ahead(9), waits_for="", reason="MRI", **who)
    complete_obligation(obligation=done, note=None, **who)
    client = client_for(coordinator)
    plain, filtered = (
        [line["key"] for line in client.get(f"/?tab={tab}{more}").context["lines"]]
        for more in ("", f"&case={case.kind}")
    )
    assert plain == filtered != []
