"""Probation: what differs for a member in the first 18 months. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from members.ranks import Rank

MONTHS: Final = 18
OTHER_PROCEDURE: Final = 12
"""In so many first months an injury on duty follows the civilian procedure (CBA App. P)."""


@dataclass(frozen=True, slots=True)
class Probation:
    """`month` is the running month since the appointment, the first one 1. `other_procedure`: an
    injury on duty is handled otherwise; `sentence` says how, with its source."""

    month: int
    other_procedure: bool
    sentence: str

    @property
    def words(self) -> str:
        """`probationary, month 7 of 18`"""
        if self.month > MONTHS:
            return "probationary"
        return f"probationary, month {self.month} of {MONTHS}"


def probation(rank: str, appointed_on: date, on: date) -> Probation | None:
    """The probation of a probationary officer, of whatever month: days absent do not count toward
    its 18 months (CBA 2), so it may last longer; and of a police officer in those months."""
    months = (on.year - appointed_on.year) * 12 + on.month - appointed_on.month
    month = months + (1 if on.day >= appointed_on.day else 0)
    if rank != Rank.PROBATIONARY and (rank != Rank.OFFICER or month > MONTHS):
        return None
    if month < 1:
        return None
    return Probation(month, month <= OTHER_PROCEDURE, _sentence(month))


def _sentence(month: int) -> str:
    if month <= OTHER_PROCEDURE:
        return (
            "In the first 12 months an injury on duty follows the civilian procedure, under the "
            "Workers' Compensation Act, and not that of sworn members (CBA App. P)."
        )
    if month <= MONTHS:
        return (
            "From the 13th month an injury on duty follows Article 18, as for every sworn member "
            "(CBA App. P). Days absent do not count toward the 18 months (CBA 2)."
        )
    return (
        "The 18 months since the appointment are over; days absent do not count toward them, so "
        "probation may go on (CBA 2)."
    )
