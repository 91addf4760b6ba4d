"""The notice ladder as a table, and what it says of letters, of the PAR and of counsel's advice."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules.ladder import Issued, Ladder, ladder, months_before, par_day
from cases.rules.policy import DEFAULTS, PolicyMissing, PolicyRow, PolicyTimeline
from tests.cases.rules.test_worked_examples import entries

TABLE = Path(__file__).with_name("ladder.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
POLICY = PolicyTimeline(DEFAULTS)
UNPAID = date(2025, 3, 4)
STEPS = (180, 120, 90, 60, 30, 14)


def read_policy(cell: str) -> PolicyTimeline:
    rows = []
    for (word,) in entries(cell):
        key, text = word.split("=")
        value = tuple(int(part) for part in text.split("/"))
        rows.append(PolicyRow(key, value, "", effective_from=date(1990, 1, 1)))
    return PolicyTimeline([*DEFAULTS, *rows])


def day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def letters(cell: str) -> list[Issued]:
    return [
        Issued(number, date.fromisoformat(on), date.fromisoformat(stated))
        for number, on, stated in entries(cell)
    ]


def asked(on: date, *issued: Issued, unpaid: date | None = UNPAID, **more: object) -> Ladder:
    return ladder(unpaid, "iod", POLICY, on=on, issued=issued, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_ladder_matches_the_table(row: dict[str, str]) -> None:
    found = ladder(
        date.fromisoformat(row["first_unpaid"]), row["account"], read_policy(row["policy"]),
        on=date.fromisoformat(row["on"]), issued=letters(row["issued"]),
        since=day_or_none(row["since"]),
    )  # fmt: skip
    rungs = [f"{rung.days} {rung.day} {rung.state} {rung.notice}".strip() for rung in found.rungs]
    assert rungs == [" ".join(words) for words in entries(row["expected"])]
    assert row["source"].strip()


def test_rungs_say_what_goes_with_the_letter() -> None:
    rungs = {rung.days: rung for rung in asked(date(2024, 9, 1)).rungs}
    assert {days: rung.carries for days, rung in rungs.items()} == {
        180: ("letter",), 120: ("letter",), 90: ("options",), 60: ("pension_packet",),
        30: ("letter",), 14: ("letter",),
    }  # fmt: skip
    for word in ("limited duty", "unpaid medical leave", "pension fund"):
        assert word in rungs[90].content
    assert "packet of the pension fund" in rungs[60].content


def test_options_follow_the_account_and_the_rank() -> None:
    content = {
        rung.days: rung.content
        for rung in ladder(UNPAID, "non_iod", POLICY, on=UNPAID, rank="Lieutenant").rungs
    }
    assert "limited duty" not in content[90]
    assert "unpaid medical leave" not in content[90]
    assert "pension fund" in content[90]


def test_what_belongs_to_a_step_goes_to_the_next_one_without_it() -> None:
    for steps, options, packet in (((100, 50, 10), 50, 50), ((180, 120), 120, 120)):
        timeline = read_policy(f"notice_ladder_days={'/'.join(map(str, steps))}")
        rungs = ladder(UNPAID, "iod", timeline, on=UNPAID).rungs
        assert [rung.days for rung in rungs if "options" in rung.carries] == [options]
        assert [rung.days for rung in rungs if "pension_packet" in rung.carries] == [packet]


def test_states_are_said_plainly() -> None:
    sent = Issued("N-7", date(2024, 11, 20), UNPAID)
    found = asked(date(2025, 1, 10), sent, since=date(2024, 9, 1))
    assert [rung.says for rung in found.rungs[:4]] == [
        "180 days before, 2024-09-05: not sent.",
        "120 days before, 2024-11-04: sent on 2024-11-20 (N-7).",
        "90 days before, 2024-12-04: not sent.",
        "60 days before, 2025-01-03: due now.",
    ]
    assert found.due is found.rungs[3]
    assert [rung.days for rung in found.missed] == [180, 90]
    assert found.next is found.rungs[4]


def test_a_moved_day_makes_a_correction_due() -> None:
    sent = Issued("N-7", date(2024, 9, 20), date(2025, 2, 20))
    found = asked(date(2024, 10, 1), sent)
    assert found.correction_due
    assert (found.correction.was, found.correction.now) == (date(2025, 2, 20), UNPAID)
    assert found.correction.says == (
        "Correction due: N-7 states 2025-02-20 as the first unpaid day; it now is 2025-03-04."
    )


def test_a_later_letter_settles_the_correction() -> None:
    letters = (
        Issued("N-9", date(2024, 9, 20), UNPAID), Issued("N-8", date(2024, 9, 19), date(2025, 1, 1))
    )  # fmt: skip
    assert not asked(date(2024, 10, 1), *letters).correction_due
    assert asked(date(2024, 9, 19), *letters).correction_due


def test_without_a_first_unpaid_day_there_are_no_rungs() -> None:
    found = asked(UNPAID, Issued("N-1", date(2025, 1, 1), UNPAID), unpaid=None)
    assert (found.rungs, found.marks) == ((), ())
    assert found.correction.says.endswith("it now is none.")
    assert asked(UNPAID, unpaid=None).correction is None


def test_marks_of_example_g() -> None:
    """Day 300 is 28 Dec 2024 (FOP18); two months before is 4 Jan 2025 (Roth)."""
    marks = {mark.code: mark for mark in asked(date(2025, 1, 1)).marks}
    assert marks["ten_months"].day == date(2024, 12, 28)
    assert marks["pension_application"].day == date(2025, 1, 4)
    assert [marks[code].past for code in ("ten_months", "pension_application")] == [True, False]
    assert marks["par"].hard and not marks["ten_months"].hard
    other = ladder(UNPAID, "non_iod", POLICY, on=UNPAID).marks
    assert [mark.code for mark in other] == ["pension_application", "par"]


def test_par_is_due_two_full_pay_periods_before() -> None:
    """E02-02 VI.G; pay periods of 14 days, one of which begins on Sunday 1 Jan 2012."""
    mark = next(mark for mark in asked(date(2025, 1, 1)).marks if mark.code == "par")
    # 4 Mar 2025 lies in the period from 23 Feb; the two full ones before it begin on 26 Jan.
    assert mark.day == date(2025, 1, 26)
    assert not mark.verified
    assert "due by 2025-01-26: 2 full pay periods before it" in mark.says


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 4), st.integers(1, 40))
def test_par_agrees_with_a_walk_over_the_days(effective: date, periods: int, length: int) -> None:
    anchor = date(2012, 1, 1)
    begins = [
        day
        for day in (effective - timedelta(days=n) for n in range(length * (periods + 1)))
        if (day - anchor).days % length == 0
    ]
    assert par_day(effective, periods, length, anchor.isoformat()) == begins[periods]


@settings(deadline=None)
@given(st.dates(date(2024, 1, 1), date(2025, 12, 31)), st.lists(st.integers(-250, 20), max_size=5))
def test_states_agree_with_a_walk_over_the_days(on: date, sent: list[int]) -> None:
    issued = [
        Issued(f"N-{n}", UNPAID + timedelta(days=days), UNPAID) for n, days in enumerate(sent)
    ]
    for rung, after in zip(asked(on, *issued).rungs, [*STEPS[1:], 0], strict=True):
        days = {UNPAID - timedelta(days=n) for n in range(after + 1, rung.days + 1)}
        known = [letter for letter in issued if letter.issued_on in days and letter.issued_on <= on]
        state = "issued" if known else "due" if on in days else "to_come"
        state = "missed" if not known and on > max(days) else state
        assert (rung.state, rung.day, rung.until) == (state, min(days), max(days))
        assert (rung.notice in {letter.number for letter in known}) == bool(known)


def test_months_before_keep_to_the_month() -> None:
    assert months_before(date(2025, 4, 30), 2) == date(2025, 2, 28)
    assert months_before(date(2024, 4, 30), 2) == date(2024, 2, 29)
    assert months_before(date(2025, 1, 15), 13) == date(2023, 12, 15)


def test_ladder_names_its_policy_values_and_needs_them() -> None:
    keys = [row.key for row in asked(UNPAID).rows]
    assert keys == [
        "notice_ladder_days", "limited_duty_eligible", "par_pay_periods", "pay_period_days",
        "pay_period_anchor", "pabf_application_months_before", "iod_pay_days",
    ]  # fmt: skip
    with pytest.raises(PolicyMissing, match="notice_ladder_days"):
        ladder(UNPAID, "iod", PolicyTimeline([]), on=UNPAID)
