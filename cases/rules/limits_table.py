"""The time limits that begin with an event which no other record holds, as a table: what is due,
from what, how long, by which convention, who has to act, where it stands (docs/deadlines.md)."""

from dataclasses import dataclass
from typing import Final, Literal

Convention = Literal[
    "calendar_days", "statute_days", "working_days", "hours", "months",
    "days_before", "working_days_before", "hours_before",
]  # fmt: skip
Actor = Literal["office", "member", "unit", "provider", "city"]

INJURY, LEGAL, GRIEVANCE, LEAVE, EXPOSURE, PROGRAMS = (
    "Injury and roll", "Courts and claims", "Grievance and panel", "Leave and FMLA", "Exposure",
    "Programs",
)  # fmt: skip
AGREEMENT: Final = "working_days_calendar"
BUSINESS: Final = "business_days_calendar"
STATUTE: Final = "statute_calendar"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is entered by hand: `happened` completes "counted from"."""

    code: str
    name: str
    happened: str
    group: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit that the event of the code `event` starts.

    `amount_key` and `calendar_key` are policy keys, of the number and of the calendar's code. Of
    limits with the same `together` the earlier end holds. `not_before`: nothing is due then, it is
    possible from then on. `legal` is what a law, a directive or an agreement sets; `verified` that
    its text was read and says so.
    """

    code: str
    event: str
    what: str
    amount_key: str
    convention: Convention
    actor: Actor
    source: str
    calendar_key: str = ""
    legal: bool = True
    verified: bool = True
    together: str = ""
    not_before: bool = False

    @property
    def starts_with(self) -> str:
        """The event in words: "the member was placed on the medical roll"."""
        return EVENTS[self.event].happened


_EVENTS = (
    Event("placed_on_roll", "Placed on the roll (injury, exposure)",
          "the member was placed on the medical roll", INJURY),
    Event("roll_begins", "First day on the roll, not on duty",
          "the first day of the medical absence", INJURY),
    Event("no_supervisor_contact", "Injury or illness, no supervisor reached",
          "the injury or illness, of which no supervisor was reached", INJURY),
    Event("injury_reported", "Report of an injury on duty received",
          "the report of the injury on duty was received", INJURY),
    Event("work_fatality", "Death at work", "the death was known", INJURY),
    Event("work_hospitalization", "In-patient stay, amputation or loss of an eye at work",
          "the stay in hospital, amputation or loss of an eye was known", INJURY),
    Event("legal_action", "Legal action against a third party",
          "the member took legal action, negotiated or heard from an insurer", LEGAL),
    Event("court_date", "Court appearance that the member cannot keep",
          "the hour of the court appearance", LEGAL),
    Event("grievance_event", "Event that can be grieved", "the event", GRIEVANCE),
    Event("grievance_known", "Event that can be grieved, learned later",
          "the member learned of the event", GRIEVANCE),
    Event("grievance_answered", "Grievance answered (step 1), or its answer was due",
          "the answer to step 1, or the day on which it was due", GRIEVANCE),
    Event("mediation_session", "Session of mediation", "the session", GRIEVANCE),
    Event("mediation_ended", "Mediation ended without agreement", "mediation ended", GRIEVANCE),
    Event("lodge_agenda", "Releases and agenda received from the Lodge",
          "releases and agenda were received", GRIEVANCE),
    Event("arbitrator_selected", "Arbitrator selected", "the arbitrator was selected", GRIEVANCE),
    Event("psych_removal", "Removed from duty on psychological grounds",
          "the member was placed on the medical roll", GRIEVANCE),
    Event("psych_removal_furlough", "Removed on psychological grounds, on a full furlough",
          "the member was placed on the medical roll during a full furlough", GRIEVANCE),
    Event("unfit_notice", "Notice that the member is unfit",
          "the member got notice of being unfit", GRIEVANCE),
    Event("panel_meeting", "Meeting of the panel", "the panel met", GRIEVANCE),
    Event("panel_draft", "Draft of the panel's report", "the draft was received", GRIEVANCE),
    Event("panel_comments", "Comments on the draft", "the comments were due", GRIEVANCE),
    Event("light_duty_opening", "An opening of section 18.4 used for limited duty",
          "the opening was used", GRIEVANCE),
    Event("leave_planned", "Leave of absence planned", "the first day of the leave", LEAVE),
    Event("leave_ends", "Leave of absence ends", "the last day of the leave", LEAVE),
    Event("fmla_foreseen", "Family or medical leave foreseen", "the first day of the leave", LEAVE),
    Event("fmla_sudden", "Family or medical leave, not foreseen", "the need was known", LEAVE),
    Event("fmla_requested", "Family or medical leave requested or known",
          "the leave was requested, or its reason was known", LEAVE),
    Event("fmla_qualifies", "Leave known to qualify under FMLA",
          "it was known that the leave qualifies", LEAVE),
    Event("fmla_asked", "FMLA certification asked for", "certification was asked for", LEAVE),
    Event("fmla_incomplete", "FMLA certification incomplete",
          "what is missing was named in writing", LEAVE),
    Event("diagnosis_confirmed", "Diagnosis confirmed at the hospital",
          "the diagnosis was confirmed", EXPOSURE),
    Event("exposure_evaluated", "Exposure evaluated", "the evaluation was completed", EXPOSURE),
    Event("exposure_records", "Exposure or medical records requested",
          "the records were requested", EXPOSURE),
    Event("traumatic_incident", "Traumatic incident", "the incident", PROGRAMS),
    Event("returned", "Returned to duty", "the first day back", PROGRAMS),
    Event("returned_long", "Returns after 30 days or more (leave, suspension, order, military)",
          "the day of the return", PROGRAMS),
    Event("shaving_exemption", "Exemption from shaving granted",
          "the exemption was granted", PROGRAMS),
)  # fmt: skip
EVENTS: Final = {event.code: event for event in _EVENTS}
"""Every event that may be entered by hand, in the order in which a form offers them."""

_INJURY = (
    Limit("contact_section", "placed_on_roll", "Contact the Medical Services Section",
          "contact_section_hours", "hours", "member", "E03-01-01 VI.C, VIII.D"),
    Limit("report_in_person", "roll_begins", "Report in person for a fitness evaluation",
          "report_in_person_days", "calendar_days", "member", "E03-01-02 III.B"),
    Limit("renotify", "no_supervisor_contact", "Notify a supervisor again",
          "renotify_hours", "hours", "member", "E03-01-01 IV.B"),
    Limit("entitlement_notice", "injury_reported",
          "Tell the member whether benefits are granted",
          "iod_entitlement_notice_days", "statute_days", "city",
          "40 ILCS 5/22-306 as amended by P.A. 102-0202", STATUTE, verified=False),
    Limit("idol_fatality", "work_fatality", "Telephone the Illinois Department of Labor",
          "idol_fatality_hours", "hours", "city", "S03-04-04 IV.L"),
    Limit("idol_hospital", "work_hospitalization", "Telephone the Illinois Department of Labor",
          "idol_hospital_hours", "hours", "city", "S03-04-04 IV.L"),
)  # fmt: skip
_LEGAL = (
    Limit("legal_action_notice", "legal_action", "Hand in the notice of legal action (CPD-62.388)",
          "legal_action_hours", "hours", "member", "E03-01-01 IX.F; E03-01-02 II.K"),
    Limit("court_notice", "court_date", "Give notice of not appearing in court, where feasible",
          "court_notice_hours", "hours_before", "member", "E03-01-02 II.H"),
    Limit("court_notice_latest", "court_date", "Give notice of not appearing in court at all",
          "court_notice_latest_hours", "hours_before", "member", "E03-01-02 II.H"),
)  # fmt: skip
_GRIEVANCE = (
    Limit("grievance", "grievance_event", "File a medical grievance (step 1)",
          "grievance_working_days", "working_days", "member", "CBA 9.5", AGREEMENT,
          verified=False, together="grievance"),
    Limit("grievance_latest", "grievance_event", "File a medical grievance (step 1)",
          "grievance_calendar_days", "calendar_days", "member", "CBA 9.5", together="grievance"),
    Limit("grievance_late", "grievance_known", "File a medical grievance (step 1)",
          "grievance_working_days", "working_days", "member", "CBA 9.5", AGREEMENT,
          verified=False),
    Limit("mediation_request", "grievance_answered", "Request mediation",
          "mediation_request_days", "calendar_days", "city", "CBA 9.5"),
    Limit("mediation_next", "mediation_session", "Hold the next session of mediation",
          "mediation_session_days", "calendar_days", "city", "CBA 9.5"),
    Limit("lodge_records", "lodge_agenda", "Hand the records to the Lodge",
          "lodge_records_days", "calendar_days", "office", "CBA 9.5"),
    Limit("arbitration_demand", "mediation_ended", "Demand arbitration",
          "arbitration_demand_days", "calendar_days", "city", "CBA 9.5"),
    Limit("arbitration_hearing", "arbitrator_selected", "Hold the hearing",
          "arbitration_hearing_days", "calendar_days", "city", "CBA 9.5"),
    Limit("psych_grievance", "psych_removal", "Grieve the removal",
          "psych_grievance_days", "calendar_days", "member", "CBA 9.4"),
    Limit("psych_grievance_furlough", "psych_removal_furlough", "Grieve the removal",
          "psych_grievance_furlough_days", "calendar_days", "member", "CBA 9.4"),
    Limit("panel_request", "unfit_notice", "Request the panel (step 2)",
          "psych_panel_request_days", "calendar_days", "city", "CBA 9.4"),
    Limit("panel_draft", "panel_meeting", "Draft of the panel's report",
          "panel_draft_days", "calendar_days", "city", "CBA Appendix R"),
    Limit("panel_outer", "panel_meeting", "Final report of the panel at the latest",
          "panel_outer_days", "calendar_days", "city", "CBA Appendix R"),
    Limit("panel_comments", "panel_draft", "Comment on the draft of the panel",
          "panel_comments_days", "calendar_days", "city", "CBA Appendix R"),
    Limit("panel_final", "panel_comments", "Final report of the panel",
          "panel_final_days", "calendar_days", "city", "CBA Appendix R"),
    Limit("light_duty_naming", "light_duty_opening", "Name the member to the Lodge",
          "ld_naming_days", "calendar_days", "city", "CBA 23.9"),
)  # fmt: skip
_LEAVE = (
    Limit("leave_request", "leave_planned", "Request the leave of absence",
          "leave_request_days", "days_before", "member", "E01-16"),
    Limit("leave_to_hr", "leave_planned", "Pass the request to Human Resources",
          "leave_to_hr_working_days", "working_days_before", "office", "E01-16", BUSINESS),
    Limit("leave_extension", "leave_ends", "Request an extension of the leave",
          "leave_extension_ahead_days", "days_before", "member", "E01-16"),
    Limit("fmla_request", "fmla_foreseen",
          "Request family or medical leave (later than 45 days ahead is no ground to deny it)",
          "fmla_request_days", "days_before", "member", "E01-16 II.N"),
    Limit("fmla_sudden_request", "fmla_sudden", "Request family or medical leave",
          "fmla_sudden_working_days", "working_days", "member", "E01-16 II.N", BUSINESS),
    Limit("fmla_eligibility", "fmla_requested", "Notice of eligibility, rights and duties",
          "fmla_eligibility_days", "working_days", "city", "29 CFR 825.300", BUSINESS),
    Limit("fmla_ask", "fmla_requested", "Ask for the certification, if it is wanted",
          "fmla_ask_days", "working_days", "city", "29 CFR 825.305", BUSINESS),
    Limit("fmla_designation", "fmla_qualifies", "Notice that the leave is designated",
          "fmla_designation_days", "working_days", "city", "29 CFR 825.300", BUSINESS),
    Limit("fmla_certification", "fmla_asked", "Hand in the certification",
          "fmla_certification_days", "calendar_days", "member", "29 CFR 825.305"),
    Limit("fmla_cure", "fmla_incomplete", "Complete the certification",
          "fmla_cure_days", "calendar_days", "member", "29 CFR 825.305"),
)  # fmt: skip
_EXPOSURE = (
    Limit("hospital_letter", "diagnosis_confirmed", "Letter of the hospital",
          "hospital_letter_hours", "hours", "provider", "G04-09; 210 ILCS 85/6.08"),
    Limit("exposure_opinion", "exposure_evaluated", "Written opinion to the member",
          "exposure_opinion_days", "calendar_days", "office", "G04-09 XI.B; 29 CFR 1910.1030"),
    Limit("exposure_records", "exposure_records", "Give the records to who requested them",
          "exposure_records_days", "working_days", "office", "G04-09 XI.B", BUSINESS),
)  # fmt: skip
_PROGRAMS = (
    Limit("tismp_contact", "traumatic_incident", "Contact the Professional Counseling Division",
          "tismp_contact_hours", "hours", "unit", "E06-03"),
    Limit("tismp_debrief", "traumatic_incident", "First debriefing",
          "tismp_debrief_hours", "hours", "member", "E06-03"),
    Limit("tismp_release", "traumatic_incident", "Earliest release from the program",
          "tismp_release_hours", "hours", "office", "E06-03", not_before=True),
    Limit("tismp_follow_up", "traumatic_incident", "Follow-up by the counselors",
          "tismp_follow_up_months", "months", "office", "E06-03"),
    Limit("elearning", "returned", "Complete the e-Learning that was missed",
          "elearning_days", "calendar_days", "member", "S11-10-01; E03-01 III.F"),
    Limit("return_exam", "returned_long", "Mandatory examination",
          "return_exam_days", "days_before", "office", "E01-09 IV.B.5", verified=False),
    Limit("shaving_renewal", "shaving_exemption", "The exemption ends; renew it or end it",
          "shaving_exemption_months", "months", "office", "E03-01-07"),
)  # fmt: skip
LIMITS: Final[tuple[Limit, ...]] = (
    *_INJURY, *_LEGAL, *_GRIEVANCE, *_LEAVE, *_EXPOSURE, *_PROGRAMS,
)  # fmt: skip
