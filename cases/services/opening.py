"""Opening a case from a call, a report or an import."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from caseflow.acts import act
from caseflow.dates import start_of, words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.references import next_reference
from caseflow.refusals import RuleViolation
from cases.kinds import KINDS, Account, CaseKind
from cases.models import Absence, Assignment, Case
from cases.models.case import CaseState
from cases.searching.keeping import index_cases
from cases.services.events import record_event
from cases.services.leave import check_no_leave
from cases.services.projection import facts_changed
from members.models import Member
from members.services.events import lock_member

FAR_FUTURE_DAYS = 366


@act
def open_case(
    *,
    member: Member,
    kind: str,
    first_day: date,
    nature: str,
    by: User,
    now: datetime,
    on: date,
    last_day: date | None = None,
    expected_return_on: date | None = None,
    reported_by: str = "",
    reported_at: datetime | None = None,
    parent: Case | None = None,
    injury_label: str = "",
    source: str = "",
    owner: User | None = None,
    without_absence: bool = False,
) -> Case:
    """Opens a case with its absence, in one act.

    `first_day` is the first roll day: the day of going home ill is not one (E03-01-02 II.A). An
    injury on duty may cost no time (`without_absence`); `first_day` is then the day of the injury.
    Raises RuleViolation with a sentence and the form's field when a day or the parent is wrong.
    """
    member = lock_member(member)
    if without_absence:
        check_without_absence(member, kind, first_day, on=on)
    else:
        check_days(member, first_day, last_day, on=on)
    check_expected_return(first_day, expected_return_on, on=on)
    check_happened(reported_at or now, member, now, field="reported_at")
    parent = check_parent(kind, member, parent)
    reference = next_reference(KINDS[kind].series, first_day.year)
    case = Case(
        reference=reference,
        kind=kind,
        state=CaseState.REPORTED,
        member=member,
        parent=parent,
        injury_label=_label(kind, member, parent, injury_label, reference),
        nature=nature.strip(),
        first_day=first_day,
        expected_return_on=expected_return_on,
        reported_by=reported_by.strip(),
        reported_at=reported_at or now,
        owner=owner,
        opened_at=now,
        opened_by=by,
    )
    save_tracked(case, by=by, reason="Opened", now=now)
    index_cases([case])
    record_event(
        case=case,
        kind="case_opened",
        by=by,
        now=now,
        happened_at=case.reported_at,
        data={"reported_by": case.reported_by, "kind": KINDS[kind].label},
        wrote=[case],
    )
    if not without_absence:
        absence = enter_absence(
            case=case, first_day=first_day, last_day=last_day, source=source, by=by, now=now
        )
        record_event(
            case=case,
            kind="absence_entered",
            by=by,
            now=now,
            happened_at=min(start_of(first_day), now),
            data=absence_data(absence),
            wrote=[absence],
        )
    if owner:
        assign_first(case=case, user=owner, by=by, now=now)
    facts_changed(member=member, on=on)
    return case


def check_without_absence(member: Member, kind: str, first_day: date, *, on: date) -> None:
    """Refuses a case without lost time that is no injury, or an injury on a day to come."""
    if kind != CaseKind.IOD:
        raise RuleViolation(
            "Only an injury on duty can be without lost time. Choose it, or enter the absence.",
            field="without_absence",
        )
    if first_day > on:
        raise RuleViolation(
            f"{words(first_day)} has not come yet. Enter the day of the injury.", field="first_day"
        )
    check_employed(member, first_day, None)


def check_days(member: Member, first_day: date, last_day: date | None, *, on: date) -> None:
    """Refuses days that cannot be: before the appointment, far ahead, out of order, taken."""
    check_ahead(first_day, on=on, field="first_day")
    check_employed(member, first_day, last_day)
    if last_day:
        check_ahead(last_day, on=max(on, first_day), field="last_day")
    if other := overlapping(member, first_day, last_day):
        raise overlap_refusal(other)
    check_no_leave(member, first_day, last_day)


def check_employed(member: Member, first_day: date, last_day: date | None) -> None:
    """Refuses days out of order, and a first day outside the member's service."""
    if first_day < member.appointed_on:
        raise RuleViolation(
            f"{words(first_day)} is before the member was appointed on "
            f"{words(member.appointed_on)}. Check the day.",
            field="first_day",
        )
    if last_day and last_day < first_day:
        raise RuleViolation(
            f"The last day, {words(last_day)}, is before the first, {words(first_day)}. "
            "Enter the days in order.",
            field="last_day",
        )
    if not member.is_current(first_day):
        raise RuleViolation(
            "The member had left the department by that day. Check the member and the day.",
            field="first_day",
        )


def overlapping(
    member: Member, first_day: date, last_day: date | None, *, but: Absence | None = None
) -> Absence | None:
    """An absence of the member that shares a day with these days; None when none does."""
    others = Absence.objects.standing().filter(member=member).select_related("case")
    if but:
        others = others.exclude(pk=but.pk)
    if last_day:
        others = others.filter(first_day__lte=last_day)
    return others.exclude(last_day__lt=first_day).order_by("first_day").first()


def overlap_refusal(other: Absence) -> RuleViolation:
    until = f"to {words(other.last_day)}" if other.last_day else "and still open"
    return RuleViolation(
        f"The member is already absent from {words(other.first_day)} {until}, case "
        f"{other.case.reference}. A member has one absence a day: record it there, or end that "
        "absence first.",
        field="first_day",
    )


def check_happened(at: datetime, member: Member, now: datetime, *, field: str) -> None:
    """Refuses an instant that has not come, or that lies before the member was appointed."""
    if at > now:
        raise RuleViolation(
            "It cannot have happened later than now. Check the day and the time.", field=field
        )
    if at < start_of(member.appointed_on):
        raise RuleViolation(
            f"{words(at)} is before the member was appointed on {words(member.appointed_on)}. "
            "Check the year.",
            field=field,
        )


def check_ahead(day: date, *, on: date, field: str) -> None:
    """Refuses a day so far ahead that only a slip of the pen can have meant it."""
    if (day - on).days > FAR_FUTURE_DAYS:
        raise RuleViolation(
            f"{words(day)} is more than {FAR_FUTURE_DAYS} days ahead. Check the year.", field=field
        )


def check_expected_return(first_day: date, expected_return_on: date | None, *, on: date) -> None:
    if expected_return_on:
        check_ahead(expected_return_on, on=max(first_day, on), field="expected_return_on")
    if expected_return_on and expected_return_on < first_day:
        raise RuleViolation(
            f"The expected return, {words(expected_return_on)}, is before the first day, "
            f"{words(first_day)}. Enter a later day or leave it empty.",
            field="expected_return_on",
        )


def check_parent(kind: str, member: Member, parent: Case | None) -> Case | None:
    """The root injury for a recurrence; a recurrence of a recurrence names the first injury."""
    if not KINDS[kind].needs_parent:
        return None
    if parent is None:
        raise RuleViolation(
            "A recurrence names the injury it goes back to. Choose the member's earlier IOD case.",
            field="parent",
        )
    if parent.member_id != member.pk or parent.injury is None:
        raise RuleViolation(
            f"{parent.reference} is not an injury of this member. Choose one of the member's own.",
            field="parent",
        )
    return parent.injury


def _label(kind: str, member: Member, parent: Case | None, given: str, reference: str) -> str:
    """What the injury is called, once per member: as given, or as its case's reference."""
    if kind != CaseKind.IOD:
        return parent.injury_label if parent else ""
    label = given.strip() or reference
    if member.cases.filter(kind=CaseKind.IOD, injury_label=label).exists():
        raise RuleViolation(
            f"The member has an injury called {label} already. Give this one another label, or "
            "open a recurrence of it.",
            field="injury_label",
        )
    return label


def enter_absence(
    *, case: Case, first_day: date, last_day: date | None, source: str, by: User, now: datetime
) -> Absence:
    """Writes the absence of a case; the database refuses a day that is taken already."""
    absence = Absence(
        member=case.member,
        case=case,
        account=case.spec.account,
        injury=case.injury if case.spec.account == Account.IOD else None,
        first_day=first_day,
        last_day=last_day,
        source=source,
        entered_at=now,
        entered_by=by,
    )
    try:
        with transaction.atomic():
            save_tracked(absence, by=by, reason="Entered", now=now)
    except IntegrityError as error:
        other = overlapping(case.member, first_day, last_day)
        if other is None:
            raise
        raise overlap_refusal(other) from error
    return absence


def absence_data(absence: Absence) -> dict[str, str | None]:
    return {
        "first_day": absence.first_day.isoformat(),
        "last_day": absence.last_day.isoformat() if absence.last_day else None,
        "account": absence.account,
    }


def assign_first(*, case: Case, user: User, by: User, now: datetime) -> Assignment:
    """The first assignment of a case whose owner column is already written."""
    spell = Assignment(case=case, user=user, started_at=now, started_by=by)
    save_tracked(spell, by=by, reason="Assigned", now=now)
    record_event(
        case=case,
        kind="case_assigned",
        by=by,
        now=now,
        data={"to": str(user)},
        wrote=[spell],
    )
    return spell
