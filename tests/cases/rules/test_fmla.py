"""Family and medical leave as a table that a domain reader can correct, and what is said of it."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from time import perf_counter

import pytest

from cases.rules.facts import AbsenceFact, ExceptionFact, MemberFacts
from cases.rules.fmla import fmla_account
from cases.rules.further import FurtherAccount
from cases.rules.policy import DEFAULTS, PolicyMissing, PolicyRow, PolicyTimeline
from tests.cases.rules.fmla_oracle import fmla_oracle
from tests.cases.rules.test_worked_examples import entries, read_absences

TABLE = Path(__file__).with_name("fmla.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
POLICY = PolicyTimeline(DEFAULTS)
MARCH = date(2026, 3, 2)  # a Monday


def read_policy(cell: str) -> tuple[PolicyRow, ...]:
    rows = []
    for (word,) in entries(cell):
        key, text = word.split("=")
        value: object = int(text) if text.isdigit() else text
        if "," in text:
            value = tuple(int(part) for part in text.split(","))
        rows.append(PolicyRow(key, value, "", effective_from=date(1990, 1, 1)))  # type: ignore[arg-type]
    return (*DEFAULTS, *rows)


def read_facts(row: dict[str, str]) -> MemberFacts:
    exceptions = tuple(
        ExceptionFact(date.fromisoformat(first), date.fromisoformat(last), reason)
        for reason, first, last in entries(row["exceptions"])
    )
    absences, _ = read_absences(row["absences"])
    return MemberFacts("100", "FOP7", "Police Officer", tuple(absences), exceptions)


def read_days(cell: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(word) for word in cell.split())


def member(*absences: AbsenceFact, **more: object) -> MemberFacts:
    return MemberFacts("100", "FOP7", "Police Officer", absences, **more)  # type: ignore[arg-type]


def absent(first: date, days: int | None, case: str = "C1", injury: str | None = None):
    last = None if days is None else first + timedelta(days=days - 1)
    return AbsenceFact(first, last, "iod" if injury else "non_iod", injury, case)


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_fmla_matches_the_table(row: dict[str, str]) -> None:
    timeline, on = PolicyTimeline(read_policy(row["policy"])), date.fromisoformat(row["on"])
    found = fmla_account(read_facts(row), timeline, on, holidays=read_days(row["holidays"]))
    window = " ".join(day.isoformat() for day in found.window or ())
    last = "never" if found.last_day is None else found.last_day.isoformat()
    assert (window, str(found.used), str(found.remaining), last) == (
        row["window"], row["used"], row["remaining"], row["last_day"],
    )  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_oracle_matches_the_table(row: dict[str, str]) -> None:
    timeline, on = PolicyTimeline(read_policy(row["policy"])), date.fromisoformat(row["on"])
    used, over = fmla_oracle(read_facts(row), timeline, on, read_days(row["holidays"]))
    last = "never" if over is None else (over - timedelta(days=1)).isoformat()
    assert (str(used), last) == (row["used"], row["last_day"])


def test_table_names_a_source_for_every_row() -> None:
    assert [row["example"] for row in ROWS if not row["source"].strip()] == []
    assert len({row["example"] for row in ROWS}) == len(ROWS)


def account(facts: MemberFacts, on: date, *holidays: date) -> FurtherAccount:
    return fmla_account(facts, POLICY, on, holidays=frozenset(holidays))


def test_days_are_counted_once_or_named_as_not_counted() -> None:
    found = account(member(absent(date(2026, 5, 20), 8)), date(2026, 5, 27), date(2026, 5, 25))
    assert [(s.first_day.day, s.last_day.day) for s in found.counted] == [(20, 24), (26, 27)]
    assert [(n.first_day.day, n.reason) for n in found.not_counted] == [
        (25, "holiday in a week of leave in part")
    ]


def test_furlough_is_named_as_not_counted() -> None:
    furlough = ExceptionFact(MARCH + timedelta(days=3), MARCH + timedelta(days=4), "furlough")
    found = account(member(absent(MARCH, 7), exceptions=(furlough,)), MARCH + timedelta(days=9))
    assert [(n.days, n.reason) for n in found.not_counted] == [(2, "furlough")]
    assert sum(stretch.days for stretch in found.counted) == 5


def test_hr_decides_and_is_told_of_more_than_three_days() -> None:
    said = " ".join(account(member(absent(MARCH, 4)), date(2026, 3, 6)).remarks)
    assert "HR decides whether leave is family and medical leave (E01-16 II.N.5.c)." in said
    assert "C1: 4 days on end from 2026-03-02." in said
    assert "tell HR within 5 business days, by 2026-03-12" in said
    later = " ".join(account(member(absent(MARCH, 4)), date(2026, 3, 13)).remarks)
    assert "HR was to be told within 5 business days, by 2026-03-12" in later


def test_business_days_leave_out_holidays() -> None:
    said = account(member(absent(MARCH, 4)), date(2026, 3, 6), date(2026, 3, 9)).remarks
    assert any("by 2026-03-13" in sentence for sentence in said)
    assert not any("No holiday calendar was applied" in sentence for sentence in said)
    without = account(member(absent(MARCH, 4)), date(2026, 3, 6)).remarks
    assert any("No holiday calendar was applied" in sentence for sentence in without)


def test_three_days_are_not_more_than_three() -> None:
    found = account(member(absent(MARCH, 3), absent(MARCH + timedelta(days=3), 3, "C2")), MARCH)
    assert not any("825.115" in sentence for sentence in found.remarks)
    both = member(absent(MARCH, 3), absent(MARCH + timedelta(days=3), 3))
    said = account(both, date(2026, 3, 10)).remarks
    assert any("C1: 6 days on end" in sentence for sentence in said)


def test_eligibility_is_said_as_far_as_it_is_known() -> None:
    unknown = account(member(absent(MARCH, 1)), MARCH).remarks
    assert any("The day of appointment is not recorded" in each for each in unknown)
    new = account(member(absent(MARCH, 1), appointed_on=date(2025, 6, 1)), MARCH).remarks
    assert any(
        "will be complete on 2026-06-01" in each and "Begun before that day: C1." in each
        for each in new
    )
    old = account(member(absent(MARCH, 1), appointed_on=date(2015, 6, 1)), MARCH).remarks
    assert any("were complete on 2016-06-01" in each and "Begun" not in each for each in old)
    assert all(any("1,250 hours" in each for each in said) for said in (unknown, new, old))


def test_over_and_two_years_and_caregiver_are_said() -> None:
    said = " ".join(account(member(absent(date(2025, 12, 29), None)), date(2026, 3, 27)).remarks)
    assert "2/5 of a week more than the 12 weeks of the leave year, over since 2026-03-26" in said
    assert "C1 draws on two leave years: it began on 2025-12-29" in said
    assert "has 26 weeks" in said


def test_rule_says_that_the_work_days_are_assumed() -> None:
    rule = account(member(), MARCH).rule
    assert not rule.verified
    assert "work days of the week (this office does not hold tour schedules)" in rule.text
    assert "E01-16 II.N" in rule.source and "29 CFR 825.200" in rule.source


def test_values_for_a_bargaining_unit_are_applied() -> None:
    rows = (*DEFAULTS, PolicyRow("fmla_weeks", 16, "weeks", bargaining_unit="FOP7"))
    assert fmla_account(member(), PolicyTimeline(rows), MARCH).limit == 16


def test_digest_depends_on_facts_and_day_alone() -> None:
    facts = member(absent(MARCH, 4))
    digest = account(facts, MARCH).digest
    assert len(digest) == 64
    assert account(facts, MARCH).digest == digest
    assert account(facts, MARCH + timedelta(days=1)).digest != digest
    assert account(replace(facts, member="101"), MARCH).digest != digest


def test_json_has_whole_numbers_and_exact_fractions() -> None:
    found = account(member(absent(MARCH, 3)), MARCH + timedelta(days=2)).as_dict()
    assert (found["limit"], found["used"], found["remaining"]) == (12, "3/5", "57/5")
    assert account(member(), MARCH).as_dict()["used"] == 0


def test_missing_and_unknown_values_are_refused() -> None:
    with pytest.raises(PolicyMissing, match="fmla_method is in force on 2026-03-02"):
        fmla_account(member(), PolicyTimeline([]), MARCH)
    rows = (*DEFAULTS, PolicyRow("fmla_method", "yearly", "", effective_from=date(2000, 1, 1)))
    with pytest.raises(ValueError, match="fmla_method is one of: calendar, fixed, forward"):
        fmla_account(member(), PolicyTimeline(rows), MARCH)


def test_edges_of_the_calendar() -> None:
    for method in ("calendar", "fixed", "forward", "rolling"):
        timeline = PolicyTimeline(read_policy(f"fmla_method={method}"))
        facts = member(absent(date.min, 2), absent(date(9999, 12, 20), None, "C2"))
        for on in (date.min, date(9999, 12, 30), date.max):
            found = fmla_account(facts, timeline, on)
            assert found.used <= Fraction(2)


def test_fmla_is_fast_enough_for_everybody() -> None:
    """The command asks for 13,000 members; the bound is loose, for a busy machine."""
    spells = [absent(date(2022, 1, 5) + timedelta(days=65 * n), 9, f"C{n}") for n in range(26)]
    facts = member(*spells, appointed_on=date(2010, 2, 3))
    account(facts, date(2026, 8, 20))
    best = 1.0
    for _ in range(50):
        began = perf_counter()
        account(facts, date(2026, 8, 20))
        best = min(best, perf_counter() - began)
    assert best < 0.0005
