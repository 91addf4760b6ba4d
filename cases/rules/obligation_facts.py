"""What the rules know of a case when they say what is due: plain frozen values.

`subject` of a fact is what its obligation hangs on: a note's number, a report's key, the row of a
spell. Of the contacts and the reports only the last two are needed: the last one starts a time
limit, the one before it is met by the last.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from caseflow.deadlines import Calendars
from cases.rules.ladder import Issued


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact with the member, by the number of its note."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A provider's report: work status off, limited, full or not_stated, and its last day."""

    key: str
    received_on: date
    status: str
    covers_to: date | None


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment; `state` is scheduled, kept or no_show."""

    key: str
    kind: str
    label: str
    starts_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Review:
    """A decision on certification and what became of a review of it."""

    subject: str
    decided_on: date
    requested_on: date | None
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class ReleaseFact:
    """A release to duty; `returns_on` is the first day back."""

    subject: str
    kind: str
    returns_on: date
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class DutyWatch:
    """A spell of limited duty or leave; `expires_on` ends its approval."""

    subject: str
    kind: str
    label: str
    first_day: date
    last_day: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Travel:
    """A permission to leave the state; `waits_for` is the office that has not signed yet."""

    subject: str
    first_day: date
    last_day: date
    waits_for: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a member must bring or do before returning (CBA 18.6)."""

    subject: str
    issued_on: date
    met_on: date | None


@dataclass(frozen=True, slots=True)
class HoldFact:
    """The open hold of the whole case."""

    subject: str
    since: date
    until: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Clock:
    """An event entered by hand from which time limits run (rules/limits.py)."""

    number: int
    kind: str
    starts_on: date
    starts_at: datetime | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Unpaid:
    """The first unpaid day of the account that the absence draws, as it holds between two days."""

    account: str
    valid_from: date
    valid_to: date | None
    first_unpaid_day: date


@dataclass(frozen=True, slots=True)
class Wrong:
    """An issued letter that waits for its correction."""

    number: str
    since: date


@dataclass(frozen=True, slots=True)
class Authorized:
    """An authorization to release medical information that ends."""

    key: str
    words: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything from which the obligations of one case follow. `absences` are (first day, last
    day or None), the earliest first; `letters` the time-remaining letters that stand."""

    case: str
    kind: str
    state: str
    has_owner: bool
    opened_on: date
    reported_at: datetime
    calendars: Calendars
    zone: tzinfo
    bargaining_unit: str = ""
    rank: str = ""
    expected_return_on: date | None = None
    absences: tuple[tuple[date, date | None], ...] = ()
    hold: HoldFact | None = None
    first_contact: Contact | None = None
    contacts: tuple[Contact, ...] = ()
    reports: tuple[Report, ...] = ()
    visits: tuple[Visit, ...] = ()
    reviews: tuple[Review, ...] = ()
    certified_on: date | None = None
    requirements: tuple[Requirement, ...] = ()
    releases: tuple[ReleaseFact, ...] = ()
    duty: tuple[DutyWatch, ...] = ()
    travels: tuple[Travel, ...] = ()
    clocks: tuple[Clock, ...] = ()
    unpaid: tuple[Unpaid, ...] = ()
    letters: tuple[Issued, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    authorizations: tuple[Authorized, ...] = ()

    @property
    def running(self) -> tuple[date, date | None] | None:
        """The absence that has no last day."""
        return next((spell for spell in self.absences if spell[1] is None), None)

    @property
    def last_day(self) -> date | None:
        """The last day of the latest absence that is over, when none goes on."""
        ended = [last for _, last in self.absences if last is not None]
        return None if self.running or not ended else max(ended)

    @property
    def limited(self) -> bool:
        """Whether limited duty goes on."""
        return any(d.kind.startswith("limited") and d.last_day is None for d in self.duty)
