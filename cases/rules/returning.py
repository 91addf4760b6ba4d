"""Return to duty, limited duty, leave and travel: what may be asked and granted, judged by the day.

Each function gives the sentence that refuses, or None. Days are calendar days, both ends counted.
"""

from datetime import date, timedelta
from typing import Final

from cases.rules.facts import MemberFacts
from cases.rules.ladder import months_before
from cases.rules.ledger import OWN_ACCOUNT
from cases.rules.limited_duty import limited_duty_account
from cases.rules.limited_duty_caps import Career
from cases.rules.policy_timeline import PolicyTimeline
from cases.rules.usage import usage

_DAY = timedelta(1)
COMBAT_RANKS: Final = ("Probationary Police Officer", "Police Officer", "Detective")
"""Police officers in the sense of E03-01-03 III.C; a detective is one by assignment."""


def days_through(first_day: date, last_day: date) -> int:
    """How many days, both ends counted; 0 when the last is before the first."""
    return max(0, (last_day - first_day).days + 1)


def why_no_certificate(days: int, free_days: int, good_cause: str) -> str | None:
    """A doctor's certificate for so many days or less needs a good cause (CBA 18.6)."""
    if days > free_days or good_cause:
        return None
    return (
        f"The absence is of {_days(days)}. A doctor's certificate may not be demanded for "
        f"{_days(free_days)} or less without a good cause (CBA 18.6). Record the good cause, or "
        "leave the certificate out."
    )


def why_no_limited_duty(
    facts: MemberFacts, policy: PolicyTimeline, kind: str, first_day: date
) -> str | None:
    """Limited duty from a day on, by the rank and the days of that day (E03-01-03 II and III).

    Raises:
        PolicyMissing: a day that has to be judged has no policy value in force.
    """
    piece = Career(facts, policy).at(first_day.toordinal())
    if not piece.regime.eligible:
        return (
            f"A {piece.rank.lower()} is not eligible for limited duty (E03-01-03 III). The ways "
            "are release to full duty, the medical roll, or leave."
        )
    if kind == "limited_combat" and piece.rank not in COMBAT_RANKS:
        return (
            "Limited duty for a combat-zone injury is for police officers (E03-01-03 III.C). "
            "Choose another stream."
        )
    if kind != "limited_non_iod":
        return None
    used = limited_duty_account(facts, policy, first_day - _DAY).used
    if used < piece.cap:
        return None
    return (
        f"No day of limited duty is left on {_words(first_day)}: {used} of {piece.cap} days of the "
        "career are used (E03-01-03 III.C). The ways are full duty, the medical roll, or "
        "disability leave."
    )


def last_limited_day(
    facts: MemberFacts, policy: PolicyTimeline, kind: str, first_day: date
) -> date | None:
    """The last day that the career's days cover when limited duty begins on a day; None: no end.

    Raises:
        PolicyMissing: as for `why_no_limited_duty`.
    """
    if kind != "limited_non_iod":
        return None
    return limited_duty_account(facts, policy, first_day - _DAY).last_day


def why_no_unpaid_leave(
    facts: MemberFacts, policy: PolicyTimeline, injury: str, case: str, first_day: date
) -> str | None:
    """Unpaid medical leave follows the paid days of an injury, and nothing else (CBA 18.1).

    Raises:
        PolicyMissing: a day that has to be judged has no policy value in force.
    """
    through = first_day - _DAY
    labels = (injury, f"{injury}{OWN_ACCOUNT}{case}")
    accounts = [a for a in usage(facts, policy, through).accounts if a.injury in labels]
    if not accounts:
        return "No paid day of the injury is used before that day. Unpaid leave follows them."
    left = min(account.remaining for account in accounts)
    if left <= 0:
        return None
    return (
        f"The injury still has {_days(left)} of pay after {_words(through)}. Unpaid medical leave "
        "begins when they are used (CBA 18.1)."
    )


def unpaid_leave_end(first_day: date, months: int) -> date:
    """The last day of so many months from a day on."""
    return months_before(first_day, -months) - _DAY


def needs_second_approver(first_day: date, last_day: date, one_up_to: int) -> bool:
    """Whether the days away are more than one approver may grant (E03-01-01 IX.D)."""
    return days_through(first_day, last_day) > one_up_to


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _words(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"
