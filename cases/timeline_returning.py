"""The sentences of requirements, releases, limited duty, leave and travel."""

from cases.timeline import register

register("requirements_issued", "Told what the return requires: {what}", milestone=True)
register("requirements_met", "Return requirements met: {what}")
register("requirements_reversed", "Return requirements of {issued_on} taken back")
register(
    "case_released",
    "Released to {to} from {returns_on}, authorised by {authorised_by}",
    milestone=True,
    template="cases/_entry_released.html",
)
register("release_verified", "Release of {returns_on} verified by the unit: {who}")
register("release_reversed", "Release of {returns_on} taken back", milestone=True)
register("duty_entered", "{spell} from {first_day}{to}", milestone=True)
register("duty_ended", "{spell} ended: last day {last_day}", milestone=True)
register("duty_reversed", "{spell} from {first_day} taken back", milestone=True)
register("travel_requested", "Asked to leave the state, {first_day} to {last_day}: {destination}")
register(
    "travel_approved",
    "May leave the state, {first_day} to {last_day}: {destination}{second}",
    milestone=True,
)
register("travel_refused", "May not leave the state, {first_day} to {last_day}")
register("travel_revoked", "Leave of the state, {first_day} to {last_day}, taken back")
