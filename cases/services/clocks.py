"""Events from which time limits run: entered by hand, ended, taken back. The obligations follow at
the end of the act (`obligation_kinds_limits.py`)."""

from datetime import date, datetime, time
from typing import Final

from django.db.models import Max
from django.utils import timezone

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.calendars import load_calendars
from caseflow.dates import at_time, local_day, words
from caseflow.deadlines import CalendarMissing, Deadline
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.models import Case, CaseClock
from cases.rules.limits import EVENTS, Limit, deadlines_of
from cases.rules.policy_timeline import PolicyMissing
from cases.services.events import lock_case, record_event
from cases.services.facts import load_policy
from cases.services.opening import check_ahead
from cases.services.reversing import reversal_reason, reverse_row

LONGEST: Final = 300
ENDED = ["ended_on", "ended_by", "outcome"]


def why_not_clock(case: Case, user: User) -> str | None:
    """Who writes notes enters events, while the case is open."""
    if not user.can(Capability.NOTE):
        return f"You do not have the right to {Capability.NOTE.label}."
    if case.closed_at is not None:
        return "The case is closed. Reopen it before a time limit runs on it."
    return None


def limits_of(
    case: Case, kind: str, starts_on: date, clock: time | None
) -> tuple[tuple[Limit, Deadline], ...]:
    """What would be due by the event: nothing is written. Raises RuleViolation where no value or
    calendar is in force on the day."""
    whom = (case.member.bargaining_unit, case.member.rank)
    zone = timezone.get_current_timezone()
    at = at_time(starts_on, clock) if clock else None
    try:
        return deadlines_of(kind, starts_on, at, load_policy(), whom, load_calendars(), zone)
    except (PolicyMissing, CalendarMissing) as missing:
        raise RuleViolation(str(missing), field="starts_on") from missing
    except OverflowError:
        early = f"{words(starts_on)} cannot be counted from. Check the year."
        raise RuleViolation(early, field="starts_on") from None


@act
def start_clock(
    *,
    case: Case,
    kind: str,
    starts_on: date,
    starts_at: time | None,
    source: str,
    remark: str,
    by: User,
    now: datetime,
) -> CaseClock:
    """Enters the event of a day, with its hour where it is known. Raises RuleViolation for a kind
    that the table does not hold, a day that cannot be meant, or the same event twice."""
    case = lock_case(case)
    if sentence := why_not_clock(case, by):
        raise RuleViolation(sentence)
    if kind not in EVENTS:
        raise RuleViolation("Choose what happened from the list.", field="kind")
    check_ahead(starts_on, on=local_day(now), field="starts_on")
    if starts_on < case.member.appointed_on:
        appointed = words(case.member.appointed_on)
        raise RuleViolation(
            f"{words(starts_on)} is before the member was appointed on {appointed}. "
            "Check the year.",
            field="starts_on",
        )
    limits_of(case, kind, starts_on, starts_at)
    mine = CaseClock.objects.filter(case=case)
    if mine.standing().filter(kind=kind, starts_on=starts_on).exists():
        raise RuleViolation(
            f"{EVENTS[kind].name} of {words(starts_on)} is entered already.", field="kind"
        )
    clock = CaseClock(
        case=case, number=(mine.aggregate(last=Max("number"))["last"] or 0) + 1, kind=kind,
        starts_on=starts_on, starts_at=at_time(starts_on, starts_at) if starts_at else None,
        source=source.strip(), remark=remark.strip(), entered_at=now, entered_by=by,
    )  # fmt: skip
    save_tracked(clock, by=by, reason="Entered", now=now)
    _record(case, "clock_started", clock, by, now)
    return clock


@act
def end_clock(
    *, clock: CaseClock, ended_on: date, outcome: str, by: User, now: datetime
) -> CaseClock:
    """Stops it on a day, with the words of how: what it made due is met."""
    clock = _locked(clock, by)
    if clock.ended_on is not None:
        raise RuleViolation(f"It ended on {words(clock.ended_on)} already.")
    if ended_on > local_day(now):
        ahead = f"{words(ended_on)} has not come. Enter today or earlier."
        raise RuleViolation(ahead, field="ended_on")
    if ended_on < min(clock.starts_on, local_day(now)):
        raise RuleViolation(
            f"{words(ended_on)} is before the event, {words(clock.starts_on)}.", field="ended_on"
        )
    outcome = require_words(outcome, "Say how it ended.", field="outcome")
    if len(outcome) > LONGEST:
        raise RuleViolation(
            f"This has {len(outcome)} characters. Say it in {LONGEST} or fewer.", field="outcome"
        )
    clock.ended_on, clock.ended_by, clock.outcome = ended_on, by, outcome
    save_tracked(clock, by=by, reason=outcome[:100], now=now, fields=ENDED)
    said = {"ended_on": ended_on.isoformat(), "outcome": outcome}
    _record(clock.case, "clock_ended", clock, by, now, said=said)
    return clock


@act
def reverse_clock(*, clock: CaseClock, reason: str, by: User, now: datetime) -> CaseClock:
    """Takes back an event that was entered in error; what it made due falls away."""
    clock = _locked(clock, by)
    reason = reversal_reason(reason, "Say why it is taken back.")
    reverse_row(clock, reason=reason, by=by, now=now)
    _record(clock.case, "clock_reversed", clock, by, now, reason=reason)
    return clock


def _locked(clock: CaseClock, by: User) -> CaseClock:
    case = lock_case(clock.case)
    locked: CaseClock = CaseClock.objects.select_for_update().get(pk=clock.pk)
    locked.case = case
    if sentence := why_not_clock(case, by):
        raise RuleViolation(sentence)
    if locked.is_reversed:
        raise RuleViolation("It is taken back already.")
    return locked


def _record(
    case: Case,
    kind: str,
    clock: CaseClock,
    by: User,
    now: datetime,
    *,
    said: dict[str, str] | None = None,
    reason: str = "",
) -> None:
    name = EVENTS[clock.kind].name if clock.kind in EVENTS else clock.kind
    data = {"label": name, "starts_on": clock.starts_on.isoformat(), **(said or {})}
    record_event(case=case, kind=kind, by=by, now=now, reason=reason, data=data, wrote=[clock])
