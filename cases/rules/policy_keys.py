"""What each policy key is called, where it stands on the page, and what its value may be."""

from dataclasses import dataclass, field
from typing import Final

from cases.rules.policy_keys_limits import LIMIT_LABELS, WORKING_WEEKS
from cases.rules.policy_keys_work import WORK_LABELS

PAID = "Paid days"
LIMITED = "Limited duty"
DISABILITY = "Disability"
FMLA = "FMLA"
NOTICES = "Notices"
FLAGS = "Flags"
LIMITS = "Time limits"
SWITCHES = "Switches"
WORK = "Working day"
GROUPS: Final = (PAID, LIMITED, DISABILITY, FMLA, NOTICES, FLAGS, LIMITS, WORK, SWITCHES)


@dataclass(frozen=True, slots=True)
class About:
    """A key in words. `choices` are the values that a rule knows, with their meaning; `least` and
    `most` bound a number (or each number of a list); `form` is how a text is written: "day",
    "Sunday" (both ISO) or "month-day"; `switch` numbers what the sources leave open (1 to 14) and
    `open` says what the alternatives are."""

    label: str
    group: str
    switch: int = 0
    open: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    least: int = 1
    most: int = 100_000
    form: str = ""


def _paid() -> dict[str, About]:
    return {
        "non_iod_pay_days": About("Paid days, not on duty", PAID),
        "non_iod_window_months": About("Window of the paid days, not on duty", PAID, most=1200),
        "iod_pay_days": About("Paid days for each injury on duty", PAID),
        "recurrence_draws_parent": About(
            "A recurrence draws the days of its injury", PAID, 1,
            "Yes: the parent's days are drawn. No: a recurrence opens days of its own.",
        ),
        "near_exhaustion_days": About("Near exhaustion from", PAID),
        "unpaid_leave_months": About("Unpaid medical leave after an injury", PAID),
        "unpaid_leave_extension_months": About("Its extension", PAID, least=0),
        "ppo_sick_days": About("Sick days of a probationary officer", PAID, least=0),
    }  # fmt: skip


def _limited_duty() -> dict[str, About]:
    later = "365 or 730 days; what directives after 2021 say was not available."
    return {
        "limited_duty_cap_days": About("Limited duty, not on duty, at most", LIMITED, 7, later),
        "limited_duty_senior_cap_days": About(
            "Limited duty with long service, at most", LIMITED, 7, later
        ),
        "limited_duty_senior_years": About("Long service from", LIMITED, least=0, most=80),
        "limited_duty_counts_from": About("Days of limited duty count from", LIMITED, form="day"),
        "limited_duty_excludes_combat": About("Combat-zone injuries do not count", LIMITED),
        "limited_duty_eligible": About("May be given limited duty", LIMITED),
    }


def _disability() -> dict[str, About]:
    return {
        "ordinary_disability_service_share": About("Ordinary disability, share of service",
                                                   DISABILITY),
        "ordinary_disability_max_years": About("Ordinary disability, at most", DISABILITY),
        "ordinary_disability_wait_days": About(
            "Ordinary disability after unpaid", DISABILITY, least=0
        ),
        "pabf_application_months_before": About(
            "Application to the pension fund before the paid days end", DISABILITY, least=0, most=24
        ),
    }  # fmt: skip


FMLA_METHODS: Final = {
    "calendar": "the calendar year",
    "fixed": "a leave year with a fixed first day",
    "forward": "twelve months forward from the first leave",
    "rolling": "twelve months back from each day of leave",
}


def _fmla() -> dict[str, About]:
    return {
        "fmla_method": About("How the twelve months are measured", FMLA, choices=FMLA_METHODS),
        "fmla_fixed_start": About("First day of a fixed leave year", FMLA, form="month-day"),
        "fmla_weeks": About("Work weeks of leave", FMLA, most=52),
        "fmla_caregiver_weeks": About("Work weeks for a military caregiver", FMLA, most=52),
        "fmla_work_days": About("Days of the normal work week", FMLA, most=7),
        "fmla_week_begins": About("The week begins on", FMLA, most=7),
    }


def _notices() -> dict[str, About]:
    return {
        "notice_ladder_days": About("Steps of the notice ladder", NOTICES),
        "par_pay_periods": About("Personnel action request before disability leave", NOTICES,
                                 least=0, most=26),
        "pay_period_days": About("Length of a pay period", NOTICES, most=366),
        "pay_period_anchor": About(
            "First day of some pay period", NOTICES, 14,
            "Any Sunday on which a pay period begins. Two calendars of 14 days are possible.",
            form="Sunday",
        ),
        "iod_entitlement_notice_days": About(
            "Notice of the entitlements of an injury on duty within", NOTICES, 10,
            "The law says a reasonable period and gives no number.",
        ),
    }  # fmt: skip


def _flags() -> dict[str, About]:
    return {
        "mis_events": About("Medical Integrity Section: events", FLAGS),
        "mis_events_months": About("Medical Integrity Section: within", FLAGS, most=1200),
        "bis_incidents": About("Behavioral Intervention System: incidents", FLAGS),
        "bis_incidents_months": About("Behavioral Intervention System: within", FLAGS, most=1200),
        "screen_incidents": About("Promotion screen: incidents", FLAGS),
        "screen_days": About("Promotion screen: days", FLAGS),
        "screen_years": About("Promotion screen: within", FLAGS, most=100),
        "promotion_screen_counts_iod": About(
            "Promotion screen counts injuries on duty", FLAGS, 8,
            "Yes: every absence counts. No: only those that are not on duty.",
        ),
        "special_employment_days": About("Special employment: days of absence", FLAGS),
        "special_employment_window_days": About("Special employment: within", FLAGS),
        "no_evaluation_months": About("No evaluation after on the roll", FLAGS, most=1200),
        "no_exchange_days": About("No exchange of tours for", FLAGS, least=0),
    }  # fmt: skip


def _limits() -> dict[str, About]:
    return {
        "decertification_review_days": About("Reply to a review of certification", LIMITS),
        "certificate_free_days": About("No certificate for a leave up to", LIMITS, least=0),
        "travel_second_approval_days": About("Travel with one approver up to", LIMITS, least=0),
        "grievance_working_days": About("Medical grievance within", LIMITS),
        "grievance_calendar_days": About("Medical grievance never later than", LIMITS),
        "note_late_hours": About("A note is entered late after", LIMITS),
        "far_future_days": About("A day is too far ahead from", LIMITS),
    }


def _switches() -> dict[str, About]:
    return {
        "entitlement_counted_in": About(
            "Paid time is counted in", SWITCHES, 2,
            "Days (12 months are 365). Calendar months are not reckoned; where 366 is meant, "
            "propose that number of paid days.",
            {"days": "calendar days"},
        ),
        "working_days_calendar": About(
            "Calendar of working days", SWITCHES, 3,
            "Whose holidays are no working days (page Calendars), or nobody's. The officer's own "
            "working days are not known here.",
            WORKING_WEEKS,
        ),
        "claim_authority_name": About(
            "Who administers claims", SWITCHES, 4, "Comptroller, or Committee on Finance."
        ),
        "travel_second_approver_iod": About(
            "Second approver of travel, injury on duty", SWITCHES, 5,
            "The two directives name different bureaus; bureaus have been renamed since.",
        ),
        "travel_second_approver_non_iod": About(
            "Second approver of travel, not on duty", SWITCHES, 5,
            "The two directives name different bureaus; bureaus have been renamed since.",
        ),
    }  # fmt: skip


def _more_switches() -> dict[str, About]:
    return {
        "peda_section_2_applies": About(
            "A year for an illness in a declared emergency", SWITCHES, 9,
            "No: only the contract's paid days. Yes: a year for each such illness.",
        ),
        "elective_time_at_exhaustion": About(
            "Elective time when the paid days end", SWITCHES, 11,
            "Paid out (E02-02 VI.F), or used first (CBA 18.1.A).",
            {"paid out": "paid out", "used first": "used before unpaid leave"},
        ),
        "ppo_iod_procedure": About(
            "Injury on duty in a probationary officer's first 12 months", SWITCHES, 12,
            "Civilian procedure (E03-01-01 II.B), or the sworn one (E03-01 III.E).",
            {"civilian": "the civilian procedure", "sworn": "the sworn procedure"},
        ),
        "paid_parental_leave_weeks": About(
            "Paid parental leave", SWITCHES, 13,
            "0: does not cover sworn members. 12: as for the City's other staff.",
            least=0, most=52,
        ),
    }  # fmt: skip


ABOUT: Final[dict[str, About]] = {
    **_paid(), **_limited_duty(), **_disability(), **_fmla(),
    **_notices(), **_flags(), **_limits(),
    **{key: About(label, LIMITS, **more) for key, (label, more) in LIMIT_LABELS.items()},
    **_switches(), **_more_switches(),
    **{key: About(label, WORK, **more) for key, (label, more) in WORK_LABELS.items()},
}  # fmt: skip
"""Every key that a rule asks for, in the order in which people read them."""

PBPA_SWITCH: Final = 6
PBPA_UNITS: Final = ("PBPA-SGT", "PBPA-LT", "PBPA-CPT")
PBPA_OPEN: Final = "The agreements of sergeants, lieutenants and captains were not available."


def switch_of(key: str, bargaining_unit: str) -> int:
    """The number of the open question that a value answers, 0 for none."""
    if bargaining_unit in PBPA_UNITS:
        return PBPA_SWITCH
    return ABOUT[key].switch if key in ABOUT else 0


def open_question(number: int) -> str:
    """The alternatives of an open question, in words."""
    if number == PBPA_SWITCH:
        return PBPA_OPEN
    return next(about.open for about in ABOUT.values() if about.switch == number)
