"""The policy values of the time limits in `limits_table.py`: how long each runs, and by which
calendar working days are counted (docs/deadlines.md)."""

from typing import Final

from cases.rules.policy_timeline import PolicyRow, PolicyValue

_ROLL = "Sworn Medical Roll, injury on duty"
_NON_IOD = "Sworn Medical Roll, other than injury on duty"
_AGREEMENT = "FOP agreement 2012-2017"
_LEAVES = "Leaves of Absence"
_EXPOSURE = "Exposure Control Plan"
_TISMP = "Traumatic Incident Stress Management Program"
_FAMILY = "Family and Medical Leave Act, regulations"


def _limit(
    key: str, value: PolicyValue, unit: str, authority: str, source: str, verified: bool = True
) -> PolicyRow:
    return PolicyRow(key, value, unit, "", "", None, None, authority, source, verified, "default-1")


_INJURY = (
    _limit(
        "contact_section_hours", 24, "hours",
        f"{_ROLL}, VI.C and VIII.D: after the placement on the roll", "E03-01-01 VI.C, VIII.D",
    ),
    _limit(
        "report_in_person_days", 1, "days",
        f"{_NON_IOD}, III.B: on the second day of the absence, which is one day after the first",
        "E03-01-02 III.B",
    ),
    _limit(
        "renotify_hours", 24, "hours",
        f"{_ROLL}, IV.B: again, if no supervisor was reached", "E03-01-01 IV.B",
    ),
    _limit(
        "idol_fatality_hours", 8, "hours",
        "Death at work: by telephone to the Illinois Department of Labor", "S03-04-04 IV.L",
    ),
    _limit(
        "idol_hospital_hours", 24, "hours",
        "In-patient stay, amputation, loss of an eye: by telephone to the Illinois Department of "
        "Labor",
        "S03-04-04 IV.L",
    ),
    _limit(
        "legal_action_hours", 72, "hours",
        f"{_ROLL}, IX.F: after legal action, negotiations or contact with an insurer",
        "E03-01-01 IX.F; E03-01-02 II.K",
    ),
    _limit(
        "court_notice_hours", 24, "hours",
        f"{_NON_IOD}, II.H: ahead of court, when that is feasible", "E03-01-02 II.H",
    ),
    _limit(
        "court_notice_latest_hours", 1, "hours",
        f"{_NON_IOD}, II.H: ahead of court in any event", "E03-01-02 II.H",
    ),
    _limit(
        "statute_calendar", "state", "choice",
        "Computation of time in the statutes of Illinois: a holiday as any of them defines it",
        "5 ILCS 70/1.11, from memory; the same words in 30 ILCS 500/15-45", verified=False,
    ),
)  # fmt: skip

_GRIEVANCE = (
    _limit(
        "mediation_request_days", 15, "days",
        f"{_AGREEMENT}, section 9.5: from the answer to step 1 or the day it was due", "CBA 9.5",
    ),
    _limit(
        "mediation_session_days", 30, "days",
        f"{_AGREEMENT}, section 9.5: mediation meets every 30 days", "CBA 9.5",
    ),
    _limit(
        "lodge_records_days", 45, "days",
        f"{_AGREEMENT}, section 9.5: from the receipt of releases and agenda", "CBA 9.5",
    ),
    _limit(
        "arbitration_demand_days", 30, "days",
        f"{_AGREEMENT}, section 9.5: after mediation", "CBA 9.5",
    ),
    _limit(
        "arbitration_hearing_days", 30, "days",
        f"{_AGREEMENT}, section 9.5: from the selection of the arbitrator", "CBA 9.5",
    ),
    _limit(
        "psych_grievance_days", 10, "days",
        f"{_AGREEMENT}, section 9.4: calendar days from the placement", "CBA 9.4",
    ),
    _limit(
        "psych_grievance_furlough_days", 35, "days",
        f"{_AGREEMENT}, section 9.4: calendar days, for a member on a full furlough", "CBA 9.4",
    ),
    _limit(
        "psych_panel_request_days", 10, "days",
        f"{_AGREEMENT}, section 9.4: calendar days from the notice of being unfit", "CBA 9.4",
    ),
    _limit(
        "panel_draft_days", 14, "days",
        f"{_AGREEMENT}, Appendix R: after the meeting of the panel", "CBA Appendix R",
    ),
    _limit(
        "panel_comments_days", 14, "days",
        f"{_AGREEMENT}, Appendix R: comments on the draft", "CBA Appendix R",
    ),
    _limit(
        "panel_final_days", 14, "days",
        f"{_AGREEMENT}, Appendix R: the final report after the comments", "CBA Appendix R",
    ),
    _limit(
        "panel_outer_days", 60, "days",
        f"{_AGREEMENT}, Appendix R: the outer limit of the panel's work", "CBA Appendix R",
    ),
    _limit(
        "ld_naming_days", 10, "days",
        f"{_AGREEMENT}, section 23.9: where an opening of section 18.4 is used", "CBA 23.9",
    ),
)  # fmt: skip

_LEAVE = (
    _limit(
        "leave_request_days", 45, "days", f"{_LEAVES}: before the first day of any leave",
        "E01-16",
    ),
    _limit(
        "leave_to_hr_working_days", 14, "working days",
        f"{_LEAVES}: the request reaches Human Resources so long before the leave", "E01-16",
    ),
    _limit(
        "fmla_request_days", 45, "days",
        f"{_LEAVES}, II.N: foreseeable leave. The regulations let an employer require 30; leave is "
        "not denied for a request between the two",
        "E01-16 II.N; 29 CFR 825.302, from memory",
    ),
    _limit(
        "fmla_sudden_working_days", 2, "working days", f"{_LEAVES}, II.N: leave not foreseeable",
        "E01-16 II.N",
    ),
    _limit(
        "fmla_eligibility_days", 5, "working days",
        f"{_FAMILY}: business days from the request or from knowing", "29 CFR 825.300",
    ),
    _limit(
        "fmla_designation_days", 5, "working days",
        f"{_FAMILY}: business days from knowing that the leave qualifies", "29 CFR 825.300",
    ),
    _limit(
        "fmla_ask_days", 5, "working days",
        f"{_FAMILY}: business days from the notice, or from the beginning of sudden leave",
        "29 CFR 825.305",
    ),
    _limit(
        "fmla_certification_days", 15, "days",
        f"{_FAMILY}: calendar days from the request, unless not practicable", "29 CFR 825.305",
    ),
    _limit(
        "fmla_cure_days", 7, "days",
        f"{_FAMILY}: calendar days from the letter that names what is missing", "29 CFR 825.305",
    ),
    _limit(
        "business_days_calendar", "city", "choice",
        "Part 825 does not say what a business day is, nor E01-16 and G04-09 what a working day "
        "is; the days on which the City's offices are open are taken",
        "29 CFR 825; E01-16; G04-09", verified=False,
    ),
)  # fmt: skip

_EXPOSED = (
    _limit(
        "hospital_letter_hours", 72, "hours",
        f"{_EXPOSURE}: the hospital's letter after a confirmed diagnosis",
        "G04-09; 210 ILCS 85/6.08",
    ),
    _limit(
        "exposure_opinion_days", 15, "days",
        f"{_EXPOSURE}, XI.B: after the evaluation was completed",
        "G04-09 XI.B; 29 CFR 1910.1030",
    ),
    _limit(
        "exposure_records_days", 15, "working days",
        f"{_EXPOSURE}, XI.B: from the request for records", "G04-09 XI.B",
    ),
)  # fmt: skip

_PROGRAMS = (
    _limit(
        "tismp_contact_hours", 24, "hours", f"{_TISMP}: contact with the counselors", "E06-03",
    ),
    _limit("tismp_debrief_hours", 72, "hours", f"{_TISMP}: first debriefing", "E06-03"),
    _limit(
        "tismp_release_hours", 72, "hours", f"{_TISMP}: no release before", "E06-03",
    ),
    _limit("tismp_follow_up_months", 6, "months", f"{_TISMP}: follow-up", "E06-03"),
    _limit(
        "elearning_days", 30, "days", "e-Learning: after the return to duty",
        "S11-10-01; E03-01 III.F",
    ),
    _limit(
        "return_exam_days", 0, "days",
        "Mandatory examinations, IV.B.5: on return after 30 days or more. It names no day; the day "
        "of the return is taken",
        "E01-09 IV.B.5", verified=False,
    ),
    _limit(
        "shaving_exemption_months", 24, "months",
        "Skin condition aggravated by shaving: at most two years", "E03-01-07",
    ),
)  # fmt: skip

TIME_LIMITS: Final = (*_INJURY, *_GRIEVANCE, *_LEAVE, *_EXPOSED, *_PROGRAMS)
"""All in force without beginning or end."""
