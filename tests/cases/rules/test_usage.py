"""What `usage` says beside the numbers: the contract's JSON, explanations, digest, tomorrow."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from cases.rules.facts import AbsenceFact, CreditFact, ExceptionFact, MemberFacts, WithheldFact
from cases.rules.policy import DEFAULTS, PolicyMissing, PolicyRow, PolicyTimeline
from cases.rules.usage import first_day_to_roll_off, usage
from tests.cases.rules import strategies

POLICY = PolicyTimeline(DEFAULTS)
ON = date(2026, 3, 15)
FACTS = MemberFacts(
    "4497",
    "FOP7",
    "Police Officer",
    absences=(
        AbsenceFact(date(2024, 3, 1), date(2024, 3, 31), "non_iod", None, "NIOD-24-00001"),
        AbsenceFact(date(2025, 6, 1), None, "iod", "IOD-2024-00001", "IOD-25-00003", True),
        AbsenceFact(date(2025, 1, 1), date(2025, 2, 28), "non_iod", None, "NIOD-25-00001"),
        AbsenceFact(date(2024, 9, 1), date(2024, 9, 30), "iod", "IOD-2024-00001", "IOD-24-00001"),
    ),
    exceptions=(ExceptionFact(date(2025, 1, 10), date(2025, 1, 19), "furlough", "MTE-1"),),
    credits=(
        CreditFact("iod", "IOD-2024-00001", date(2025, 7, 1), None, 25, "treatment_delay", "A-1"),
        CreditFact(
            "non_iod", None, date(2025, 2, 1), date(2025, 2, 3), None, "recoded", "Größe-2"
        ),
    ),
)  # fmt: skip


def test_dict_has_the_keys_of_the_contract() -> None:
    answer = usage(FACTS, POLICY, ON).as_dict()
    assert list(answer) == ["member", "on", "accounts"]
    non_iod, iod = answer["accounts"]
    keys = {
        "account", "injury", "limit", "window", "used", "remaining", "first_unpaid_day",
        "assumption", "counted", "not_counted", "credits", "rule", "digest",
    }  # fmt: skip
    assert set(non_iod) == keys | {"rolled_off"}
    assert set(iod) == keys
    assert json.loads(json.dumps(answer)) == answer


def test_non_iod_account_lists_what_it_counted_and_what_not() -> None:
    account = usage(FACTS, POLICY, ON).as_dict()["accounts"][0]
    assert account["window"] == ["2024-03-16", "2026-03-15"]
    assert account["assumption"] == "absent every day from 2026-03-16"
    assert [(e["case"], e["first_day"], e["last_day"], e["days"]) for e in account["counted"]] == [
        ("NIOD-24-00001", "2024-03-16", "2024-03-31", 16),
        ("NIOD-25-00001", "2025-01-01", "2025-01-09", 9),
        ("NIOD-25-00001", "2025-01-20", "2025-01-31", 12),
        ("NIOD-25-00001", "2025-02-04", "2025-02-28", 25),
    ]
    assert account["not_counted"] == [
        {"first_day": "2025-01-10", "last_day": "2025-01-19", "days": 10, "reason": "furlough"},
        {"first_day": "2025-02-01", "last_day": "2025-02-03", "days": 3, "reason": "recoded"},
    ]
    assert [(e["first_day"], e["days"]) for e in account["rolled_off"]] == [("2024-03-01", 15)]


def test_iod_account_covers_its_recurrence_and_lists_its_credit() -> None:
    account = usage(FACTS, POLICY, ON).as_dict()["accounts"][1]
    assert (account["account"], account["injury"]) == ("iod", "IOD-2024-00001")
    assert (account["limit"], account["window"], account["used"]) == (390, None, 318)
    assert [entry["case"] for entry in account["counted"]] == ["IOD-24-00001", "IOD-25-00003"]
    assert account["credits"] == [
        {
            "first_day": "2025-07-01", "last_day": None, "days": 25,
            "reason": "treatment_delay", "source": "A-1",
        }
    ]  # fmt: skip


def test_non_iod_credits_are_those_that_touch_the_window() -> None:
    (credit,) = usage(FACTS, POLICY, ON).as_dict()["accounts"][0]["credits"]
    assert (credit["first_day"], credit["last_day"], credit["days"]) == (
        "2025-02-01", "2025-02-03", 3,
    )  # fmt: skip
    for on in (date(2025, 1, 31), date(2027, 2, 3)):
        assert usage(FACTS, POLICY, on).as_dict()["accounts"][0]["credits"] == []


def test_digest_is_sha256_of_member_on_and_account_without_it() -> None:
    for account in usage(FACTS, POLICY, ON).as_dict()["accounts"]:
        digest = account.pop("digest")
        content = {"member": "4497", "on": "2026-03-15", "account": account}
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert digest == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_digest_does_not_depend_on_the_order_of_facts() -> None:
    turned = MemberFacts(
        FACTS.member, FACTS.bargaining_unit, FACTS.rank, FACTS.absences[::-1],
        FACTS.exceptions, FACTS.credits[::-1],
    )  # fmt: skip
    assert usage(turned, POLICY, ON) == usage(FACTS, POLICY, ON)


def test_account_without_absences_is_there_and_full() -> None:
    nobody = MemberFacts("1", "FOP7", "Police Officer")
    (account,) = usage(nobody, POLICY, ON).accounts
    assert (account.account, account.used, account.remaining) == ("non_iod", 0, 365)
    assert account.first_unpaid_day == date(2027, 3, 16)
    assert usage(nobody, POLICY, ON).account("iod", "BACK") is None


def test_rule_names_values_versions_and_authority() -> None:
    rule = usage(FACTS, POLICY, ON).accounts[0].rule
    assert rule.id == "non_iod_pay"
    assert "365 paid days in any 24 consecutive months" in rule.text
    assert rule.version == "1 (default-1)"
    assert "section 18.2" in rule.source
    assert rule.verified


def test_rule_says_what_is_not_verified() -> None:
    recurrence = usage(FACTS, POLICY, ON).accounts[1].rule
    assert not recurrence.verified
    assert "read: whether a recurrence draws the days of its injury." in recurrence.text
    first_only = MemberFacts("4497", "FOP7", "Police Officer", FACTS.absences[3:])
    assert usage(first_only, POLICY, ON).accounts[1].rule.verified
    sergeant = MemberFacts("4497", "PBPA-SGT", "Sergeant")
    assert "Not confirmed" in usage(sergeant, POLICY, ON).accounts[0].rule.text


def test_withheld_certification_is_listed_and_not_counted() -> None:
    absence = AbsenceFact(date(2026, 1, 1), None, "non_iod", None, "C1")
    facts = MemberFacts(
        "1", "FOP7", "", (absence,),
        withheld=(
            WithheldFact(date(2026, 2, 1), date(2026, 2, 10), "C1"),
            WithheldFact(date(2026, 2, 5), date(2026, 2, 20), "C9"),
        ),
    )  # fmt: skip
    account = usage(facts, POLICY, ON).accounts[0]
    assert account.used == 64
    assert [(e.days, e.reason) for e in account.not_counted] == [(10, "certification withheld")]


def test_days_claimed_twice_count_once() -> None:
    twice = (
        AbsenceFact(date(2026, 1, 1), date(2026, 1, 10), "non_iod", None, "C1"),
        AbsenceFact(date(2026, 1, 5), date(2026, 1, 12), "non_iod", None, "C2"),
    )
    account = usage(MemberFacts("1", "", "", twice), POLICY, ON).accounts[0]
    assert [(e.case, e.days) for e in account.counted] == [("C1", 10), ("C2", 2)]
    assert account.used == 12


@pytest.mark.parametrize(
    ("rows", "on", "missing"),
    [
        ([PolicyRow("non_iod_window_months", 24, "")], ON, "non_iod_pay_days"),
        ([PolicyRow("non_iod_pay_days", 365, "")], ON, "non_iod_window_months"),
        (
            [
                PolicyRow("non_iod_pay_days", 365, "", effective_to=date(2027, 3, 15)),
                PolicyRow("non_iod_window_months", 24, ""),
            ],
            ON,
            "non_iod_pay_days is in force on 2027-03-16",
        ),
    ],
)
def test_usage_refuses_a_day_without_policy(rows: list[PolicyRow], on: date, missing: str) -> None:
    with pytest.raises(PolicyMissing, match=missing):
        usage(MemberFacts("1", "FOP7", ""), PolicyTimeline(rows), on)


def test_usage_needs_no_policy_beyond_the_first_unpaid_day() -> None:
    rows = [
        PolicyRow("non_iod_pay_days", 365, "", effective_to=date(2027, 3, 16)),
        PolicyRow("non_iod_window_months", 24, ""),
    ]
    answer = usage(MemberFacts("1", "FOP7", ""), PolicyTimeline(rows), ON)
    assert answer.accounts[0].first_unpaid_day == date(2027, 3, 16)


@pytest.mark.parametrize("on", [date.min, date(1, 6, 1), date(9999, 6, 1), date.max])
def test_usage_answers_at_the_ends_of_the_calendar(on: date) -> None:
    account = usage(MemberFacts("1", "FOP7", ""), POLICY, on).accounts[0]
    assert (account.used, account.remaining) == (0, 365)


def test_tomorrow_names_what_leaves_and_what_enters() -> None:
    answer = first_day_to_roll_off(FACTS, POLICY, ON)
    assert answer.day == date(2026, 3, 16)
    assert [(s.case, s.first_day, s.days) for s in answer.leaving] == [
        ("NIOD-24-00001", date(2024, 3, 16), 1)
    ]
    assert (answer.leaving_days, answer.entering_days) == (1, 0)
    assert answer.next_leaving == date(2026, 3, 16)
    quiet = first_day_to_roll_off(FACTS, POLICY, date(2026, 4, 1))
    assert (quiet.leaving_days, quiet.next_leaving) == (0, date(2027, 1, 1))


@pytest.mark.parametrize(("months", "leaving", "entering"), [(13, 50, 0), (36, 0, 15), (0, 62, 0)])
def test_tomorrow_follows_a_window_that_changes(months: int, leaving: int, entering: int) -> None:
    change = PolicyRow("non_iod_window_months", months, "", effective_from=date(2026, 3, 16))
    answer = first_day_to_roll_off(FACTS, PolicyTimeline([*DEFAULTS, change]), ON)
    assert (answer.leaving_days, answer.entering_days) == (leaving, entering)


def test_a_recurrence_is_judged_by_its_first_day_although_it_comes_in_two_spells() -> None:
    change = PolicyRow("recurrence_draws_parent", False, "", effective_from=date(2026, 2, 1))
    spells = ((date(2026, 1, 1), date(2026, 1, 10)), (date(2026, 2, 1), date(2026, 2, 10)))
    absences = [AbsenceFact(*spell, "iod", "KNEE", "C2", True) for spell in spells]
    facts = MemberFacts("1", "", "", tuple(absences[::-1]))
    accounts = usage(facts, PolicyTimeline([*DEFAULTS, change]), ON).accounts
    assert [(a.injury, a.used) for a in accounts] == [(None, 0), ("KNEE", 20)]


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(strategies.members_and_days(), strategies.policies())
def test_tomorrow_adds_up(asked: tuple[MemberFacts, date], rows: tuple[PolicyRow, ...]) -> None:
    facts, on = asked
    policy = PolicyTimeline(rows)
    today, then = (usage(facts, policy, on + timedelta(days=n)).accounts[0] for n in (0, 1))
    answer = first_day_to_roll_off(facts, policy, on)
    assert today.used - answer.leaving_days + answer.entering_days == then.used
    assert answer.leaving_days == sum(stretch.days for stretch in answer.leaving)
    oldest = min((entry.first_day for entry in today.counted), default=None)
    leaves = None
    for number in range(1, 400):
        day = on + timedelta(days=number)
        window = usage(MemberFacts("", facts.bargaining_unit, facts.rank), policy, day)
        start = window.accounts[0].window[0]
        if oldest is not None and start > oldest:
            leaves = day
            break
    assert answer.next_leaving == leaves
