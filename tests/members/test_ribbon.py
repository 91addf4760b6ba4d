"""The ribbon's hatching and marks, and the table that says the same."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.rules.facts import WithheldFact
from members.pages.coverage import Gap, Note, gaps_within, uncovered
from members.pages.episodes import Counted, episodes
from members.pages.ribbon import NO_NOTE, NO_SHOW, NOTICE, Mark, legend, ribbon
from members.status import AWAY, FULL, LIMITED, NON_IOD, Stretch

BEGIN = date(2026, 1, 1)
A, B = "NIOD-26-00001", "NIOD-26-00002"


def day(number):
    return BEGIN + timedelta(days=number)


def roll(first, last, case=A):
    return Stretch(NON_IOD, day(first), day(last), case)


def test_days_that_no_note_covers_are_named():
    notes = [Note(day(2), day(3), A), Note(day(3), day(5), A), Note(day(9), None, A)]
    assert uncovered([roll(0, 20)], notes) == [Gap(day(0), day(1)), Gap(day(6), day(8))]


def test_note_of_another_case_covers_nothing():
    assert uncovered([roll(0, 4)], [Note(day(-300), None, B)]) == [Gap(day(0), day(4))]


def test_any_note_covers_a_spell_without_a_case():
    spell = Stretch(LIMITED[0], day(0), day(9))
    assert uncovered([spell], [Note(day(0), day(4), B)]) == [Gap(day(5), day(9))]


def test_full_duty_and_furlough_need_no_note():
    others = [Stretch(FULL, day(0), day(9)), Stretch(AWAY, day(10), day(19), reason="furlough")]
    assert uncovered(others, []) == []


@st.composite
def cuts(draw):
    """Stretches on the roll that do not touch, of two cases, and notes of both."""
    found, at = [], 0
    for _ in range(draw(st.integers(0, 4))):
        first = at + draw(st.integers(0, 5))
        last = first + draw(st.integers(0, 20))
        found.append(roll(first, last, draw(st.sampled_from([A, B]))))
        at = last + 1
    notes = []
    for first in draw(st.lists(st.integers(-5, 60), max_size=5)):
        last = draw(st.none() | st.integers(0, 25).map(lambda n, first=first: day(first + n)))
        notes.append(Note(day(first), last, draw(st.sampled_from([A, B, ""]))))
    return found, notes


@given(cuts())
def test_gaps_are_just_the_days_that_a_slow_look_finds(drawn):
    found, notes = drawn
    slow = {
        on
        for part in found
        for on in (part.first_day + timedelta(days=n) for n in range(part.days))
        if not any(
            note.first_day <= on <= (note.last_day or date.max) and note.case in ("", part.case)
            for note in notes
        )
    }
    gaps = uncovered(found, notes)
    days = [gap.first_day + timedelta(days=n) for gap in gaps for n in range(gap.days)]
    assert days == sorted(slow)


def test_gaps_are_cut_to_a_span():
    gaps = [Gap(day(0), day(4)), Gap(day(9), day(9))]
    assert gaps_within(gaps, day(3), day(8)) == [Gap(day(3), day(4))]


def test_gap_over_new_year_is_drawn_in_both_years():
    gap = Gap(date(2025, 12, 31), date(2026, 1, 2))
    lines = ribbon([roll(0, 9)], date(2025, 12, 1), day(9), [gap])
    assert [line["gaps"][0]["title"] for line in lines] == [
        f"31 Dec to 31 Dec: {NO_NOTE}",
        f"1 Jan to 2 Jan: {NO_NOTE}",
    ]
    assert round(lines[0]["gaps"][0]["x"] + lines[0]["gaps"][0]["width"], 6) == 100


def test_mark_stands_in_the_middle_of_its_day_with_its_title():
    mark = Mark(NO_SHOW, date(2026, 7, 2), "Medical review, no-show", "/x/", A)
    line = ribbon([], day(0), date(2026, 12, 31), (), [mark])[0]["marks"][0]
    assert line["title"] == "2 Jul 2026: Medical review, no-show"
    assert line["x"] == 50


def test_legend_says_furlough_and_suspension_apart_and_what_is_drawn():
    away = [
        Stretch(AWAY, day(0), day(1), reason="furlough"),
        Stretch(AWAY, day(3), day(4), reason="suspension"),
    ]
    assert legend(away[1:]) == [("st-X", "X", "Suspension")]
    assert legend(away) == [("st-X", "X", "Furlough or suspension")]
    shown = legend(away[:1], [Gap(day(0), day(0))], [Mark(NOTICE, day(0), "Notice N-1")])
    assert [words for _, _, words in shown] == ["Furlough", NO_NOTE, "Notice issued"]


def test_every_status_has_a_tint_of_its_letter():
    from pathlib import Path

    from members.status import STATUSES

    css = (Path(__file__).parents[2] / "static/css/components.css").read_text()
    assert [s.code for s in STATUSES.values() if f".{s.css} {{" not in css] == []


def test_episode_says_note_account_and_what_is_withheld():
    found = [roll(0, 9), Stretch(FULL, day(10), day(19))]
    gaps = uncovered(found, [Note(day(0), day(6), A)])
    counted = [Counted("not on duty", day(0), day(6)), Counted("not on duty", day(9), day(9))]
    withheld = [WithheldFact(day(7), day(8), A), WithheldFact(day(0), None, B)]
    first, second = episodes(found, gaps, counted, withheld)
    assert first.documentation == "no note for 3 days"
    assert first.counted == "not on duty, 8 days"
    assert first.withheld == "8 Jan 2026 to 9 Jan 2026"
    assert (second.documentation, second.counted, second.withheld) == ("", "", "")


def test_episode_without_any_note_and_one_all_covered():
    bare, whole = episodes([roll(0, 4), roll(5, 9, B)], [Gap(day(0), day(4))], [], [])
    assert (bare.documentation, bare.is_covered, bare.counted) == ("no note", False, "none")
    assert (whole.documentation, whole.is_covered) == ("covered", True)
