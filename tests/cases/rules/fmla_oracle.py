"""Family and medical leave the slow way: one day after the other, sets of dates, no intervals."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from cases.rules.facts import MemberFacts
from cases.rules.policy import PolicyTimeline

DAY = timedelta(days=1)
AHEAD = 800  # days


def fmla_oracle(
    facts: MemberFacts, policy: PolicyTimeline, on: date, holidays: frozenset[date]
) -> tuple[Fraction, date | None]:
    """The weeks used as of `on` and the first day over; None when none is over for AHEAD days."""

    def value(key: str):
        row = policy.at(key, on, bargaining_unit=facts.bargaining_unit, rank=facts.rank)
        return row.value

    def excepted(day: date) -> bool:
        return any(e.first_day <= day <= e.last_day for e in facts.exceptions)

    days = {
        a.first_day + DAY * n
        for a in facts.absences
        for n in range((min(on, a.last_day or on) - a.first_day).days + 1)
    }
    known = {day for day in days if not excepted(day)}
    ahead = {day for day in (on + DAY * (1 + n) for n in range(AHEAD + 7)) if not excepted(day)}
    limit = value("fmla_weeks")

    def counter(leave: set[date]) -> tuple[dict[date, Fraction], Callable[[date], Fraction]]:
        weights = {
            day: weight
            for day in sorted(leave)
            if (weight := weigh(day, leave, holidays, value("fmla_work_days"), begins))
        }
        start = starts(value("fmla_method"), value("fmla_fixed_start"), weights)
        return weights, lambda day: sum(
            (w for other, w in weights.items() if start(day) <= other <= day), Fraction(0)
        )

    begins = value("fmla_week_begins")
    weights, used = counter(known)
    if used(on) > limit:
        over = on
        for day in sorted(weights, reverse=True):
            if used(day) <= limit:
                break
            over = day
        return used(on), over
    answer = used(on)
    weights, used = counter(known | ahead)
    later = (day for day in weights if on < day <= on + DAY * AHEAD and used(day) > limit)
    return answer, next(later, None)


def weigh(
    day: date, leave: set[date], holidays: frozenset[date], work: tuple[int, ...], begins: int
) -> Fraction:
    """What one day of leave weighs."""
    first = day
    while first.isoweekday() != begins:
        first -= DAY
    scheduled = [d for d in (first + DAY * n for n in range(7)) if d.isoweekday() in work]
    if day not in scheduled:
        return Fraction(0)
    if any(d not in leave for d in scheduled) and day in holidays:
        return Fraction(0)
    return Fraction(1, len(scheduled))


def starts(method: str, fixed: str, weights: dict[date, Fraction]) -> Callable[[date], date]:
    """The first day of the leave year that a day is in."""
    if method == "calendar":
        return lambda day: date(day.year, 1, 1)
    if method == "fixed":
        month, number = (int(part) for part in fixed.split("-"))
        return lambda day: max(
            first
            for year in (day.year - 1, day.year)
            if (first := date(year, month, number)) <= day
        )
    if method == "rolling":
        return lambda day: year_before(day) + DAY
    begun: list[date] = []
    for day in sorted(weights):
        if not begun or year_before(day) >= begun[-1]:
            begun.append(day)

    def period(day: date) -> date:
        first = max((each for each in begun if each <= day), default=day)
        return first if year_before(day) < first else day

    return period


def year_before(day: date) -> date:
    """The same date a year earlier; of 29 February, the 28th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return date(day.year - 1, day.month, day.day)
