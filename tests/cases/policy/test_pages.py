"""The policy pages: read, propose, compute, approve, withdraw."""

import csv
import io
import re
from datetime import date

import pytest

from caseflow.models import AccessEntry
from cases.models import PolicyImpact, PolicyValue
from cases.rules.policy import DEFAULTS
from cases.services.policy_impact import proposal_digest
from members.models import StaffLink
from tests.budget import query_budget
from tests.cases.test_policy import approve, preview, propose
from tests.factories import make_case, make_member, make_user

pytestmark = pytest.mark.django_db
NEW = {
    "key": "non_iod_pay_days",
    "value": "400",
    "bargaining_unit": "FOP7",
    "rank": "",
    "effective_from": "2026-04-01",
    "effective_to": "",
    "authority": "New agreement, section 18.2",
    "source": "Agreement of 2026",
    "verified": "on",
}


@pytest.fixture
def office(client_for, admin_user):
    return client_for(admin_user)


@pytest.fixture
def second(client_for):
    return client_for(make_user("second", ["admin"]))


@pytest.fixture
def proposed(office) -> PolicyValue:
    response = office.post("/policy/propose/", NEW)
    value = PolicyValue.objects.get(approved_at=None)
    assert response.url == f"/policy/{value.pk}/"
    return value


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def text(response) -> str:
    """A streamed page, read to its end."""
    return b"".join(response.streaming_content).decode()


def test_page_shows_every_value_in_its_words(client_for, coordinator):
    page = client_for(coordinator).get("/policy/").text
    for default in DEFAULTS:
        assert default.key in page
    assert "730 days" in page and "from 5 Dec 2013" in page
    assert page.count("not confirmed") >= sum(not default.verified for default in DEFAULTS)
    for number in range(1, 15):
        assert f"open question {number}<" in page
    assert "Propose a value" not in page


def test_page_asks_the_database_a_constant_number_of_times(client_for, auditor, admin_user):
    client = client_for(auditor)
    with query_budget(2):
        client.get("/policy/")
    for number in range(5):
        propose(admin_user, bargaining_unit=f"X{number}")
    with query_budget(2):
        assert client.get("/policy/").text.count("X4") == 1


def test_page_of_a_value_asks_a_constant_number_of_times(office, proposed, admin_user):
    with query_budget(7):
        office.get(f"/policy/{proposed.pk}/")
    for rank in ("Sergeant", "Captain", "Detective"):
        approve(propose(admin_user, rank=rank), make_user(rank, ["admin"]))
    with query_budget(7):
        assert office.get(f"/policy/{proposed.pk}/").text.count("for Captain") == 0


def test_value_that_begins_in_the_past_says_so(office, admin_user):
    later = propose(admin_user, effective_from=date(2100, 1, 1))
    assert "begins in the past" not in office.get(f"/policy/{later.pk}/").text
    past = propose(admin_user, effective_from=date(2020, 1, 1))
    assert "begins in the past" in office.get(f"/policy/{past.pk}/").text


def test_csv_holds_every_value(client_for, coordinator):
    response = client_for(coordinator).get("/policy/?format=csv")
    rows = list(csv.DictReader(io.StringIO(text(response))))
    assert len(rows) == len(DEFAULTS)
    ladder = next(row for row in rows if row["key"] == "notice_ladder_days")
    assert (ladder["value"], ladder["state"]) == ("180, 120, 90, 60, 30, 14", "approved")
    assert AccessEntry.objects.get(kind="list").subject == "policy values"


def test_proposal_is_written_and_shown_on_top(office, proposed):
    assert (proposed.value, proposed.unit, proposed.verified) == (400, "days", True)
    page = office.get("/policy/").text
    assert page.index(f"/policy/{proposed.pk}/") < page.index("#paid-days")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"value": "many"}, "non_iod_pay_days is one whole number above 0, such as 365."),
        (
            {"key": "fmla_method", "value": "yearly"},
            "is one of: calendar, fixed, forward, rolling.",
        ),
        ({"key": "pay_period_anchor", "value": "2026-03-03"}, "2026-03-03 is a Tuesday."),
        ({"effective_to": "2026-02-01"}, "The last day is before the first."),
        ({"authority": ""}, "Fill this in."),
    ],
)
def test_wrong_proposal_is_refused_and_nothing_typed_is_lost(office, fields, sentence):
    page = office.post("/policy/propose/", {**NEW, **fields})
    assert page.status_code == 422
    assert sentence in page.text
    assert "Agreement of 2026" in page.text
    assert not PolicyValue.objects.filter(approved_at=None).exists()


def test_value_after_a_gap_is_refused(office, admin_user):
    PolicyValue.objects.filter(key="screen_days").update(effective_to="2026-03-31")
    late = {**NEW, "key": "screen_days", "value": "50", "bargaining_unit": ""}
    page = office.post("/policy/propose/", {**late, "effective_from": "2026-05-01"})
    assert "From 2026-04-01 to 2026-04-30 no value of screen_days would be in force" in page.text
    assert office.post("/policy/propose/", late).status_code == 302


def test_proposing_another_value_begins_with_the_one_in_force(office):
    value = PolicyValue.objects.get(key="screen_days")
    page = office.get(f"/policy/propose/?like={value.pk}").text
    assert 'value="45"' in page and "E05-05" in page
    assert office.get("/policy/propose/?like=999999").status_code == 404
    assert office.get("/policy/propose/?like=x").status_code == 200


def test_computing_shows_how_far_it_is_and_leads_to_the_result(office, proposed, coordinator):
    make_case(make_member("101"), by=coordinator)
    response = office.post(f"/policy/{proposed.pk}/compute/")
    page = text(response)
    assert "1 of 1 members compared" in page
    assert re.search(rf'http-equiv="refresh" content="1; url=/policy/{proposed.pk}/impact/"', page)
    assert page.rstrip().endswith("</html>")
    found = PolicyImpact.objects.get()
    assert (found.moved, found.digest) == (1, proposal_digest(proposed))


def test_computing_what_cannot_be_in_force_says_why(office, admin_user):
    value = propose(admin_user, effective_from=None)
    page = text(office.post(f"/policy/{value.pk}/compute/"))
    assert "Not computed." in page and "does not begin before it" in page
    assert not PolicyImpact.objects.exists()


def test_who_sees_members_reads_whose_day_moves(client_for, coordinator, proposed):
    case = make_case(make_member("101"), by=coordinator)
    own = make_member("102", last_name="Hidden")
    StaffLink.objects.create(user=coordinator, member=own, relation="self")
    preview(proposed)
    client, url = client_for(coordinator), f"/policy/{proposed.pk}/impact/"
    with query_budget(8):
        page = client.get(url).text
    assert "Kowalski" in page and case.reference in page and "2 Feb 2027" in page
    assert "Hidden" not in page and "Star 102" not in page
    rows = list(csv.DictReader(io.StringIO(text(client.get(f"{url}?format=csv")))))
    assert [(row["star"], row["drawn_now"], row["case"]) for row in rows] == [
        ("101", "yes", case.reference)
    ]


def test_administrator_reads_counts_by_unit_and_no_member(office, coordinator, proposed):
    case = make_case(make_member("101"), by=coordinator)
    preview(proposed)
    for url in (f"/policy/{proposed.pk}/impact/", f"/policy/{proposed.pk}/impact/?format=csv"):
        page = office.get(url).text
        assert "Counts only" in page and "District" not in page
        assert "Kowalski" not in page and "Star 101" not in page and case.reference not in page
        assert '<th scope="row">011</th><td class="num">1</td><td class="num">1</td>' in page


def test_approval_needs_the_impact_and_another_person(office, second, proposed, admin_user):
    page = second.get(f"/policy/{proposed.pk}/").text
    assert "Compute its impact first." in page
    post = {"seen": proposal_digest(proposed)}
    refused = second.post(f"/policy/{proposed.pk}/approve/", post, follow=True)
    assert "Its impact on the members was not computed yet." in said(refused)
    preview(proposed)
    own = office.post(f"/policy/{proposed.pk}/approve/", post, follow=True)
    assert "Somebody else has to approve it." in said(own)
    page = second.get(f"/policy/{proposed.pk}/").text
    assert proposal_digest(proposed) in page
    done = second.post(f"/policy/{proposed.pk}/approve/", post, follow=True)
    assert "In force: non_iod_pay_days = 400 days for FOP7, from 2026-04-01" in said(done)
    assert "That is what the preview said." in done.text


def test_approval_of_a_version_that_was_not_seen_is_refused(office, second, proposed):
    old = proposal_digest(proposed)
    office.post(f"/policy/{proposed.pk}/rewrite/", {**NEW, "value": "410"})
    proposed.refresh_from_db()
    preview(proposed)
    page = second.post(f"/policy/{proposed.pk}/approve/", {"seen": old}, follow=True)
    assert "after you opened it. It says now: non_iod_pay_days = 410 days" in said(page)
    proposed.refresh_from_db()
    assert proposed.approved_at is None


def test_approval_can_end_the_value_before(second, admin_user):
    value = propose(admin_user, value=400)
    preview(value)
    page = second.get(f"/policy/{value.pk}/").text
    assert "Approve, and end the value before it" in page
    post = {"seen": proposal_digest(value), "end_previous": "1"}
    page = second.post(f"/policy/{value.pk}/approve/", post, follow=True)
    assert "In force: non_iod_pay_days = 400 days for everybody" in said(page)


def test_withdrawn_proposal_waits_for_nobody(office, second, proposed):
    office.post(f"/policy/{proposed.pk}/withdraw/")
    proposed.refresh_from_db()
    assert proposed.withdrawn_by.username == "admin"
    assert "Waiting for approval" not in office.get("/policy/").text
    post = {"seen": proposal_digest(proposed)}
    page = second.post(f"/policy/{proposed.pk}/approve/", post, follow=True)
    assert "The proposal was withdrawn. Propose the value anew." in said(page)
    assert "waits for nobody" in office.get(f"/policy/{proposed.pk}/rewrite/").text
    rewritten = office.post(f"/policy/{proposed.pk}/rewrite/", NEW)
    assert rewritten.status_code == 422 and "was withdrawn" in rewritten.text


def test_history_says_who_and_when(office, second, proposed):
    office.post(f"/policy/{proposed.pk}/rewrite/", {**NEW, "value": "410"})
    page = second.get(f"/policy/{proposed.pk}/").text
    assert "<del>400</del> <ins>410</ins>" in page
    value = approve(PolicyValue.objects.get(pk=proposed.pk), make_user("third", ["admin"]))
    assert "approved by Third" in second.get(value.get_absolute_url()).text


def test_rail_names_policy_for_readers_and_administrators(client_for, office, coordinator):
    for client in (office, client_for(coordinator)):
        assert client.get("/").text.count('href="/policy/"') == 1
