"""The sentences of the entitlement rules, made from the policy values that were applied."""

from cases.rules.ledger import Ledger
from cases.rules.policy import PolicyRow, PolicyTimeline
from cases.rules.policy_keys import ABOUT
from cases.rules.results import Rule
from cases.rules.rolling import Regime

ARITHMETIC_VERSION = "1"
"""Raised whenever the arithmetic itself changes; policy values carry versions of their own."""

_NON_IOD = (
    "{limit} paid days in any {months} consecutive months. Counted is every calendar day on the "
    "non-IOD medical roll in the window that ends on the day, days off and holidays included, "
    "without furlough, suspension and restored days. A day is unpaid when its own window holds "
    "more than {limit}."
)
_IOD = (
    "{limit} paid days for each injury on duty by the values of its first day, plus the days "
    "credited. Counted is every calendar day on the roll for this injury, without furlough and "
    "suspension; there is no window."
)
_WORDS = {
    "non_iod_pay_days": "the number of paid days for this bargaining unit",
    "non_iod_window_months": "the length of the window for this bargaining unit",
    "iod_pay_days": "the number of paid days for this bargaining unit",
    "fmla_fixed_start": "the day on which the leave year begins",
    "fmla_work_days": "the work days of the week (this office does not hold tour schedules)",
    "recurrence_draws_parent": "whether a recurrence draws the days of its injury",
    "limited_duty_cap_days": "the number of days of limited duty",
    "limited_duty_senior_cap_days": "the number of days of limited duty for long service",
    "limited_duty_senior_years": "the years of service that are long service",
    "limited_duty_counts_from": "the day from which limited duty counts",
    "limited_duty_excludes_combat": "whether limited duty for a combat-zone injury counts",
    "limited_duty_eligible": "whether the rank may be given limited duty",
    "ordinary_disability_service_share": "the share of the service for ordinary disability",
    "ordinary_disability_max_years": "the years of ordinary disability at most",
    "ordinary_disability_wait_days": "the days without salary before ordinary disability",
    "fmla_method": "the way in which the leave year is measured",
    "fmla_weeks": "the weeks of family and medical leave",
    "fmla_caregiver_weeks": "the weeks to care for a member of the armed forces",
    "fmla_week_begins": "the day on which the calendar week begins",
}
_DRAWS = " A recurrence draws the days of its injury."
_OWN = " This recurrence has days of its own."


def non_iod_rule(policy: PolicyTimeline, regime: Regime) -> Rule:
    """The rule of the rolling account under a regime."""
    asked = ("non_iod rule", regime.rows)
    found = policy.memo.get(asked)
    if found is None:
        text = _NON_IOD.format(limit=regime.limit, months=regime.months)
        found = policy.memo[asked] = rule_of("non_iod_pay", text, regime.rows)
    return found


def iod_rule(policy: PolicyTimeline, allowance: PolicyRow, ledger: Ledger) -> Rule:
    """The rule of an injury's account; `allowance` is the row of the injury's first day."""
    asked = ("iod rule", allowance, ledger.recurrence, ledger.own_recurrence)
    found = policy.memo.get(asked)
    if found is None:
        rows: tuple[PolicyRow, ...] = (allowance,)
        text = _IOD.format(limit=allowance.value)
        if ledger.recurrence is not None:
            rows += (ledger.recurrence,)
            text += _OWN if ledger.own_recurrence else _DRAWS
        found = policy.memo[asked] = rule_of("iod_pay", text, rows)
    return found


def rule_of(rule_id: str, text: str, rows: tuple[PolicyRow, ...]) -> Rule:
    """The rule made of a text and the rows applied; what is not verified is named in the text."""
    versions = ", ".join(dict.fromkeys(row.version for row in rows))
    unverified = [_words(row.key) for row in rows if not row.verified]
    if unverified:
        text += f" Not confirmed by a text that could be read: {', '.join(unverified)}."
    sources = dict.fromkeys(
        f"{row.authority} [{row.source}]" if row.source else row.authority for row in rows
    )
    return Rule(
        rule_id,
        f"{ARITHMETIC_VERSION} ({versions})",
        text,
        "; ".join(source for source in sources if source),
        not unverified,
    )


def _words(key: str) -> str:
    """What a policy key is called in a sentence."""
    about = ABOUT.get(key)
    return _WORDS.get(key) or (about.label.lower() if about else key)
