"""The note box and the amendment: the form as it was left, the draft that came back, the texts of
other windows, the questions of each kind."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from caseflow.dates import local_day
from caseflow.datewords import clock, moment
from caseflow.models import User
from cases.forms import NoteForm
from cases.models import Case, CaseNote, NoteDraft, Obligation
from cases.services.drafts import NAMES, Window
from cases.services.notes import Also, why_not_add, why_not_add_to

MOST_TICKED = 100


@dataclass(frozen=True, slots=True)
class OtherText:
    """What another window of the same person holds."""

    window: str
    kept: str
    text: str


@dataclass(frozen=True, slots=True)
class DraftBox:
    """What the page needs to keep a draft: `window` names the page, `serial` is the draft that it
    shows, `kept` says when that was kept (empty: there is none)."""

    note_number: int
    window: str
    serial: int
    kept: str
    newest: str
    others: tuple[OtherText, ...]


def typed(post: QueryDict) -> dict[str, Any]:
    """The note as it was typed, of any form that holds one; marks that no database holds go."""
    found: dict[str, Any] = {name: post.get(name, "").replace("\0", "") for name in NAMES}
    found["completes"] = [
        each.replace("\0", "")[:10] for each in post.getlist("completes")[:MOST_TICKED]
    ]
    return found


def window_of(post: QueryDict) -> Window:
    """Which page sends, as its form says; one that says nothing has seen no draft."""
    name = post.get("window", "").replace("\0", "")[:16]
    return Window(name, _number(post.get("serial", "")), _number(post.get("count", "")))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def draft_of(case: Case, user: User, note_number: int) -> NoteDraft | None:
    rows = NoteDraft.objects.visible_to(user)
    return rows.filter(case=case, note_number=note_number).first()


def draft_box(
    draft: NoteDraft | None, note_number: int, post: QueryDict, now: datetime
) -> DraftBox:
    """For a page that is asked for a new name; one that comes back refused keeps its own."""
    sender = window_of(post)
    own = bool(sender.name)
    serial = draft.serial if draft else 0
    if draft and own and draft.window != sender.name:
        serial = sender.serial
    others = draft.other.items() if draft else ()
    return DraftBox(
        note_number=note_number,
        window=sender.name or secrets.token_hex(4),
        serial=serial,
        kept=kept_words(draft.saved_at, now) if draft else "",
        newest=str(draft.fields.get("text", "")) if draft else "",
        others=tuple(
            OtherText(
                window,
                kept_words(datetime.fromisoformat(held["saved_at"]), now),
                str(held["fields"].get("text", "")),
            )
            for window, held in others
            if window != sender.name
        ),
    )


def kept_words(at: datetime, now: datetime) -> str:
    """`10:42`, of another day with its day."""
    return clock(at) if local_day(at) == local_day(now) else moment(at)


def left_off(draft: NoteDraft | None) -> dict[str, Any]:
    """The form's values as the draft has them."""
    if draft is None:
        return {}
    return {name: value for name, value in draft.fields.items() if value and name != "count"}


def choices_of(due: Iterable[Any]) -> list[tuple[str, str]]:
    """Open obligations to tick, each with its day."""
    return [(each.key, f"{each.what}, by {moment(each.due_on)}") for each in due]


def open_on(case: Case, user: User) -> list[Obligation]:
    return list(Obligation.objects.visible_to(user).open().filter(case=case))


def note_box(
    case: Case,
    user: User,
    *,
    asked: QueryDict,
    post: QueryDict,
    form: NoteForm | None,
    due: Iterable[Any],
    now: datetime,
) -> dict[str, Any]:
    """The context of the note box. `form` is one that was refused; without it the box is as it was
    left. `due` are the open obligations."""
    refused = why_not_add(case, user)
    if refused:
        return {"form": form, "note_refused": refused}
    draft = draft_of(case, user, 0)
    if form is None:
        form = NoteForm(initial={"happened_at": now, **left_off(draft)}, due=choices_of(due))
        _prefill(form, case, asked)
    return {
        "form": form,
        "note_refused": None,
        "draft": draft_box(draft, 0, post, now),
        "adds_to": _note_of(case, form["adds_to"].value()),
        "questions": [kind for kind in form.kinds if kind.template],
        "may_tick": bool(form.fields["completes"].choices),
        "also_open": any(form[name].value() for name in ("completes", "then_what", "then_by")),
        "user_key": user.pk,
    }


def _prefill(form: NoteForm, case: Case, asked: QueryDict) -> None:
    """What the address asks for: the questions of a kind, after what was typed; the note that the
    new one adds to."""
    code = asked.get("questions", "")
    kind = next((each for each in form.kinds if each.code == code and each.template), None)
    if kind:
        text = str(form.initial.get("text", "")).rstrip()
        form.initial["kind"] = kind.pk
        if kind.template not in text:
            form.initial["text"] = "\n\n".join(filter(None, (text, kind.template)))
    if asked.get("adds") == "0":
        form.initial.pop("adds_to", None)
    added = _note_of(case, asked.get("adds"))
    if added and why_not_add_to(added, case) is None:
        form.initial["adds_to"] = added.number
        form.initial.setdefault("kind", added.kind_id)
        if not form.initial.get("text"):
            form.initial["happened_at"] = added.happened_at


def _note_of(case: Case, number: Any) -> CaseNote | None:
    """The note with the number, which may be anything that came with an address."""
    found = _number(str(number or ""))
    return case.notes.filter(number=found).select_related("kind").first() if found else None


def note_values(case: Case, said: dict[str, Any]) -> dict[str, Any]:
    """What the service of a new note takes, from the valid form."""
    also = Also(
        completes=tuple(said["completes"]),
        then_what=said["then_what"],
        then_by=said["then_by"],
    )
    names = ("kind", "text", "happened_at")
    return {
        **{name: said[name] for name in names},
        "adds_to": _note_of(case, said["adds_to"]),
        "also": also,
    }
