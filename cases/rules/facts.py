"""What the rules know of a member: plain frozen values, days without a time of day.

Every span of days includes both of its ends. A fact that contradicts itself is a `ValueError`
when it is made, so that no rule has to doubt its input.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Account = Literal["non_iod", "iod"]

NON_IOD: Final = "non_iod"
IOD: Final = "iod"
ACCOUNTS: Final = (NON_IOD, IOD)


def _check_span(what: str, first_day: date, last_day: date | None) -> None:
    if last_day is not None and last_day < first_day:
        raise ValueError(f"{what} ends on {last_day}, before its first day {first_day}.")


def _check_account(what: str, account: str) -> None:
    if account not in ACCOUNTS:
        raise ValueError(f"{what} names the account {account!r}; known are: {', '.join(ACCOUNTS)}.")


@dataclass(frozen=True, slots=True)
class AbsenceFact:
    """A spell on the medical roll. `last_day` None is still open.

    `injury` is the label of the root injury, also for a recurrence; None for non-IOD.
    `case` is the reference of the case that holds the spell.
    """

    first_day: date
    last_day: date | None
    account: Account
    injury: str | None
    case: str
    recurrence: bool = False

    def __post_init__(self) -> None:
        _check_span("An absence", self.first_day, self.last_day)
        _check_account("An absence", self.account)
        if (self.injury is None) == (self.account == IOD):
            raise ValueError("An IOD absence names its injury, and no other absence does.")


@dataclass(frozen=True, slots=True)
class ExceptionFact:
    """Days taken off the roll afterwards, whatever the account (docs/entitlement.md, E03-01-08).

    `reason` is `furlough` or `suspension`, `source` the exception's document.
    """

    first_day: date
    last_day: date
    reason: str
    source: str = ""

    def __post_init__(self) -> None:
        _check_span("An exception", self.first_day, self.last_day)


@dataclass(frozen=True, slots=True)
class CreditFact:
    """Days given back (docs/entitlement.md).

    `iod`: `days` are added to the allowance of `injury`, effective `first_day`.
    `non_iod`: the days `first_day` to `last_day` are restored (None: that one day).
    """

    account: Account
    injury: str | None
    first_day: date
    last_day: date | None
    days: int | None
    reason: str
    source: str = ""

    def __post_init__(self) -> None:
        _check_span("A credit", self.first_day, self.last_day)
        _check_account("A credit", self.account)
        if self.account == IOD and (self.injury is None or self.days is None or self.days <= 0):
            raise ValueError("An IOD credit names its injury and one day or more.")


@dataclass(frozen=True, slots=True)
class WithheldFact:
    """A period of a case in which certification was withheld.

    A separate pay problem and not a draw on the bank (docs/entitlement.md): listed, not counted.
    """

    first_day: date
    last_day: date | None
    case: str

    def __post_init__(self) -> None:
        _check_span("A period without certification", self.first_day, self.last_day)


@dataclass(frozen=True, slots=True)
class RecodeFact:
    """Roll days that count in another account than their absence's (docs/entitlement.md; CBA 9.5,
    App. N). `account` and `injury` are where they go; `last_day` None goes on with an open one."""

    first_day: date
    last_day: date | None
    account: Account
    injury: str | None
    source: str = ""

    def __post_init__(self) -> None:
        _check_span("A recoding", self.first_day, self.last_day)
        _check_account("A recoding", self.account)
        if (self.injury is None) == (self.account == IOD):
            raise ValueError("A recoding to IOD names its injury, and no other recoding does.")


DutyKind = Literal[
    "limited_iod",
    "limited_non_iod",
    "limited_combat",
    "disability_duty",
    "disability_ordinary",
    "disability_occupational",
    "unpaid_medical",
    "leave",
]
"""Limited duty by its stream (E03-01-03 III), disability leave by its benefit (40 ILCS 5/5-154,
5-154.1, 5-155), unpaid medical leave after an exhausted IOD (CBA 18.1), any other leave."""


@dataclass(frozen=True, slots=True)
class DutyFact:
    """A spell of limited duty or leave. `last_day` None goes on; `case` may be empty."""

    first_day: date
    last_day: date | None
    kind: DutyKind
    case: str = ""

    def __post_init__(self) -> None:
        _check_span("A spell of limited duty or leave", self.first_day, self.last_day)


@dataclass(frozen=True, slots=True)
class RankFact:
    """The days on which a rank and a bargaining unit were held; `last_day` None goes on."""

    first_day: date
    last_day: date | None
    rank: str
    bargaining_unit: str = ""

    def __post_init__(self) -> None:
        _check_span("A rank", self.first_day, self.last_day)


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """All that the entitlement arithmetic knows of one member.

    `member` is the current star number. Bargaining unit and rank choose the policy values; they
    are those of today, `ranks` those of each day. The absences have been recoded already
    (`cases.rules.recoding`). `separated_on` is the first day out of service.
    """

    member: str
    bargaining_unit: str
    rank: str
    absences: tuple[AbsenceFact, ...] = ()
    exceptions: tuple[ExceptionFact, ...] = ()
    credits: tuple[CreditFact, ...] = ()
    withheld: tuple[WithheldFact, ...] = ()
    duty: tuple[DutyFact, ...] = ()
    ranks: tuple[RankFact, ...] = ()
    appointed_on: date | None = None
    separated_on: date | None = None
