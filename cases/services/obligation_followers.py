"""What else makes the obligations follow: policy values and calendars, for every open case."""

from datetime import date, datetime

from caseflow.calendar_followers import follows_calendars
from caseflow.models import CalendarVersion, User
from cases.policy_followers import follows_policy
from cases.services.obligations import lock_open_members, open_cases, reconcile_cases


@follows_policy(lock=lock_open_members)
def follow_policy(by: User, now: datetime, on: date) -> None:
    reconcile_cases(list(open_cases().values_list("pk", flat=True)), by=by, now=now)


@follows_calendars(lock=lock_open_members)
def follow_calendars(version: CalendarVersion, by: User, now: datetime) -> None:
    """A time limit that began before the version is in force keeps the one that it was counted
    by."""
    reconcile_cases(list(open_cases().values_list("pk", flat=True)), by=by, now=now)
