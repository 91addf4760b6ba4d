"""What-if: what is supposed equals what comes true, and nothing is saved."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from caseflow.models import AccessEntry
from cases.kinds import Account, CaseKind
from cases.models import Case, LedgerEntry
from cases.models.ledger import LedgerKind, LedgerReason
from cases.rules.policy import PolicyRow
from cases.rules.usage import usage
from cases.rules.what_if import DENIED, Outcome, Scenario, ScenarioRefused, outcome
from cases.services.facts import facts_of, load_policy
from cases.services.ledger import record_exception
from cases.services.moving import return_case
from cases.services.policy import Proposal, approve_policy_value, propose_policy_value
from cases.services.policy_impact import compute_impact, proposal_digest
from members.models import Member
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(1)


def supposed(case: Case, **fields: Any) -> Outcome:
    return outcome(Scenario("A", **fields), facts_of(case.member), load_policy(), TODAY)


def truth(member: Member, on: date) -> Any:
    return usage(facts_of(member), load_policy(), on).accounts


def test_nothing_supposed_is_what_usage_says():
    case = make_case()
    assert supposed(case).accounts == truth(case.member, TODAY)


@pytest.mark.parametrize("back", [TODAY + DAY, TODAY + 30 * DAY, date(2028, 2, 29)])
def test_return_supposed_is_the_return_recorded(back):
    case = make_case(first_day=date(2025, 11, 3))
    said = supposed(case, returns_on=back)
    last = back - DAY
    return_case(case=case, last_day=last, by=case.opened_by, now=NOW, on=last)
    assert said.on == last
    assert said.accounts == truth(case.member, last)


def test_surgery_of_six_weeks_is_a_return_after_them():
    case = make_case()
    said = supposed(case, surgery_on=date(2026, 3, 9), surgery_weeks=6)
    assert said.returns_on == date(2026, 4, 20)
    assert said.accounts == supposed(case, returns_on=date(2026, 4, 20)).accounts


def test_furlough_supposed_is_the_exception_recorded():
    case = make_case(first_day=date(2025, 6, 1))
    said = supposed(case, furlough_from=date(2025, 7, 7), furlough_to=date(2025, 8, 3))
    record_exception(
        member=case.member, first_day=date(2025, 7, 7), last_day=date(2025, 8, 3),
        reason="furlough", source="TFS", by=case.opened_by, now=NOW, on=TODAY,
    )  # fmt: skip
    assert said.accounts == truth(case.member, TODAY)


def moved(case: Case, injury: Case | None, first_day: date) -> None:
    LedgerEntry.objects.create(
        member=case.member, kind=LedgerKind.RECODE, account=case.spec.account,
        first_day=first_day, last_day=None, reason=LedgerReason.RECODED, source="Decision",
        to_account=Account.IOD if injury else Account.NON_IOD, to_injury=injury,
        recorded_at=NOW, recorded_by=case.opened_by,
    )  # fmt: skip


def test_accepted_recurrence_supposed_is_the_recoding_recorded():
    member = make_member()
    injury = make_case(member, CaseKind.IOD, date(2024, 3, 4), last_day=date(2024, 8, 30))
    case = make_case(member, first_day=date(2026, 2, 10))
    said = supposed(case, decision=injury.injury_label)
    assert said.account is not None
    assert (said.account.injury, said.account.used) == (injury.injury_label, 180 + 24)
    moved(case, injury, date(2026, 2, 10))
    assert said.accounts == truth(member, TODAY)


def test_denied_recurrence_supposed_is_the_recoding_recorded():
    member = make_member()
    injury = make_case(member, CaseKind.IOD, date(2024, 3, 4), last_day=date(2024, 8, 30))
    case = make_case(member, CaseKind.IOD_RECURRENCE, date(2026, 2, 10), parent=injury)
    said = supposed(case, decision=DENIED, decision_from=date(2026, 2, 20))
    assert said.account is not None
    assert (said.account.account, said.account.used) == ("non_iod", 14)
    moved(case, None, date(2026, 2, 20))
    assert said.accounts == truth(member, TODAY)


def test_changed_rule_supposed_is_the_value_approved():
    case = make_case(first_day=date(2025, 6, 1))
    rule = PolicyRow("non_iod_pay_days", 400, "days", effective_from=date(2026, 4, 1))
    said = supposed(case, rule=rule)
    value = propose_policy_value(
        proposal=Proposal(
            key=rule.key, value=400, bargaining_unit="", rank="", authority="An agreement",
            source="Section 1", effective_from=rule.effective_from, effective_to=None,
            verified=True,
        ),
        by=make_user("one", ["admin"]), now=NOW,
    )  # fmt: skip
    approve_as_seen(value)
    before, after = said.accounts[0], truth(case.member, TODAY)[0]
    assert before.first_unpaid_day == after.first_unpaid_day == date(2026, 7, 6)
    assert (before.used, before.remaining, before.limit) == (after.used, after.remaining, 365)


def approve_as_seen(value: Any) -> None:
    """Approval by somebody else, with the impact computed first where that is asked for."""
    compute_impact(value=value, by=value.proposed_by, now=NOW, on=TODAY)
    approve_policy_value(
        value=value, by=make_user("two", ["admin"]), now=NOW, on=TODAY,
        seen=proposal_digest(value), end_previous=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"returns_on": TODAY}, "returns_on", "not ahead"),
        (
            {"returns_on": TODAY + DAY, "surgery_on": TODAY, "surgery_weeks": 2},
            "returns_on",
            "not both",
        ),
        ({"surgery_on": TODAY}, "surgery_on", "how many weeks"),
        ({"decision": DENIED, "decision_from": date(2026, 1, 1)}, "decision_from", "reach back"),
        (
            {"furlough_from": date(2026, 1, 1), "furlough_to": TODAY},
            "furlough_from",
            "all of these",
        ),
        ({"furlough_from": TODAY}, "furlough_from", "first and its last"),
        ({"furlough_from": TODAY, "furlough_to": TODAY - DAY}, "furlough_to", "before it begins"),
    ],
)
def test_scenario_against_the_facts_is_refused_at_its_field(fields, field, sentence):
    with pytest.raises(ScenarioRefused, match=sentence) as refused:
        supposed(make_case(), **fields)
    assert refused.value.field == field


def counts() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model is not AccessEntry and model._meta.app_label != "sessions"
    }


def test_page_compares_three_and_saves_nothing(client_for, coordinator):
    case = make_case(first_day=date(2025, 11, 3))
    client, before = client_for(coordinator), counts()
    page = client.get(
        reverse("members:what_if", args=[case.member.star_number]),
        {"a-returns_on": "2027-01-04", "b-rule_key": "non_iod_pay_days", "b-rule_value": "400",
         "b-rule_from": "2027-01-01", "c-surgery_on": "2027-01-04", "c-surgery_weeks": "6"},
    )  # fmt: skip
    text = page.content.decode()
    assert page.status_code == 200
    assert "Returns on 4 Jan 2027" in text
    assert "away 6 weeks" in text
    assert "Paid days, not on duty: 400 from 1 Jan 2027" in text
    assert counts() == before


def test_page_keeps_what_was_typed_when_refused(client_for, coordinator):
    case = make_case()
    page = client_for(coordinator).get(
        reverse("members:what_if", args=[case.member.star_number]),
        {"a-returns_on": "2020-01-01", "b-rule_value": "400"},
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert "The day of return is not ahead" in text
    assert 'value="2020-01-01"' in text
    assert "Choose which rule changes." in text


def test_keeping_writes_one_note_with_the_digests(client_for, coordinator):
    case = make_case(first_day=date(2025, 11, 3))
    page = client_for(coordinator).post(
        reverse("members:what_if", args=[case.member.star_number]),
        {"a-returns_on": "2027-01-04", "case": case.pk, "said": "Told by phone."},
    )
    assert page.status_code == 302
    note = case.notes.get()
    assert note.text.startswith("Told by phone.")
    assert "Scenario A: Returns on 4 Jan 2027." in note.text
    assert note.text.count("Digest ") == 2


def test_keeping_on_another_members_case_is_refused(client_for, coordinator):
    case, other = make_case(), make_case(make_member("4498"))
    page = client_for(coordinator).post(
        reverse("members:what_if", args=[case.member.star_number]),
        {"a-returns_on": "2027-01-04", "case": other.pk},
    )
    assert page.status_code == 422
    assert not other.notes.exists()


def test_what_if_of_a_hidden_member_is_not_found(client_for, coordinator):
    from members.models import StaffLink

    case = make_case()
    StaffLink.objects.create(user=coordinator, member=case.member, relation="self")
    page = client_for(coordinator).get(reverse("members:what_if", args=[case.member.star_number]))
    assert page.status_code == 404
