"""What people of the demo office write. Invented; nobody is meant. `{...}` is filled in."""

NON_IOD_NATURES = (
    "influenza|gastrointestinal illness|respiratory illness|migraine|back pain|shoulder pain|"
    "knee pain|kidney stone|dental surgery|eye infection|hypertension|fracture, off duty|"
    "knee surgery|hernia repair|pneumonia|vertigo|sinus surgery|gallbladder surgery"
).split("|")
IOD_NATURES = (
    "left knee sprain, foot pursuit|right hand fracture, arrest|lumbar strain, vehicle collision|"
    "shoulder tear, struggle with arrestee|concussion, vehicle collision|ankle sprain, stairs|"
    "dog bite, forearm|laceration, broken glass|cervical strain, rear-end collision|"
    "wrist sprain, fall on ice|needlestick|rib contusion, arrest|hearing loss, firearm discharge"
).split("|")
CALLERS = (
    "the member|the member, by phone|the member's spouse|sergeant of the watch|"
    "watch operations lieutenant|unit timekeeper|the desk, {unit}"
).split("|")

NOTES: dict[str, tuple[str, ...]] = {
    "call_member": (
        "Called the member at the number on file. Resting at home, symptoms unchanged since "
        "yesterday. Explained the second-day visit and the log for leaving the residence.",
        "Member says the {nature} is improving. Sleeps through the night again. Next visit with "
        "{provider} on {soon}.",
        "Left a message at 10:15 and again at 14:30. No answer; will try the unit.",
        "Member asks how many paid days are left. Gave the figure from the case page and explained "
        "that older days drop out of the 24 months as new ones come in.",
        "Member reports swelling in the evening and cannot stand for longer than half an hour. "
        "Advised to bring the work-status form to the next visit.",
        "Member called: the pharmacy needs prior authorization. Told which form the physician has "
        "to send and where.",
        "Went through what is needed before returning: physician release with date, no open "
        "restrictions, range date. Member will ask {provider} for the release.",
        "Member asks to travel out of state for a week. Explained that it takes written permission "
        "beforehand; a To-From-Subject report will follow.",
        "Therapy twice a week, third session done. Member says the range of motion is better and "
        "that stairs still hurt.",
        "Member wants to know whether limited duty is possible. Explained the application and the "
        "certification that the physician completes.",
    ),
    "call_unit": (
        "Spoke with the timekeeper at the unit. Attendance is coded correctly through {recent}.",
        "Unit asks for an expected return date. Gave the date on file, no medical information.",
        "The unit confirms that the supervisor's report was sent on {recent}. Not here yet.",
        "Told the unit that the case is open and who keeps it. They will forward mail.",
        "Unit commander asks about court dates. Member is not to be notified while stationary; "
        "expected return given.",
        "Unit reports that furlough is scheduled to begin on {soon}. Will look at the days again "
        "once it is recorded.",
    ),
    "call_provider": (
        "Called the office of {provider}. The visit of {recent} took place; the note will be "
        "faxed by the end of the week.",
        "{provider}: imaging is scheduled for {soon}. Asked for the written order.",
        "Records desk of {provider} says the release form is missing a date. Sent it again.",
        "Asked {provider} for the work status in writing. The last one has no end date.",
        "Front desk of {provider} has no note for {recent}; they are checking with the physician.",
    ),
    "visit": (
        "Member came in as asked. Walks with a cane, in good spirits. Copy of the physician's "
        "note taken, original returned.",
        "Second-day visit. Category explained, policies and restrictions handed over and "
        "acknowledged. Next contact on {soon}.",
        "Medical review with the section's physician: stays on the roll, new review in three "
        "weeks.",
        "Member brought the imaging report. Filed. Expected return moved back by two weeks in "
        "agreement with the physician.",
        "Member came without an appointment to hand in forms. Forms complete.",
    ),
    "mail": (
        "Letter from {provider} received: visit summary without a work status. Asked for it.",
        "Fax received, two pages, second one illegible. Asked for it again.",
        "Member sent a photograph of the appointment card for {soon}.",
        "Message from the unit with the supervisor's report attached. Filed.",
        "Bill received that belongs to the claim authority. Forwarded, copy kept.",
    ),
    "review": (
        "Looked through the file: notes complete, certificate current until {soon}, no open "
        "question.",
        "Monthly review. No note from a provider for three weeks; asked {provider} for one.",
        "Days counted against the roll agree with attendance for the last two periods.",
        "Reviewed with the physician. The course is as expected for {nature}.",
        "Expected return has passed without a release. Called the member, see the next note.",
        "Checked whether this could go back to an earlier injury: it does not, another body part.",
    ),
    "conference": (
        "Case conference with the physician and the lead: continue treatment, look again in four "
        "weeks, prepare for limited duty.",
        "Conference: an independent opinion will be asked for if there is no progress by {soon}.",
        "Discussed the approach to the first unpaid day. The member gets the letter now and a "
        "call next week.",
    ),
    "other": (
        "Address in the file is old; the member will report the new one through the unit.",
        "Member asked for a copy of what is on file. Told how to ask in writing.",
        "Interpreter was offered for the next call and declined.",
    ),
}
# How often each kind is written.
NOTE_WEIGHTS = {
    "call_member": 34,
    "call_unit": 14,
    "call_provider": 14,
    "visit": 12,
    "mail": 11,
    "review": 10,
    "conference": 3,
    "other": 2,
}
CLOSING_NOTES = (
    "Physician release received, full duty from {soon}. Unit told. Nothing left open.",
    "Back at work since yesterday, confirmed by the unit. Range date made where one was needed.",
    "Return verified with the timekeeper. Last certificate covers all days.",
    "Returned with restrictions until {soon}; limited duty is arranged with the unit.",
)
WAIVED = (
    "A day at home, nothing to write down beyond the return",
    "The unit's report says all there is",
)
VERIFIED_LATE = "The unit verified the release after the first day back, as its report says"
# What is added to a note when it is amended, and why.
AMENDMENTS = (
    ("It is the left side; the first text said right.", "Meant the left side"),
    ("The visit was in the morning, not in the afternoon.", "Wrong time of day"),
    ("The certificate covers one more week than I wrote.", "Misread the certificate"),
    ("Spoke with the member's spouse, not with the member.", "Wrong person named"),
)
STRIKE_REASON = "Written on the wrong case: belongs to another member with a similar name"
HOLD_REASONS = (
    "waits for the operative report",
    "waits for the claim authority's decision",
    "waits for imaging, scheduled by the provider",
    "member is in inpatient rehabilitation",
    "waits for a second opinion",
    "waits for the decision on limited duty",
)
HANDOVER_REASONS = (
    "Caseload evened out between the coordinators",
    "Absent for two weeks from Monday",
    "Knows the member from an earlier case",
)
REOPEN_REASONS = (
    "The release was withdrawn by the physician",
    "A report arrived that names further days",
    "Closed on the wrong case",
)
AMEND_CASE = (
    "The member's second call was clearer about the illness",
    "The physician's note names it differently",
)
PUT_OFF = (
    "Physician's note: more time is needed",
    "Therapy was extended",
    "Next review comes first",
)
RESTRICTIONS = (
    "No lifting over 20 pounds. No prolonged standing.",
    "No kneeling, no ladders, no running.",
    "Desk work only. No driving of Department vehicles.",
    "No use of the right hand. No firearm until released.",
    "Four hours a day for two weeks, seated work.",
    "No contact with arrestees. No overhead work.",
)
DIAGNOSES = (
    "Consistent with {nature}. Conservative treatment, therapy twice a week.",
    "Findings fit the history of {nature}. Imaging ordered.",
    "Status after {nature}, healing as expected.",
    "Persistent complaints after {nature}. Medication changed, review in two weeks.",
)
PLACES = ("Room 2, Medical Services", "Room 4, Medical Services", "Clinic, second floor")
RANGE = "Police range, bay 3"
MOVE_REASONS = (
    "The member has therapy at that time",
    "The physician is away that day",
    "Asked for a later hour because of the bus",
)
MISSED = (
    "Did not come to the appointment. Called: the car would not start. Will come tomorrow.",
    "Did not come to the appointment, no answer by phone. Unit told to have the member call.",
    "Came an hour late, the physician was with the next member. New appointment to be made.",
)
