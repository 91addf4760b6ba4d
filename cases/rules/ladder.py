"""The notice ladder: on which days before the first unpaid day a member is written to, and what
stands in the letter (docs/entitlement.md).

Days are calendar days; weekends and holidays do not move a rung. The first unpaid day is the one
that `usage` gives for the account of an open absence, so the ladder is never stored: whenever an
absence, exception, credit or certification changes, it is another one, and a letter that stated
another day is due for correction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal

from cases.rules.days import FIRST, month_length
from cases.rules.facts import IOD, Account
from cases.rules.policy_timeline import PolicyRow, PolicyTimeline

State = Literal["to_come", "due", "issued", "missed", "passed"]
Carries = Literal["letter", "options", "pension_packet"]

OPTIONS_AT: Final = 90
PACKET_AT: Final = 60

_MONTHS = 12
_OPERATED_MONTH = 30  # days; counsel's ten months are day 300 of the paid days (FOP18)
_CARRIES: dict[Carries, str] = {
    "letter": "the time-remaining letter",
    "options": "the time-remaining letter with what can be done: {options}",
    "pension_packet": "the time-remaining letter with the packet of the pension fund (PABF)",
}
_LIMITED_DUTY = "an application for limited duty (E03-01-03)"
_UNPAID_LEAVE = "unpaid medical leave after the paid days (CBA 18.1)"
_PENSION = "the pension fund (PABF)"
_SAYS: dict[State, str] = {
    "to_come": "to come",
    "due": "due now",
    "issued": "sent on {day} ({number})",
    "missed": "not sent",
    "passed": "before this absence began, nothing to send",
}


@dataclass(frozen=True, slots=True)
class Issued:
    """A time-remaining letter that stands: its number, its day, the first unpaid day it states
    (None: that there is none)."""

    number: str
    issued_on: date
    first_unpaid_day: date | None


@dataclass(frozen=True, slots=True)
class Rung:
    """A letter, `days` before the first unpaid day, due from `day` through `until`.

    `carries` says what goes with it, `content` says it in words; `notice` is the number of the
    letter that was issued in that time, empty without one.
    """

    days: int
    day: date
    until: date
    carries: tuple[Carries, ...]
    content: str
    state: State
    says: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A day beside the rungs: `code`, the last or the advised day, and a sentence. `hard` days are
    set by a rule; the others are advice. `verified` is False where a value could not be read."""

    code: Literal["par", "ten_months", "pension_application"]
    day: date
    says: str
    source: str
    hard: bool
    verified: bool
    past: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """The letter issued last stated `was`, and the first unpaid day now is `now`."""

    notice: str
    was: date | None
    now: date | None
    says: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """All days before a first unpaid day, as of the end of `on`; no rungs where there is none."""

    first_unpaid_day: date | None
    on: date
    rungs: tuple[Rung, ...]
    marks: tuple[Mark, ...]
    correction: Correction | None
    rows: tuple[PolicyRow, ...]

    @property
    def due(self) -> Rung | None:
        """The rung whose letter is to be sent now."""
        return next((rung for rung in self.rungs if rung.state == "due"), None)

    @property
    def missed(self) -> tuple[Rung, ...]:
        """The rungs whose time is over without a letter."""
        return tuple(rung for rung in self.rungs if rung.state == "missed")

    @property
    def next(self) -> Rung | None:
        """The next rung to come."""
        return next((rung for rung in self.rungs if rung.state == "to_come"), None)

    @property
    def correction_due(self) -> bool:
        """Whether the letter issued last states another first unpaid day."""
        return self.correction is not None


def ladder(
    first_unpaid_day: date | None,
    account: Account,
    policy: PolicyTimeline,
    *,
    on: date,
    bargaining_unit: str = "",
    rank: str = "",
    issued: Sequence[Issued] = (),
    since: date | None = None,
) -> Ladder:
    """The ladder of an open absence in force on `on`; letters issued later are left out.

    A rung counts as issued when a letter was issued on its day or later, and before the next rung
    (the last: before the first unpaid day). `since` is the first day of the absence: rungs whose
    time was over before it had nothing to say.

    Raises:
        PolicyMissing: a policy value of the ladder is not in force on `on`.
    """
    whom = (bargaining_unit, rank)
    row = policy.at_ordinal("notice_ladder_days", on.toordinal(), *whom)
    letters = sorted(
        (each for each in issued if each.issued_on <= on),
        key=lambda each: (each.issued_on, each.number),
    )
    correction = _correction(letters, first_unpaid_day)
    if first_unpaid_day is None:
        return Ladder(None, on, (), (), correction, (row,))
    eligible = policy.at_ordinal("limited_duty_eligible", on.toordinal(), *whom)
    options = [_LIMITED_DUTY] if eligible.value else []
    options += [_UNPAID_LEAVE, _PENSION] if account == IOD else [_PENSION]
    rungs = _rungs(first_unpaid_day, row, on, letters, since, ", ".join(options))
    marks, rows = _marks(first_unpaid_day, account, policy, on, whom)
    return Ladder(first_unpaid_day, on, rungs, marks, correction, (row, eligible, *rows))


def _rungs(
    unpaid: date,
    row: PolicyRow,
    on: date,
    letters: list[Issued],
    since: date | None,
    options: str,
) -> tuple[Rung, ...]:
    steps: list[int] = sorted(set(row.value), reverse=True)  # type: ignore[arg-type]
    steps = [days for days in steps if unpaid.toordinal() - days >= FIRST]
    found = []
    for days, following in pairwise([*steps, 0]):
        day, after = unpaid - timedelta(days=days), unpaid - timedelta(days=following)
        carries = carried(steps, days)
        content = "; ".join(_CARRIES[each].format(options=options) for each in carries)
        letter = next((each for each in letters if day <= each.issued_on < after), None)
        state = _state(on, day, after, letter, since)
        number, sent = (letter.number, letter.issued_on) if letter else ("", day)
        says = _SAYS[state].format(day=sent, number=number)
        found.append(
            Rung(
                days, day, after - timedelta(days=1), carries, content, state,
                f"{days} days before, {day}: {says}.", number,
            )
        )  # fmt: skip
    return tuple(found)


def carried(steps: Sequence[int], days: int) -> tuple[Carries, ...]:
    """What goes with the letter of a rung, of a ladder whose `steps` are the longest first."""
    carries: list[Carries] = []
    if days == _step_at(steps, OPTIONS_AT):
        carries.append("options")
    if days == _step_at(steps, PACKET_AT):
        carries.append("pension_packet")
    return tuple(carries) or ("letter",)


def _step_at(steps: Sequence[int], days: int) -> int | None:
    """The step that takes what belongs to the one of `days`: it, else the next, else the last."""
    return next((step for step in steps if step <= days), steps[-1] if steps else None)


def _state(on: date, day: date, after: date, letter: Issued | None, since: date | None) -> State:
    if letter is not None:
        return "issued"
    if since is not None and after <= since:
        return "passed"
    if on < day:
        return "to_come"
    return "due" if on < after else "missed"


def _correction(letters: list[Issued], now: date | None) -> Correction | None:
    if not letters or letters[-1].first_unpaid_day == now:
        return None
    letter = letters[-1]
    was = letter.first_unpaid_day
    says = (
        f"Correction due: {letter.number} states {_or_none(was)} as the first unpaid day; "
        f"it now is {_or_none(now)}."
    )
    return Correction(letter.number, was, now, says)


def _or_none(day: date | None) -> str:
    return "none" if day is None else day.isoformat()


def _marks(
    unpaid: date, account: Account, policy: PolicyTimeline, on: date, whom: tuple[str, str]
) -> tuple[tuple[Mark, ...], tuple[PolicyRow, ...]]:
    def row(key: str) -> PolicyRow:
        return policy.at_ordinal(key, on.toordinal(), *whom)

    par = tuple(row(key) for key in ("par_pay_periods", "pay_period_days", "pay_period_anchor"))
    advice = row("pabf_application_months_before")
    months = int(advice.value)  # type: ignore[arg-type]
    day = par_day(unpaid, *(each.value for each in par))  # type: ignore[arg-type]
    found = [
        Mark(
            "par", day,
            f"The personnel action request (PAR) for a leave from {unpaid} is due by {day}: "
            f"{par[0].value} full pay periods before it.",
            par[0].source, True, all(each.verified for each in par), day < on,
        )
    ]  # fmt: skip
    rows = (*par, advice)
    if account == IOD:
        paid = row("iod_pay_days")
        rows += (paid,)
        number = _OPERATED_MONTH * max(0, _MONTHS - months)
        day = unpaid - timedelta(days=max(0, int(paid.value) - number) + 1)  # type: ignore[arg-type]
        says = f"Day {number} of the paid days if absent every day: {day}. {_ADVICE}"
        found.append(Mark("ten_months", day, says, "FOP18", False, paid.verified, day < on))
    day = months_before(unpaid, months)
    says = f"{months} months before the first unpaid day: {day}. {_ADVICE}"
    found.append(
        Mark("pension_application", day, says, advice.source, False, advice.verified, day < on)
    )
    return tuple(sorted(found, key=lambda mark: mark.day)), rows


_ADVICE = "Counsel advises members to apply to the pension fund (PABF) by then."


def par_day(effective: date, periods: int, length: int, anchor: str) -> date:
    """The last day on which so many full pay periods lie between the request and the leave.

    A pay period that has begun when the leave begins is not a full one. `length` is in days,
    `anchor` the ISO day on which some pay period began (E02-02 VI.G).
    """
    begun = (effective - date.fromisoformat(anchor)).days % length
    return effective - timedelta(days=begun + periods * length)


def months_before(day: date, months: int) -> date:
    """The same date so many months earlier, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))
