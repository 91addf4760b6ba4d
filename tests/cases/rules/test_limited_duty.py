"""Limited duty as a table that a domain reader can correct, and what is said of it."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases.rules.facts import AbsenceFact, DutyFact, ExceptionFact, MemberFacts, RankFact
from cases.rules.further import FurtherAccount
from cases.rules.limited_duty import limited_duty_account
from cases.rules.policy import DEFAULTS, PolicyMissing, PolicyRow, PolicyTimeline
from tests.cases.rules.duty_oracle import limited_duty_oracle
from tests.cases.rules.oracle import days_between
from tests.cases.rules.test_worked_examples import entries, read_absences, read_policy

TABLE = Path(__file__).with_name("limited_duty.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
POLICY = PolicyTimeline(DEFAULTS)
STREAMS = {name: f"limited_{name}" for name in ("iod", "non_iod", "combat")}
MARCH = date(2024, 3, 1)


def day_or_none(text: str, nothing: str) -> date | None:
    return None if text == nothing else date.fromisoformat(text)


def read_duty(cell: str, kinds: dict[str, str]) -> tuple[DutyFact, ...]:
    return tuple(
        DutyFact(
            date.fromisoformat(first), day_or_none(last, "open"), kinds.get(kind, kind), f"C{n}"
        )  # type: ignore[arg-type]
        for n, (kind, first, last) in enumerate(entries(cell), start=1)
    )


def read_ranks(cell: str) -> tuple[RankFact, ...]:
    """`Police Officer 2005-06-01 2014-03-09; Sergeant 2014-03-10 open`, or one rank throughout."""
    return tuple(
        RankFact(
            date.fromisoformat(words[-2]), day_or_none(words[-1], "open"), " ".join(words[:-2])
        )
        for words in entries(cell)
        if words[-1][0].isdigit() or words[-1] == "open"
    )


def read_facts(row: dict[str, str]) -> MemberFacts:
    ranks = read_ranks(row["ranks"])
    exceptions = tuple(
        ExceptionFact(date.fromisoformat(first), date.fromisoformat(last), reason)
        for reason, first, last in entries(row["exceptions"])
    )
    return MemberFacts(
        "100", "FOP7", ranks[-1].rank if ranks else row["ranks"],
        tuple(read_absences(row["absences"])[0]), exceptions,
        duty=read_duty(row["duty"], STREAMS), ranks=ranks,
        appointed_on=day_or_none(row["appointed"], ""),
    )  # fmt: skip


def numbers(row: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {key: int(row[key]) for key in ("limit", "used", "remaining")}
    return found | {key: day_or_none(row[key], "none") for key in ("last_day", "first_day_over")}


def of_account(account: FurtherAccount | dict[str, Any]) -> dict[str, Any]:
    keys = ("limit", "used", "remaining", "last_day", "first_day_over")
    found = account if isinstance(account, dict) else {k: getattr(account, k) for k in keys}
    return {key: found[key] for key in keys}


def as_cell(left_out: Iterable[Any]) -> str:
    return "; ".join(f"{each.first_day} {each.last_day} {each.reason}" for each in left_out)


def judged(row: dict[str, str]) -> FurtherAccount:
    policy = PolicyTimeline(read_policy(row["policy"]))
    return limited_duty_account(read_facts(row), policy, date.fromisoformat(row["on"]))


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_limited_duty_matches_the_table(row: dict[str, str]) -> None:
    found = judged(row)
    assert of_account(found) == numbers(row)
    assert as_cell(found.not_counted) == row["not_counted"]
    assert " | ".join(found.remarks) == row["remarks"]
    assert sum(stretch.days for stretch in found.counted) == found.used


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_oracle_matches_the_table(row: dict[str, str]) -> None:
    on = date.fromisoformat(row["on"])
    found = limited_duty_oracle(read_facts(row), read_policy(row["policy"]), on)
    assert of_account(found) == numbers(row)
    named = {
        day: " ".join(words[2:])
        for words in entries(row["not_counted"])
        for day in days_between(date.fromisoformat(words[0]), date.fromisoformat(words[1]))
    }
    assert found["not_counted"] == named


def test_table_names_a_source_for_every_row() -> None:
    assert [row["example"] for row in ROWS if not row["source"].strip()] == []
    assert len({row["example"] for row in ROWS}) == len(ROWS)


def member(*duty: DutyFact, **more: Any) -> MemberFacts:
    return MemberFacts(
        "100", "FOP7", more.pop("rank", "Police Officer"), duty=duty,
        appointed_on=more.pop("appointed_on", date(2010, 5, 3)), **more,
    )  # fmt: skip


def spell(first: date, last: date | None = None, kind: str = "limited_non_iod", case: str = "C1"):
    return DutyFact(first, last, kind, case)  # type: ignore[arg-type]


def test_each_case_has_its_own_stretches() -> None:
    roll = AbsenceFact(date(2024, 3, 5), date(2024, 3, 6), "non_iod", None, "C9")
    facts = member(
        spell(MARCH, date(2024, 3, 9)), spell(date(2024, 3, 10), case="C2"), absences=(roll,)
    )
    found = limited_duty_account(facts, POLICY, date(2024, 3, 12))
    assert [(s.case, s.first_day.day, s.last_day.day, s.days) for s in found.counted] == [
        ("C1", 1, 4, 4), ("C1", 7, 9, 3), ("C2", 10, 12, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rank", "on", "said", "unsaid"),
    [
        ("Police Officer", MARCH, "730 days of limited duty for other than", "years of service or"),
        ("Police Officer", MARCH, "from 2012-01-01 on", "2012-10-01"),
        ("Police Officer", MARCH, "for a combat-zone injury it is not counted", "not eligible"),
        ("Sergeant", MARCH, "365 days of limited duty", "combat-zone"),
        ("Sergeant", MARCH, "; 730 with 20 years of service or more", "2012-01-01"),
        ("Police Officer", date(2013, 12, 4), "365 days of limited duty for other than", "730"),
        ("Lieutenant", MARCH, "not eligible for limited duty: the cap is 0 days", "730"),
    ],
)
def test_rule_says_the_values_that_were_applied(
    rank: str, on: date, said: str, unsaid: str
) -> None:
    rule = limited_duty_account(member(rank=rank), POLICY, on).rule
    assert said in rule.text and unsaid not in rule.text
    assert rule.id == "limited_duty_career" and rule.verified


@pytest.mark.parametrize(
    ("rank", "on", "source"),
    [
        ("Police Officer", MARCH, "[E03-01-03 III.C]"),
        ("Police Officer", date(2013, 12, 4), "[E03-01-03 of 5 Jun 2012]"),
        ("Sergeant", MARCH, "[E03-01-03 III.D]"),
        ("Lieutenant", MARCH, "lieutenants and ranks above are not eligible [E03-01-03 III]"),
    ],
)
def test_rule_names_its_source(rank: str, on: date, source: str) -> None:
    assert source in limited_duty_account(member(rank=rank), POLICY, on).rule.source


def test_value_that_is_not_verified_is_named_in_words() -> None:
    open_ended = PolicyRow(
        "limited_duty_cap_days", 500, "days", effective_from=date(2020, 1, 1), verified=False
    )
    rule = limited_duty_account(member(), PolicyTimeline([*DEFAULTS, open_ended]), MARCH).rule
    assert not rule.verified
    assert rule.text.endswith(
        "Not confirmed by a text that could be read: the number of days of limited duty."
    )


def test_missing_values_are_refused_for_the_day_and_rank_that_lack_them() -> None:
    with pytest.raises(PolicyMissing, match="limited_duty_cap_days is in force on 2024-03-01 for"):
        limited_duty_account(member(), PolicyTimeline([]), MARCH)
    rows = [row for row in DEFAULTS if row.key != "limited_duty_senior_years"]
    assert limited_duty_account(member(), PolicyTimeline(rows), MARCH).limit == 730
    with pytest.raises(PolicyMissing, match="limited_duty_senior_years .* for FOP7 and Sergeant"):
        limited_duty_account(member(rank="Sergeant"), PolicyTimeline(rows), MARCH)


def test_values_that_end_are_refused_only_when_a_day_needs_them() -> None:
    rows = [
        replace(row, effective_to=date(2025, 12, 31))
        if row.key == "limited_duty_cap_days" and row.effective_to is None and not row.rank
        else row
        for row in DEFAULTS
    ]
    policy = PolicyTimeline(rows)
    with pytest.raises(PolicyMissing, match="limited_duty_cap_days is in force on 2026-01-01"):
        limited_duty_account(member(), policy, date(2024, 3, 1))
    covered = limited_duty_account(member(), policy, date(2012, 3, 1))
    assert covered.last_day == date(2013, 3, 1)


def test_digest_changes_with_every_number_and_not_with_the_order() -> None:
    first, second = spell(MARCH, date(2024, 3, 9)), spell(date(2024, 4, 1), case="C2")
    on = date(2024, 4, 10)
    digest = limited_duty_account(member(first, second), POLICY, on).digest
    assert len(digest) == 64
    assert limited_duty_account(member(second, first), POLICY, on).digest == digest
    longer = replace(first, last_day=date(2024, 3, 10))
    other_case = replace(first, case="C3")
    for duty in ((first,), (longer, second), (other_case, second)):
        assert limited_duty_account(member(*duty), POLICY, on).digest != digest
    assert limited_duty_account(member(first, second), POLICY, date(2024, 4, 11)).digest != digest
    cap = PolicyRow("limited_duty_cap_days", 731, "days", effective_from=date(2020, 1, 1))
    policy = PolicyTimeline([*DEFAULTS, cap])
    assert limited_duty_account(member(first, second), policy, on).digest != digest
    assert (
        limited_duty_account(replace(member(first, second), member="101"), POLICY, on).digest
        != digest
    )


def test_edges_of_the_calendar() -> None:
    facts = member(spell(date.min, date(1, 1, 9)), spell(date(9999, 12, 1), case="C2"))
    assert limited_duty_account(facts, POLICY, date.min).used == 0
    last = limited_duty_account(facts, POLICY, date.max)
    assert (last.used, last.last_day, last.first_day_over) == (31, None, None)
    before = limited_duty_account(facts, POLICY, date(9999, 12, 30))
    assert (before.used, before.first_day_over) == (30, None)
