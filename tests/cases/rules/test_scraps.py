"""A question taken apart into scraps."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.scraps import Reference, Term, scraps_of


@pytest.mark.parametrize(
    ("question", "reference"),
    [
        ("NIOD-26-00881", Reference(881, 26, "NIOD")),
        ("niod-2026-881", Reference(881, 26, "NIOD")),
        ("niod2600881", Reference(881, 26, "NIOD")),
        ("niod202600881", Reference(881, 26, "NIOD")),
        ("niod 26 881", Reference(881, 26, "NIOD")),
        ("iodr 5", Reference(5, None, "IODR")),
        ("26-881", Reference(881, 26)),
        ("2600881", Reference(881, 26)),
        ("00881", Reference(881)),
        ("881", Reference(881)),
        ("81", None),
        ("000", None),
        ("1234567890", None),
        ("xiod-26-1", None),
    ],
)
def test_reference_is_read_in_any_shape(question, reference):
    (scrap,) = scraps_of(question)
    assert scrap.reference == reference


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("3/4/1985", [date(1985, 3, 4)]),
        ("3/4/85", [date(1985, 3, 4), date(2085, 3, 4)]),
        ("1985-03-04", [date(1985, 3, 4)]),
        ("4 March 1985", [date(1985, 3, 4)]),
        ("Sept. 4, 1985", [date(1985, 9, 4)]),
        ("dec 24th 2025", [date(2025, 12, 24)]),
        ("03041985", [date(1985, 3, 4)]),
        ("19850304", [date(1985, 3, 4)]),
        ("2/30/2026", []),
        ("13/1/2026", []),
    ],
)
def test_day_is_read_in_any_shape(question, days):
    (scrap,) = scraps_of(question)
    assert list(scrap.days) == days


def test_words_are_apart_and_may_go_on_from_three_letters():
    first, second, third = scraps_of("Dr. knee.pdf 12")
    assert first.terms == [Term("dr", False)]
    assert second.terms == [Term("knee", False), Term("pdf", True)]
    assert third.terms == [Term("12", False)]
    assert (second.pattern, third.pattern) == (" knee pdf", " 12 ")


def test_marathon_is_no_month():
    assert [scrap.name for scrap in scraps_of("marathon 5 2026")] == ["marathon", "", ""]


@given(st.text(max_size=90))
def test_any_question_is_taken_apart_into_plain_words(question):
    for scrap in scraps_of(question):
        for term in scrap.terms:
            assert term.word.isalnum() and term.word == term.word.casefold()
            assert not {"'", '"', "%", "_", "\\", "\0"} & set(term.word)
