"""The probation flag: 18 months, of which 12 with another procedure for injuries (CBA App. P)."""

from datetime import date

import pytest

from members.pages.probation import probation
from members.ranks import Rank

APPOINTED = date(2025, 3, 5)


@pytest.mark.parametrize(
    ("rank", "on", "words", "other", "sentence"),
    [
        (Rank.PROBATIONARY, date(2025, 3, 5), "month 1 of 18", True, "civilian procedure"),
        (Rank.PROBATIONARY, date(2026, 3, 4), "month 12 of 18", True, "civilian procedure"),
        (Rank.PROBATIONARY, date(2026, 3, 5), "month 13 of 18", False, "follows Article 18"),
        (Rank.OFFICER, date(2026, 9, 4), "month 18 of 18", False, "(CBA App. P)"),
        (Rank.PROBATIONARY, date(2026, 9, 5), "probationary", False, "may go on (CBA 2)"),
    ],
)
def test_probation_says_the_month_and_the_procedure(rank, on, words, other, sentence):
    found = probation(rank, APPOINTED, on)
    assert found.words.endswith(words)
    assert found.other_procedure is other
    assert sentence in found.sentence


@pytest.mark.parametrize(
    ("rank", "on"),
    [
        (Rank.OFFICER, date(2026, 9, 5)),
        (Rank.SERGEANT, date(2025, 4, 1)),
        (Rank.PROBATIONARY, date(2025, 3, 4)),
    ],
)
def test_others_are_not_on_probation(rank, on):
    assert probation(rank, APPOINTED, on) is None
