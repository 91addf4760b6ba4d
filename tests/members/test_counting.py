"""Which day of its account a day is: once for a month, against a slow look at every day of it."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.rules.facts import AbsenceFact, DutyFact, ExceptionFact, MemberFacts, RankFact
from cases.rules.limited_duty import limited_duty_account
from cases.rules.policy import DEFAULTS, PolicyTimeline
from members.pages.counting import DayCount, counts_of
from tests.cases.rules import strategies
from tests.cases.rules.oracle import days_between, oracle

POLICY = PolicyTimeline(DEFAULTS)


def person(**fields):
    return MemberFacts("4497", "FOP7", "Police Officer", **fields)


def slow_counts(facts, rows, first, last):
    """Every account from scratch for every day, by the oracle of the paid days."""
    found = {}
    for day in days_between(first, last):
        for answer in oracle(facts, rows, day).values():
            if day in answer["counted"]:
                found[day] = DayCount(answer["used"], answer["limit"])
            elif day in answer["not_counted"]:
                found[day] = DayCount(0, 0, answer["not_counted"][day])
    return found


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(strategies.members_and_days(), strategies.policies(), st.integers(1, 31))
def test_month_counts_as_every_day_from_scratch(asked, rows, length):
    facts, last = asked
    first = last - timedelta(days=length - 1)
    found = counts_of(facts, PolicyTimeline(rows), first, last)
    assert found == slow_counts(facts, rows, first, last)


def test_number_stands_still_while_old_days_leave_the_window():
    """Example B of docs/entitlement.md: 257 from 28 February through 29 May 2025."""
    facts = person(
        absences=(
            AbsenceFact(date(2023, 3, 1), date(2023, 5, 29), "non_iod", None, "A"),
            AbsenceFact(date(2024, 9, 15), None, "non_iod", None, "B"),
        )
    )
    found = counts_of(facts, POLICY, date(2025, 2, 27), date(2025, 3, 3))
    assert [count.number for count in found.values()] == [256, 257, 257, 257, 257]
    june = counts_of(facts, POLICY, date(2025, 5, 29), date(2025, 5, 31))
    assert [count.words for count in june.values()] == [
        "counted day 257 of 365", "counted day 258 of 365", "counted day 259 of 365",
    ]  # fmt: skip


def test_day_beyond_the_limit_says_so():
    absence = AbsenceFact(date(2024, 1, 10), None, "non_iod", None, "A")
    found = counts_of(person(absences=(absence,)), POLICY, date(2025, 1, 8), date(2025, 1, 9))
    assert [count.words for count in found.values()] == [
        "counted day 365 of 365", "counted day 366 of 365, beyond the limit",
    ]  # fmt: skip


def much_limited():
    """Over a furlough, two days on the roll, an injury's limited duty and a promotion."""
    return person(
        absences=(AbsenceFact(date(2023, 9, 5), date(2023, 9, 6), "non_iod", None, "R"),),
        exceptions=(ExceptionFact(date(2023, 7, 9), date(2023, 7, 23), "furlough"),),
        duty=(
            DutyFact(date(2023, 2, 6), date(2023, 9, 20), "limited_non_iod"),
            DutyFact(date(2023, 9, 21), date(2023, 9, 30), "limited_iod"),
            DutyFact(date(2024, 10, 1), None, "limited_non_iod"),
        ),
        ranks=(
            RankFact(date(2015, 3, 1), date(2025, 6, 14), "Police Officer", "FOP7"),
            RankFact(date(2025, 6, 15), None, "Sergeant", "PBPA-SGT"),
        ),
        appointed_on=date(2015, 3, 1),
    )


@pytest.mark.parametrize("month", [(2023, 2), (2023, 7), (2023, 9), (2024, 10), (2025, 6)])
def test_limited_duty_counts_as_every_day_from_scratch(month):
    facts = much_limited()
    first = date(*month, 1)
    last = first + timedelta(days=29)
    found = counts_of(facts, POLICY, first, last)
    wanted = {}
    for day in days_between(first, last):
        account = limited_duty_account(facts, POLICY, day)
        if any(part.first_day <= day <= part.last_day for part in account.counted):
            wanted[day] = DayCount(account.used, account.limit)
        for part in account.not_counted:
            if part.first_day <= day <= part.last_day:
                wanted[day] = DayCount(0, 0, part.reason)
    roll = {date(2023, 9, 5): DayCount(1, 365), date(2023, 9, 6): DayCount(2, 365)}
    assert found == wanted | {day: count for day, count in roll.items() if day in found}
    assert len(found) == (25 if month == (2023, 2) else 30)
    if month == (2025, 6):
        assert {count.limit for count in found.values()} == {730, 365}
