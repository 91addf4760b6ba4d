"""Exceptions and credits, one at a time: written once, and, like recodings (recoding.py), taken
back by a reversal that says why (E03-01-08 Medical Time Exception; CBA Art. 9.4, 9.5, App. N)."""

from datetime import date, datetime
from typing import Any

from caseflow.acts import act
from caseflow.cells import FAR_DAYS
from caseflow.dates import start_of, words
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.kinds import Account
from cases.models import Absence, Case, LedgerEntry
from cases.models.ledger import CREDIT_REASONS, EXCEPTION_REASONS, LedgerKind, LedgerReason
from cases.rules.days import Span, intersect
from cases.services.depending import first_gap, span_of
from cases.services.projection import facts_changed
from members.models import Member
from members.services.events import lock_member, record_member_event


@act
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
    """Takes days off the roll, or off limited duty, afterwards: furlough or suspension.

    Raises RuleViolation with the field: another reason, days out of order or far ahead, a day
    that no absence and no limited duty covers, the same exception again.
    """
    member = lock_member(member)
    if reason not in EXCEPTION_REASONS:
        raise RuleViolation("An exception is for furlough or suspension.", field="reason")
    check_days(member, first_day, last_day, on)
    _check_covered(member, first_day, last_day, limited=True)
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
    write_entry(entry, member, by=by, now=now)
    facts_changed(member=member, on=on)
    return entry


@act
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
    check_days(member, first_day, last_day, on)
    if account == Account.IOD:
        injury = check_injury(member, injury)
        last_day = None
        if not days or days < 1:
            raise RuleViolation("Enter how many days the credit gives, 1 or more.", field="days")
    elif last_day is None:
        raise RuleViolation("Enter the last of the restored days.", field="last_day")
    else:
        injury = days = None
        _check_covered(member, first_day, last_day, limited=False)
    entry = credit_entry(
        member, account=account, injury=injury, first_day=first_day, last_day=last_day,
        days=days, reason=reason, source=source,
    )  # fmt: skip
    write_entry(entry, member, by=by, now=now)
    facts_changed(member=member, on=on)
    return entry


def credit_entry(
    member: Member,
    *,
    account: str,
    injury: Case | None,
    first_day: date,
    last_day: date | None,
    days: int | None,
    reason: str,
    source: str,
) -> LedgerEntry:
    """The row of a credit, not saved; refused when it is there already."""
    standing = LedgerEntry.objects.standing().filter(
        member=member, kind=LedgerKind.CREDIT, account=account, injury=injury,
        first_day=first_day, source=source,
    )  # fmt: skip
    if standing.exists():
        raise RuleViolation(
            "This credit is recorded already. Reverse it first if it is wrong.", field="source"
        )
    return LedgerEntry(
        member=member, kind=LedgerKind.CREDIT, account=account, injury=injury,
        first_day=first_day, last_day=last_day, days=days, reason=reason, source=source,
    )  # fmt: skip


@act
def reverse_entry(
    *, entry: LedgerEntry, reason: str, by: User, now: datetime, on: date
) -> LedgerEntry:
    """Takes an entry of any kind back by a row of its own. `reason` says why, for people.

    Raises RuleViolation: without a reason, reversed already, a later recoding of the same days.
    """
    member = lock_member(entry.member_id)
    reason = require_words(reason, "Say why the entry is reversed.", field="reason")
    if not LedgerEntry.objects.standing().filter(pk=entry.pk).exists():
        raise RuleViolation("The entry is reversed already, or is itself a reversal.")
    _check_last_recoding(entry)
    reversal = LedgerEntry(
        member=member, kind=LedgerKind.REVERSAL, account=entry.account, injury_id=entry.injury_id,
        first_day=entry.first_day, last_day=entry.last_day, days=entry.days,
        reason=LedgerReason.ENTERED_IN_ERROR, source=entry.source, reverses=entry,
        to_account=entry.to_account, to_injury_id=entry.to_injury_id,
    )  # fmt: skip
    write_entry(reversal, member, by=by, now=now, reason=reason)
    facts_changed(member=member, on=on)
    return reversal


def _check_last_recoding(entry: LedgerEntry) -> None:
    """A later recoding moved days on from where this one put them; it goes first."""
    if entry.kind != LedgerKind.RECODE:
        return
    spans = [span_of(row) for row in Absence.objects.standing().filter(member=entry.member_id)]
    mine = _reach(entry, spans)
    for later in LedgerEntry.objects.standing().filter(
        member=entry.member_id, kind=LedgerKind.RECODE, pk__gt=entry.pk
    ):
        if intersect(mine, [_reach(later, spans)]):
            raise RuleViolation(
                f"A later recoding, from {words(later.first_day)} on, moved days of this one. "
                "Reverse it first."
            )


def _reach(entry: LedgerEntry, absences: list[Span]) -> Span:
    """The days of a recoding; without a last day, to the end of the absence that holds the first
    (as services/facts.py reads it)."""
    first = entry.first_day.toordinal()
    if entry.last_day:
        return first, entry.last_day.toordinal()
    return first, next((end for began, end in absences if began <= first <= end), first)


EVENT_KINDS: dict[str, str] = {
    LedgerKind.EXCEPTION: "exception_recorded",
    LedgerKind.CREDIT: "credit_recorded",
    LedgerKind.RECODE: "days_recoded",
    LedgerKind.REVERSAL: "entry_reversed",
}


def entry_data(entry: LedgerEntry) -> dict[str, Any]:
    """What the event of a ledger entry says, days in ISO form."""
    moved = {"to_account": entry.to_account} if entry.to_account else {}
    if entry.elective_time:
        moved["elective_time"] = entry.elective_time
    return {
        **moved,
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


def write_entry(
    entry: LedgerEntry, member: Member, *, by: User, now: datetime, reason: str = ""
) -> None:
    """Saves the entry with its event; the act that calls it ends with `facts_changed`."""
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


def check_days(member: Member, first_day: date, last_day: date | None, on: date) -> None:
    for field, day in (("first_day", first_day), ("last_day", last_day)):
        if day and (day - on).days > FAR_DAYS:
            raise RuleViolation(
                f"{words(day)} is more than {FAR_DAYS} days ahead. Check the year.", field=field
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


def _check_covered(member: Member, first_day: date, last_day: date, *, limited: bool) -> None:
    wanted = first_day.toordinal(), last_day.toordinal()
    gap = first_gap(member, wanted, limited=limited)
    if gap is None:
        return
    day = words(date.fromordinal(gap))
    if limited:
        raise RuleViolation(
            f"The member was not on the medical roll on {day}, nor on limited duty. Enter days of "
            "an absence or of limited duty.",
            field="first_day",
        )
    raise RuleViolation(
        f"The member was not on the medical roll on {day}. Enter days of an absence.",
        field="first_day",
    )


def check_injury(member: Member, injury: Case | None, *, field: str = "injury") -> Case:
    """The root of one of the member's injuries."""
    root = injury.injury if injury else None
    if root is None or root.member_id != member.pk:
        raise RuleViolation("Choose one of the member's injuries on duty.", field=field)
    return root
