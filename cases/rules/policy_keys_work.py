"""What the policy keys of the working day are called."""

from typing import Any, Final

WORK_LABELS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "office_calendar": (
        "Days off of the office",
        {
            "choices": {
                "civilian": "the civilian staff's",
                "city": "the City's",
                "sworn": "the sworn members'",
                "federal": "the federal ones",
                "state": "the State's",
            }
        },
    ),
    "assign_working_days": ("A case has a keeper within", {}),
    "first_contact_day": ("The absence is verified by its day number", {}),
    "follow_up_days": ("After a contact, the next within", {}),
    "soon_days": ("A date is put forward before its day", {"least": 0}),
    "missed_visit_working_days": ("After a missed appointment, a call within", {}),
    "hold_review_days": ("A hold without an end is looked at after", {}),
    "close_after_days": ("After the return, the case is closed within", {}),
    "exhaustion_ahead_days": ("Before the last paid day", {"least": 0}),
    "correct_letter_working_days": ("A wrong letter is corrected within", {}),
    "limited_duty_review_ahead_days": ("Limited duty is reviewed ahead by", {"least": 0}),
    "leave_extension_ahead_days": ("An extension of leave is asked for ahead by", {}),
    "return_exam_after_days": ("Examination on return after a leave of", {}),
    "authorization_ahead_days": ("An ending authorization is put forward by", {"least": 0}),
}
"""Key: label, and what else `policy_keys.About` needs."""
