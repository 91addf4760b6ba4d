"""The sentences beside the family and medical leave account: what HR would want to know."""

from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from cases.rules.days import Span, subtract
from cases.rules.facts import MemberFacts
from cases.rules.fmla_years import twelve_months_from
from cases.rules.ledger import Ledger, Spell

HR_DECIDES = (
    "HR decides whether leave is family and medical leave (E01-16 II.N.5.c). Shown is what the "
    "days on the roll would use if HR designates them."
)
NO_HOLIDAYS = (
    "No holiday calendar was applied: a holiday in a week of leave in part is counted here as a "
    "work day."
)
_CAREGIVER = (
    "Leave to care for a member of the armed forces has {weeks} weeks, all other leave of that "
    "year included; no absence on the roll is of that kind."
)
_HOURS = (
    "The 1,250 hours actually worked in the 12 months before the leave are not known to this "
    "office; days on the roll and paid leave are not such hours."
)
_FULL_DAYS = 3  # 29 CFR 825.115: more than three consecutive full calendar days
_REPLY = 5  # business days, 29 CFR 825.300
_FRIDAY = 5


def weeks_words(weeks: Fraction) -> str:
    """`4 3/5 weeks`, `1 week`, `2/5 of a week`."""
    whole, rest = divmod(weeks, 1)
    if not rest:
        return "1 week" if whole == 1 else f"{whole} weeks"
    return f"{whole} {rest} weeks" if whole else f"{rest} of a week"


def caregiver_words(weeks: int) -> str:
    """What else there is, which is not counted here."""
    return _CAREGIVER.format(weeks=weeks)


def runs_of(ledger: Ledger, first: int) -> list[Spell]:
    """The unbroken runs of days on the roll in one case that reach into `first` or later."""
    found: list[Spell] = []
    for spell_first, spell_last, case in ledger.spells:
        span = (spell_first, spell_last)
        parts: list[Span] = subtract(span, ledger.holes) if ledger.holes else [span]
        for begin, end in parts:
            if found and found[-1][2] == case and found[-1][1] + 1 == begin:
                found[-1] = (found[-1][0], end, case)
            else:
                found.append((begin, end, case))
    return [run for run in found if run[1] >= first]


def qualifying_words(runs: list[Spell], on: int, holidays: frozenset[date]) -> list[str]:
    """One sentence for each absence long enough that it may qualify."""
    found = []
    for first, last, case in runs:
        if last - first < _FULL_DAYS:
            continue
        until = business_day_after(first + _FULL_DAYS, holidays)
        told = "HR was to be told" if until.toordinal() < on else "tell HR"
        found.append(
            f"{case}: {last - first + 1} days on end from {date.fromordinal(first)}. More than "
            f"{_FULL_DAYS} full calendar days may qualify (29 CFR 825.115): {told} within "
            f"{_REPLY} business days, by {until} (29 CFR 825.300)."
        )
    return found


@lru_cache(maxsize=1 << 12)
def business_day_after(day: int, holidays: frozenset[date]) -> date:
    """The fifth day from Monday to Friday, holidays left out, after the ordinal `day`."""
    found, left = date.fromordinal(day), _REPLY
    while left:
        found += timedelta(days=1)
        left -= found.isoweekday() <= _FRIDAY and found not in holidays
    return found


def two_years_words(runs: list[Spell], year: Span) -> list[str]:
    """The absences that go over the beginning of a leave year and draw on both."""
    return [
        f"{case} draws on two leave years: it began on {date.fromordinal(first)}, and this one on "
        f"{date.fromordinal(year[0])}."
        for first, last, case in runs
        if first < year[0] <= last
    ]


def over_words(over: Fraction, limit: int, since: date) -> str:
    """How far over the weeks."""
    return (
        f"{weeks_words(over)} more than the {limit} weeks of the leave year, over since {since}: "
        "HR says what follows."
    )


def eligibility_words(facts: MemberFacts, runs: list[Spell], on: int) -> list[str]:
    """The two conditions of 29 CFR 825.110 as far as this office knows them."""
    if facts.appointed_on is None:
        return [f"The day of appointment is not recorded, so 12 months are not shown. {_HOURS}"]
    complete = twelve_months_from(facts.appointed_on.toordinal())[1] + 1
    day = date.fromordinal(complete)
    were = "were" if complete <= on else "will be"
    text = (
        f"Appointed on {facts.appointed_on}: 12 months of employment {were} complete on {day}; "
        "other City employment within seven years counts too (29 CFR 825.110)."
    )
    early = dict.fromkeys(case for first, _, case in runs if first < complete)
    if early:
        text += f" Begun before that day: {', '.join(early)}."
    return [f"{text} {_HOURS}"]
