"""Notes as a timeline shows them: the text as it stands, addenda under it, mentions marked."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join

from caseflow.datewords import moment
from caseflow.prepared import PreparedByKeys
from cases.models import CaseNote
from cases.models.note import amended_times
from cases.rules.mentions import MENTION, names_in
from cases.services.mentions import people_named
from cases.timeline import Entry, rows_written
from cases.timeline_html import broken, drawn, joined

COLUMNS = (
    "pk", "adds_to_id", "adds_to__number", "number", "kind__label", "text", "happened_at",
    "struck_at", "version", "author__full_name", "entered_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoteLine:
    """`amended` in words, empty for a first text. `adds_to` is the number of the note that it adds
    to, `below` whether it stands under that one on the same page; `named` are the colleagues whom
    the page's texts can mean."""

    number: int
    label: str
    text: str
    happened_at: datetime
    struck: bool
    amended: str
    author: str
    entered_at: datetime
    adds_to: int | None
    below: bool
    addenda: "tuple[NoteLine, ...]"
    named: Collection[str]


def load_notes(events: list[Any]) -> Mapping[int, NoteLine]:
    """event -> the note it wrote, with its addenda: one query for the page, a second where the
    texts of the page name somebody."""
    written = rows_written(events, "cases.casenote")
    here = set(written.values())
    found = _notes.rows(here)
    named = _named(row[5] for row in found)
    addenda: dict[int, list[NoteLine]] = defaultdict(list)
    for row in found:
        if row[1]:
            addenda[row[1]].append(_line(row, (), named, here))
    lines = {row[0]: _line(row, addenda.get(row[0], ()), named, here) for row in found}
    return {event: lines[note] for event, note in written.items() if note in lines}


_notes = PreparedByKeys(
    lambda keys: (
        CaseNote.objects.filter(Q(pk__in=keys) | Q(adds_to__in=keys))
        .order_by("number")
        .values_list(*COLUMNS)
    )
)


def _line(
    row: tuple[Any, ...], addenda: Collection[NoteLine], named: Collection[str], here: set[int]
) -> NoteLine:
    _, parent, adds_to, number, label, text, happened_at, struck_at, version, author, entered = row
    times = amended_times(version, struck=struck_at is not None)
    return NoteLine(
        number=number, label=label, text=text, happened_at=happened_at,
        struck=struck_at is not None, amended=_amended(times), author=author, entered_at=entered,
        adds_to=adds_to, below=parent in here, addenda=tuple(addenda), named=named,
    )  # fmt: skip


def _amended(times: int) -> str:
    return "" if not times else "amended once" if times == 1 else f"amended {times} times"


def _named(texts: Any) -> frozenset[str]:
    names = {name for text in texts if "@" in text for name in names_in(text)}
    return frozenset(person.username.lower() for person in people_named(names))


def draw_note(entry: Entry, case_url: str) -> str:
    """The note under its date. An addendum stands under the note it adds to; at its own place
    there is then only a line that leads there."""
    note = entry.body
    if note is None:
        return ""
    if note.below:
        return format_html(
            '<div class="what">Addendum to <a href="#note-{}">note {}</a>, shown there</div>',
            note.number,
            note.adds_to,
        )
    label = f"{note.label}, addendum to note {note.adds_to}" if note.adds_to else note.label
    moved = note.happened_at != entry.event.happened_at
    return drawn(
        _NOTE,
        number=note.number,
        label=label,
        struck=_STRUCK if note.struck else "",
        text=_text(note),
        corrected=_corrected(note) if moved else "",
        history=_history(note, case_url),
        addenda=joined(*(_addendum(each, case_url) for each in note.addenda)),
    )


_NOTE = (
    '<div class="what" id="note-{number}">{label}{struck}</div>{text}{corrected}{history}{addenda}'
)
_STRUCK = drawn(' <span class="tag late">struck</span>')
_TEXT = '<div class="text{css}">{words}</div>'
_HISTORY = '<div class="who"><a href="{url}notes/{number}/">{words}</a></div>'
_FIRST = 'note {number}<span class="sr"> and its history</span>'


def _addendum(note: NoteLine, case_url: str) -> str:
    return format_html(
        '<div class="addendum" id="note-{}"><div class="who">Addendum, {}, {}{}</div>{}{}</div>',
        note.number,
        note.author,
        moment(note.entered_at),
        _STRUCK if note.struck else "",
        _text(note),
        _history(note, case_url),
    )


def _text(note: NoteLine) -> str:
    words = marked(note.text, note.named)
    return drawn(_TEXT, css=" struck" if note.struck else "", words=words)


def _history(note: NoteLine, case_url: str) -> str:
    words = note.amended or drawn(_FIRST, number=note.number)
    return drawn(_HISTORY, url=case_url, number=note.number, words=words)


def marked(text: str, named: Collection[str]) -> str:
    """The text line by line, the mentions of these people marked; any other @ is text."""
    if not named or "@" not in text:
        return broken(text)
    parts: list[tuple[str]] = []
    start = 0
    for found in MENTION.finditer(text):
        if found[1].lower() in named:
            parts.append((linebreaksbr(text[start : found.start()]),))
            parts.append((format_html('<b class="mention">{}</b>', found[0]),))
            start = found.end()
    parts.append((linebreaksbr(text[start:]),))
    return format_html_join("", "{}", parts)


def _corrected(note: NoteLine) -> str:
    said = moment(note.happened_at)
    return format_html('<div class="addendum">Corrected: it happened {}</div>', said)
