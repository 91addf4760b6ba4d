"""A person's unfinished notes, for Today and the list of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from caseflow.models import User
from cases.models import NoteDraft

FIRST_WORDS: Final = 100
MOST_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class DraftLine:
    """An unfinished note: on which case, what it is, how it begins, when it was kept."""

    reference: str
    member: str
    what: str
    begins: str
    text: str
    saved_at: datetime
    url: str
    note_number: int
    serial: int
    windows: int


def draft_count(user: User) -> int:
    """How many notes this person has begun and not saved."""
    return NoteDraft.objects.visible_to(user).count()


def draft_lines(user: User) -> list[DraftLine]:
    """The newest first."""
    rows = NoteDraft.objects.visible_to(user).select_related("case__member")
    return [_line(draft) for draft in rows.order_by("-saved_at", "-pk")[:MOST_SHOWN]]


def _line(draft: NoteDraft) -> DraftLine:
    text = str(draft.fields.get("text", "")).strip()
    words = " ".join(text.split()) or "Nothing but the lines below the text"
    page = draft.case.get_absolute_url()
    number = draft.note_number
    return DraftLine(
        reference=draft.case.reference,
        member=draft.case.member.name,
        what=f"Amendment of note {number}" if number else _what_new(draft),
        begins=words if len(words) <= FIRST_WORDS else f"{words[:FIRST_WORDS].rstrip()} ...",
        text=text,
        saved_at=draft.saved_at,
        url=f"{page}notes/{number}/amend/" if number else f"{page}#note",
        note_number=number,
        serial=draft.serial,
        windows=len(draft.other),
    )


def _what_new(draft: NoteDraft) -> str:
    added = draft.fields.get("adds_to")
    return f"Addendum to note {added}" if added else "New note"
