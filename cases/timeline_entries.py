"""The sentences of the acts on a case itself."""

from cases.note_lines import draw_note, load_notes
from cases.timeline import register

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
register("note_added", "{about}", draw=draw_note, load=load_notes)
register("note_amended", "Note {note} amended")
register("note_struck", "Note {note} struck")
