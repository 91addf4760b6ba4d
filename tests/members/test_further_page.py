"""The accounts beside the paid days on the pages; and the head: limits, certification, return."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.html import escape

from cases.explained_further import amount_words
from cases.models import Certification
from cases.models.duty import DutyKind
from cases.rules.every_account import FURTHER
from cases.services.duty import SpellData, enter_duty_spell
from cases.services.projection import facts_changed
from members.models import StaffLink
from members.pages.ribbon import NO_NOTE
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member
from tests.providers import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


@pytest.fixture
def client(client_for, coordinator):
    return client_for(coordinator)


@pytest.fixture
def member(physician):
    """Limited duty in the past, on the roll for an injury since 2 February."""
    member = make_member()
    limited(member, physician, date(2025, 1, 6), date(2025, 2, 4))
    make_case(member, kind="iod", first_day=date(2026, 2, 2), injury_label="KNEE")
    return member


def limited(member, by, first, last=None, **more):
    spell = SpellData(DutyKind.LIMITED_NON_IOD, first, last, **more)
    return enter_duty_spell(member=member, spell=spell, by=by, now=NOW, on=TODAY)


def withhold(case, by, first, last=None):
    row = Certification.objects.create(
        case=case, state="withheld", cause="records", duty="bring the MRI", first_day=first,
        last_day=last, decided_by=by, entered_at=NOW, entered_by=by,
    )  # fmt: skip
    facts_changed(member=case.member, on=TODAY)
    return row


def by_command(on):
    printed = StringIO()
    call_command("usage", "4497", on=str(on), json=True, stdout=printed)
    return {a["account"]: a for a in json.loads(printed.getvalue())["accounts"]}


@pytest.mark.parametrize("name", FURTHER)
@pytest.mark.parametrize("on", [date(2025, 1, 20), TODAY, date(2026, 12, 31)])
def test_page_and_command_have_the_same_digest_and_numbers(client, member, name, on):
    page = client.get(f"/members/4497/usage/{name}/?on={on}")
    answer, view = by_command(on)[name], page.context["account"]
    assert answer["digest"] in page.text
    assert answer["rule"]["text"] in page.text.replace("&#x27;", "'")
    assert len(view.counted) == len(answer["counted"])
    assert len(view.remarks) == len(answer["remarks"])
    assert page.context["account"].digest == answer["digest"]
    whole = client.get(f"/members/4497/?on={on}")
    assert {v.account: v.digest for v in whole.context["further"]}[name] == answer["digest"]


def test_weeks_are_said_in_fractions_and_that_hr_decides(client, member):
    text = client.get("/members/4497/").text
    assert "4 4/5 weeks" in text
    assert "left of 12 weeks" in text
    assert "HR decides whether leave is family and medical leave" in text


def test_unused_accounts_are_a_line(client, member):
    page = client.get("/members/4497/")
    assert [v.account for v in page.context["unused_further"]] == ["ordinary_disability"]
    assert [v.account for v in page.context["used_further"]] == ["limited_duty", "fmla"]
    assert 'aria-label="how: Ordinary disability"' in page.text


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0"), (12, "12"), ((17, 5), "3 2/5"), ((2, 5), "2/5"), (None, "")]
)
def test_amount_is_a_whole_number_and_a_fraction(value, words):
    from fractions import Fraction

    assert amount_words(Fraction(*value) if isinstance(value, tuple) else value) == words


def test_days_in_remarks_are_written_out(client, member):
    text = client.get("/members/4497/usage/fmla/").text
    assert "Appointed on 1 Mar 2010" in text
    assert "every day from 6 Mar 2026" in text


def test_missing_policy_of_one_account_leaves_the_paid_days(client, member, monkeypatch):
    from cases.rules.policy import PolicyMissing

    def missing(*args):
        raise PolicyMissing("No value of the policy fmla_weeks is in force.")

    monkeypatch.setattr("members.views_member.further_views", missing)
    monkeypatch.setattr("members.views_usage.further_view", missing)
    page = client.get("/members/4497/")
    assert "No value of the policy fmla_weeks is in force." in page.text
    assert "left of 365" in page.text
    page = client.get("/members/4497/usage/fmla/")
    assert page.status_code == 200
    assert "No value of the policy fmla_weeks is in force." in page.text


def test_explanation_is_of_no_record_of_a_relative(client, coordinator, member):
    StaffLink.objects.create(user=coordinator, member=member, relation="relative")
    assert client.get("/members/4497/usage/limited_duty/").status_code == 404


def test_bad_day_of_an_explanation_is_refused_in_words(client, member):
    page = client.get("/members/4497/usage/fmla/?on=soon")
    assert page.status_code == 422
    assert "That is not a date." in page.text


def test_explanations_cost_few_queries(client, member):
    for name in ("non_iod", "limited_duty", "fmla"):
        client.get(f"/members/4497/usage/{name}/")
        with query_budget(8):
            client.get(f"/members/4497/usage/{name}/")


def test_head_says_restrictions_and_until_when(client, physician):
    member = make_member()
    limited(
        member, physician, date(2026, 2, 2), restrictions="No ladders", expires_on=date(2026, 5, 1)
    )
    text = client.get("/members/4497/").text
    assert "No ladders" in text
    assert "approval ends 1 May 2026" in text
    assert "No ladders" not in client.get("/members/4497/?on=2026-02-01").text


def test_head_says_that_certification_is_withheld_and_why(client, physician):
    case = make_case(first_day=date(2026, 2, 2))
    withhold(case, physician, date(2026, 2, 20))
    page = client.get("/members/4497/")
    assert "did not provide the records asked for, since 20 Feb 2026" in page.text
    assert page.context["drawn"].withheld_since == date(2026, 2, 20)
    assert page.context["drawn"].first_unpaid_day is None
    assert page.context["header"].withheld_since == date(2026, 2, 20)
    before = client.get("/members/4497/?on=2026-02-19")
    assert before.context["header"].withheld_since is None


def test_withheld_period_that_is_over_is_in_the_table_only(client, physician):
    case = make_case(first_day=date(2026, 2, 2))
    withhold(case, physician, date(2026, 2, 20), date(2026, 2, 24))
    page = client.get("/members/4497/")
    assert page.context["header"].withheld_since is None
    assert "certification withheld 20 Feb 2026 to 24 Feb 2026" in page.text
    assert "not on duty, 27 days" in page.text


def test_head_says_the_expected_return(client):
    make_case(first_day=date(2026, 2, 2), expected_return_on=date(2026, 3, 30))
    assert "Mon 30 Mar 2026" in client.get("/members/4497/").text


def test_page_hatches_marks_and_lists_what_it_draws(client, physician):
    case = make_case(first_day=date(2026, 2, 2))
    makers.report(case, covers_from=date(2026, 2, 2), covers_to=date(2026, 2, 20))
    makers.report(case, work_status="full", covers_from=date(2026, 2, 21))
    visit = makers.appointment(case, date(2026, 2, 27), back_entry=True)
    withhold(case, physician, date(2026, 3, 2), date(2026, 3, 3))
    page = client.get("/members/4497/")
    assert f"<title>21 Feb to 5 Mar: {escape(NO_NOTE)}</title>" in page.text
    assert "no note for 13 days" in page.text
    assert [mark.title for mark in page.context["marks"]] == [
        "Certification withheld, did not provide the records asked for, through 3 Mar 2026",
        "Medical review, no outcome recorded",
    ]
    assert visit.case_id == case.pk
    assert page.text.count('id="hatch"') == 1


def test_tables_open_by_address(client):
    make_member()
    assert '<details class="explain" open>' in client.get("/members/4497/?table=1").text
    assert '<details class="explain" open>' not in client.get("/members/4497/").text


def test_whole_page_keeps_its_budget_with_everything_on_it(client, member, physician):
    case = member.cases.get()
    makers.report(case, covers_from=date(2026, 2, 2))
    makers.appointment(case, date(2026, 2, 27), back_entry=True)
    withhold(case, physician, date(2026, 3, 2))
    client.get("/members/4497/")
    with query_budget(20):
        page = client.get("/members/4497/")
    assert "withheld" in page.text
