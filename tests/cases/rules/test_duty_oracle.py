"""Limited duty and ordinary disability against the slow oracles, under random dated policies."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cases.rules.disability import ordinary_disability_account
from cases.rules.facts import AbsenceFact, DutyFact, ExceptionFact, MemberFacts, RankFact
from cases.rules.further import FurtherAccount
from cases.rules.limited_duty import limited_duty_account
from cases.rules.policy import PolicyRow, PolicyTimeline
from tests.cases.rules import strategies
from tests.cases.rules.duty_oracle import disability_oracle, limited_duty_oracle
from tests.cases.rules.oracle import days_between

RANKS = ("Police Officer", "Sergeant", "Sergeant", "Lieutenant")
UNITS = ("FOP7", "PBPA-SGT")
LIMITED = ("limited_non_iod", "limited_non_iod", "limited_combat", "limited_iod")
COUNTED_FROM = ("2011-01-01", "2023-01-20", "2024-02-29", "2024-06-01")
quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
Rows = tuple[PolicyRow, ...]


@st.composite
def policies(draw: Any) -> Rows:
    """Small caps, so that members come over them; each value may change with day, rank and unit."""
    caps = st.integers(0, 45)
    values: dict[str, Any] = {
        "limited_duty_cap_days": caps,
        "limited_duty_senior_cap_days": caps,
        "limited_duty_senior_years": st.integers(1, 3),
        "limited_duty_counts_from": st.sampled_from(COUNTED_FROM),
        "limited_duty_excludes_combat": st.booleans(),
        "limited_duty_eligible": st.just(True),
        "ordinary_disability_service_share": st.sampled_from([1, 3, 4, 20]),
        "ordinary_disability_max_years": st.integers(1, 2),
        "ordinary_disability_wait_days": st.just(30),
    }
    senior = draw(st.sampled_from(["", "Sergeant", None]))
    rows = [
        PolicyRow(key, draw(values[key]), "", version="base")
        for key in values
        if key != "limited_duty_senior_cap_days"
    ]
    if senior is not None:
        rows.append(PolicyRow("limited_duty_senior_cap_days", draw(caps), "", rank=senior))
    for rank in draw(st.sets(st.sampled_from(["Lieutenant", "Sergeant"]))):
        rows.append(PolicyRow("limited_duty_eligible", False, "", rank=rank))
    for number in range(draw(st.integers(0, 6))):
        key = draw(st.sampled_from(sorted(values)))
        first = strategies.START + timedelta(days=draw(st.integers(0, 850)))
        last = draw(st.none() | st.just(first + timedelta(days=70)))
        unit, rank = draw(st.sampled_from(["", "PBPA-SGT"])), draw(st.sampled_from(["", *RANKS]))
        rows.append(
            PolicyRow(key, draw(values[key]), "", unit, rank, first, last, version=f"v{number}")
        )
    return strategies.without_ties(rows)


@st.composite
def duty(draw: Any) -> tuple[DutyFact, ...]:
    """Spells of every kind that begin on different days; now and then they overlap or touch."""
    found: list[DutyFact] = []
    day = draw(strategies.days)
    for _ in range(draw(st.sampled_from([1, 3, 2, 4, 5, 0]))):
        day += timedelta(days=draw(st.sampled_from([1, 5, 40]) | st.integers(1, 200)))
        last = day + timedelta(days=draw(st.sampled_from([0, 9, 20]) | st.integers(0, 60)))
        kind = draw(st.sampled_from([*LIMITED, "disability_ordinary", "disability_duty"]))
        found.append(DutyFact(day, last, kind, f"C{draw(st.integers(0, 2))}"))
        if draw(st.integers(0, 3)):
            day = last
    if found and draw(st.booleans()):
        found[-1] = replace(found[-1], last_day=None)
    return tuple(draw(st.permutations(found)))


@st.composite
def careers(draw: Any) -> tuple[RankFact, ...]:
    """Ranks that follow each other, or leave a gap, or overlap; none at all now and then."""
    found: list[RankFact] = []
    day = draw(st.just(date(2015, 3, 1)) | strategies.days)
    for _ in range(draw(st.sampled_from([2, 3, 1, 0]))):
        last = day + timedelta(days=draw(st.integers(0, 700)))
        rank, unit = draw(st.sampled_from(RANKS)), draw(st.sampled_from(["", *UNITS]))
        found.append(RankFact(day, last, rank, unit))
        day = max(
            day + timedelta(days=1), last + timedelta(days=draw(st.sampled_from([1, 1, -9, 30])))
        )
    if found and draw(st.booleans()):
        found[-1] = replace(found[-1], last_day=None)
    return tuple(draw(st.permutations(found)))


@st.composite
def asked(draw: Any) -> tuple[MemberFacts, date]:
    """A member, and a day near where something begins or ends as a rule."""
    spells, ranks = draw(duty()), draw(careers())
    absences = tuple(
        AbsenceFact(first, draw(st.sampled_from([last, last, None])), "non_iod", None, "A")
        for first, last in draw(st.lists(strategies.spans(15), max_size=2))
    )
    exceptions = tuple(
        ExceptionFact(first, last, draw(st.sampled_from(strategies.REASONS)))
        for first, last in draw(st.lists(strategies.spans(12), max_size=3))
    )
    appointed = draw(
        st.none() | st.dates(date(2020, 1, 1), date(2023, 12, 31)) | st.just(date(2020, 2, 29))
    )
    facts = MemberFacts(
        "4497", draw(st.sampled_from(UNITS)), draw(st.sampled_from(RANKS)), absences, exceptions,
        duty=spells, ranks=ranks, appointed_on=appointed,
    )  # fmt: skip
    edges = [day for s in spells for day in (s.first_day, s.last_day or s.first_day)]
    edges += [r.first_day for r in ranks if r.first_day > strategies.START]
    if not edges or draw(st.integers(0, 4)) == 0:
        return facts, draw(strategies.days)
    near = draw(st.sampled_from([0, -1, 1, 15]) | st.integers(-20, 60))
    return facts, draw(st.sampled_from(edges)) + timedelta(days=near)


def as_days(account: FurtherAccount) -> dict[str, Any]:
    """An answer in the oracle's terms: single days, each named once."""
    counted = [(d, s.case) for s in account.counted for d in days_between(s.first_day, s.last_day)]
    left_out = [
        (d, n.reason) for n in account.not_counted for d in days_between(n.first_day, n.last_day)
    ]
    named = [day for day, _ in (*counted, *left_out)]
    assert len(named) == len(set(named)), "a day is named twice"
    assert all(entry.days > 0 for entry in (*account.counted, *account.not_counted))
    assert [s.days for s in account.counted] == _lengths(account.counted)
    assert [n.days for n in account.not_counted] == _lengths(account.not_counted)
    return {
        "limit": account.limit,
        "used": account.used,
        "remaining": account.remaining,
        "last_day": account.last_day,
        "first_day_over": account.first_day_over,
        "counted": dict(counted),
        "not_counted": dict(left_out),
    }


def _lengths(stretches: Iterable[Any]) -> list[int]:
    return [(s.last_day - s.first_day).days + 1 for s in stretches]


def state(account: FurtherAccount, on: date) -> str:
    over = account.first_day_over
    return "never" if over is None else "over already" if over <= on else "covered"


@settings(deadline=None, max_examples=500, suppress_health_check=quiet)
@given(asked(), policies())
def test_limited_duty_agrees_with_the_oracle(
    question: tuple[MemberFacts, date], rows: Rows
) -> None:
    facts, on = question
    found = limited_duty_account(facts, PolicyTimeline(rows), on)
    assert as_days(found) == limited_duty_oracle(facts, rows, on)
    event(f"limited duty {state(found, on)}")


@settings(deadline=None, max_examples=300, suppress_health_check=quiet)
@given(asked(), policies())
def test_ordinary_disability_agrees_with_the_oracle(
    question: tuple[MemberFacts, date], rows: Rows
) -> None:
    facts, on = question
    found = ordinary_disability_account(facts, PolicyTimeline(rows), on)
    assert as_days(found) == disability_oracle(facts, rows, on) | {"not_counted": {}}
    event(f"ordinary disability {state(found, on)}")


@settings(deadline=None, max_examples=150, suppress_health_check=quiet)
@given(st.data(), asked(), policies())
def test_the_order_of_the_facts_changes_nothing(
    data: st.DataObject, question: tuple[MemberFacts, date], rows: Rows
) -> None:
    facts, on = question
    shuffled = replace(
        facts,
        **{
            name: tuple(data.draw(st.permutations(getattr(facts, name))))
            for name in ("duty", "ranks", "absences", "exceptions")
        },
    )
    policy = PolicyTimeline(data.draw(st.permutations(rows)))
    for judge in (limited_duty_account, ordinary_disability_account):
        assert judge(shuffled, policy, on) == judge(facts, PolicyTimeline(rows), on)


@settings(deadline=None, max_examples=150, suppress_health_check=quiet)
@given(asked(), policies())
def test_spells_that_begin_later_leave_the_numbers_as_they_are(
    question: tuple[MemberFacts, date], rows: Rows
) -> None:
    facts, on = question
    known = replace(facts, duty=tuple(d for d in facts.duty if d.first_day <= on))
    policy = PolicyTimeline(rows)
    assert limited_duty_account(known, policy, on) == limited_duty_account(facts, policy, on)
