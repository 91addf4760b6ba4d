"""The part of a text that a search shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.scraps import Term, scraps_of
from cases.rules.snippets import BEFORE, WIDTH, snippet


def marked(text, question):
    terms = [term for scrap in scraps_of(question) for term in scrap.terms]
    return "".join(f"[{words}]" if mark else words for mark, words in snippet(text, terms))


@pytest.mark.parametrize(
    ("text", "question", "shown"),
    [
        ("Left knee, swollen.", "knee", "Left [knee], swollen."),
        ("Physiotherapy twice", "physio", "[Physiotherapy] twice"),
        ("The résumé is naïve", "resume naive", "The [résumé] is [naïve]"),
        ("O'Brien said so", "obrien", "[O'Brien] said so"),
        ("a  b\n\nknee", "knee", "a b [knee]"),
        ("knee 12 and 120", "12", "knee [12] and 120"),
        ("nothing of it", "knee", "nothing of it"),
    ],
)
def test_words_are_marked_as_they_stand(text, question, shown):
    assert marked(text, question) == shown


def test_long_text_is_cut_at_words_around_the_first_one_found():
    shown = marked("before " * 100 + "knee " + "after " * 100, "knee")
    assert shown.startswith("… before before") and shown.endswith("after …")
    assert 0 < shown.index("[knee]") <= BEFORE + 8


@given(st.text(max_size=600), st.text("abz ", min_size=1, max_size=5))
def test_pieces_come_from_the_text_in_its_order(text, word):
    pieces = snippet(text, [Term(part, True) for part in word.split()])
    joined = "".join(words for _, words in pieces).removeprefix("… ").removesuffix(" …")
    assert joined in " ".join(text.split())
    assert len(joined) <= WIDTH + BEFORE + 2
