"""Return, limited duty, unpaid leave and travel, from a table that a domain reader can correct."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases.rules.facts import AbsenceFact, DutyFact, MemberFacts
from cases.rules.policy import DEFAULTS, PolicyTimeline
from cases.rules.returning import (
    days_through,
    last_limited_day,
    needs_second_approver,
    unpaid_leave_end,
    why_no_certificate,
    why_no_limited_duty,
    why_no_unpaid_leave,
)

POLICY = PolicyTimeline(DEFAULTS)
TABLE = Path(__file__).with_name("returning.csv")
ROWS = list(csv.DictReader(TABLE.read_text().splitlines()))


def day(text: str) -> date:
    return date.fromisoformat(text)


def answer(row: dict[str, str]) -> Any:
    first, given = day(row["first"]), row["given"]
    if row["rule"] == "certificate":
        free, _, cause = given.partition(" ")
        days = days_through(first, day(row["last"]))
        return "refused" if why_no_certificate(days, int(free), cause) else "none"
    if row["rule"] == "second approver":
        return "yes" if needs_second_approver(first, day(row["last"]), int(given)) else "no"
    if row["rule"] == "unpaid leave":
        return unpaid_leave_end(first, int(given)).isoformat()
    rank, _, kind = given.rpartition(" ")
    return why_no_limited_duty(MemberFacts("1", "FOP7", rank), POLICY, kind, first) or "none"


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_rule_of_the_return(row):
    assert row["source"]
    assert row["expected"] in answer(row)


def officer(**facts: Any) -> MemberFacts:
    return MemberFacts("1", "FOP7", "Police Officer", **facts)


def test_the_cap_ends_limited_duty_on_its_last_day():
    """Example H of docs/entitlement.md: 222 days counted, 508 left, the last is 20 Feb 2026."""
    facts = officer(duty=(DutyFact(date(2023, 2, 6), date(2023, 9, 15), "limited_non_iod"),))
    start = date(2024, 10, 1)
    assert last_limited_day(facts, POLICY, "limited_non_iod", start) == date(2026, 2, 20)
    assert last_limited_day(facts, POLICY, "limited_iod", start) is None
    full = officer(duty=(DutyFact(date(2023, 1, 1), date(2024, 12, 30), "limited_non_iod"),))
    said = why_no_limited_duty(full, POLICY, "limited_non_iod", date(2026, 1, 1))
    assert said and "730 of 730 days" in said
    assert why_no_limited_duty(full, POLICY, "limited_iod", date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("last", "expected"),
    [(date(2025, 3, 3), None), (date(2025, 3, 2), "The injury still has 1 day of pay")],
)
def test_unpaid_leave_begins_when_the_paid_days_are_used(last, expected):
    absence = AbsenceFact(date(2024, 3, 4), last, "iod", "KNEE", "IOD-24-00001")
    facts = officer(absences=(absence,))
    first = date.fromordinal(last.toordinal() + 1)
    said = why_no_unpaid_leave(facts, POLICY, "KNEE", "IOD-24-00001", first)
    assert (said or "").startswith(expected or "") and bool(said) == bool(expected)
    other = why_no_unpaid_leave(facts, POLICY, "HIP", "IOD-24-00002", first)
    assert other and other.startswith("No paid day of the injury is used")
