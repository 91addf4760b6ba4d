"""Entering that somebody is away, with the stand-in; changing it; calling it off."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from caseflow.access import KEEPERS, ROLES, Capability
from caseflow.acts import act
from caseflow.coverage import end_of_chain
from caseflow.dates import local_day, words
from caseflow.history import save_tracked
from caseflow.models import AwayPeriod, User
from caseflow.refusals import RuleViolation

LONGEST = timedelta(days=400)
FIELDS = ["stand_in", "first_day", "last_day", "remark"]


def why_not_enter(user: User, by: User) -> str | None:
    """Everybody enters their own time away; who supervises, anybody's."""
    if user.pk != by.pk and not by.can(Capability.SUPERVISE):
        return f"{user} enters it, or who has the right to {Capability.SUPERVISE.label}."
    return None


def why_not_change_away(period: AwayPeriod, by: User, on: date) -> str | None:
    if period.cancelled_at is not None:
        return "This is called off already."
    if period.last_day < on:
        return "This is over. What was, stays as it is."
    return why_not_enter(period.user, by)


@act
def enter_away(
    *,
    user: User,
    stand_in: User,
    first_day: date,
    last_day: date,
    remark: str,
    by: User,
    now: datetime,
) -> AwayPeriod:
    """Both days counted. Raises RuleViolation for days that are over or in another period of the
    person, or a stand-in who cannot take the work on every one of them."""
    if sentence := why_not_enter(user, by):
        raise RuleViolation(sentence)
    period = AwayPeriod(user=user, entered_at=now, entered_by=by)
    _set(period, stand_in, first_day, last_day, remark, local_day(now))
    _save(period, by, "Entered", now, None)
    return period


@act
def change_away(
    *,
    period: AwayPeriod,
    stand_in: User,
    first_day: date,
    last_day: date,
    remark: str,
    by: User,
    now: datetime,
) -> AwayPeriod:
    """Another stand-in or other days. Days that were are left as they were: once begun, the first
    day stays."""
    period, on = _locked(period), local_day(now)
    if sentence := why_not_change_away(period, by, on):
        raise RuleViolation(sentence)
    if period.first_day < on and first_day != period.first_day:
        begun = f"It began on {words(period.first_day)}. Leave the first day as it is."
        raise RuleViolation(begun, field="first_day")
    _set(period, stand_in, first_day, last_day, remark, on)
    _save(period, by, "Changed", now, FIELDS)
    return period


@act
def cancel_away(*, period: AwayPeriod, by: User, now: datetime) -> AwayPeriod:
    """Calls it off; one that has begun ends with the day before, for those days were."""
    period, on = _locked(period), local_day(now)
    if sentence := why_not_change_away(period, by, on):
        raise RuleViolation(sentence)
    if period.first_day < on:
        period.last_day = on - timedelta(days=1)
        save_tracked(period, by=by, reason="Back earlier", now=now, fields=["last_day"])
        return period
    period.cancelled_at, period.cancelled_by = now, by
    fields = ["cancelled_at", "cancelled_by"]
    save_tracked(period, by=by, reason="Called off", now=now, fields=fields)
    return period


def _locked(period: AwayPeriod) -> AwayPeriod:
    locked = AwayPeriod.objects.select_for_update().get(pk=period.pk)
    locked.user = User.objects.get(pk=locked.user_id)
    return locked


def _set(
    period: AwayPeriod, stand_in: User, first_day: date, last_day: date, remark: str, on: date
) -> None:
    if last_day < first_day:
        raise RuleViolation("The last day is before the first.", field="last_day")
    if last_day < on:
        past = f"{words(last_day)} is past. Enter today or a later day."
        raise RuleViolation(past, field="last_day")
    if first_day - on >= LONGEST:
        far = f"{words(first_day)} is not within the next {LONGEST.days} days. Check the year."
        raise RuleViolation(far, field="first_day")
    if last_day - first_day >= LONGEST:
        raise RuleViolation(
            f"This is longer than {LONGEST.days} days. Hand the cases over instead.",
            field="last_day",
        )
    if stand_in.pk == period.user_id:
        raise RuleViolation("Choose somebody else: this is who is away.", field="stand_in")
    if not stand_in.keeps_cases:
        able = ", ".join(ROLES[code].label for code in ROLES if code in KEEPERS)
        raise RuleViolation(
            f"{stand_in} cannot keep cases. Who can: {able}, who may sign in.", field="stand_in"
        )
    # In the order of their keys, so that two who name each other at once wait and do not deadlock.
    list(
        User.objects.filter(pk__in=[period.user_id, stand_in.pk]).order_by("pk").select_for_update()
    )
    period.stand_in, period.remark = stand_in, remark.strip()
    period.first_day, period.last_day = first_day, last_day
    _check_others(period)


def _check_others(period: AwayPeriod) -> None:
    """No other period of the person in these days, and somebody there on each of them."""
    others = AwayPeriod.objects.standing().exclude(pk=period.pk)
    near = list(
        others.filter(
            first_day__lte=period.last_day, last_day__gte=period.first_day
        ).select_related("user", "stand_in")
    )
    for other in near:
        if other.user_id == period.user_id:
            raise RuleViolation(_in_the_way(other), field="first_day")
    starts = {period.first_day, *(o.first_day for o in near), *(_after(o.last_day) for o in near)}
    for day in sorted(day for day in starts if period.first_day <= day <= period.last_day):
        there = [period, *(o for o in near if o.first_day <= day <= o.last_day)]
        chain = {o.user_id: o.stand_in_id for o in there}
        able = {o.stand_in_id for o in there if o.stand_in.keeps_cases}
        if end_of_chain(period.user_id, chain, able) is None:
            raise RuleViolation(
                f"On {words(day)} {period.stand_in} is away too, and nobody would be there in the "
                "end. Choose somebody else.",
                field="stand_in",
            )


def _in_the_way(other: AwayPeriod) -> str:
    return (
        f"{other.user} is away from {words(other.first_day)} to {words(other.last_day)} already. "
        "Change that, or choose other days."
    )


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _save(
    period: AwayPeriod, by: User, reason: str, now: datetime, fields: list[str] | None
) -> None:
    """Saves it; the database has the last word on days that two people enter at once."""
    try:
        with transaction.atomic():
            save_tracked(period, by=by, reason=reason, now=now, fields=fields)
    except IntegrityError as error:
        if "away_once" not in str(error):
            raise
        taken = f"{period.user} is away on one of these days already. Look at the list."
        raise RuleViolation(taken, field="first_day") from error
