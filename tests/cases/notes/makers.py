"""What the tests of notes share: what a page sends, and when."""

from datetime import timedelta
from typing import Any

from cases.models import Case, NoteDraft, NoteKind
from cases.services.drafts import Kept, Window, keep_draft
from tests.factories import NOW

JSON = {"HTTP_ACCEPT": "application/json"}


def keep(case: Case, text: str, by: Any, *, window: Window | None = None, **fields: Any) -> Kept:
    """A draft as a page sends it; `number` is the note that is amended."""
    return keep_draft(
        case=case,
        note_number=fields.pop("number", 0),
        fields={"text": text, **fields},
        window=window or Window("a", 0, 1),
        by=by,
        now=NOW + timedelta(minutes=5),
    )


def draft_of(by: Any) -> NoteDraft:
    return NoteDraft.objects.get(user=by)


def sent(text: str, **fields: Any) -> dict[str, Any]:
    """The note box as it is posted."""
    kind = NoteKind.objects.get(code="call_member")
    values = {"kind": kind.pk, "happened_at": "2026-03-04T10:00", "text": text}
    return {**values, "window": "a", "serial": 0, "count": 1, **fields}
