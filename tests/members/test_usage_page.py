"""The explanation of an account: the rule, what counts, what does not, and the digest."""

from datetime import date

import pytest

from cases.models import PolicyValue
from cases.services.ledger import record_credit, record_exception
from members.models import StaffLink
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


@pytest.fixture
def client(client_for, coordinator):
    return client_for(coordinator)


@pytest.fixture
def member(coordinator):
    """169 days last counted in the window, a furlough in it, an injury with a credit."""
    member = make_member()
    make_case(member, first_day=date(2022, 1, 1), last_day=date(2022, 1, 31))
    make_case(member, first_day=date(2024, 6, 1), last_day=date(2024, 8, 31))
    acts = {"by": coordinator, "now": NOW, "on": TODAY, "member": member}
    record_exception(
        first_day=date(2024, 7, 1), last_day=date(2024, 7, 28), reason="furlough",
        source="TE-77", **acts,
    )  # fmt: skip
    injury = make_case(member, kind="iod", first_day=date(2026, 1, 5), injury_label="KNEE/1 ü")
    record_credit(
        account="iod", injury=injury, first_day=date(2026, 2, 1), days=25,
        reason="treatment_delay", source="Award 17", **acts,
    )  # fmt: skip
    return member


def test_explanation_names_rule_window_days_and_digest(client, member):
    page = client.get("/members/4497/usage/non_iod/")
    view = page.context["account"]
    for words in (
        "365 paid days in any 24 consecutive months.",
        "E03-01-02 II.E",
        view.rule.version,
        "6 Mar 2024 through 5 Mar 2026",
        view.digest,
        "NIOD-24-00001",
        "furlough",
        "Days before the window began",
    ):
        assert words in page.text
    assert (view.used, view.not_counted_days, view.rolled_off_days) == (64, 28, 31)


def test_explanation_of_an_injury_is_found_by_any_label(client, member):
    view = client.get("/members/4497/").context["drawn"]
    assert view.injury == "KNEE/1 ü"
    page = client.get(view.how_url)
    assert page.status_code == 200
    assert page.context["account"].digest == view.digest
    assert (view.limit, view.credited) == (390, 25)
    for words in ("Award 17", "delay in approving treatment", "none: every day of this injury"):
        assert words in page.text


def test_counted_days_link_to_the_cases_that_may_be_opened(client, member):
    page = client.get("/members/4497/usage/non_iod/")
    assert page.text.count('<a class="nowrap" href="/cases/NIOD-24-00001/">') == 2


def test_recurrence_rule_is_said_to_be_unverified(client, member):
    parent = member.cases.get(kind="iod")
    from cases.services.moving import return_case

    return_case(case=parent, last_day=date(2026, 2, 1), by=parent.opened_by, now=NOW, on=TODAY)
    make_case(member, kind="iod_recurrence", parent=parent, first_day=date(2026, 2, 10))
    page = client.get(client.get("/members/4497/").context["drawn"].how_url)
    assert "Not verified" in page.text
    assert PolicyValue.objects.filter(key="recurrence_draws_parent", verified=False).exists()
    assert "recurrence_draws_parent" in page.text


@pytest.mark.parametrize("account", ["iod", "KNEE/2", "NON_IOD"])
def test_unknown_account_is_not_there(client, member, account):
    assert client.get(f"/members/4497/usage/{account}/").status_code == 404


def test_account_begins_with_its_first_absence(client, member):
    assert client.get("/members/4497/usage/KNEE/1 ü/?on=2026-01-04").status_code == 404
    assert client.get("/members/4497/usage/KNEE/1 ü/?on=2026-01-05").status_code == 200


def test_explanation_is_of_no_record_of_one_s_own(client, coordinator, member):
    StaffLink.objects.create(user=coordinator, member=member, relation="relative")
    assert client.get("/members/4497/usage/non_iod/").status_code == 404


def test_explanation_costs_few_queries(client, member):
    client.get("/members/4497/usage/non_iod/")
    with query_budget(12):
        client.get("/members/4497/usage/non_iod/")
