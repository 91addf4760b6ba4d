"""Who holds a case: taking, assigning, handing over."""

from datetime import datetime

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, StaleVersion, require_words
from cases.lifecycle import guard, require
from cases.models import Assignment, Case
from cases.services.events import lock_case, record_event


@guard("assign")
def _own_or_free(case: Case, user: User) -> str | None:
    """Without the right to supervise one takes a free case or hands over one's own."""
    if user.can(Capability.SUPERVISE) or case.owner_id in (None, user.pk):
        return None
    return f"The case is with {case.owner}. They or a lead coordinator can hand it over."


@act
def assign_case(
    *,
    case: Case,
    user: User,
    by: User,
    now: datetime,
    reason: str = "",
    seen_owner_id: int | None,
) -> Assignment:
    """Gives the case to `user`. `seen_owner_id` is who held it on the page that was acted on:
    when somebody else holds it by now, nothing is done and the sentence says who."""
    case = lock_case(case)
    if case.owner_id != seen_owner_id:
        holder = f"with {case.owner}" if case.owner else "with nobody"
        raise StaleVersion(f"The case has changed hands meanwhile: it is {holder} now.")
    require("assign", case, by)
    _check_new_owner(case, user, by, reason)
    ended = end_assignment(case=case, by=by, now=now)
    case.owner = user
    case.version += 1
    save_tracked(case, by=by, reason=reason or "Assigned", now=now, fields=["owner", "version"])
    spell = Assignment(case=case, user=user, started_at=now, started_by=by)
    save_tracked(spell, by=by, reason=reason or "Assigned", now=now)
    record_event(
        case=case,
        kind="case_handed_over" if seen_owner_id else "case_assigned",
        by=by,
        now=now,
        reason=reason,
        data={"to": str(user)},
        wrote=[case, *ended, spell],
    )
    return spell


def _check_new_owner(case: Case, user: User, by: User, reason: str) -> None:
    if case.owner_id == user.pk:
        raise RuleViolation(f"The case is with {user} already.", field="user")
    if not user.keeps_cases:
        raise RuleViolation(f"{user} does not keep cases. Choose a coordinator.", field="user")
    if not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        raise RuleViolation(f"{user} cannot hold this case. Choose somebody else.", field="user")
    if by.pk != user.pk and not by.can(Capability.SUPERVISE) and case.owner_id is None:
        raise RuleViolation(
            "You can take the case yourself; a lead coordinator assigns it to others.", field="user"
        )
    if case.owner_id is not None:
        require_words(reason, "Say why the case changes hands.", field="reason")


def end_assignment(*, case: Case, by: User, now: datetime) -> list[Assignment]:
    """Ends the open assignment, if there is one, and gives what it wrote for the caller's event;
    hold the case's lock."""
    ended = list(Assignment.objects.filter(case=case, ended_at__isnull=True))
    for spell in ended:
        spell.ended_at, spell.ended_by = now, by
        save_tracked(spell, by=by, reason="Handed over", now=now, fields=["ended_at", "ended_by"])
    return ended
