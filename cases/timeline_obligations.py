"""The sentences of what people do about obligations."""

from cases.timeline import register

register("obligation_done", "Done: {what}")
register("obligation_moved", "Moved from {was} to {to}: {what}")
register("obligation_held", "On hold: {what}")
register("obligation_resumed", "Hold ended: {what}")
register("obligation_handed", "Handed to {to}: {what}")
register("obligation_made", "To do by {due_on}: {what}")
register("obligation_undone", "Undone: {what}")
register("clock_started", "{label}: {starts_on}", milestone=True)
register("clock_ended", "{label} ended on {ended_on}: {outcome}")
register("clock_reversed", "{label} of {starts_on} taken back")
