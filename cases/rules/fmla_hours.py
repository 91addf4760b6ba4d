"""Family and medical leave where it is reckoned in hours (29 CFR 825.205; FMLA2025-02-A).

The office holds no hours; these are for who does. Amounts are exact: whole hours, or fractions.
Overtime that is required belongs to the week, voluntary overtime neither to it nor to the leave.
"""

from collections.abc import Iterable
from fractions import Fraction
from numbers import Rational
from typing import Final

WEEKS_OF_YEAR: Final = 52
"""Weeks in the twelve months before the leave, over which a varying schedule is averaged."""


def weeks_from_hours(taken: Rational | int, normal_week: Rational | int) -> Fraction:
    """The part of a work week that hours of leave use: 8 hours of a week of 48 are 1/6.

    Raises:
        ValueError: the normal week has no hours, or the hours taken are negative or more than it.
    """
    week, hours = Fraction(normal_week), Fraction(taken)
    if week <= 0:
        raise ValueError("The normal week has more than 0 hours.")
    if not 0 <= hours <= week:
        raise ValueError(f"The leave of a week is between 0 and {week} hours, not {hours}.")
    return hours / week


def entitlement_hours(weeks: Rational | int, weekly_hours: Rational | int) -> Fraction:
    """The hours that so many weeks make: 12 weeks of 42 hours are 504.

    Raises:
        ValueError: weeks or hours are negative.
    """
    count, hours = Fraction(weeks), Fraction(weekly_hours)
    if count < 0 or hours < 0:
        raise ValueError("Weeks and hours are 0 or more.")
    return count * hours


def average_week(hours_by_week: Iterable[Rational | int], weeks: int = WEEKS_OF_YEAR) -> Fraction:
    """The normal week of a varying schedule: the average of the 12 months before the leave begins
    (29 CFR 825.205(b)(3)), hours of leave of any kind included by the caller.

    `weeks` is how many weeks of employment fall in these months; fewer for who began later.

    Raises:
        ValueError: no week, more hours given than weeks, or negative hours.
    """
    hours = [Fraction(each) for each in hours_by_week]
    if weeks < 1 or len(hours) > weeks:
        raise ValueError(f"{len(hours)} weeks of hours do not fit in {weeks} weeks.")
    if any(each < 0 for each in hours):
        raise ValueError("The hours of a week are 0 or more.")
    return sum(hours, Fraction(0)) / weeks
