"""Hours of family and medical leave, each example with its source."""

from fractions import Fraction

import pytest

from cases.rules.fmla_hours import average_week, entitlement_hours, weeks_from_hours


@pytest.mark.parametrize(
    ("taken", "week", "weeks", "source"),
    [
        (8, 48, Fraction(1, 6), "29 CFR 825.205(c): required overtime of 8 in a week of 48"),
        (10, 30, Fraction(1, 3), "29 CFR 825.205(b)(1): 30 hours cut to 20"),
        (20, 40, Fraction(1, 2), "29 CFR 825.205(b)(1): tours of 4 hours for tours of 8"),
        (0, 42, Fraction(0), "29 CFR 825.205(a): only leave that is taken"),
        (Fraction("8.5"), Fraction("42.5"), Fraction(1, 5), "E02-02 II.A: tours of 8.5 hours"),
    ],
)
def test_hours_as_parts_of_a_week(taken, week, weeks, source: str) -> None:
    assert weeks_from_hours(taken, week) == weeks, source


@pytest.mark.parametrize(("weekly", "hours"), [(42, 504), (30, 360), (60, 720), (40, 480)])
def test_entitlement_follows_the_week(weekly: int, hours: int) -> None:
    """FMLA2025-02-A, for shifts of 12 hours: 42 a week on average."""
    assert entitlement_hours(12, weekly) == hours


def test_average_week_of_a_varying_schedule() -> None:
    """29 CFR 825.205(b)(3): twelve months before the leave."""
    assert average_week([36, 48] * 26) == 42
    assert average_week([40] * 13, weeks=26) == 20
    assert average_week([1], weeks=3) == Fraction(1, 3)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: weeks_from_hours(8, 0), "more than 0 hours"),
        (lambda: weeks_from_hours(50, 48), "between 0 and 48 hours, not 50"),
        (lambda: weeks_from_hours(-1, 48), "between 0 and 48 hours"),
        (lambda: entitlement_hours(12, -1), "0 or more"),
        (lambda: average_week([40] * 53), "53 weeks of hours do not fit in 52"),
        (lambda: average_week([], weeks=0), "do not fit in 0"),
        (lambda: average_week([-1]), "0 or more"),
    ],
)
def test_hours_that_cannot_be_are_refused(ask, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ask()
