"""Taking back what was done about an obligation, within ten minutes."""

from datetime import date, datetime
from typing import Any

from caseflow.acts import act
from caseflow.dates import local_day
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import Case, CaseNote, Obligation, ObligationAct, ObligationState
from cases.services.events import lock_case, record_event
from cases.services.notes import strike_note, why_not_amend
from cases.services.obligation_acts import MADE, OVERLAY, UNDO

DAYS = ("due_on", "moved_to", "held_until", "done_for", "settled_on")
UNDONE = "Undone"


def why_not_undo(done: ObligationAct, by: User, now: datetime) -> str | None:
    """Only who did it, only for ten minutes, only as long as nothing else was done to it."""
    if done.by_id != by.pk:
        return f"{done.by} did this. They can undo it."
    if done.undone_at is not None:
        return "This is undone already."
    if now - done.at > UNDO:
        return "The ten minutes are over. Say what has changed instead."
    row = done.obligation
    # What followed from the act in the same moment (the day on which a contact met it, say) has
    # made a newer version, and is no act of somebody else.
    followed = row.changed_at == done.at and row.changed_how == done.kind
    if row.version != done.version and not followed:
        return "Something else has happened to it since. It cannot be undone any more."
    return None


@act
def undo_obligation_act(*, done: ObligationAct, by: User, now: datetime) -> Obligation:
    """Gives the obligation back as it was before; a note written with it is struck. The history
    keeps both steps."""
    case = lock_case(Case(pk=done.obligation.case_id, member_id=done.obligation.member_id))
    done = ObligationAct.objects.select_for_update().get(pk=done.pk)
    row = Obligation.objects.select_for_update().get(pk=done.obligation_id)
    done.obligation, row.case = row, case
    if sentence := why_not_undo(done, by, now):
        raise RuleViolation(sentence)
    if done.kind == MADE:
        row.state, row.settled_on = ObligationState.WITHDRAWN, local_day(now)
    else:
        for name in OVERLAY:
            setattr(row, name, _value(name, done.before[name]))
    row.version += 1
    row.changed_at, row.changed_how = now, "undone"
    fields = [name.removesuffix("_id") for name in OVERLAY]
    fields += ["version", "changed_at", "changed_how"]
    save_tracked(row, by=by, reason=UNDONE, now=now, fields=fields)
    done.undone_at, done.undone_by = now, by
    done.save(update_fields=["undone_at", "undone_by"])
    said = {"what": row.what, "kind": done.kind}
    record_event(case=case, kind="obligation_undone", by=by, now=now, data=said, wrote=[row])
    if done.note_id:
        _strike(done.note_id, by, now)
    return row


def _strike(note: int, by: User, now: datetime) -> None:
    """Who may not strike notes leaves it: it says what was done, and the case what was undone."""
    row = CaseNote.objects.select_related("case").get(pk=note)
    if row.struck_at is None and why_not_amend(row, by) is None:
        strike_note(note=row, reason=UNDONE, by=by, now=now)


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in DAYS:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if name == "done_at" else value
