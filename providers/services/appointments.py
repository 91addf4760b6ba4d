"""Appointments: made, kept, missed, moved, cancelled, and an outcome corrected."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from caseflow.acts import act
from caseflow.canonical import plain
from caseflow.dates import words
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words
from cases.models import Case
from cases.services.events import lock_case, record_event
from cases.services.opening import FAR_FUTURE_DAYS
from providers.lifecycle import ACTIONS, require, said, why_not_make
from providers.models import Appointment, AppointmentKind, AppointmentState, Provider
from providers.rules.clock import instant_of, overlaps

BACK_ENTRY_DAYS = 30
LONGEST_MINUTES = 480

USUAL_MINUTES: dict[str, int] = {
    AppointmentKind.CASE_MANAGEMENT: 30,
    AppointmentKind.MEDICAL_REVIEW: 30,
    AppointmentKind.FITNESS_FOR_DUTY: 60,
    AppointmentKind.FIRING_RANGE: 120,
}


@act
def make_appointment(
    *,
    case: Case,
    kind: str,
    day: date,
    clock: time,
    by: User,
    now: datetime,
    on: date,
    minutes: int | None = None,
    place: str = "",
    provider: Provider | None = None,
    back_entry: bool = False,
) -> Appointment:
    """Makes an appointment at a wall-clock time of the office.

    `minutes` None: what the kind usually takes. `back_entry`: it was made on paper and its time
    has passed, at most 30 days ago. RuleViolation names the form's field.
    """
    case = lock_case(case)
    if sentence := why_not_make(case, by):
        raise RuleViolation(sentence)
    starts_at = check_time(day, clock, now=now, on=on, back_entry=back_entry)
    length = check_minutes(USUAL_MINUTES[kind] if minutes is None else minutes)
    check_free(case, starts_at, length)
    made = Appointment(
        case=case,
        kind=kind,
        starts_at=starts_at,
        minutes=length,
        place=place.strip(),
        provider=provider,
        made_at=now,
        made_by=by,
    )
    save_tracked(made, by=by, reason="Made", now=now)
    at = min(starts_at, now)
    _record("make", case, event_data(made), by=by, now=now, at=at, wrote=[made])
    return made


@act
def keep_appointment(*, appointment: Appointment, by: User, now: datetime) -> Appointment:
    """The member came. Not before the appointment's time."""
    return _settle("keep", appointment, by=by, now=now, reason="Kept")


@act
def miss_appointment(*, appointment: Appointment, by: User, now: datetime) -> Appointment:
    """The member did not come (E03-01-01 VI.D: certification may be withheld for it)."""
    return _settle("miss", appointment, by=by, now=now, reason="No-show")


@act
def cancel_appointment(
    *, appointment: Appointment, reason: str, by: User, now: datetime
) -> Appointment:
    """It does not take place, for a reason."""
    return _settle("cancel", appointment, by=by, now=now, reason=check_reason(reason))


@act
def correct_appointment(
    *, appointment: Appointment, reason: str, by: User, now: datetime
) -> Appointment:
    """Takes a wrong outcome back: the appointment is scheduled again, and the event stays."""
    return _settle("correct", appointment, by=by, now=now, reason=check_reason(reason))


@act
def move_appointment(
    *,
    appointment: Appointment,
    day: date,
    clock: time,
    reason: str,
    by: User,
    now: datetime,
    on: date,
    minutes: int | None = None,
    place: str | None = None,
) -> Appointment:
    """Gives the appointment a new time: the old one stays as moved, and the new one, which is
    returned, names it. `minutes` and `place` None: as they were."""
    old = lock_appointment(appointment)
    require("move", old, by, now)
    starts_at = check_time(day, clock, now=now, on=on)
    if starts_at == old.starts_at:
        raise RuleViolation(
            f"It is at that time already: {said(starts_at)}. Enter the new one.", field="clock"
        )
    reason = check_reason(reason)
    _write_state(old, "move", by=by, now=now, reason=reason)
    length = check_minutes(old.minutes if minutes is None else minutes)
    check_free(old.case, starts_at, length)
    new = Appointment(
        case=old.case,
        kind=old.kind,
        starts_at=starts_at,
        minutes=length,
        place=old.place if place is None else place.strip(),
        provider=old.provider,
        moved_from=old,
        made_at=now,
        made_by=by,
    )
    save_tracked(new, by=by, reason=f"Moved from {said(old.starts_at)}: {reason}", now=now)
    data = {**event_data(new), "was": said(old.starts_at), "old": old.key}
    _record("move", old.case, data, by=by, now=now, at=now, reason=reason, wrote=[old, new])
    return new


def lock_appointment(appointment: Appointment) -> Appointment:
    """The member's row, the case's, then the appointment's, as it stands now."""
    case = lock_case(appointment.case)
    locked = Appointment.objects.select_for_update().get(pk=appointment.pk)
    locked.case = case
    return locked


def check_time(
    day: date, clock: time, *, now: datetime, on: date, back_entry: bool = False
) -> datetime:
    """The instant meant. Refuses a day far ahead, a time that has passed (unless it is
    back-entry of the last 30 days) and a time that the night skips."""
    if (day - on).days > FAR_FUTURE_DAYS:
        raise RuleViolation(
            f"{words(day)} is more than {FAR_FUTURE_DAYS} days ahead. Check the year.", field="day"
        )
    if (on - day).days > BACK_ENTRY_DAYS:
        raise RuleViolation(
            f"{words(day)} is more than {BACK_ENTRY_DAYS} days ago. Write a note on the case "
            "instead, with the day it happened.",
            field="day",
        )
    at = clock.replace(second=0, microsecond=0)
    instant = instant_of(day, at, timezone.get_current_timezone()).instant
    if instant < now and not back_entry:
        raise RuleViolation(
            f"{said(instant)} has passed. Enter a time ahead; an appointment on paper is entered "
            "afterwards from its case, and says so.",
            field="clock",
        )
    if instant >= now and back_entry:
        raise RuleViolation(
            f"{said(instant)} is still ahead, so it is not entered afterwards. Take that mark off, "
            "or check the day.",
            field="back_entry",
        )
    return instant


def check_minutes(minutes: int) -> int:
    if not 5 <= minutes <= LONGEST_MINUTES:
        raise RuleViolation(
            f"An appointment takes 5 to {LONGEST_MINUTES} minutes, not {minutes}.", field="minutes"
        )
    return minutes


def check_reason(reason: str) -> str:
    return require_words(reason, "Say why, in a few words.", field="reason")


def check_free(case: Case, starts_at: datetime, minutes: int) -> None:
    """Refuses a time at which the member has another appointment, on whichever case."""
    ends_at = starts_at + timedelta(minutes=minutes)
    near = Appointment.objects.filter(
        case__member=case.member_id,
        state=AppointmentState.SCHEDULED,
        starts_at__lt=ends_at,
        starts_at__gt=starts_at - timedelta(minutes=LONGEST_MINUTES + 1),
    ).select_related("case")
    for other in near:
        if overlaps(starts_at, ends_at, other.starts_at, other.ends_at):
            kind = AppointmentKind(other.kind).label.lower()
            raise RuleViolation(
                f"The member has another appointment then: {kind}, {said(other.starts_at)}, "
                f"{other.minutes} minutes, case {other.case.reference}. Choose another time, or "
                "move that one first.",
                field="clock",
            )


def event_data(appointment: Appointment) -> dict[str, str]:
    """What the sentence of an event needs."""
    return {
        "appointment": appointment.key,
        "about": AppointmentKind(appointment.kind).label,
        "when": said(appointment.starts_at),
        "starts_at": plain(appointment.starts_at.astimezone(UTC)),
    }


EVENT_KINDS = {
    "make": "appointment_made",
    "keep": "appointment_kept",
    "miss": "appointment_no_show",
    "move": "appointment_moved",
    "cancel": "appointment_cancelled",
    "correct": "appointment_corrected",
}


def _settle(
    action: str, appointment: Appointment, *, by: User, now: datetime, reason: str
) -> Appointment:
    appointment = lock_appointment(appointment)
    require(action, appointment, by, now)
    if action == "correct":
        check_free(appointment.case, appointment.starts_at, appointment.minutes)
    _write_state(appointment, action, by=by, now=now, reason=reason)
    spec = ACTIONS[action]
    _record(
        action,
        appointment.case,
        event_data(appointment),
        by=by,
        now=now,
        at=appointment.starts_at if spec.after_its_time else now,
        reason=reason if spec.asks else "",
        wrote=[appointment],
    )
    return appointment


def _write_state(
    appointment: Appointment, action: str, *, by: User, now: datetime, reason: str
) -> None:
    target = ACTIONS[action].target
    scheduled = target == AppointmentState.SCHEDULED
    appointment.state = target
    appointment.settled_at = None if scheduled else now
    appointment.settled_by = None if scheduled else by
    fields = ["state", "settled_at", "settled_by"]
    save_tracked(appointment, by=by, reason=reason, now=now, fields=fields)


def _record(
    action: str,
    case: Case,
    data: dict[str, str],
    *,
    by: User,
    now: datetime,
    at: datetime,
    wrote: Sequence[Appointment],
    reason: str = "",
) -> None:
    record_event(
        case=case,
        kind=EVENT_KINDS[action],
        by=by,
        now=now,
        happened_at=at,
        reason=reason,
        data=data,
        wrote=wrote,
    )
