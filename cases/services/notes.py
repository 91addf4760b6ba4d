"""Case notes: written, amended with a reason, struck with one; never deleted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, StaleVersion, require_words
from cases.models import Case, CaseNote, NoteKind, Obligation
from cases.searching.keeping import index_note
from cases.services.drafts import Window, settle_draft
from cases.services.events import lock_case, record_event
from cases.services.mentions import mention_colleagues
from cases.services.obligation_acts import complete_obligation, make_obligation
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


@dataclass(frozen=True, slots=True)
class Also:
    """What a note does beside: the keys of the obligations that it completes, and one that it
    makes, `then_what` by the day `then_by`."""

    completes: Collection[str] = ()
    then_what: str = ""
    then_by: date | None = None


NOTHING_ELSE = Also()


@act
def add_note(
    *,
    case: Case,
    kind: NoteKind,
    text: str,
    happened_at: datetime,
    by: User,
    now: datetime,
    adds_to: CaseNote | None = None,
    reason: str = "",
    also: Also = NOTHING_ELSE,
    window: Window | None = None,
) -> CaseNote:
    """Writes a note, with all that it does beside, or nothing of it. `happened_at` may lie days
    back (it is shown as entered late), not ahead. An addendum names the note that it `adds_to`;
    `window` is the page whose draft it was."""
    case = lock_case(case)
    if sentence := why_not_add(case, by) or why_not_add_to(adds_to, case):
        raise RuleViolation(sentence)
    text = _check(case, text, happened_at, now)
    last = CaseNote.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    note = CaseNote(
        case=case, number=last + 1, kind=kind, happened_at=happened_at, text=text, author=by,
        entered_at=now, adds_to=adds_to and (adds_to.adds_to or adds_to),
    )  # fmt: skip
    save_tracked(note, by=by, reason=reason or "Written", now=now)
    index_note(note)
    data: dict[str, object] = {"note": note.number, "about": kind.label}
    if note.adds_to:
        data["adds_to"] = note.adds_to.number
    record_event(
        case=case, kind="note_added", by=by, now=now, happened_at=happened_at, reason=reason,
        data=data, wrote=[note],
    )  # fmt: skip
    _do_also(case, note, also, by, now)
    mention_colleagues(case=case, note=note, by=by, now=now)
    settle_draft(case=case, note_number=0, text=text, window=window, by=by)
    return note


def why_not_add_to(note: CaseNote | None, case: Case) -> str | None:
    """An addendum goes to a standing note of the same case."""
    if note is None:
        return None
    if note.case_id != case.pk:
        return "That note is on another case. Open the case it is on."
    if note.struck_at:
        return f"Note {note.number} is struck. Write a new one."
    return None


def _do_also(case: Case, note: CaseNote, also: Also, by: User, now: datetime) -> None:
    """Completes and makes obligations; what they refuse is said at the note's own fields."""
    rows = Obligation.objects.visible_to(by).filter(case=case, key__in=also.completes)
    chosen = list(rows.order_by("pk"))
    if len(chosen) != len(set(also.completes)):
        raise RuleViolation(
            "Something that you ticked is not on this case any more. Look again.",
            field="completes",
        )
    try:
        for obligation in chosen:
            complete_obligation(obligation=obligation, note=note, by=by, now=now)
    except RuleViolation as refused:
        raise RuleViolation(f"{obligation.what}: {refused}", field="completes") from refused
    if not also.then_what and not also.then_by:
        return
    if also.then_by is None:
        raise RuleViolation("Enter the day by which it is to be done.", field="then_by")
    try:
        make_obligation(
            case=case, what=also.then_what, due_on=also.then_by, handed_to=None, by=by, now=now
        )
    except RuleViolation as refused:
        field = {"due_on": "then_by"}.get(refused.field or "", "then_what")
        raise RuleViolation(str(refused), field=field) from refused


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
    window: Window | None = None,
) -> CaseNote:
    """Gives the note a new version; the earlier ones stay. StaleVersion when somebody else
    amended it after `version` was opened. `window` is the page whose draft it was."""
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
    before = note.text
    note.text, note.kind, note.happened_at = text, kind, happened_at
    note.version += 1
    fields = ["text", "kind", "happened_at", "version"]
    save_tracked(note, by=by, reason=reason, now=now, fields=fields)
    index_note(note)
    record_event(
        case=case,
        kind="note_amended",
        by=by,
        now=now,
        reason=reason,
        data={"note": note.number, "version": note.version},
        wrote=[note],
    )
    mention_colleagues(case=case, note=note, before=before, by=by, now=now)
    settle_draft(case=case, note_number=note.number, text=text, window=window, by=by)
    return note


@act
def keep_both(
    *,
    note: CaseNote,
    kind: NoteKind,
    text: str,
    happened_at: datetime,
    reason: str,
    by: User,
    now: datetime,
    window: Window | None = None,
) -> CaseNote:
    """After somebody else amended the note: theirs stands, and this text becomes an addendum to
    it, with the reason."""
    reason = require_words(reason, WHY, field="reason")
    added = add_note(
        case=note.case, kind=kind, text=text, happened_at=happened_at, by=by, now=now,
        adds_to=note, reason=reason,
    )  # fmt: skip
    settle_draft(case=note.case, note_number=note.number, text=text, window=window, by=by)
    return added


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
