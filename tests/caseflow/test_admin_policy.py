"""Policy values in Django admin: proposed, approved by somebody else, ended."""

import re
from datetime import date

import pytest

from cases.models import PolicyValue
from cases.services.policy_impact import proposal_digest
from tests.cases.test_policy import preview
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/cases/policyvalue/"
NEW = {
    "key": "non_iod_pay_days",
    "value": "300",
    "rank": "Sergeant",
    "bargaining_unit": "",
    "effective_from": "2026-03-01",
    "authority": "New agreement, section 18.2",
    "source": "Agreement of 2026",
}


@pytest.fixture
def office(client_for, admin_user):
    return client_for(admin_user)


@pytest.fixture
def second(client_for):
    return client_for(make_user("second", ["admin"]))


@pytest.fixture
def proposed(office) -> PolicyValue:
    assert office.post(f"{LIST}add/", NEW).status_code == 302
    return PolicyValue.objects.get(approved_at=None)


def act(client, action: str, value: PolicyValue, *, seen: str = "", computed: bool = True) -> str:
    if computed:
        preview(value)
    shown = re.search(rf'name="seen_{value.pk}" value="(\w+)"', client.get(LIST).text)
    data = {"action": action, "_selected_action": [value.pk]}
    data[f"seen_{value.pk}"] = seen or shown[1]
    page = client.post(LIST, data, follow=True)
    return " ".join(str(message) for message in page.context["messages"])


def said(response) -> str:
    return str(response.context["errors"])


def test_added_value_is_a_proposal_of_who_added_it(proposed, admin_user):
    assert (proposed.value, proposed.unit) == (300, "days")
    assert proposed.proposed_by == admin_user


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"key": "pay"}, "Select a valid choice. pay is not one of the available choices."),
        ({"value": "many"}, "non_iod_pay_days is one whole number above 0"),
        ({"value": "true"}, "non_iod_pay_days is one whole number above 0"),
        ({"value": "[" * 100_000}, "at most 200 characters"),
        ({"value": "[" * 199}, "non_iod_pay_days is one whole number above 0"),
        ({"value": "NaN"}, "non_iod_pay_days is one whole number above 0"),
        ({"value": "1e999"}, "non_iod_pay_days is one whole number above 0"),
        ({"value": "9" * 30}, "non_iod_pay_days is at most 100,000."),
        ({"effective_to": "2026-02-01"}, "The last day is before the first."),
        ({"source": ""}, "This field is required."),
    ],
)
def test_wrong_proposal_is_refused_in_words(office, fields, sentence):
    page = office.post(f"{LIST}add/", {**NEW, **fields})
    assert sentence in said(page)
    assert not PolicyValue.objects.filter(approved_at=None).exists()


def test_proposer_cannot_approve_and_another_can(office, second, proposed):
    assert "Somebody else has to approve it." in act(office, "approve", proposed)
    assert "In force: non_iod_pay_days = 300 days for Sergeant" in act(second, "approve", proposed)
    proposed.refresh_from_db()
    assert proposed.approved_by.username == "second"


def test_value_whose_impact_was_not_computed_is_refused(second, proposed):
    said = act(second, "approve", proposed, computed=False)
    assert f"not computed yet. Compute it on its page, /policy/{proposed.pk}/, then" in said
    proposed.refresh_from_db()
    assert proposed.approved_at is None


def test_version_that_was_not_seen_is_refused(office, second, proposed):
    seen = proposal_digest(proposed)
    office.post(f"{LIST}{proposed.pk}/change/", {**NEW, "value": "310", "reason": "Misread"})
    assert "after you opened it" in act(second, "approve", proposed, seen=seen)
    assert "In force: non_iod_pay_days = 310 days" in act(second, "approve", proposed)


def test_overlap_is_announced_and_refused_and_can_end_the_one_before(office, second):
    page = office.post(f"{LIST}add/", {**NEW, "rank": ""}, follow=True)
    assert "It shares days with non_iod_pay_days = 365 days" in page.text
    value = PolicyValue.objects.get(approved_at=None)
    assert "shares days with it" in act(second, "approve", value)
    assert "In force" in act(second, "approve_and_end", value)


def test_rewritten_proposal_changes_its_proposer(second, proposed):
    page = f"{LIST}{proposed.pk}/change/"
    second.post(page, {**NEW, "value": "310", "reason": "Misread"})
    proposed.refresh_from_db()
    assert (proposed.value, proposed.proposed_by.username) == (310, "second")
    assert "Somebody else has to approve it." in act(second, "approve", proposed)


def test_approved_value_can_only_end(office, second, proposed):
    act(second, "approve", proposed)
    page = f"{LIST}{proposed.pk}/change/"
    assert 'name="value"' not in office.get(page).text
    assert "Say why this changes" in said(office.post(page, {"effective_to": "2026-12-31"}))
    office.post(page, {"effective_to": "2026-12-31", "reason": "Rule ended", "value": "1"})
    proposed.refresh_from_db()
    assert (proposed.effective_to, proposed.value) == (date(2026, 12, 31), 300)
    later = office.post(page, {"effective_to": "2027-12-31", "reason": "No, later"})
    assert "An end is brought forward only" in said(later)
    assert proposed.history.count() == 3


def test_end_with_nothing_after_it_is_refused_at_its_field(office):
    value = PolicyValue.objects.get(key="near_exhaustion_days")
    page = f"{LIST}{value.pk}/change/"
    refused = office.post(page, {"effective_to": "2026-12-31", "reason": "Rule ended"})
    assert "From 2027-01-01 on no value of near_exhaustion_days" in said(refused)


def test_what_is_not_verified_says_so(office):
    assert "NOT VERIFIED" in office.get(f"{LIST}?key=recurrence_draws_parent").text
