"""The policy values of a new office, each with its authority and its source.

What could not be read in its primary text, or what the texts leave open, is not verified and says
so wherever it is used. Values of one key and scope follow each other without a gap.
"""

from datetime import date
from typing import Final

from cases.rules.policy_defaults_limits import TIME_LIMITS
from cases.rules.policy_defaults_work import WORK
from cases.rules.policy_timeline import PolicyRow, PolicyValue

_OPERATED = (
    "The contract says 12 months; operated as 365 days "
    "(FOP magazine Mar 2018, counsel and press). Agreements after 2017 were not available."
)
_OWN = "The office's own setting"
_PBPA_UNITS = ("PBPA-SGT", "PBPA-LT", "PBPA-CPT")
_PBPA = "PBPA agreement: same structure as Article 18, its text was not found"
_LIMITED = "Sworn Limited Duty Program"
_RANK_SPLIT = date(2013, 12, 5)
_BEFORE_SPLIT = date(2013, 12, 4)
_NO_LIMITED_DUTY = (
    "Lieutenant", "Captain", "Commander", "Deputy Chief", "Chief",
    "First Deputy Superintendent", "Superintendent",
)  # fmt: skip


def _default(
    key: str,
    value: PolicyValue,
    unit: str,
    authority: str,
    source: str,
    *,
    verified: bool = True,
    bargaining_unit: str = "",
    rank: str = "",
    first: date | None = None,
    last: date | None = None,
) -> PolicyRow:
    return PolicyRow(
        key, value, unit, bargaining_unit, rank, first, last, authority, source, verified,
        "default-1",
    )  # fmt: skip


def _pbpa(key: str, value: int, unit: str) -> tuple[PolicyRow, ...]:
    return tuple(
        _default(
            key, value, unit, _PBPA, "From memory; the PBPA agreements' texts were not available",
            verified=False, bargaining_unit=bargaining_unit,
        )
        for bargaining_unit in _PBPA_UNITS
    )  # fmt: skip


_PAID_DAYS = (
    _default(
        "non_iod_pay_days", 365, "days",
        "FOP agreement 2012-2017, section 18.2: full pay for up to 12 months "
        "in any 24 consecutive months",
        f"CBA 18.2; E03-01-02 II.E (days off and holidays count). {_OPERATED}",
    ),
    _default(
        "non_iod_window_months", 24, "months",
        "FOP agreement 2012-2017, section 18.2: any 24 consecutive month period",
        "CBA 18.2",
    ),
    _default(
        "iod_pay_days", 365, "days",
        "FOP agreement 2012-2017, section 18.1; MCC 2-84-480: full pay for up to 12 months "
        "for each injury on duty",
        f"CBA 18.1; MCC 2-84-480. {_OPERATED}",
    ),
    _default(
        "recurrence_draws_parent", True, "yes or no",
        "FOP agreement 2012-2017, section 18.1 (\"for each such I.O.D.\"): whether a "
        "recurrence opens new months is not stated; the parent's days are drawn",
        "CBA 18.1", verified=False,
    ),
    *_pbpa("non_iod_pay_days", 365, "days"),
    *_pbpa("non_iod_window_months", 24, "months"),
    *_pbpa("iod_pay_days", 365, "days"),
    _default("near_exhaustion_days", 90, "days", _OWN, "The 90-day step of the notice ladder"),
    _default(
        "unpaid_leave_months", 3, "months",
        "FOP agreement 2012-2017, section 18.1: after the paid months of an injury, unpaid "
        "medical leave of no more than three months, only if return is likely",
        "CBA 18.1",
    ),
    _default(
        "unpaid_leave_extension_months", 3, "months",
        "FOP agreement 2012-2017, section 18.1: plus an extension of no more than three months",
        "CBA 18.1",
    ),
    _default(
        "ppo_sick_days", 12, "days",
        "Medical Policy, III.E: a probationary police officer in the first 12 months has 12 sick "
        "days, credited one a month",
        "E03-01 III.E",
    ),
)  # fmt: skip

_LIMITED_DUTY = (
    _default(
        "limited_duty_cap_days", 365, "days",
        f"{_LIMITED} of 5 Jun 2012: 365 days of limited duty for other than an injury on duty",
        "E03-01-03 of 5 Jun 2012", last=_BEFORE_SPLIT,
    ),
    _default(
        "limited_duty_cap_days", 730, "days",
        f"{_LIMITED}, III.C: a police officer has 730 days over the career. "
        "Directives after May 2021 were not available",
        "E03-01-03 III.C", first=_RANK_SPLIT,
    ),
    _default(
        "limited_duty_cap_days", 365, "days",
        f"{_LIMITED}, III.D: a sergeant with less than 20 years of service has 365 days. "
        "Directives after May 2021 were not available",
        "E03-01-03 III.D", rank="Sergeant", first=_RANK_SPLIT,
    ),
    _default(
        "limited_duty_senior_cap_days", 365, "days",
        f"{_LIMITED} of 5 Jun 2012: 365 days, whatever the years of service",
        "E03-01-03 of 5 Jun 2012", rank="Sergeant", last=_BEFORE_SPLIT,
    ),
    _default(
        "limited_duty_senior_cap_days", 730, "days",
        f"{_LIMITED}, III.D: a sergeant with 20 years of service has 730 days. "
        "Directives after May 2021 were not available",
        "E03-01-03 III.D", rank="Sergeant", first=_RANK_SPLIT,
    ),
    _default(
        "limited_duty_senior_years", 20, "years",
        f"{_LIMITED}, III.D: twenty or more years of service", "E03-01-03 III.D",
    ),
    _default(
        "limited_duty_counts_from", "2012-01-01", "day",
        f"{_LIMITED}, III.C: days from 1 Jan 2012 on count", "E03-01-03 III.C",
    ),
    _default(
        "limited_duty_counts_from", "2012-10-01", "day",
        f"{_LIMITED}, III.D: for sergeants, days from 1 Oct 2012 on count", "E03-01-03 III.D",
        rank="Sergeant",
    ),
    _default(
        "limited_duty_excludes_combat", True, "yes or no",
        f"{_LIMITED}, III.C.2: days for a military injury in a combat zone do not count",
        "E03-01-03 III.C",
    ),
    _default(
        "limited_duty_excludes_combat", False, "yes or no",
        f"{_LIMITED}, III.C.2 leaves these days out for police officers only; III.D, for "
        "sergeants, does not",
        "E03-01-03 III.C, III.D", rank="Sergeant",
    ),
    _default(
        "limited_duty_eligible", True, "yes or no",
        f"{_LIMITED}, III: police officers and sergeants may be given limited duty",
        "E03-01-03 III",
    ),
    *(
        _default(
            "limited_duty_eligible", False, "yes or no",
            f"{_LIMITED}, III: lieutenants and ranks above are not eligible", "E03-01-03 III",
            rank=rank,
        )
        for rank in _NO_LIMITED_DUTY
    ),
)  # fmt: skip

_DISABILITY = (
    _default(
        "ordinary_disability_service_share", 4, "one part in",
        "Illinois Pension Code, 5-155: in all no longer than one fourth of the service",
        "40 ILCS 5/5-155",
    ),
    _default(
        "ordinary_disability_max_years", 5, "years",
        "Illinois Pension Code, 5-155: in all no longer than five years", "40 ILCS 5/5-155",
    ),
    _default(
        "ordinary_disability_wait_days", 30, "days",
        "Illinois Pension Code, 5-155: after more than 30 days without pay", "40 ILCS 5/5-155",
    ),
    _default(
        "pabf_application_months_before", 2, "months",
        "Counsel's advice: apply to the pension fund about two months before the paid days end",
        "Roth; FOP18 says after about 10 months",
    ),
)  # fmt: skip

_FMLA = (
    _default(
        "fmla_method", "calendar", "choice",
        "Leaves of Absence, II.N: twelve work weeks in a calendar year; "
        "29 CFR 825.200 allows four ways to measure the twelve months",
        "E01-16 II.N; 29 CFR 825.200",
    ),
    _default(
        "fmla_fixed_start", "01-01", "month and day",
        "Used only where the leave year is a fixed one that is not the calendar year",
        "29 CFR 825.200", verified=False,
    ),
    _default(
        "fmla_weeks", 12, "weeks", "Leaves of Absence, II.N: twelve work weeks", "E01-16 II.N",
    ),
    _default(
        "fmla_caregiver_weeks", 26, "weeks",
        "Leaves of Absence, II.N: 26 weeks to care for a member of the armed forces, all in all",
        "E01-16 II.N",
    ),
    _default(
        "fmla_work_days", (1, 2, 3, 4, 5), "weekdays, 1 is Monday",
        "The days of the normal work week; officers' own days off are not known here",
        _OWN, verified=False,
    ),
    _default(
        "fmla_week_begins", 7, "weekday, 1 is Monday",
        "Attendance, V.A: the calendar week is from Sunday to Saturday", "E02-02 V.A",
    ),
)  # fmt: skip

_NOTICES = (
    _default(
        "notice_ladder_days", (180, 120, 90, 60, 30, 14), "days before the first unpaid day", _OWN,
        "Recommended here; counsel says about 10 months in (FOP18) or 2 months before (Roth)",
    ),
    _default(
        "par_pay_periods", 2, "pay periods",
        "Attendance, VI.G: the personnel action request for disability leave is due two full pay "
        "periods before the leave",
        "E02-02 VI.G",
    ),
    _default(
        "pay_period_days", 14, "days", "A pay period has two weeks", _OWN, verified=False,
    ),
    _default(
        "iod_entitlement_notice_days", 14, "days",
        "P.A. 102-0202: within a reasonable period; the number is this office's own",
        "40 ILCS 5/22-306 as amended by P.A. 102-0202", verified=False,
    ),
)  # fmt: skip

_FLAGS = (
    _default(
        "mis_events", 5, "events",
        "Medical Integrity Section, II.B.5: it may look into five or more medical events",
        "S08-01-09 II.B",
    ),
    _default(
        "mis_events_months", 12, "months",
        "Medical Integrity Section, II.B.5: in twelve months", "S08-01-09 II.B",
    ),
    _default(
        "bis_incidents", 5, "incidents",
        "Behavioral Intervention System, III.A.4: non-IOD medical use of five or more incidents",
        "E06-05 III.A",
    ),
    _default(
        "bis_incidents_months", 12, "months",
        "Behavioral Intervention System, III.A.4: over twelve months", "E06-05 III.A",
    ),
    _default(
        "screen_incidents", 9, "incidents",
        "Promotion and selection, V.B.9: nine or more incidents", "E05-05 V.B",
    ),
    _default(
        "screen_days", 45, "days", "Promotion and selection, V.B.9: 45 or more days", "E05-05 V.B",
    ),
    _default(
        "screen_years", 3, "years", "Promotion and selection, V.B.9: in three years", "E05-05 V.B",
    ),
    _default(
        "special_employment_days", 5, "days",
        "FOP agreement 2012-2017: no special employment after five or more days of absence for "
        "other than duty",
        "CBA, on special employment",
    ),
    _default(
        "special_employment_window_days", 30, "days",
        "FOP agreement 2012-2017: in the 30 days before", "CBA, on special employment",
    ),
    _default(
        "no_evaluation_months", 6, "months",
        "Performance evaluations: none after six or more months on the medical roll", "E05-01",
    ),
    _default(
        "no_exchange_days", 90, "days",
        "Exchange of tours: none for 90 days after the day of an exchange on the non-IOD roll",
        "E02-02-04",
    ),
)  # fmt: skip

_LIMITS = (
    _default(
        "decertification_review_days", 7, "days",
        "Medical Policy, III.D: the Medical Services Section answers in writing in seven days",
        "E03-01 III.D",
    ),
    _default(
        "certificate_free_days", 3, "days",
        "FOP agreement 2012-2017, section 18.6: no physician's certificate for a leave of three "
        "days or fewer, but for good cause",
        "CBA 18.6",
    ),
    _default(
        "travel_second_approval_days", 15, "days",
        "Sworn Medical Roll, IX.D: travel for more than 15 days has a second approver",
        "E03-01-01 IX.D",
    ),
    _default(
        "grievance_working_days", 10, "working days",
        "FOP agreement 2012-2017, section 9.5: ten working days from the event or from knowing it",
        "CBA 9.5",
    ),
    _default(
        "grievance_calendar_days", 35, "days",
        "FOP agreement 2012-2017, section 9.5: never later than 35 calendar days", "CBA 9.5",
    ),
    _default(
        "note_late_hours", 24, "hours", _OWN,
        "A note entered later than this after the event is shown as entered late",
    ),
    _default(
        "far_future_days", 366, "days", _OWN,
        "A day further ahead than this is taken for a slip of the pen",
    ),
)  # fmt: skip

_SWITCHES = (
    _default(
        "entitlement_counted_in", "days", "choice",
        "FOP agreement 2012-2017, 18.1 and 18.2 say months; counsel and the FOP count days",
        "CBA 18.1, 18.2; FOP18; Roth", verified=False,
    ),
    _default(
        "working_days_calendar", "city", "choice",
        "FOP agreement 2012-2017: 9.5 says working days, 9.2 says the officer's working days",
        "CBA 9.2, 9.5", verified=False,
    ),
    _default(
        "claim_authority_name", "Comptroller", "name",
        "MCC 2-32-1500 names the Comptroller since 2019; the directives still name the Committee "
        "on Finance",
        "MCC 2-32-1500; E03-01-01", verified=False,
    ),
    _default(
        "travel_second_approver_iod", "Chief, Bureau of Organizational Development", "name",
        "Sworn Medical Roll, injury on duty, IX.D", "E03-01-01 IX.D", verified=False,
    ),
    _default(
        "travel_second_approver_non_iod", "Chief, Bureau of Administrative Services", "name",
        "Sworn Medical Roll, other than injury on duty; the two directives name different bureaus",
        "E03-01-02", verified=False,
    ),
    _default(
        "promotion_screen_counts_iod", True, "yes or no",
        "Promotion and selection, V.B.9, does not say whether injuries on duty count",
        "E05-05 V.B", verified=False,
    ),
    _default(
        "peda_section_2_applies", False, "yes or no",
        "Public Employee Disability Act, section 2: a year for an illness in a declared emergency; "
        "whether it applies to this Department was not confirmed",
        "5 ILCS 345/2", verified=False,
    ),
    _default(
        "elective_time_at_exhaustion", "paid out", "choice",
        "Attendance, VI.F: paid out at disability leave. FOP agreement 2012-2017, 18.1.A: used "
        "before unpaid medical leave",
        "E02-02 VI.F; CBA 18.1", verified=False,
    ),
    _default(
        "ppo_iod_procedure", "civilian", "choice",
        "Sworn Medical Roll, II.B: civilian procedure in the first 12 months. Medical Policy, "
        "III.E.3, names the sworn one",
        "E03-01-01 II.B; E03-01 III.E", verified=False,
    ),
    _default(
        "paid_parental_leave_weeks", 0, "weeks",
        "12 weeks for City staff since 1 Jan 2023; reported in 2023 as not covering sworn FOP "
        "members",
        "Press report of 2023", verified=False,
    ),
    _default(
        "pay_period_anchor", "2012-01-01", "day",
        "The first day of some pay period, a Sunday; the payroll calendar was not available",
        _OWN, verified=False,
    ),
)  # fmt: skip

DEFAULTS: Final[tuple[PolicyRow, ...]] = (
    *_PAID_DAYS, *_LIMITED_DUTY, *_DISABILITY, *_FMLA, *_NOTICES, *_FLAGS, *_LIMITS, *_SWITCHES,
    *TIME_LIMITS, *WORK,
)  # fmt: skip
"""The values of a new office (docs/policy.md). Together they have no beginning and no end."""
