"""The ledger of a member in lines: every entry that moves days, the last recorded first.

Absences, exceptions, credits, recodings and their reversals, limited duty and leave, and periods
in which certification was not given; what was reversed stays, with its reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from caseflow.dates import local_day
from caseflow.datewords import moment
from cases.kinds import Account
from cases.models import Absence, Certification, DutySpell, LedgerEntry
from cases.models.certification import NOT_CERTIFIED
from cases.models.ledger import LedgerKind
from cases.services.depending import days_words
from members.models import Member, MemberEvent


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `number` is its place in the ledger, by which it is reversed; None: not here.
    `afterwards`: recorded later than its last day. `reversed` says when, by whom and why."""

    what: str
    days: str
    account: str
    count: int | None
    source: str
    remark: str
    by: str
    at: datetime
    first_day: date
    last_day: date | None
    afterwards: bool
    reversed: str
    case: str = ""
    number: int | None = None

    @property
    def recorded(self) -> str:
        return moment(self.at)


WHAT: dict[str, str] = {
    LedgerKind.EXCEPTION: "Exception",
    LedgerKind.CREDIT: "Days given back",
    LedgerKind.RECODE: "Days recoded",
    LedgerKind.REVERSAL: "Reversal",
}


def lines_of(member: Member, on: date, events: Iterable[MemberEvent]) -> list[Line]:
    """All lines, in four queries; `events` are the member's, for the reasons of reversals."""
    found = [
        *_absences(member, on),
        *_entries(member, events),
        *_duty(member, on),
        *_withheld(member, on),
    ]
    return sorted(found, key=lambda line: (line.at, line.first_day), reverse=True)


def _days(first: date, last: date | None, on: date) -> int | None:
    """Calendar days, of an open spell those through `on`."""
    end = last or on
    return (end - first).days + 1 if end >= first else None


def _afterwards(at: datetime, last: date | None) -> bool:
    return last is not None and local_day(at) > last


def _reversed(row: Absence | DutySpell | Certification) -> str:
    if row.reversed_at is None:
        return ""
    return f"Reversed {moment(row.reversed_at)} by {row.reversed_by}: {row.reversal_reason}"


def _account(account: str, label: str | None) -> str:
    return f"injury {label}" if account == Account.IOD else "not on duty"


def _absences(member: Member, on: date) -> Iterator[Line]:
    rows = Absence.objects.filter(member=member).select_related(
        "case", "injury", "entered_by", "reversed_by"
    )
    for row in rows:
        label = row.injury.injury_label if row.injury else None
        yield Line(
            "Absence", days_words(row), _account(row.account, label),
            _days(row.first_day, row.last_day, on), row.source, "", str(row.entered_by),
            row.entered_at, row.first_day, row.last_day,
            _afterwards(row.entered_at, row.last_day), _reversed(row), row.case.reference,
        )  # fmt: skip


def ledger_of(member: Member) -> list[LedgerEntry]:
    """The member's ledger entries as they were recorded, which is how they are numbered."""
    rows = LedgerEntry.objects.filter(member=member).order_by("pk")
    return list(rows.select_related("injury", "to_injury", "recorded_by", "reversal__recorded_by"))


def entry_words(entry: LedgerEntry) -> str:
    """What an entry is, in one phrase: `Exception (furlough), 7 Jul 2025 to 3 Aug 2025`."""
    return f"{WHAT[entry.kind]} ({entry.get_reason_display()}), {days_words(entry)}"


def _entries(member: Member, events: Iterable[MemberEvent]) -> Iterator[Line]:
    why = _reasons(events)
    for number, row in enumerate(ledger_of(member), start=1):
        taken = getattr(row, "reversal", None)
        because = why.get(taken.pk, "") if taken else ""
        at = moment(taken.recorded_at) if taken else ""
        count = row.days or (_days(row.first_day, row.last_day, row.first_day) or None)
        yield Line(
            f"{WHAT[row.kind]}: {row.get_reason_display()}", days_words(row), _where(row),
            None if row.kind == LedgerKind.RECODE and row.last_day is None else count, row.source,
            why.get(row.pk, "") if row.kind == LedgerKind.REVERSAL else row.elective_time,
            str(row.recorded_by), row.recorded_at, row.first_day, row.last_day,
            _afterwards(row.recorded_at, row.last_day or _effective(row)),
            f"Reversed {at} by {taken.recorded_by}: {because}" if taken else "",
            number=None if taken or row.kind == LedgerKind.REVERSAL else number,
        )  # fmt: skip


def _reasons(events: Iterable[MemberEvent]) -> dict[int, str]:
    """Reversal's key -> why, as its event says."""
    return {
        key: event.reason
        for event in events
        if event.kind == "entry_reversed"
        for label, key, _digest in event.data.get("wrote", [])
        if label == "cases.ledgerentry"
    }


def _effective(row: LedgerEntry) -> date | None:
    """A credit in days has an effective day and no last one."""
    return row.first_day if row.days else None


def _where(row: LedgerEntry) -> str:
    if row.kind == LedgerKind.EXCEPTION or (not row.account and not row.to_account):
        return "whatever the account"
    here = _account(row.account, row.injury.injury_label if row.injury else None)
    if not row.to_account:
        return here
    there = _account(row.to_account, row.to_injury.injury_label if row.to_injury else None)
    return f"{here} to {there}"


def _duty(member: Member, on: date) -> Iterator[Line]:
    rows = DutySpell.objects.filter(member=member)
    for row in rows.select_related("case", "entered_by", "reversed_by"):
        yield Line(
            row.get_kind_display(), days_words(row), "", _days(row.first_day, row.last_day, on),
            row.source, "", str(row.entered_by), row.entered_at, row.first_day, row.last_day,
            _afterwards(row.entered_at, row.last_day), _reversed(row),
            row.case.reference if row.case else "",
        )  # fmt: skip


def _withheld(member: Member, on: date) -> Iterator[Line]:
    rows = Certification.objects.filter(case__member=member, state__in=NOT_CERTIFIED)
    for row in rows.select_related("case", "entered_by", "reversed_by"):
        yield Line(
            row.get_state_display(), days_words(row), "", _days(row.first_day, row.last_day, on),
            row.source, "", str(row.entered_by), row.entered_at, row.first_day, row.last_day,
            _afterwards(row.entered_at, row.last_day), _reversed(row), row.case.reference,
        )  # fmt: skip
