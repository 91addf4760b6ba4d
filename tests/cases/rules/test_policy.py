"""Which policy value is in force: dates, bargaining unit, rank, and the refusal without one."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules.facts import MemberFacts
from cases.rules.policy import DEFAULTS, PolicyMissing, PolicyRow, PolicyTimeline
from cases.rules.policy_keys import ABOUT, GROUPS, PBPA_SWITCH, open_question
from cases.rules.policy_timeline import FIRST, LAST
from cases.rules.policy_values import KEYS, overlapping, why_not_value
from tests.cases.rules import strategies
from tests.cases.rules.oracle import value_on


def row(value: int, **more: object) -> PolicyRow:
    return PolicyRow("limit", value, "days", **more)  # type: ignore[arg-type]


def test_at_gives_the_row_of_the_day_with_both_ends_included() -> None:
    timeline = PolicyTimeline(
        [
            row(1, effective_to=date(2024, 12, 31)),
            row(2, effective_from=date(2025, 1, 1), effective_to=date(2025, 6, 30)),
        ]
    )
    assert timeline.at("limit", date(1, 1, 1)).value == 1
    assert timeline.at("limit", date(2024, 12, 31)).value == 1
    assert timeline.at("limit", date(2025, 1, 1)).value == 2
    assert timeline.at("limit", date(2025, 6, 30)).value == 2


def test_at_prefers_the_most_specific_row() -> None:
    timeline = PolicyTimeline(
        [row(1), row(2, bargaining_unit="FOP7"), row(3, rank="Sergeant"),
         row(4, rank="Sergeant", bargaining_unit="PBPA-SGT")]
    )  # fmt: skip
    day = date(2026, 1, 1)
    assert timeline.at("limit", day).value == 1
    assert timeline.at("limit", day, bargaining_unit="FOP7", rank="Detective").value == 2
    assert timeline.at("limit", day, bargaining_unit="FOP7", rank="Sergeant").value == 3
    assert timeline.at("limit", day, bargaining_unit="PBPA-SGT", rank="Sergeant").value == 4


def test_a_later_beginning_takes_over_and_gives_back() -> None:
    timeline = PolicyTimeline(
        [row(1), row(2, effective_from=date(2025, 1, 1), effective_to=date(2025, 1, 31))]
    )
    found = [timeline.at("limit", date(2024, 12, 31) + timedelta(days=n)).value for n in (0, 1, 32)]
    assert found == [1, 2, 1]
    assert [segment.row.value for segment in timeline.segments("limit")] == [1, 2, 1]


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2025, 1, 1)])
def test_missing_names_key_day_and_what_to_do(day: date) -> None:
    timeline = PolicyTimeline(
        [row(1, effective_from=date(2024, 1, 1), effective_to=date(2024, 12, 31))]
    )
    with pytest.raises(PolicyMissing) as refusal:
        timeline.at("limit", day, bargaining_unit="FOP7", rank="Sergeant")
    assert str(refusal.value) == (
        f"No value of the policy limit is in force on {day} for FOP7 and Sergeant. "
        "Add a policy value that covers this day, or give an existing one the dates that do."
    )


def test_missing_key_is_refused() -> None:
    with pytest.raises(PolicyMissing, match="nothing_such is in force on 2026-01-01. Add"):
        PolicyTimeline(DEFAULTS).at("nothing_such", date(2026, 1, 1))


def test_a_row_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins on 2025-01-01"):
        row(1, effective_from=date(2025, 1, 1), effective_to=date(2024, 1, 1))


@settings(deadline=None, max_examples=150)
@given(strategies.policies(), strategies.days, st.sampled_from(["FOP7", "X"]))
def test_at_agrees_with_the_oracle(rows: tuple[PolicyRow, ...], day: date, unit: str) -> None:
    timeline = PolicyTimeline(rows)
    facts = MemberFacts("1", unit, "Sergeant")
    for key in {entry.key for entry in rows}:
        found = timeline.at(key, day, bargaining_unit=unit, rank="Sergeant").value
        assert found == value_on(rows, key, day, facts)


def test_defaults_leave_no_day_out_and_name_their_authority() -> None:
    timeline = PolicyTimeline(DEFAULTS)
    for default in DEFAULTS:
        assert default.authority and default.source and default.version and default.unit
        assert len(default.source) <= 400 and len(default.unit) <= 60
        found = timeline.segments(
            default.key, bargaining_unit=default.bargaining_unit, rank=default.rank
        )
        assert (found[0].first, found[-1].last) == (FIRST, LAST)
        assert all(a.last + 1 == b.first for a, b in pairwise(found))


def test_no_two_defaults_share_a_day() -> None:
    for default in DEFAULTS:
        assert overlapping(default, DEFAULTS) == [default]


@pytest.mark.parametrize(
    ("key", "day", "rank", "value"),
    [
        ("limited_duty_cap_days", date(2013, 12, 4), "Police Officer", 365),
        ("limited_duty_cap_days", date(2013, 12, 5), "Police Officer", 730),
        ("limited_duty_cap_days", date(2013, 12, 4), "Sergeant", 365),
        ("limited_duty_cap_days", date(2013, 12, 5), "Sergeant", 365),
        ("limited_duty_senior_cap_days", date(2013, 12, 5), "Sergeant", 730),
        ("limited_duty_counts_from", date(2020, 1, 1), "Sergeant", "2012-10-01"),
        ("limited_duty_counts_from", date(2020, 1, 1), "Detective", "2012-01-01"),
        ("limited_duty_eligible", date(2020, 1, 1), "Detective", True),
        ("limited_duty_eligible", date(2020, 1, 1), "Captain", False),
    ],
)  # fmt: skip
def test_limited_duty_depends_on_rank_and_day(key, day, rank, value) -> None:
    assert PolicyTimeline(DEFAULTS).at(key, day, rank=rank).value == value


def test_every_key_has_its_words_and_a_value_that_may_be_proposed() -> None:
    assert set(ABOUT) == set(KEYS)
    for default in DEFAULTS:
        assert why_not_value(default.key, default.value) is None
        assert ABOUT[default.key].group in GROUPS
    assert {about.switch for about in ABOUT.values()} == {*range(15)} - {PBPA_SWITCH}
    assert all(open_question(number) for number in range(1, 15))


def test_defaults_say_what_is_unverified() -> None:
    unverified = {(d.key, d.bargaining_unit) for d in DEFAULTS if not d.verified}
    assert ("recurrence_draws_parent", "") in unverified
    assert {unit for key, unit in unverified if key == "non_iod_pay_days"} == {
        "PBPA-SGT", "PBPA-LT", "PBPA-CPT",
    }  # fmt: skip
