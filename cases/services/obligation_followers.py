"""What else makes the obligations follow: policy values that changed, for every open case."""

from datetime import date, datetime

from caseflow.models import User
from cases.policy_followers import follows_policy
from cases.services.obligations import lock_open_members, open_cases, reconcile_cases


@follows_policy(lock=lock_open_members)
def follow_policy(by: User, now: datetime, on: date) -> None:
    reconcile_cases(list(open_cases().values_list("pk", flat=True)), by=by, now=now)
