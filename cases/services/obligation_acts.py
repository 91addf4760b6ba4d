"""What people do about an obligation: done, another day, a hold, a colleague, made by hand; and
taken back within ten minutes. Each act is an event of the case and a row by which it is undone."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.dates import local_day, words
from caseflow.history import save_tracked
from caseflow.keys import public_id
from caseflow.models import User
from caseflow.refusals import RuleViolation, StaleVersion, require_words
from cases.models import (
    Actor,
    Case,
    CaseNote,
    HoldEvent,
    Obligation,
    ObligationAct,
    ObligationState,
)
from cases.services.events import lock_case, record_event
from cases.services.opening import check_ahead

UNDO: Final = timedelta(minutes=10)
LONGEST: Final = 300
DONE, MOVED, HELD, RESUMED, HANDED, MADE = "done", "moved", "held", "resumed", "handed", "made"
OVERLAY: Final = (
    "state", "due_on", "moved_to", "moved_reason", "held_until", "held_for", "held_reason",
    "handed_to_id", "responsible_id", "done_at", "done_by_id", "done_for", "settled_on",
)  # fmt: skip
"""What people decide, and undoing gives back."""
EVENTS: Final = {
    DONE: "obligation_done",
    MOVED: "obligation_moved",
    HELD: "obligation_held",
    RESUMED: "obligation_resumed",
    HANDED: "obligation_handed",
    MADE: "obligation_made",
}


def why_not_act(obligation: Obligation, user: User) -> str | None:
    """Who writes notes may settle what is open."""
    if not user.can(Capability.NOTE):
        return f"You do not have the right to {Capability.NOTE.label}."
    if obligation.state != ObligationState.OPEN:
        return f"It is not open any more: {obligation.get_state_display().lower()}."
    return None


def why_not_later(obligation: Obligation) -> str | None:
    """A limit that a rule sets can be met earlier; it cannot be put off."""
    if not obligation.legal:
        return None
    source = obligation.derivation.get("source", "a rule")
    return f"The limit is set by {source}. It can be moved earlier, not later, and not be held."


@act
def complete_obligation(
    *,
    obligation: Obligation,
    note: CaseNote | None,
    by: User,
    now: datetime,
    batch: str = "",
    version: int | None = None,
) -> ObligationAct:
    """Says that it is done. `note` is what says how; without one the event alone does."""
    row, before = _locked(obligation, by, version)
    row.state = ObligationState.DONE
    row.done_at, row.done_by, row.done_for = now, by, row.rule_due_on
    row.settled_on = local_day(now)
    row.held_until, row.held_for, row.held_reason = None, "", ""
    said = {"note": note.number} if note else {}
    return _record(row, DONE, before, by=by, now=now, batch=batch, note=note, data=said)


@act
def move_obligation(
    *,
    obligation: Obligation,
    to: date,
    reason: str,
    by: User,
    now: datetime,
    batch: str = "",
    version: int | None = None,
) -> ObligationAct:
    """Gives it another day, with the reason; it counts until the rule's own day moves."""
    row, before = _locked(obligation, by, version)
    reason = _words(reason, "Say why the day is moved.")
    check_ahead(to, on=local_day(now), field="to")
    if to < local_day(now):
        raise RuleViolation(f"{words(to)} is past. Enter today or a later day.", field="to")
    if to == row.due_on:
        raise RuleViolation(f"It is due on {words(to)} already. Enter another day.", field="to")
    if to > row.rule_due_on and (sentence := why_not_later(row)):
        raise RuleViolation(sentence, field="to")
    row.was_due_on = row.due_on
    row.due_on = to
    row.moved_to, row.moved_reason = (None, "") if to == row.rule_due_on else (to, reason)
    said = {"was": row.was_due_on.isoformat(), "to": to.isoformat()}
    return _record(row, MOVED, before, by=by, now=now, batch=batch, reason=reason, data=said)


@act
def hold_obligation(
    *,
    obligation: Obligation,
    until: date | None,
    waits_for: str,
    reason: str,
    by: User,
    now: datetime,
    batch: str = "",
    version: int | None = None,
) -> ObligationAct:
    """Holds it until a day, or until something happens (`HoldEvent`), or whichever is first."""
    row, before = _locked(obligation, by, version)
    reason = _words(reason, "Say what it waits for.")
    if until is None and not waits_for:
        raise RuleViolation("Enter a day, or choose what it waits for.", field="until")
    if waits_for and waits_for not in HoldEvent.values:
        raise RuleViolation("Choose what it waits for from the list.", field="waits_for")
    if until is not None:
        check_ahead(until, on=local_day(now), field="until")
        if until <= local_day(now):
            raise RuleViolation(f"{words(until)} is not ahead. Enter a later day.", field="until")
    if sentence := why_not_later(row):
        raise RuleViolation(sentence)
    row.held_until, row.held_for, row.held_reason = until, waits_for, reason
    said: dict[str, Any] = {"until": until.isoformat() if until else "", "for": ""}
    if waits_for:
        said["for"] = HoldEvent(waits_for).label
    return _record(row, HELD, before, by=by, now=now, batch=batch, reason=reason, data=said)


@act
def resume_obligation(*, obligation: Obligation, by: User, now: datetime) -> ObligationAct:
    """Ends the hold of an obligation before its time."""
    row, before = _locked(obligation, by, None)
    if not row.held_reason:
        raise RuleViolation("It is not on hold.")
    row.held_until, row.held_for, row.held_reason = None, "", ""
    return _record(row, RESUMED, before, by=by, now=now, batch="")


@act
def hand_obligation(
    *,
    obligation: Obligation,
    to: User,
    reason: str,
    by: User,
    now: datetime,
    batch: str = "",
    version: int | None = None,
) -> ObligationAct:
    """Hands it to a colleague; the case stays with its keeper."""
    row, before = _locked(obligation, by, version)
    reason = _words(reason, "Say why it changes hands.")
    check_taker(row.case, to, field="to")
    if row.responsible_id == to.pk:
        raise RuleViolation(f"It is with {to} already.", field="to")
    row.handed_to = None if row.case.owner_id == to.pk else to
    row.responsible = to
    return _record(
        row, HANDED, before, by=by, now=now, batch=batch, reason=reason, data={"to": str(to)}
    )


@act
def make_obligation(
    *,
    case: Case,
    what: str,
    due_on: date,
    handed_to: User | None,
    by: User,
    now: datetime,
    code: str = "by_hand",
    subject: str = "",
) -> Obligation:
    """Makes one by hand, for the keeper of the case or for a colleague. Raises RuleViolation for a
    closed case, a past day, or a colleague who may not see the case."""
    case = lock_case(case)
    if not by.can(Capability.NOTE):
        raise RuleViolation(f"You do not have the right to {Capability.NOTE.label}.")
    if case.closed_at is not None:
        raise RuleViolation("The case is closed. Reopen it before something is due on it.")
    what = _words(what, "Say what is to be done.", field="what")
    today = local_day(now)
    check_ahead(due_on, on=today, field="due_on")
    if due_on < today:
        raise RuleViolation(f"{words(due_on)} is past. Enter today or later.", field="due_on")
    if handed_to is not None:
        check_taker(case, handed_to, field="handed_to")
    row = Obligation(
        case=case, member_id=case.member_id, code=code, subject=subject or public_id(), what=what,
        actor=Actor.OFFICE, by_rule=False, trigger_on=today, rule_due_on=due_on, due_on=due_on,
        opens_on=today, handed_to=handed_to, responsible_id=(handed_to or case.owner or by).pk,
        made_at=now, made_by=by, changed_at=now, changed_how="created",
        derivation={"trigger": f"made by {by}", "rule": "", "source": "", "verified": True},
    )  # fmt: skip
    if case.owner_id is None and handed_to is None:
        row.handed_to = by
    save_tracked(row, by=by, reason="Made by hand", now=now)
    said = {"what": what, "due_on": due_on.isoformat()}
    record_event(case=case, kind=EVENTS[MADE], by=by, now=now, data=said, wrote=[row])
    ObligationAct.objects.create(
        batch=public_id(), obligation=row, kind=MADE, before={}, version=row.version, at=now, by=by
    )
    return row


def check_taker(case: Case, user: User, *, field: str) -> None:
    """Raises RuleViolation when a colleague cannot be given something on the case."""
    if not user.can(Capability.NOTE):
        raise RuleViolation(f"{user} cannot work on cases. Choose somebody else.", field=field)
    if not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        raise RuleViolation(f"{user} cannot see this case. Choose somebody else.", field=field)


def undoable(by: User, now: datetime) -> Any:
    """The acts that the person can still take back, the newest first."""
    rows = ObligationAct.objects.filter(by=by, at__gt=now - UNDO, undone_at__isnull=True)
    return rows.select_related("obligation__case", "note").order_by("-at", "-pk")


def _locked(
    obligation: Obligation, by: User, version: int | None
) -> tuple[Obligation, dict[str, Any]]:
    """The row as it is, under the locks of member and case, and what undoing gives back."""
    case = lock_case(Case(pk=obligation.case_id, member_id=obligation.member_id))
    row = Obligation.objects.select_for_update().get(pk=obligation.pk)
    row.case = case
    if version is not None and row.version != version:
        raise StaleVersion("Somebody changed it after you opened this page. Look at it again.")
    if sentence := why_not_act(row, by):
        raise RuleViolation(sentence)
    return row, {name: _plain(getattr(row, name)) for name in OVERLAY}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _record(
    row: Obligation,
    kind: str,
    before: dict[str, Any],
    *,
    by: User,
    now: datetime,
    batch: str,
    reason: str = "",
    note: CaseNote | None = None,
    data: dict[str, Any] | None = None,
) -> ObligationAct:
    row.version += 1
    row.changed_at, row.changed_how = now, kind
    fields = [name.removesuffix("_id") for name in OVERLAY]
    fields += ["version", "changed_at", "changed_how", "was_due_on"]
    save_tracked(row, by=by, reason=reason or kind.capitalize(), now=now, fields=fields)
    said = {"what": row.what, **(data or {})}
    record_event(
        case=row.case, kind=EVENTS[kind], by=by, now=now, reason=reason, data=said, wrote=[row]
    )
    return ObligationAct.objects.create(
        batch=batch or public_id(), obligation=row, kind=kind, before=before, version=row.version,
        note=note, at=now, by=by,
    )  # fmt: skip


def _words(text: str, sentence: str, field: str = "reason") -> str:
    text = require_words(text, sentence, field=field)
    if len(text) > LONGEST:
        raise RuleViolation(
            f"This has {len(text)} characters. Say it in {LONGEST} or fewer.", field=field
        )
    return text
