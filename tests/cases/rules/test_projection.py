"""The projection against `usage` on later days: what a row promises has to come true."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cases.rules.facts import AbsenceFact, CreditFact, ExceptionFact, MemberFacts
from cases.rules.policy import DEFAULTS, PolicyMissing, PolicyRow, PolicyTimeline
from cases.rules.projection import projection
from cases.rules.results import ProjectionRow, digest_of
from cases.rules.usage import usage
from tests.cases.rules import strategies

POLICY = PolicyTimeline(DEFAULTS)
OPEN = AbsenceFact(date(2024, 1, 10), None, "non_iod", None, "NIOD-24-00001")
DAY = timedelta(days=1)


def member(*absences: AbsenceFact, **rest: tuple) -> MemberFacts:
    return MemberFacts("4497", "FOP7", "Police Officer", absences, **rest)


def assert_holds(facts: MemberFacts, policy: PolicyTimeline, row: ProjectionRow, day: date) -> None:
    account = usage(facts, policy, day).account(row.account, row.injury)
    assert account is not None
    assert (account.first_unpaid_day, account.limit) == (row.first_unpaid_day, row.limit), day


def moments(row: ProjectionRow, offsets: list[int]) -> set[date]:
    """Both ends of a row and days in between; three years on where a row has no end."""
    last = row.valid_to or row.valid_from + timedelta(days=1100)
    length = (last - row.valid_from).days + 1
    inside = {row.valid_from + timedelta(days=offset % length) for offset in offsets}
    return {row.valid_from, last} | inside


@settings(deadline=None, max_examples=250, suppress_health_check=list(HealthCheck))
@given(
    strategies.members_and_days(open_ended=True),
    strategies.policies(),
    st.lists(st.integers(0, 4000), min_size=3, max_size=3),
)
def test_every_row_gives_what_usage_gives(
    asked: tuple[MemberFacts, date], rows: tuple[PolicyRow, ...], offsets: list[int]
) -> None:
    facts, as_of = asked
    policy = PolicyTimeline(rows)
    found = projection(facts, policy, as_of)
    begin = max(as_of, next(a.first_day for a in facts.absences if a.last_day is None))
    assert found[0].valid_from == begin
    event(f"{found[0].account}, {min(len(found), 5)} rows, ends {found[-1].valid_to is not None}")
    for row in found[:12]:
        for day in moments(row, offsets):
            assert_holds(facts, policy, row, day)


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(strategies.members_and_days(open_ended=True), strategies.policies())
def test_rows_follow_each_other_and_differ(
    asked: tuple[MemberFacts, date], rows: tuple[PolicyRow, ...]
) -> None:
    found = projection(asked[0], PolicyTimeline(rows), asked[1])
    for row, after in pairwise(found):
        assert row.valid_to is not None
        assert after.valid_from == row.valid_to + DAY
        assert (row.first_unpaid_day, row.limit) != (after.first_unpaid_day, after.limit)


def test_an_absence_that_stays_open_needs_one_row() -> None:
    (row,) = projection(member(OPEN), POLICY, date(2024, 6, 1))
    assert (row.valid_from, row.valid_to) == (date(2024, 6, 1), None)
    assert (row.first_unpaid_day, row.limit) == (date(2025, 1, 9), 365)
    assert (row.account, row.injury, row.case) == ("non_iod", None, "NIOD-24-00001")


def test_no_open_absence_no_row() -> None:
    ended = AbsenceFact(date(2024, 1, 10), date(2024, 2, 1), "non_iod", None, "C1")
    assert projection(member(ended), POLICY, date(2024, 1, 20)) == []


def test_an_absence_that_begins_later_is_projected_from_its_first_day() -> None:
    (row,) = projection(member(OPEN), POLICY, date(2023, 12, 1))
    assert row.valid_from == date(2024, 1, 10)


def test_a_credit_begins_a_new_row_when_it_takes_effect() -> None:
    absence = AbsenceFact(date(2024, 3, 4), None, "iod", "BACK", "IOD-24-00001")
    credit = CreditFact("iod", "BACK", date(2024, 8, 1), None, 25, "treatment_delay", "AWARD-1")
    before, after = projection(member(absence, credits=(credit,)), POLICY, date(2024, 6, 1))
    assert before.valid_to == date(2024, 7, 31)
    assert (before.first_unpaid_day, before.limit) == (date(2025, 3, 4), 365)
    assert (after.first_unpaid_day, after.limit) == (date(2025, 3, 29), 390)
    assert after.valid_to is None


def test_furlough_after_exhaustion_begins_a_new_run() -> None:
    furlough = ExceptionFact(date(2025, 3, 1), date(2025, 3, 28), "furlough")
    rows = projection(member(OPEN, exceptions=(furlough,)), POLICY, date(2024, 6, 1))
    assert [(row.valid_from, row.first_unpaid_day) for row in rows] == [
        (date(2024, 6, 1), date(2025, 1, 9)),
        (date(2025, 3, 1), date(2025, 3, 29)),
    ]


def test_a_window_that_swings_around_the_limit_is_not_promised_for_good() -> None:
    policy = PolicyTimeline(
        [PolicyRow("non_iod_pay_days", 730, ""), PolicyRow("non_iod_window_months", 24, "")]
    )
    rows = projection(member(OPEN), policy, date(2024, 6, 1))
    assert [(row.valid_to, row.first_unpaid_day) for row in rows[:3]] == [
        (date(2026, 2, 28), date(2026, 1, 9)),
        (date(2028, 2, 28), date(2028, 2, 29)),
        (date(2030, 2, 28), date(2026, 1, 9)),
    ]
    assert rows[-1].valid_to is not None
    for row in rows:
        assert_holds(member(OPEN), policy, row, row.valid_from)


def test_a_row_is_not_promised_for_good_while_the_window_may_still_swing() -> None:
    policy = PolicyTimeline(
        [PolicyRow("non_iod_pay_days", 730, ""), PolicyRow("non_iod_window_months", 24, "")]
    )
    last = projection(member(OPEN), policy, date(2026, 6, 1))[-1]
    assert last.valid_from == date(2036, 2, 29)
    assert last.valid_to is not None
    assert last.valid_to < date(2038, 3, 1)


def test_a_higher_limit_on_the_way_pays_again() -> None:
    policy = PolicyTimeline(
        [*DEFAULTS, PolicyRow("non_iod_pay_days", 400, "", effective_from=date(2025, 1, 20))]
    )
    rows = projection(member(OPEN), policy, date(2024, 6, 1))
    assert [(row.valid_from, row.first_unpaid_day, row.limit) for row in rows] == [
        (date(2024, 6, 1), date(2025, 1, 9), 365),
        (date(2025, 1, 20), date(2025, 2, 13), 400),
        (date(2025, 2, 13), date(2025, 1, 9), 400),
    ]


def test_a_new_limit_before_the_first_unpaid_day_begins_a_new_row() -> None:
    policy = PolicyTimeline(
        [*DEFAULTS, PolicyRow("non_iod_pay_days", 300, "", effective_from=date(2024, 8, 1))]
    )
    rows = projection(member(OPEN), policy, date(2024, 6, 1))
    assert [(row.valid_from, row.first_unpaid_day, row.limit) for row in rows] == [
        (date(2024, 6, 1), date(2024, 11, 5), 365),
        (date(2024, 8, 1), date(2024, 11, 5), 300),
    ]


def test_a_policy_without_end_of_pay_never_has_an_unpaid_day() -> None:
    policy = PolicyTimeline(
        [PolicyRow("non_iod_pay_days", 731, ""), PolicyRow("non_iod_window_months", 24, "")]
    )
    (row,) = projection(member(OPEN), policy, date(2024, 6, 1))
    assert (row.first_unpaid_day, row.valid_to) == (None, None)


def test_rows_end_where_the_policy_ends() -> None:
    policy = PolicyTimeline(
        [
            PolicyRow("non_iod_pay_days", 365, "", effective_to=date(2026, 6, 30)),
            PolicyRow("non_iod_window_months", 24, ""),
        ]
    )
    (row,) = projection(member(OPEN), policy, date(2024, 6, 1))
    assert (row.first_unpaid_day, row.valid_to) == (date(2025, 1, 9), date(2026, 6, 30))
    with pytest.raises(PolicyMissing, match="non_iod_pay_days"):
        projection(member(OPEN), policy, date(2026, 7, 1))


def test_digest_is_of_the_row_without_it() -> None:
    (row,) = projection(member(OPEN), POLICY, date(2024, 6, 1))
    content = row.as_dict()
    assert content.pop("digest") == digest_of(content)
