"""Roll days moved between the accounts in one act: they leave one and enter the other (CBA 9.5,
App. N), and a recurrence that was denied first and certified later."""

from datetime import date, datetime

from caseflow.acts import act
from caseflow.dates import words
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.kinds import Account, CaseKind
from cases.models import Absence, Case, LedgerEntry
from cases.models.ledger import LedgerKind, LedgerReason
from cases.rules.days import FAR, Span, intersect, merge, subtract
from cases.rules.facts import AbsenceFact
from cases.services.depending import span_of
from cases.services.events import lock_case
from cases.services.facts import facts_of
from cases.services.ledger import check_days, check_injury, credit_entry, write_entry
from cases.services.projection import facts_changed
from members.models import Member
from members.services.events import lock_member

Where = tuple[str, str | None]
"""An account, and the label of the injury where it is one's."""


@act
def recode_days(
    *,
    member: Member,
    first_day: date,
    last_day: date | None,
    account: str,
    injury: Case | None,
    source: str,
    by: User,
    now: datetime,
    on: date,
    elective_time: str = "",
) -> LedgerEntry:
    """Lets roll days count in `account` (`iod`: of `injury`) instead of where they count now.

    Without a `last_day` they go on to the end of the absence that holds the first. `elective_time`
    says in words what of the member's own time is to be returned with it.

    Raises RuleViolation with the field: days that are no roll days or do not all count in one
    account, days that count there already or have not come, an injury that is not the member's.
    """
    member = lock_member(member)
    source = require_words(source, "Name the document that says so.", field="source")
    check_days(member, first_day, last_day, on)
    _check_come(first_day, last_day, on)
    injury = check_injury(member, injury) if account == Account.IOD else None
    entry = _recoding(member, first_day, last_day, account, injury)
    entry.source, entry.elective_time = source, elective_time.strip()
    write_entry(entry, member, by=by, now=now)
    facts_changed(member=member, on=on)
    return entry


@act
def certify_recurrence(
    *,
    case: Case,
    injury: Case | None,
    found_on: date,
    certified_on: date,
    source: str,
    by: User,
    now: datetime,
    on: date,
    elective_time: str = "",
) -> list[LedgerEntry]:
    """A recurrence denied on `found_on` and certified on `certified_on` (CBA App. N): the days of
    this non-IOD case from the finding on count to the injury, and the injury's allowance grows by
    the calendar days from the finding through the certification. One act; the credit comes last.
    """
    case = lock_case(case)
    member = case.member
    source = require_words(source, "Name the document that says so.", field="source")
    _check_denied(case, found_on, certified_on, on)
    check_days(member, found_on, None, on)
    root = check_injury(member, injury)
    if found_on < root.first_day:
        raise RuleViolation(
            f"The injury {root.injury_label} began on {words(root.first_day)}, after the finding. "
            "A recurrence comes after its injury: check the day and the injury.",
            field="found_on",
        )
    entries: list[LedgerEntry] = []
    for first, last in _spells_from(case, found_on, certified_on):
        entry = _recoding(member, first, last, Account.IOD, root)
        entry.source, entry.elective_time = source, "" if entries else elective_time.strip()
        write_entry(entry, member, by=by, now=now)
        entries.append(entry)
    credit = credit_entry(
        member, account=Account.IOD, injury=root, first_day=certified_on, last_day=None,
        days=(certified_on - found_on).days + 1, reason=LedgerReason.RECURRENCE_WRONGLY_DENIED,
        source=source,
    )  # fmt: skip
    write_entry(credit, member, by=by, now=now)
    facts_changed(member=member, on=on)
    return [*entries, credit]


def _check_come(first_day: date, last_day: date | None, on: date) -> None:
    """A day that has come belongs to its absence; one to come may be another absence's yet."""
    if first_day > on:
        raise RuleViolation(
            f"{words(first_day)} has not come yet. Recode the days once they are there.",
            field="first_day",
        )
    if last_day and last_day > on:
        raise RuleViolation(
            f"{words(last_day)} has not come yet. Leave the last day empty: the days then go on to "
            "the end of the absence.",
            field="last_day",
        )


def _check_denied(case: Case, found_on: date, certified_on: date, on: date) -> None:
    if case.kind != CaseKind.NON_IOD:
        raise RuleViolation(
            f"{case.reference} draws an injury already. Choose the case whose days count as not on "
            "duty.",
            field="case",
        )
    if certified_on < found_on:
        raise RuleViolation(
            f"The certification, {words(certified_on)}, is before the finding, {words(found_on)}. "
            "Enter the days in order.",
            field="certified_on",
        )
    if certified_on > on:
        raise RuleViolation(
            f"{words(certified_on)} has not come yet. Record the certification when it is there.",
            field="certified_on",
        )


def _spells_from(case: Case, found_on: date, certified_on: date) -> list[tuple[date, date | None]]:
    """The parts of the case's absences from the finding on; at least one before the
    certification."""
    rows = case.absences.standing().order_by("first_day").exclude(last_day__lt=found_on)
    found = [(max(row.first_day, found_on), row.last_day) for row in rows]
    if not found or found[0][0] > certified_on:
        raise RuleViolation(
            f"{case.reference} has no day on the roll from {words(found_on)} through "
            f"{words(certified_on)}. Check the case and the days.",
            field="found_on",
        )
    return found


def _recoding(
    member: Member, first_day: date, last_day: date | None, account: str, injury: Case | None
) -> LedgerEntry:
    """The row of a recoding, not saved, with the account that the days leave."""
    wanted = _wanted(member, first_day, last_day)
    target: Where = (account, injury.injury_label if injury else None)
    left = _counting(member, wanted)
    if target in left:
        day = words(date.fromordinal(left[target]))
        raise RuleViolation(
            f"{day} counts {_words(target)} already. Leave out the days that do.",
            field="first_day",
        )
    if len(left) > 1:
        (_, first), (other, second) = sorted(left.items(), key=lambda item: item[1])[:2]
        raise RuleViolation(
            f"Not all of these days count in one account: {words(date.fromordinal(second))} "
            f"counts {_words(other)}. Recode the days of each account by themselves.",
            field="last_day",
        )
    ((source, label),) = left
    root = member.cases.get(kind=CaseKind.IOD, injury_label=label) if label else None
    return LedgerEntry(
        member=member, kind=LedgerKind.RECODE, account=source, injury=root,
        first_day=first_day, last_day=None if wanted[1] == FAR else date.fromordinal(wanted[1]),
        reason=LedgerReason.RECODED, to_account=account, to_injury=injury,
    )  # fmt: skip


def _wanted(member: Member, first_day: date, last_day: date | None) -> Span:
    """The days meant as ordinals: without a last day, to the end of the absence."""
    if last_day:
        return first_day.toordinal(), last_day.toordinal()
    row = (
        Absence.objects.standing()
        .filter(member=member, first_day__lte=first_day)
        .exclude(last_day__lt=first_day)
        .first()
    )
    if row is None:
        raise _not_on_roll(first_day)
    return first_day.toordinal(), span_of(row)[1]


def _counting(member: Member, wanted: Span) -> dict[Where, int]:
    """Where the days count now, each account with the first of them."""
    found: dict[Where, int] = {}
    covered: list[Span] = []
    for fact in facts_of(member).absences:
        for part in intersect(wanted, [_fact_span(fact)]):
            covered.append(part)
            found.setdefault((fact.account, fact.injury), part[0])
    if gaps := subtract(wanted, merge(covered)):
        raise _not_on_roll(date.fromordinal(gaps[0][0]))
    return found


def _fact_span(fact: AbsenceFact) -> Span:
    return fact.first_day.toordinal(), fact.last_day.toordinal() if fact.last_day else FAR


def _not_on_roll(day: date) -> RuleViolation:
    return RuleViolation(
        f"The member was not on the medical roll on {words(day)}. Enter days of an absence.",
        field="first_day",
    )


def _words(where: Where) -> str:
    return f"to injury {where[1]}" if where[1] else "as not on duty"
