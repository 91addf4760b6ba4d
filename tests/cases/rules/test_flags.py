"""The thresholds that others own: a table, the sentences, and a walk over the days."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules.facts import AbsenceFact, ExceptionFact, MemberFacts
from cases.rules.flags import IOD_EXCLUDED, KINDS, SERIOUS, Flag, flags
from cases.rules.policy import DEFAULTS, PolicyMissing, PolicyRow, PolicyTimeline
from tests.cases.rules import strategies
from tests.cases.rules.test_worked_examples import entries, read_policy

TABLE = Path(__file__).with_name("flags.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
POLICY = PolicyTimeline(DEFAULTS)
DAY = timedelta(days=1)


def read_absence(number: int, words: list[str]) -> AbsenceFact:
    account, first, last, *case = words
    return AbsenceFact(
        date.fromisoformat(first), None if last == "open" else date.fromisoformat(last),
        account, "KNEE" if account == "iod" else None, case[0] if case else f"C{number}",
    )  # fmt: skip


def read_facts(row: dict[str, str]) -> MemberFacts:
    exceptions = tuple(
        ExceptionFact(date.fromisoformat(first), date.fromisoformat(last), reason)
        for reason, first, last in entries(row["exceptions"])
    )
    absences = tuple(
        read_absence(number, words) for number, words in enumerate(entries(row["absences"]), 1)
    )
    return MemberFacts("100", "FOP7", "Police Officer", absences, exceptions)


def answer(row: dict[str, str]) -> tuple[Flag, ...]:
    timeline = PolicyTimeline(read_policy(row["policy"]))
    on = date.fromisoformat(row["on"])
    return flags(read_facts(row), timeline, on, row["serious"].split())


def row_of(example: str) -> dict[str, str]:
    return next(row for row in ROWS if row["example"] == example)


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_flags_match_the_table(row: dict[str, str]) -> None:
    """Each expectation: code, incidents counted, days counted, incidents left out."""
    found = [
        f"{f.code} {len(f.counted)} {sum(line.days for line in f.counted)} {len(f.left_out)}"
        for f in answer(row)
    ]
    assert found == [" ".join(words) for words in entries(row["expected"])]
    assert row["source"].strip()


def test_events_say_how_many_are_injuries_on_duty() -> None:
    (found,) = answer(row_of("five events with an injury on duty are five"))
    assert found.sentence == "5 medical events in 12 months; 1 injury on duty, 0 marked serious."
    assert found.window == (date(2026, 1, 1), date(2026, 12, 31))
    assert [line.iod_days for line in found.counted] == [0, 0, 0, 1, 0]


def test_what_is_left_out_has_its_reason() -> None:
    _, found = answer(row_of("a serious condition beside five others is left out"))
    assert [(each.event.case, each.reason) for each in found.left_out] == [("C2", SERIOUS)]
    _, found = answer(row_of("five incidents of non-IOD use"))
    assert [(each.event.case, each.reason) for each in found.left_out] == [("C6", IOD_EXCLUDED)]


def test_a_flag_judges_nothing_and_says_who_does() -> None:
    shown = {flag.code: flag for row in ROWS for flag in answer(row)}
    assert set(shown) == {kind.code for kind in KINDS}
    for flag in shown.values():
        assert flag.judged_by and flag.consequence.endswith(".") and flag.source
        assert flag.sentence.endswith(".")
    assert not shown["selection_screen"].verified
    assert shown["bis_incidents"].judged_by == "Administrator, Medical Services Section"


def test_thresholds_are_policy_values() -> None:
    facts = MemberFacts(
        "100", "FOP7", "Police Officer",
        (AbsenceFact(date(2026, 1, 5), date(2026, 1, 5), "non_iod", None, "C1"),),
    )  # fmt: skip
    on = date(2026, 12, 1)
    assert flags(facts, POLICY, on) == ()
    rows = (*DEFAULTS, PolicyRow("bis_incidents", 1, "", bargaining_unit="FOP7", version="v2"))
    (found,) = flags(facts, PolicyTimeline(rows), on)
    assert found.sentence.startswith("1 incident of non-IOD medical use in 12 months")
    assert [row.version for row in found.thresholds] == ["v2", "default-1"]
    with pytest.raises(PolicyMissing, match="mis_events is in force"):
        flags(facts, PolicyTimeline([]), on)


def test_recoded_days_stay_one_event() -> None:
    """CBA 9.5: the days moved to the injury; the event is one, and its other days are non-IOD."""
    pieces = (
        AbsenceFact(date(2026, 6, 1), date(2026, 6, 10), "iod", "KNEE", "C1"),
        AbsenceFact(date(2026, 6, 11), date(2026, 6, 20), "non_iod", None, "C1"),
    )
    facts = MemberFacts("100", "FOP7", "Police Officer", pieces)
    found = {flag.code: flag for flag in flags(facts, POLICY, date(2026, 6, 20))}
    (line,) = found["special_employment"].counted
    assert (line.first_day, line.last_day, line.days) == (date(2026, 6, 1), date(2026, 6, 20), 10)
    assert [each.event.days for each in found["special_employment"].left_out] == [10]


@st.composite
def low_thresholds(draw: Any) -> PolicyTimeline:
    values: dict[str, Any] = {
        "mis_events": draw(st.integers(1, 3)), "mis_events_months": draw(st.integers(1, 12)),
        "bis_incidents": draw(st.integers(1, 3)), "bis_incidents_months": draw(st.integers(1, 12)),
        "screen_incidents": draw(st.integers(1, 4)), "screen_days": draw(st.integers(1, 200)),
        "screen_years": draw(st.integers(1, 2)),
        "promotion_screen_counts_iod": draw(st.booleans()),
        "special_employment_days": draw(st.integers(1, 20)),
        "special_employment_window_days": draw(st.integers(1, 60)),
        "no_evaluation_months": draw(st.integers(1, 6)),
        "no_exchange_days": draw(st.integers(1, 9)),
    }  # fmt: skip
    since = date(1990, 1, 1)
    rows = [PolicyRow(key, value, "", effective_from=since) for key, value in values.items()]
    return PolicyTimeline([*DEFAULTS, *rows])


def walked(facts: MemberFacts, on: date) -> list[dict[date, tuple[str, bool] | None]]:
    """The events, each as its days; None on a day that is off the roll."""
    days = {
        absence.first_day + DAY * n: (absence.case, absence.account == "iod")
        for absence in facts.absences
        for n in range((min(on, absence.last_day or on) - absence.first_day).days + 1)
    }
    found: list[dict[date, tuple[str, bool] | None]] = []
    for day in sorted(days):
        before = days.get(day - DAY)
        if before is None or before[0] != days[day][0]:
            found.append({})
        off = any(e.first_day <= day <= e.last_day for e in facts.exceptions)
        found[-1][day] = None if off else days[day]
    return [event for event in found if any(event.values())]


def back(on: date, months: int) -> date:
    """The first day of the window of so many months, found by walking."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    day = on
    while (day.year, day.month) != (year, month + 1) or day.day > on.day:
        day -= DAY
    return day + DAY


def count(events: list, first: date, on: date, *, iod: bool, skip: frozenset[str] = frozenset()):
    """Incidents and days within a window, by walking."""
    days = [
        sum(
            first <= day <= on and (iod or not what[1]) and what[0] not in skip
            for day, what in event.items()
            if what
        )
        for event in events
    ]
    return sum(number > 0 for number in days), sum(days)


def expected(facts: MemberFacts, policy: PolicyTimeline, on: date, serious: frozenset[str]) -> set:
    def value(key: str) -> Any:
        return policy.at(key, on).value

    events, codes = walked(facts, on), set()
    first = back(on, value("mis_events_months"))
    if count(events, first, on, iod=True)[0] >= value("mis_events"):
        codes.add("mis_events")
    first = back(on, value("bis_incidents_months"))
    if count(events, first, on, iod=False, skip=serious)[0] >= value("bis_incidents"):
        codes.add("bis_incidents")
    first = back(on, value("screen_years") * 12)
    number, days = count(events, first, on, iod=value("promotion_screen_counts_iod"))
    if number >= value("screen_incidents") or days >= value("screen_days"):
        codes.add("selection_screen")
    first = on - DAY * (value("special_employment_window_days") - 1)
    if count(events, first, on, iod=False)[1] >= value("special_employment_days"):
        codes.add("special_employment")
    if count(events, on - DAY * (value("no_exchange_days") - 1), on, iod=False)[0]:
        codes.add("no_exchange")
    day, absent = back(on + DAY, value("no_evaluation_months")) - DAY, absences_by_day(facts, on)
    if all(day + DAY * n in absent for n in range((on - day).days + 1)):
        codes.add("no_evaluation")
    return codes


def absences_by_day(facts: MemberFacts, on: date) -> set[date]:
    return {
        absence.first_day + DAY * n
        for absence in facts.absences
        for n in range((min(on, absence.last_day or on) - absence.first_day).days + 1)
    }


@settings(deadline=None, max_examples=150)
@given(
    strategies.members_and_days(), low_thresholds(), st.sets(st.sampled_from(["C0", "C1", "C3"]))
)
def test_flags_agree_with_a_walk_over_the_days(
    asked: tuple[MemberFacts, date], policy: PolicyTimeline, serious: set[str]
) -> None:
    facts, on = asked
    found = flags(facts, policy, on, serious)
    assert {flag.code for flag in found} == expected(facts, policy, on, frozenset(serious))
    for flag in found:
        assert all(line.days >= 1 for line in flag.counted)
