"""The fast arithmetic against the slow oracle, on random members under random dated policies."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from hypothesis import HealthCheck, event, given, settings

from cases.rules.facts import MemberFacts
from cases.rules.policy import DEFAULTS, PolicyRow, PolicyTimeline
from cases.rules.results import AccountUsage, Stretch
from cases.rules.usage import usage
from tests.cases.rules import strategies
from tests.cases.rules.oracle import Key, days_between, oracle

quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]


def day_set(stretches: Iterable[Stretch]) -> set[date]:
    found = [d for s in stretches for d in days_between(s.first_day, s.last_day)]
    assert len(found) == len(set(found)), "a day is listed twice"
    return set(found)


def as_days(account: AccountUsage) -> dict[str, Any]:
    """An answer in the oracle's terms: sets of single days."""
    found = {
        "limit": account.limit,
        "window": account.window,
        "used": account.used,
        "remaining": account.remaining,
        "first_unpaid_day": account.first_unpaid_day,
        "counted": day_set(account.counted),
        "not_counted": {
            day: entry.reason
            for entry in account.not_counted
            for day in days_between(entry.first_day, entry.last_day)
        },
    }
    if account.rolled_off is not None:
        found["rolled_off"] = day_set(account.rolled_off)
    return found


def compare(facts: MemberFacts, rows: tuple[PolicyRow, ...], on: date) -> dict[Key, Any]:
    answer = usage(facts, PolicyTimeline(rows), on)
    found = {(a.account, a.injury): as_days(a) for a in answer.accounts}
    assert found == oracle(facts, rows, on)
    for account in answer.accounts:
        assert sum(entry.days for entry in account.counted) == account.used
        assert sum(e.days for e in account.not_counted) == len(
            found[account.account, account.injury]["not_counted"]
        )
    return found


@settings(deadline=None, max_examples=800, suppress_health_check=quiet)
@given(strategies.members_and_days(), strategies.policies())
def test_usage_agrees_with_the_oracle(
    asked: tuple[MemberFacts, date], rows: tuple[PolicyRow, ...]
) -> None:
    facts, on = asked
    for account in compare(facts, rows, on).values():
        unpaid = account["first_unpaid_day"]
        kind = "IOD" if account["window"] is None else "non-IOD"
        event(f"{kind} {_state(unpaid, on)}")


def _state(unpaid: date | None, on: date) -> str:
    return "never" if unpaid is None else "unpaid already" if unpaid <= on else "still paid"


@settings(deadline=None, max_examples=60, suppress_health_check=quiet)
@given(strategies.long_members(), strategies.days)
def test_usage_agrees_with_the_oracle_under_the_default_policy(
    facts: MemberFacts, on: date
) -> None:
    compare(facts, DEFAULTS, on)


@settings(deadline=None, max_examples=150, suppress_health_check=quiet)
@given(strategies.members_and_days(), strategies.policies())
def test_usage_ignores_absences_and_credited_days_that_begin_later(
    asked: tuple[MemberFacts, date], rows: tuple[PolicyRow, ...]
) -> None:
    facts, on = asked
    known = MemberFacts(
        facts.member, facts.bargaining_unit, facts.rank,
        tuple(a for a in facts.absences if a.first_day <= on), facts.exceptions,
        tuple(c for c in facts.credits if c.first_day <= on or c.account == "non_iod"),
        facts.withheld,
    )  # fmt: skip
    policy = PolicyTimeline(rows)
    assert usage(facts, policy, on) == usage(known, policy, on)
