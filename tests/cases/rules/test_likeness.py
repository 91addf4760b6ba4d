"""Likeness of names from a table, and against a slow distance written down here."""

import csv
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.likeness import grams_of, likeness, mistakes, swapped, wanted_grams

TABLE = list(
    csv.DictReader(Path(__file__).with_name("likeness.csv").read_text("utf-8").splitlines())
)
WORDS = st.text("abkz", min_size=1, max_size=9)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['part']}-{row['word']}")
def test_likeness_is_that_of_the_table(row):
    assert likeness(row["part"], row["word"]) == int(row["likeness"]), row["reason"]


def slow(one, other):
    """Letters added, dropped, changed or swapped, by every way there is."""

    @cache
    def off(i, j):
        if not i or not j:
            return i + j
        ways = [
            off(i - 1, j) + 1,
            off(i, j - 1) + 1,
            off(i - 1, j - 1) + (one[i - 1] != other[j - 1]),
        ]
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            ways.append(off(i - 2, j - 2) + 1)
        return min(ways)

    return off(len(one), len(other))


@given(WORDS, WORDS, st.integers(1, 3))
def test_mistakes_are_those_of_the_slow_count(one, other, limit):
    assert mistakes(one, other, limit) == min(slow(one, other), limit + 1)


@given(st.text("abcdefghij", min_size=3, max_size=10), WORDS, WORDS)
def test_trigrams_find_every_word_that_holds_the_part(part, before, after):
    for word in (part, part + after, before + part + after):
        grams, least = wanted_grams(part)
        assert len(grams & grams_of(word)) >= least


@pytest.mark.parametrize(("digits", "near"), [("1234", {"2134", "1324", "1243"}), ("11", set())])
def test_swapped_digits(digits, near):
    assert set(swapped(digits)) == near
