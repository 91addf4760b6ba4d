"""Which state a case has by its absences, and by what was confirmed before they ended."""

from cases.models import Case
from cases.models.case import CaseState
from cases.standing import absences, running_absence

_ABSENT = (CaseState.REPORTED, CaseState.APPROVED, CaseState.ON_ROLL)


def state_by_absences(case: Case) -> CaseState:
    """The state of an open case, or of one that opens again; hold the case's lock.

    An absence that goes on after all gives back the state before it had ended: one that was never
    confirmed is not on the roll.
    """
    if running_absence(case) is None:
        return CaseState.RETURNED if absences(case) else CaseState.REPORTED
    return CaseState(case.state) if case.state in _ABSENT else _before_it_ended(case)


def _before_it_ended(case: Case) -> CaseState:
    last = case.history.filter(state__in=_ABSENT).order_by("-history_id").first()
    if last is None:
        return CaseState.REPORTED
    # An absence that was over already is confirmed without a day in the state of the roll.
    since = {"kind": "absence_confirmed", "recorded_at__gte": last.history_date}
    if case.events.filter(**since).exists():
        return CaseState.ON_ROLL
    return CaseState(last.state)
