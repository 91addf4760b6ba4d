"""Ordinary disability as a table that a domain reader can correct, and what is said of it."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases.rules.disability import (
    NOT_APPOINTED,
    PABF_DECIDES,
    ordinary_disability_account,
)
from cases.rules.facts import DutyFact, MemberFacts, RankFact
from cases.rules.policy import DEFAULTS, PolicyMissing, PolicyRow, PolicyTimeline
from tests.cases.rules.duty_oracle import disability_oracle
from tests.cases.rules.test_limited_duty import day_or_none, of_account, read_duty
from tests.cases.rules.test_worked_examples import entries, read_policy

TABLE = Path(__file__).with_name("disability.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
POLICY = PolicyTimeline(DEFAULTS)
BENEFITS = {name: f"disability_{name}" for name in ("ordinary", "duty", "occupational")}
APPOINTED, DISABLED = date(2017, 9, 1), date(2025, 1, 9)


def read_facts(row: dict[str, str]) -> MemberFacts:
    return MemberFacts(
        "100", "FOP7", "Police Officer", duty=read_duty(row["duty"], BENEFITS),
        appointed_on=day_or_none(row["appointed"], ""),
    )  # fmt: skip


def numbers(row: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        key: int(row[key]) if row[key] else None for key in ("limit", "used", "remaining")
    }
    return found | {key: day_or_none(row[key], "none") for key in ("last_day", "first_day_over")}


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_ordinary_disability_matches_the_table(row: dict[str, str]) -> None:
    policy, on = PolicyTimeline(read_policy(row["policy"])), date.fromisoformat(row["on"])
    found = ordinary_disability_account(read_facts(row), policy, on)
    assert of_account(found) == numbers(row)
    assert sum(stretch.days for stretch in found.counted) == found.used
    assert (NOT_APPOINTED in found.remarks) == (not row["appointed"])


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_oracle_matches_the_table(row: dict[str, str]) -> None:
    on = date.fromisoformat(row["on"])
    assert of_account(
        disability_oracle(read_facts(row), read_policy(row["policy"]), on)
    ) == numbers(row)


def test_table_names_a_source_for_every_row() -> None:
    assert [row["example"] for row in ROWS if not row["source"].strip()] == []
    assert len({row["example"] for row in ROWS}) == len(ROWS)
    assert all(len(entry) == 3 for row in ROWS for entry in entries(row["duty"]))


def member(*duty: DutyFact, **more: Any) -> MemberFacts:
    more.setdefault("appointed_on", APPOINTED)
    return MemberFacts("100", "FOP7", "Police Officer", duty=duty, **more)


def disabled(first: date = DISABLED, last: date | None = None, case: str = "C1") -> DutyFact:
    return DutyFact(first, last, "disability_ordinary", case)


def test_rule_says_share_years_wait_and_source() -> None:
    rule = ordinary_disability_account(member(disabled()), POLICY, DISABLED).rule
    assert "at most one part in 4 of the days of service" in rule.text
    assert "for at most 5 years, over the whole career" in rule.text
    assert "more than 30 days without salary" in rule.text
    assert "[40 ILCS 5/5-155]" in rule.source
    assert rule.id == "ordinary_disability_cap" and rule.verified


def test_the_pension_fund_decides_and_the_age_is_not_reckoned() -> None:
    remarks = ordinary_disability_account(member(disabled()), POLICY, DISABLED).remarks
    assert remarks == (
        PABF_DECIDES,
        "Only for a disability of more than 30 days without salary.",
        "The age at which the benefit ends is not reckoned here.",
    )


def test_unknown_appointment_is_said_before_all_else() -> None:
    found = ordinary_disability_account(member(disabled(), appointed_on=None), POLICY, DISABLED)
    assert found.remarks[0] == NOT_APPOINTED
    assert "It is not without a cap." in NOT_APPOINTED
    assert found.as_dict()["limit"] is None and found.as_dict()["remaining"] is None


def test_each_spell_is_listed_with_its_case() -> None:
    facts = member(disabled(DISABLED, date(2025, 1, 31)), disabled(date(2025, 2, 1), case="C2"))
    found = ordinary_disability_account(facts, POLICY, date(2025, 2, 5))
    assert [(s.case, s.days) for s in found.counted] == [("C1", 23), ("C2", 5)]
    assert found.assumption == "on ordinary disability every day from 2025-02-06"
    ahead = ordinary_disability_account(facts, POLICY, date(2024, 12, 1))
    assert ahead.assumption == "on ordinary disability every day from 2025-01-09"


def test_value_that_is_not_verified_is_named_in_words() -> None:
    share = PolicyRow(
        "ordinary_disability_service_share", 5, "", effective_from=APPOINTED, verified=False
    )
    rule = ordinary_disability_account(member(), PolicyTimeline([*DEFAULTS, share]), DISABLED).rule
    assert rule.text.endswith(
        "Not confirmed by a text that could be read: the share of the service for ordinary "
        "disability."
    )


def test_values_are_those_of_the_rank_held_when_the_disability_begins() -> None:
    ranks = (
        RankFact(APPOINTED, date(2025, 1, 8), "Police Officer"),
        RankFact(DISABLED, None, "Sergeant"),
    )
    share = PolicyRow("ordinary_disability_service_share", 2, "", rank="Sergeant")
    policy = PolicyTimeline([*DEFAULTS, share])
    on = date(2025, 3, 1)
    assert ordinary_disability_account(member(disabled(), ranks=ranks), policy, on).limit == 1343
    early = disabled(date(2025, 1, 8))
    assert ordinary_disability_account(member(early, ranks=ranks), policy, on).limit == 671


@pytest.mark.parametrize("key", ["service_share", "max_years", "wait_days"])
def test_missing_value_on_the_first_day_is_refused(key: str) -> None:
    rows = [
        replace(row, effective_from=date(2025, 1, 10)) if row.key.endswith(key) else row
        for row in DEFAULTS
    ]
    policy = PolicyTimeline(rows)
    with pytest.raises(PolicyMissing, match=f"ordinary_disability_{key} .* on 2025-01-09"):
        ordinary_disability_account(member(disabled()), policy, date(2025, 7, 1))
    assert ordinary_disability_account(member(), policy, date(2025, 7, 1)).limit is not None


def test_digest_changes_with_every_number_and_not_with_the_order() -> None:
    first, second = disabled(last=date(2025, 2, 1)), disabled(date(2025, 3, 1), case="C2")
    on = date(2025, 3, 10)
    digest = ordinary_disability_account(member(first, second), POLICY, on).digest
    assert ordinary_disability_account(member(second, first), POLICY, on).digest == digest
    for facts in (
        member(first),
        member(disabled(last=date(2025, 2, 2)), second),
        member(first, second, appointed_on=date(2017, 9, 5)),
    ):
        assert ordinary_disability_account(facts, POLICY, on).digest != digest


def test_edges_of_the_calendar() -> None:
    facts = member(disabled(date.min, date(1, 1, 9)), disabled(date(9999, 12, 1)))
    assert ordinary_disability_account(facts, POLICY, date.min).used == 1
    assert ordinary_disability_account(facts, POLICY, date.max).used == 40
    assert ordinary_disability_account(member(), POLICY, date.max).used == 0
