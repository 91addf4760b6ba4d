"""Drafts of notes: kept while somebody types, given back, dropped; gone when the note is saved.

A draft is working paper (docs/decisions/0012): no event, no history. Two windows of one person
never overwrite each other: each has its own text until the person chooses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from caseflow.access import Capability
from caseflow.acts import act
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import Case, CaseNote, NoteDraft

NAMES: Final = (
    "kind", "happened_at", "text", "reason", "version", "adds_to", "then_what", "then_by",
)  # fmt: skip
LONGEST: Final = 50_000
"""Characters of the text: more than a note may have, so that it can be kept and shortened."""
LONGEST_FIELD: Final = 500
MOST_WINDOWS: Final = 5


@dataclass(frozen=True, slots=True)
class Window:
    """The page that sends: its name, the serial of the draft that it last saw, and how often it
    has sent, for two of its sendings can overtake each other."""

    name: str = ""
    serial: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a sending. `elsewhere`: another window wrote meanwhile, both are kept."""

    draft: NoteDraft | None
    elsewhere: bool = False


def why_not_keep(fields: Mapping[str, Any], user: User) -> str | None:
    """A draft is kept for who may write notes, up to a size."""
    if not user.can(Capability.NOTE):
        return f"You do not have the right to {Capability.NOTE.label}."
    if len(fields.get("text", "")) > LONGEST:
        return (
            f"The text has {len(fields['text']):,} characters, and a draft is kept up to "
            f"{LONGEST:,}. It is still in your browser: copy what is too much to a document."
        )
    for name in NAMES:
        if name != "text" and len(str(fields.get(name, ""))) > LONGEST_FIELD:
            return f"One of the lines is longer than {LONGEST_FIELD} characters. Shorten it."
    return None


@act
def keep_draft(
    *,
    case: Case,
    note_number: int,
    fields: Mapping[str, Any],
    window: Window,
    by: User,
    now: datetime,
) -> Kept:
    """Keeps what was typed. An emptied box changes nothing: what was kept before stays until it is
    dropped. Text that was saved as a note meanwhile is no draft any more."""
    if sentence := why_not_keep(fields, by):
        raise RuleViolation(sentence, field="text")
    key = {"user": by, "case": case, "note_number": note_number}
    draft = NoteDraft.objects.select_for_update().filter(**key).first()
    if _is_blank(fields):
        return Kept(draft)
    typed = {**fields, "count": window.count}
    if draft is None:
        if _is_saved(case, note_number, typed["text"], by):
            return Kept(None)
        first = {
            "fields": typed, "window": window.name, "serial": window.serial + 1, "saved_at": now,
        }  # fmt: skip
        draft, made = NoteDraft.objects.get_or_create(**key, defaults=first)
        if made:
            return Kept(draft)
        draft = NoteDraft.objects.select_for_update().get(pk=draft.pk)
    return _put(draft, typed, window, now)


def _put(draft: NoteDraft, typed: dict[str, Any], window: Window, now: datetime) -> Kept:
    """Into the window's own place: the newest, or beside it."""
    mine = bool(window.name) and draft.window == window.name
    if mine or (window.serial == draft.serial and window.name not in draft.other):
        if not mine or typed["count"] >= draft.fields.get("count", 0):
            draft.fields, draft.window, draft.saved_at = typed, window.name, now
            draft.serial += 1
            draft.save(update_fields=["fields", "window", "saved_at", "serial"])
        return Kept(draft)
    before = draft.other.get(window.name, {}).get("fields", {})
    if typed["count"] >= before.get("count", 0):
        draft.other[window.name] = {"fields": typed, "saved_at": now.isoformat()}
        if len(draft.other) > MOST_WINDOWS:
            raise RuleViolation(
                "This note is open in too many windows. Your text is still in this one: close "
                "the others, then go on.",
                field="text",
            )
        draft.save(update_fields=["other"])
    return Kept(draft, elsewhere=True)


@act
def drop_draft(*, case: Case, note_number: int, window: Window, by: User) -> bool:
    """Throws away the draft of this window; what another window holds stays. Gives whether there
    was one."""
    draft = _locked(case, note_number, by)
    if draft is None:
        return False
    if window.name in draft.other:
        del draft.other[window.name]
        draft.save(update_fields=["other"])
    else:
        _leave(draft)
    return True


@act
def choose_draft(
    *, case: Case, note_number: int, other: str, how: str, by: User, now: datetime
) -> NoteDraft:
    """Settles a text of another window: `use` it instead, `both` in one, or `drop` it. What is
    typed in this window has to be kept first."""
    draft = _locked(case, note_number, by)
    if draft is None or other not in draft.other:
        raise RuleViolation("The other text is settled already. Look again.")
    theirs = draft.other.pop(other)["fields"]
    if how == "use":
        draft.fields = theirs
    elif how == "both":
        texts = (draft.fields.get("text", "").rstrip(), theirs.get("text", "").strip())
        draft.fields = {**draft.fields, "text": "\n\n".join(filter(None, texts))}
    draft.fields = {**draft.fields, "count": 0}
    draft.window, draft.saved_at = "", now
    draft.serial += 1
    draft.save(update_fields=["fields", "other", "window", "saved_at", "serial"])
    return draft


def settle_draft(
    *, case: Case, note_number: int, text: str, window: Window | None, by: User
) -> None:
    """The note is saved, so its draft goes, in the same transaction; a text that another window
    holds takes its place. Call inside an act."""
    draft = _locked(case, note_number, by)
    if draft is None:
        return
    window = window or Window()
    mine = bool(window.name) and window.name == draft.window
    if mine or window.serial == draft.serial or draft.fields.get("text", "").strip() == text:
        _leave(draft)
    elif window.name in draft.other:
        del draft.other[window.name]
        draft.save(update_fields=["other"])


def _leave(draft: NoteDraft) -> None:
    """Takes the newest text away; the next window's takes its place, else the row goes."""
    if not draft.other:
        draft.delete()
        return
    name = max(draft.other, key=lambda each: draft.other[each]["saved_at"])
    held = draft.other.pop(name)
    draft.fields, draft.window = held["fields"], name
    draft.saved_at = datetime.fromisoformat(held["saved_at"])
    draft.serial += 1
    draft.save(update_fields=["fields", "other", "window", "saved_at", "serial"])


def _locked(case: Case, note_number: int, by: User) -> NoteDraft | None:
    rows = NoteDraft.objects.select_for_update()
    return rows.filter(user=by, case=case, note_number=note_number).first()


def _is_blank(fields: Mapping[str, Any]) -> bool:
    return not any(str(fields.get(name, "")).strip() for name in ("text", "then_what", "reason"))


def _is_saved(case: Case, note_number: int, text: str, by: User) -> bool:
    """A sending that was on its way while the note was saved."""
    notes = CaseNote.objects.filter(case=case)
    if note_number:
        notes = notes.filter(number=note_number)
    else:
        notes = notes.filter(author=by).order_by("-number")
    newest = notes.values_list("text", flat=True).first()
    return newest is not None and newest == text.strip()
