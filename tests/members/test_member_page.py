"""The page of a member: who, status, ribbon, paid days, cases; and what it may cost."""

from datetime import date, timedelta

import pytest

from caseflow.models import AccessEntry
from cases.explained import account_for, account_views
from cases.rules.usage import usage
from cases.services.facts import facts_of, load_policy
from members.models import Member, ServiceSpell, StaffLink
from members.ranks import Rank
from tests.budget import query_budget
from tests.factories import TODAY, make_case, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


@pytest.fixture
def client(client_for, coordinator):
    return client_for(coordinator)


def injured(member, first_day, last_day=None, label=""):
    return make_case(member, kind="iod", first_day=first_day, last_day=last_day, injury_label=label)


def test_page_says_who_and_what_status_since_when(client):
    member = make_member("4497", middle_initial="A")
    case = make_case(member, first_day=date(2026, 2, 2))
    text = client.get("/members/4497/").text
    for words in (
        "Kowalski, Maria A.",
        "employee 1004497",
        "appointed 1 Mar 2010",
        "Medical roll, not on duty",
        "2 Feb 2026",
        f'<a href="/cases/{case.reference}/">',
        'href="tel:312-555-0101"',
        "100 W Belmont Ave",
    ):
        assert words in text


def test_page_of_a_star_is_that_of_its_holder_now(client):
    make_member("12", last_name="Early", separated_on=date(2015, 1, 1), employee_number="1")
    late = make_member("12", last_name="Late", separated_on=date(2020, 1, 1), employee_number="2")
    assert client.get("/members/12/").context["member"] == late
    now = make_member("12", last_name="Now", employee_number="3")
    assert client.get("/members/12/").context["member"] == now
    assert client.get(late.get_absolute_url()).context["member"] == late
    assert "separated" in client.get(f"/members/{late.key}/").text


def test_former_stars_are_named_and_lead_here(client):
    member = make_member("900")
    ServiceSpell.objects.filter(member=member).update(star_number="77", ended_on=date(2020, 5, 31))
    assert "formerly star 77 until 31 May 2020" in client.get("/members/900/").text
    assert client.get("/members/77/").context["member"] == member


@pytest.mark.parametrize("slug", ["404", "zz99999999", "4497x"])
def test_unknown_member_is_not_there(client, slug):
    make_member("4497")
    assert client.get(f"/members/{slug}/").status_code == 404


def test_own_record_is_not_there_nor_an_earlier_holder_s(client, coordinator):
    make_member("12", separated_on=date(2015, 1, 1), employee_number="1")
    own = make_member("12", employee_number="2")
    StaffLink.objects.create(user=coordinator, member=own, relation="self")
    assert client.get("/members/12/").status_code == 404
    assert client.get("/members/12/usage/non_iod/").status_code == 404


def test_looking_at_a_member_is_logged(client):
    member = make_member("4497")
    client.get("/members/4497/")
    entry = AccessEntry.objects.get(kind="member")
    assert (entry.subject, entry.member_key) == ("4497", member.key)


def test_paid_days_are_those_of_the_rule_with_the_same_digest(client):
    member = make_member()
    make_case(member, first_day=date(2024, 3, 4), last_day=date(2024, 8, 31))
    injured(member, date(2026, 2, 2))
    page = client.get("/members/4497/")
    rule = usage(facts_of(member), load_policy(), TODAY)
    assert {view.digest for view in page.context["accounts"]} == {a.digest for a in rule.accounts}
    for account in rule.accounts:
        assert f"<code>{account.digest[:12]}</code>" in page.text
    assert '<p class="figure">186 <small>left of 365</small></p>' in page.text


def test_page_counts_through_another_day(client):
    make_case(make_member(), first_day=date(2026, 2, 2))
    page = client.get("/members/4497/?on=2026-02-11")
    assert page.context["account"].used == 10
    assert "Counted through Wednesday 11 February 2026" in page.text
    assert "?on=2026-02-11" in page.context["account"].how_url


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("soon", "That is not a date."),
        ("2026-02-30", "That is not a date."),
        ("9999-12-31", "Choose a day from 1950 to 2150"),
        ("0001-01-01", "Choose a day from 1950 to 2150"),
    ],
)
def test_bad_day_is_refused_in_words(client, on, sentence):
    make_member()
    for path in ("/members/4497/", "/members/4497/usage/non_iod/"):
        response = client.get(path, {"on": on})
        assert response.status_code == 422
        assert sentence in response.text


def test_injuries_open_first_and_long_past_ones_folded_away(client):
    member = make_member()
    injured(member, date(2015, 1, 1), date(2015, 1, 9), "OLD-1")
    injured(member, date(2025, 1, 1), date(2025, 1, 9), "NEW-1")
    injured(member, date(2025, 6, 1), label="NOW-1")
    context = client.get("/members/4497/").context
    assert [view.injury for view in context["shown_accounts"]] == [None, "NOW-1", "NEW-1"]
    assert [row["injury"] for row in context["past_rows"]] == ["OLD-1"]
    assert context["drawn"].injury == "NOW-1"


def test_case_and_member_page_take_one_account(client):
    member = make_member()
    parent = injured(member, date(2024, 1, 1), date(2024, 2, 1))
    again = make_case(member, kind="iod_recurrence", parent=parent, first_day=date(2026, 2, 2))
    plain = make_case(member, first_day=date(2025, 2, 2), last_day=date(2025, 2, 3))
    views = {view.injury: view for view in account_views(member, TODAY)}
    drawn = account_for(again, TODAY, load_policy())
    assert (drawn.injury, drawn.used) == (parent.injury_label, 64)
    assert drawn.digest == views[parent.injury_label].digest
    assert account_for(plain, TODAY, load_policy()).digest == views[None].digest


def test_ribbon_and_table_show_the_same_days(client):
    member = make_member(appointed_on=date(2025, 1, 1))
    make_case(member, first_day=date(2025, 12, 30), last_day=date(2026, 1, 3))
    page = client.get("/members/4497/")
    shown = [(row.stretch.status.letter, row.stretch.days) for row in page.context["episodes"]]
    assert shown == [("F", 61), ("N", 5), ("F", 363)]
    assert page.text.count('<td class="num" data-label="Days">61</td>') == 1
    assert "30 Dec to 31 Dec: Medical roll, not on duty" in page.text


def test_probationary_officer_is_told_that_other_days_apply(client):
    make_member("1", rank=Rank.PROBATIONARY, appointed_on=date(2025, 3, 6))
    make_member("2", rank=Rank.PROBATIONARY, appointed_on=date(2025, 3, 5))
    assert "12 sick days" in client.get("/members/1/").text
    assert "12 sick days" not in client.get("/members/2/").text


def test_open_a_case_says_why_it_is_refused(client_for, coordinator, records):
    make_member()
    gone = make_member("9", separated_on=date(2026, 3, 1))
    assert 'href="/cases/new/?member=4497"' in client_for(coordinator).get("/members/4497/").text
    refused = client_for(records).get("/members/4497/").text
    assert "You do not have the right to open a case from a call." in refused
    left = client_for(coordinator).get(gone.get_absolute_url()).text
    assert "The member left the department on 1 Mar 2026." in left


def test_missing_policy_is_said_and_the_rest_stands(client, monkeypatch):
    from cases.rules.policy import PolicyMissing

    make_case(make_member())

    def missing(*args, **kwargs):
        raise PolicyMissing("No value of the policy non_iod_pay_days is in force.")

    monkeypatch.setattr("members.views_member.account_views", missing)
    monkeypatch.setattr("members.views_usage.account_beside_others", missing)
    for path in ("/members/4497/", "/members/4497/usage/non_iod/"):
        response = client.get(path)
        assert response.status_code == 200
        assert "No value of the policy non_iod_pay_days is in force." in response.text


def test_page_costs_the_same_whatever_the_history(client):
    member = make_member()
    for number in range(40):
        first = date(2018, 1, 1) + timedelta(days=60 * number)
        kind = "iod" if number % 4 == 0 else "non_iod"
        make_case(member, kind=kind, first_day=first, last_day=first + timedelta(days=9))
    client.get("/members/4497/")
    with query_budget(20):
        page = client.get("/members/4497/")
    last = member.cases.order_by("-first_day").first()
    assert f'<a href="/cases/{last.reference}/">{last.reference}</a>' in page.text
    assert "Show the older cases too" in page.text
    with query_budget(20):
        assert len(client.get("/members/4497/?cases=all").context["cases"]) == 40
    assert Member.objects.count() == 1
