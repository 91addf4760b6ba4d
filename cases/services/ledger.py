"""Exceptions and credits, one at a time: written once, and taken back by a reversal that says
why (E03-01-08 Medical Time Exception; CBA Art. 9.4, 9.5, App. N)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from caseflow.cells import FAR_DAYS
from caseflow.dates import start_of, words
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.imports.known import load_known
from cases.kinds import Account
from cases.models import Case, LedgerEntry
from cases.models.ledger import CREDIT_REASONS, EXCEPTION_REASONS, LedgerKind, LedgerReason
from cases.services.projection import facts_changed
from members.models import Member
from members.services.events import lock_member, record_member_event


@transaction.atomic
def record_exception(
    *,
    member: Member,
    first_day: date,
    last_day: date,
    reason: str,
    source: str,
    by: User,
    now: datetime,
    on: date,
) -> LedgerEntry:
    """Takes days off the roll afterwards, whatever the account: furlough or suspension.

    Raises RuleViolation with the field: another reason, days out of order or far ahead, a day on
    which no absence stands, the same exception again.
    """
    member = lock_member(member)
    if reason not in EXCEPTION_REASONS:
        raise RuleViolation("An exception is for furlough or suspension.", field="reason")
    _check_days(member, first_day, last_day, on)
    _check_roll_days(member, first_day, last_day)
    standing = LedgerEntry.objects.standing().filter(
        member=member, kind=LedgerKind.EXCEPTION, first_day=first_day, reason=reason
    )
    if standing.exists():
        raise RuleViolation(
            f"An exception for {reason} from {words(first_day)} is recorded already. Reverse it "
            "first if it is wrong.",
            field="first_day",
        )
    entry = LedgerEntry(
        member=member, kind=LedgerKind.EXCEPTION, first_day=first_day, last_day=last_day,
        reason=reason, source=source,
    )  # fmt: skip
    return _record(entry, member, by=by, now=now, on=on)


@transaction.atomic
def record_credit(
    *,
    member: Member,
    account: str,
    first_day: date,
    reason: str,
    source: str,
    by: User,
    now: datetime,
    on: date,
    injury: Case | None = None,
    days: int | None = None,
    last_day: date | None = None,
) -> LedgerEntry:
    """Gives days back. `iod`: `days` more for the `injury`, effective `first_day`. `non_iod`: the
    days `first_day` to `last_day` are restored. `source` is the award or the decision.

    Raises RuleViolation with the field that is wrong.
    """
    member = lock_member(member)
    if reason not in CREDIT_REASONS:
        raise RuleViolation("Choose the reason of the credit.", field="reason")
    _check_days(member, first_day, last_day, on)
    if account == Account.IOD:
        injury = _check_injury(member, injury, days)
        last_day = None
    elif last_day is None:
        raise RuleViolation("Enter the last of the restored days.", field="last_day")
    else:
        injury = days = None
        _check_roll_days(member, first_day, last_day)
    standing = LedgerEntry.objects.standing().filter(
        member=member, kind=LedgerKind.CREDIT, account=account, injury=injury,
        first_day=first_day, source=source,
    )  # fmt: skip
    if standing.exists():
        raise RuleViolation(
            "This credit is recorded already. Reverse it first if it is wrong.", field="source"
        )
    entry = LedgerEntry(
        member=member, kind=LedgerKind.CREDIT, account=account, injury=injury,
        first_day=first_day, last_day=last_day, days=days, reason=reason, source=source,
    )  # fmt: skip
    return _record(entry, member, by=by, now=now, on=on)


@transaction.atomic
def reverse_entry(
    *, entry: LedgerEntry, reason: str, by: User, now: datetime, on: date
) -> LedgerEntry:
    """Takes an exception or a credit back by a row of its own. `reason` says why, for people."""
    member = lock_member(entry.member_id)
    if not reason.strip():
        raise RuleViolation("Say why the entry is reversed.", field="reason")
    if not LedgerEntry.objects.standing().filter(pk=entry.pk).exists():
        raise RuleViolation("The entry is reversed already, or is itself a reversal.")
    reversal = LedgerEntry(
        member=member, kind=LedgerKind.REVERSAL, account=entry.account, injury_id=entry.injury_id,
        first_day=entry.first_day, last_day=entry.last_day, days=entry.days,
        reason=LedgerReason.ENTERED_IN_ERROR, source=entry.source, reverses=entry,
    )  # fmt: skip
    return _record(reversal, member, by=by, now=now, on=on, reason=reason)


EVENT_KINDS: dict[str, str] = {
    LedgerKind.EXCEPTION: "exception_recorded",
    LedgerKind.CREDIT: "credit_recorded",
    LedgerKind.REVERSAL: "entry_reversed",
}


def entry_data(entry: LedgerEntry) -> dict[str, Any]:
    """What the event of a ledger entry says, days in ISO form."""
    return {
        "account": entry.account,
        "first_day": entry.first_day.isoformat(),
        "last_day": entry.last_day.isoformat() if entry.last_day else None,
        "days": entry.days,
        "reason": entry.reason,
        "source": entry.source,
    }


def happened(entry: LedgerEntry, now: datetime) -> datetime:
    """When the fact took place: at the start of its first day, or now when that is to come. A
    reversal is made now."""
    return now if entry.kind == LedgerKind.REVERSAL else min(start_of(entry.first_day), now)


def _record(
    entry: LedgerEntry, member: Member, *, by: User, now: datetime, on: date, reason: str = ""
) -> LedgerEntry:
    entry.recorded_at, entry.recorded_by = now, by
    entry.save(force_insert=True)
    record_member_event(
        member=member,
        kind=EVENT_KINDS[entry.kind],
        by=by,
        now=now,
        happened_at=happened(entry, now),
        reason=reason,
        data=entry_data(entry),
        wrote=[entry],
    )
    facts_changed(member=member, on=on)
    return entry


def _check_days(member: Member, first_day: date, last_day: date | None, on: date) -> None:
    if (first_day - on).days > FAR_DAYS:
        raise RuleViolation(
            f"{words(first_day)} is more than {FAR_DAYS} days ahead. Check the year.",
            field="first_day",
        )
    if first_day < member.appointed_on:
        raise RuleViolation(
            f"{words(first_day)} is before the appointment on {words(member.appointed_on)}.",
            field="first_day",
        )
    if last_day and last_day < first_day:
        raise RuleViolation(
            f"The last day, {words(last_day)}, is before the first, {words(first_day)}.",
            field="last_day",
        )


def _check_roll_days(member: Member, first_day: date, last_day: date) -> None:
    if gap := load_known([member.pk])[member.pk].first_gap(first_day, last_day):
        raise RuleViolation(
            f"The member was not on the medical roll on {words(gap)}. Enter days of an absence.",
            field="first_day",
        )


def _check_injury(member: Member, injury: Case | None, days: int | None) -> Case:
    root = injury.injury if injury else None
    if root is None or root.member_id != member.pk:
        raise RuleViolation("Choose one of the member's injuries on duty.", field="injury")
    if not days or days < 1:
        raise RuleViolation("Enter how many days the credit gives, 1 or more.", field="days")
    return root
