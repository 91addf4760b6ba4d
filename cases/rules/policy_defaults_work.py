"""The policy values of the working day: how soon the office acts where no rule of the department
says so. They are the office's own; what a rule says is in `policy_defaults_limits.py`."""

from typing import Final

from cases.rules.policy_timeline import PolicyRow, PolicyValue

_OWN = "The office's own setting"


def _own(key: str, value: PolicyValue, unit: str, source: str, authority: str = _OWN) -> PolicyRow:
    return PolicyRow(key, value, unit, "", "", None, None, authority, source, True, "default-1")


def _unread(key: str, value: PolicyValue, unit: str, authority: str, source: str) -> PolicyRow:
    return PolicyRow(key, value, unit, "", "", None, None, authority, source, False, "default-1")


WORK: Final = (
    _unread(
        "office_calendar", "civilian", "choice",
        "Whose days off the office's own working days leave out: its staff are civilians",
        "E02-02-03; which days the section is closed was not available",
    ),
    _own("assign_working_days", 1, "working days", "A case has a keeper by then"),
    _own(
        "first_contact_day", 2, "day", "E03-01-02 III.B",
        "Sworn Medical Roll, other than injury on duty: the second day of the medical absence",
    ),
    _own("follow_up_days", 14, "days", "After a contact, the next one by then"),
    _own("soon_days", 3, "days", "So long before its day a date is put in front of the keeper"),
    _own("missed_visit_working_days", 1, "working days", "After a missed appointment, a call"),
    _own("hold_review_days", 30, "days", "A hold without an end is looked at again"),
    _own("close_after_days", 7, "days", "After the last day of the absence"),
    _own("exhaustion_ahead_days", 30, "days", "Before the last paid day"),
    _own("correct_letter_working_days", 1, "working days", "After a letter became wrong"),
    _own("limited_duty_review_ahead_days", 14, "days", "Before an approval of limited duty ends"),
    _own(
        "leave_extension_ahead_days", 30, "days", "E01-16",
        "Leaves of absence: an extension is asked for 30 days before the leave ends",
    ),
    _own(
        "return_exam_after_days", 30, "days", "E01-09 IV.B.5",
        "Mandatory examinations: on return after 30 days or more",
    ),
    _own("authorization_ahead_days", 14, "days", "Before an authorization ends"),
)  # fmt: skip
"""All in force without beginning or end."""
