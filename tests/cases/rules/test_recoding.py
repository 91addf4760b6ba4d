"""Recoding and withheld certification by the day: where each day on the roll counts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules.facts import AbsenceFact, MemberFacts, RecodeFact, WithheldFact
from cases.rules.policy import DEFAULTS, PolicyTimeline
from cases.rules.recoding import recoded
from cases.rules.usage import usage

START = date(2024, 1, 1)
HORIZON = 300  # days after START, beyond every fact that ends
DAY = timedelta(days=1)
POLICY = PolicyTimeline(DEFAULTS)
ACCOUNTS = st.sampled_from([("non_iod", None), ("iod", "KNEE"), ("iod", "BACK")])
Place = tuple[str, str | None, str, bool]
"""Account, injury, case, recurrence."""


def day(number: int) -> date:
    return START + DAY * number


@st.composite
def absences(draw: Any) -> list[AbsenceFact]:
    """Absences that share no day; some touch, the last may be open."""
    found, at = [], 0
    for number in range(draw(st.integers(1, 4))):
        first = at + draw(st.sampled_from([0, 1, 12]))
        at = first + draw(st.integers(1, 40))
        account, injury = draw(ACCOUNTS)
        again = injury is not None and draw(st.booleans())
        found.append(AbsenceFact(day(first), day(at - 1), account, injury, f"C{number}", again))
    if draw(st.booleans()):
        found[-1] = replace(found[-1], last_day=None)
    return draw(st.permutations(found))


@st.composite
def recodes(draw: Any) -> list[RecodeFact]:
    """In the order of their recording, which is not that of their days; some overlap, some open."""
    found = []
    for _ in range(draw(st.sampled_from([2, 1, 3, 4, 0]))):
        first = draw(st.integers(0, 150))
        last = draw(st.none() | st.integers(first, first + 50).map(day))
        found.append(RecodeFact(day(first), last, *draw(ACCOUNTS)))
    return found


def covers(fact: Any, on: date) -> bool:
    return fact.first_day <= on and (fact.last_day is None or on <= fact.last_day)


def slow(roll: list[AbsenceFact], moves: list[RecodeFact], on: date) -> list[Place]:
    """Where a day counts: where the recoding recorded last says, else where its absence says."""
    places: list[Place] = []
    for absence in roll:
        if covers(absence, on):
            place = (absence.account, absence.injury, absence.case, absence.recurrence)
            for move in moves:
                if covers(move, on):
                    same = (move.account, move.injury) == (absence.account, absence.injury)
                    again = absence.recurrence and same
                    place = (move.account, move.injury, absence.case, again)
            places.append(place)
    return places


@settings(deadline=None, max_examples=400)
@given(absences(), recodes())
def test_each_roll_day_counts_in_exactly_one_place(
    roll: list[AbsenceFact], moves: list[RecodeFact]
) -> None:
    pieces = recoded(roll, moves)
    for number in range(HORIZON):
        found = [
            (piece.account, piece.injury, piece.case, piece.recurrence)
            for piece in pieces
            if covers(piece, day(number))
        ]
        assert found == slow(roll, moves, day(number)), day(number)
    still_open = [absence.case for absence in roll if absence.last_day is None]
    assert [piece.case for piece in pieces if piece.last_day is None] == still_open


@settings(deadline=None, max_examples=200)
@given(absences(), recodes())
def test_pieces_are_in_order_whatever_the_order_of_the_absences(
    roll: list[AbsenceFact], moves: list[RecodeFact]
) -> None:
    pieces = recoded(roll, moves)
    if moves:
        assert list(pieces) == sorted(pieces, key=lambda piece: piece.first_day)
        assert recoded(roll[::-1], moves) == pieces
    else:
        assert pieces == tuple(roll)


@settings(deadline=None, max_examples=150)
@given(absences(), recodes(), st.integers(0, HORIZON))
def test_moving_days_neither_makes_nor_loses_one(
    roll: list[AbsenceFact], moves: list[RecodeFact], number: int
) -> None:
    def used(pieces: Any) -> dict[Any, int]:
        facts = MemberFacts("1", "FOP7", "Police Officer", tuple(pieces))
        return {(a.account, a.injury): a.used for a in usage(facts, POLICY, day(number)).accounts}

    before, after = used(roll), used(recoded(roll, moves))
    assert sum(before.values()) == sum(after.values())
    days = [place for n in range(number + 1) for place in slow(roll, moves, day(n))]
    assert after == {("non_iod", None): 0} | {
        place[:2]: sum(other[:2] == place[:2] for other in days) for place in days
    }


def test_later_recording_stands_above_an_earlier_one_that_it_covers_in_part() -> None:
    roll = [AbsenceFact(day(0), None, "non_iod", None, "C1")]
    moves = [
        RecodeFact(day(10), None, "iod", "KNEE"),
        RecodeFact(day(20), day(29), "non_iod", None),
    ]
    assert [(p.account, p.first_day, p.last_day) for p in recoded(roll, moves)] == [
        ("non_iod", day(0), day(9)), ("iod", day(10), day(19)),
        ("non_iod", day(20), day(29)), ("iod", day(30), None),
    ]  # fmt: skip
    assert [(p.account, p.first_day, p.last_day) for p in recoded(roll, moves[::-1])] == [
        ("non_iod", day(0), day(9)), ("iod", day(10), None),
    ]  # fmt: skip


def first_unpaid(injury: str | None, *withheld: WithheldFact, on: int = 40) -> date | None:
    account = "iod" if injury else "non_iod"
    absence = AbsenceFact(day(0), None, account, injury, "C1")
    facts = MemberFacts("1", "FOP7", "Police Officer", (absence,), withheld=withheld)
    found = usage(facts, POLICY, day(on)).account(account, injury)
    assert found is not None
    return found.first_unpaid_day


@pytest.mark.parametrize("injury", [None, "KNEE"])
def test_open_withheld_certification_leaves_no_first_unpaid_day(injury: str | None) -> None:
    assert first_unpaid(injury) == day(365)
    assert first_unpaid(injury, WithheldFact(day(30), None, "C1")) is None
    assert first_unpaid(injury, WithheldFact(day(60), None, "C1")) is None
    assert first_unpaid(injury, WithheldFact(day(30), None, "C2")) == day(365)


@pytest.mark.parametrize("injury", [None, "KNEE"])
def test_withheld_certification_that_begins_after_the_paid_days_changes_nothing(
    injury: str | None,
) -> None:
    assert first_unpaid(injury, WithheldFact(day(400), None, "C1"), on=380) == day(365)
    assert first_unpaid(injury, WithheldFact(day(366), None, "C1")) == day(365)


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from([None, "KNEE"]),
    st.lists(st.tuples(st.integers(0, 320), st.integers(1, 60)), max_size=3),
    st.integers(0, 360),
)
def test_ended_withheld_certification_shifts_the_first_unpaid_day_exactly(
    injury: str | None, spans: list[tuple[int, int]], on: int
) -> None:
    withheld = tuple(WithheldFact(day(n), day(n + length - 1), "C1") for n, length in spans)
    free = {number for n, length in spans for number in range(n, n + length)}
    paid, number = 0, -1
    while paid <= 365:
        number += 1
        paid += number not in free
    assert first_unpaid(injury, *withheld, on=on) == day(number)
