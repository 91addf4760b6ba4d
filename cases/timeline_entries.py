"""The sentences of the acts on a case itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cases.models import CaseEvent, CaseNote
from cases.models.note import amended_times
from cases.timeline import register, rows_written


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note as the timeline shows it; `amended` in words, empty for a first text."""

    number: int
    label: str
    text: str
    happened_at: datetime
    struck: bool
    amended: str


def _notes(events: list[CaseEvent]) -> Mapping[int, NoteLine]:
    """event -> the note it wrote, in one query for the page."""
    written = rows_written(events, "cases.casenote")
    columns = ("pk", "number", "kind__label", "text", "happened_at", "struck_at", "version")
    rows = CaseNote.objects.filter(pk__in=set(written.values())).values_list(*columns)
    lines = {key: NoteLine(*of[:4], of[4] is not None, _amended(of[5], of[4])) for key, *of in rows}
    return {event: lines[note] for event, note in written.items() if note in lines}


def _amended(version: int, struck_at: datetime | None) -> str:
    times = amended_times(version, struck=struck_at is not None)
    return "" if not times else "amended once" if times == 1 else f"amended {times} times"


register("case_opened", "Case opened: {kind}", milestone=True, template="cases/_entry_opened.html")
register(
    "absence_entered",
    "On the medical roll from {first_day}",
    milestone=True,
    template="cases/_entry_absence.html",
)
register("absence_confirmed", "Absence confirmed", milestone=True)
register("absence_ended", "Returned: last day on the roll {last_day}", milestone=True)
register(
    "absence_moved",
    "Absence changed: now from {first_day}, before from {was_first}",
    milestone=True,
    template="cases/_entry_moved.html",
)
register("absence_reversed", "Absence from {first_day} reversed", milestone=True)
register("case_assigned", "With {to}")
register("case_handed_over", "Handed over to {to}", milestone=True)
register("case_held", "On hold", template="cases/_entry_held.html")
register("case_resumed", "Hold ended")
register("case_amended", "Corrected: {what}")
register(
    "case_closed", "Case closed: {outcome}", milestone=True, template="cases/_entry_closed.html"
)
register("case_reopened", "Case reopened", milestone=True)
register("note_added", "{about}", template="cases/_entry_note.html", load=_notes)
register("note_amended", "Note {note} amended")
register("note_struck", "Note {note} struck")
