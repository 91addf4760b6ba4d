"""What the policy keys of the time limits are called, and which calendars may be chosen."""

from typing import Any, Final

WORKING_WEEKS: Final = {
    "city": "Monday to Friday without the City's holidays",
    "sworn": "Monday to Friday without the holidays of sworn members",
    "civilian": "Monday to Friday without the holidays of civilian members",
    "federal": "Monday to Friday without federal holidays",
    "state": "Monday to Friday without the State's holidays",
    "weekdays": "Monday to Friday, holidays included",
}
"""What a working day is, by the code of a calendar (docs/deadlines.md)."""

_STATUTE: Final = {"state": "the State's holidays", "federal": "federal holidays"}

LIMIT_LABELS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "contact_section_hours": ("Contact the section after the placement", {}),
    "report_in_person_days": ("Report in person after the first day", {"least": 0}),
    "renotify_hours": ("Notify a supervisor again within", {}),
    "idol_fatality_hours": ("Death at work: report to the State within", {}),
    "idol_hospital_hours": ("Hospital stay at work: report to the State within", {}),
    "legal_action_hours": ("Notice of legal action within", {}),
    "court_notice_hours": ("Notice of not appearing in court, where feasible", {}),
    "court_notice_latest_hours": ("Notice of not appearing in court, at the latest", {}),
    "statute_calendar": ("Holidays of statute days", {"choices": _STATUTE}),
    "mediation_request_days": ("Mediation is requested within", {}),
    "mediation_session_days": ("Mediation meets again within", {}),
    "lodge_records_days": ("Records to the Lodge within", {}),
    "arbitration_demand_days": ("Arbitration is demanded within", {}),
    "arbitration_hearing_days": ("Hearing of the arbitrator within", {}),
    "psych_grievance_days": ("Grievance of a psychological removal within", {}),
    "psych_grievance_furlough_days": ("The same during a full furlough", {}),
    "psych_panel_request_days": ("Panel is requested within", {}),
    "panel_draft_days": ("Draft of the panel within", {}),
    "panel_comments_days": ("Comments on the draft within", {}),
    "panel_final_days": ("Final report of the panel within", {}),
    "panel_outer_days": ("Outer limit of the panel", {}),
    "ld_naming_days": ("Member is named to the Lodge within", {}),
    "leave_request_days": ("Leave is requested before it begins", {}),
    "leave_to_hr_working_days": ("Request reaches Human Resources before the leave", {}),
    "fmla_request_days": ("FMLA: foreseeable leave is requested before", {}),
    "fmla_sudden_working_days": ("FMLA: sudden leave is requested within", {}),
    "fmla_eligibility_days": ("FMLA: notice of eligibility within", {}),
    "fmla_designation_days": ("FMLA: notice of designation within", {}),
    "fmla_ask_days": ("FMLA: certification is asked for within", {}),
    "fmla_certification_days": ("FMLA: certification is due within", {}),
    "fmla_cure_days": ("FMLA: certification is completed within", {}),
    "business_days_calendar": (
        "Calendar of business days (FMLA, leaves, records)", {"choices": WORKING_WEEKS},
    ),
    "hospital_letter_hours": ("Letter of the hospital within", {}),
    "exposure_opinion_days": ("Written opinion on an exposure within", {}),
    "exposure_records_days": ("Exposure records within", {}),
    "tismp_contact_hours": ("Traumatic incident: contact within", {}),
    "tismp_debrief_hours": ("Traumatic incident: first debriefing within", {}),
    "tismp_release_hours": ("Traumatic incident: no release before", {}),
    "tismp_follow_up_months": ("Traumatic incident: follow-up after", {"most": 1200}),
    "elearning_days": ("e-Learning after the return within", {}),
    "return_exam_days": ("Examination before the return", {"least": 0}),
    "shaving_exemption_months": ("Exemption from shaving for", {"most": 1200}),
}  # fmt: skip
"""Key: label, and what else `policy_keys.About` needs."""
