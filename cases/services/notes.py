"""Case notes: written, amended with a reason, struck with one; never deleted."""

from datetime import datetime

from django.db.models import Max

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, StaleVersion, require_words
from cases.models import Case, CaseNote, NoteKind
from cases.services.events import lock_case, record_event
from cases.services.opening import check_happened

WHY = "Say why, in a few words."


def why_not_add(case: Case, user: User) -> str | None:
    """A note can be added to a closed case too: what is learned late is written down."""
    if not user.can(Capability.NOTE):
        return f"You do not have the right to {Capability.NOTE.label}."
    return None


def why_not_amend(note: CaseNote, user: User) -> str | None:
    """Its author, or a lead or supervisor, may amend or strike a note."""
    if not user.can(Capability.AMEND):
        return f"You do not have the right to {Capability.AMEND.label}."
    if note.struck_at:
        return "The note is struck. Write a new one."
    if note.author_id != user.pk and not user.can(Capability.SUPERVISE):
        return f"{note.author} wrote the note. They or a lead coordinator can amend it."
    return None


@act
def add_note(
    *, case: Case, kind: NoteKind, text: str, happened_at: datetime, by: User, now: datetime
) -> CaseNote:
    """Writes a note. `happened_at` may lie days back (it is shown as entered late), not ahead."""
    case = lock_case(case)
    if sentence := why_not_add(case, by):
        raise RuleViolation(sentence)
    text = _check(case, text, happened_at, now)
    last = CaseNote.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    note = CaseNote(
        case=case,
        number=last + 1,
        kind=kind,
        happened_at=happened_at,
        text=text,
        author=by,
        entered_at=now,
    )
    save_tracked(note, by=by, reason="Written", now=now)
    record_event(
        case=case,
        kind="note_added",
        by=by,
        now=now,
        happened_at=happened_at,
        data={"note": note.number, "about": kind.label},
        wrote=[note],
    )
    return note


@act
def amend_note(
    *,
    note: CaseNote,
    kind: NoteKind,
    text: str,
    happened_at: datetime,
    reason: str,
    version: int,
    by: User,
    now: datetime,
) -> CaseNote:
    """Gives the note a new version; the earlier ones stay. StaleVersion when somebody else
    amended it after `version` was opened."""
    case = lock_case(note.case)
    note = CaseNote.objects.select_for_update().get(pk=note.pk)
    note.case = case
    if note.version != version:
        raise StaleVersion("Somebody amended the note after you opened it.")
    if sentence := why_not_amend(note, by):
        raise RuleViolation(sentence)
    text = _check(case, text, happened_at, now)
    reason = require_words(reason, WHY, field="reason")
    if (note.text, note.kind_id, note.happened_at) == (text, kind.pk, happened_at):
        raise RuleViolation("Nothing is different. Change the note, or leave it as it is.")
    note.text, note.kind, note.happened_at = text, kind, happened_at
    note.version += 1
    fields = ["text", "kind", "happened_at", "version"]
    save_tracked(note, by=by, reason=reason, now=now, fields=fields)
    record_event(
        case=case,
        kind="note_amended",
        by=by,
        now=now,
        reason=reason,
        data={"note": note.number, "version": note.version},
        wrote=[note],
    )
    return note


@act
def strike_note(*, note: CaseNote, reason: str, by: User, now: datetime) -> CaseNote:
    """Strikes a note, for one written on the wrong case: it stays readable, with the reason."""
    case = lock_case(note.case)
    note = CaseNote.objects.select_for_update().get(pk=note.pk)
    note.case = case
    if sentence := why_not_amend(note, by):
        raise RuleViolation(sentence)
    reason = require_words(reason, WHY, field="reason")
    note.struck_at, note.struck_by = now, by
    note.version += 1
    fields = ["struck_at", "struck_by", "version"]
    save_tracked(note, by=by, reason=reason, now=now, fields=fields)
    record_event(
        case=case,
        kind="note_struck",
        by=by,
        now=now,
        reason=reason,
        data={"note": note.number},
        wrote=[note],
    )
    return note


def _check(case: Case, text: str, happened_at: datetime, now: datetime) -> str:
    check_happened(happened_at, case.member, now, field="happened_at")
    return require_words(text, "Write what happened.", field="text")
