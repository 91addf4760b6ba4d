"""What people of the demo office write about the roll. Invented; nobody is meant."""

APPROVERS = (
    "Marek Duda",
    "Helen Castillo",
    "Aaron Whitlock",
    "Yvonne Greer",
    "Pablo Serna",
    "Irene Tobin",
)
HOSPITAL = ("surgery", "pneumonia", "concussion", "repair")
MEDICAL_REVIEW = (
    "Medical review with the section's physician: the member walks without help and may leave the "
    "residence by day. Ambulatory from today; next visit on {soon}."
)
SERIOUS = (
    "Operation with a long recovery, reports on file",
    "Hospital stay, confirmed by the discharge report",
)
RECORDS = (
    "Physician's release with a date and any restrictions",
    "Operative report and discharge summary",
    "Notes of the last two visits",
)
RESTRICTIONS = (
    "Seated work only; no driving of Department vehicles.",
    "No contact with arrestees; no lifting over 20 pounds.",
    "No running, no ladders; four hours of standing at most.",
    "Desk work; no use of the right hand.",
)
