"""Family and medical leave: a flag for HR, not a decision (docs/entitlement.md; E01-16 II.N).

What the days on the medical roll would use of the work weeks if HR designates them. Every absence
draws, injuries on duty too; furlough and suspension do not. The values in force on the day asked
for are applied to the whole leave year (29 CFR 825.200(d): a change of method needs notice).
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from cases.rules.accounts import day_or_none
from cases.rules.days import FAR, Span, subtract
from cases.rules.explain import rule_of
from cases.rules.facts import MemberFacts
from cases.rules.fmla_weeks import LeaveDays, WorkWeek
from cases.rules.fmla_words import (
    HR_DECIDES,
    NO_HOLIDAYS,
    caregiver_words,
    eligibility_words,
    over_words,
    qualifying_words,
    runs_of,
    two_years_words,
)
from cases.rules.fmla_years import (
    CALENDAR,
    FIXED,
    FORWARD,
    ROLLING,
    LeaveYears,
    Measure,
    fixed_year,
)
from cases.rules.further import FurtherAccount, with_digest
from cases.rules.ledger import Ledger, Spell
from cases.rules.policy_timeline import PolicyRow, PolicyTimeline
from cases.rules.results import NotCounted, Rule, Stretch
from cases.rules.roll import roll

HOLIDAY: Final = "holiday in a week of leave in part"
_AHEAD = 28 * 366  # days; the calendar of weekdays repeats after 28 years
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_YEARS = {
    CALENDAR: "a calendar year",
    FIXED: "a leave year that begins each year on {start} (month and day)",
    FORWARD: "12 months from the first day of leave, and anew from the first day of leave after "
    "them",
    ROLLING: "the 12 months that end on each day of leave",
}
_RULE = (
    "{weeks} work weeks in {year}. Counted is every day on the medical roll, injuries on duty too, "
    "without furlough and suspension. A week of which every work day ({days}) is leave counts 1, "
    "holidays included; in any other each work day of leave counts 1/{n}, holidays left out. The "
    "week begins on {begins}. This is a flag for HR, which decides."
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The policy values of a day; `cap` is the limit in parts of a week."""

    measure: Measure
    week: WorkWeek
    weeks: int
    cap: int
    rule: Rule
    always: tuple[str, ...]


def plan_of(policy: PolicyTimeline, on: date, bargaining_unit: str, rank: str) -> Plan:
    """The values in force on a day, made ready once for each timeline.

    Raises:
        PolicyMissing: one of them is not in force on that day.
        ValueError: the method is none of the four.
    """
    asked = ("fmla", on, bargaining_unit, rank)
    found = policy.memo.get(asked)
    if found is None:
        found = policy.memo[asked] = _plan(policy, on, bargaining_unit, rank)
    return found


def _plan(policy: PolicyTimeline, on: date, bargaining_unit: str, rank: str) -> Plan:
    keys = ["fmla_method", "fmla_weeks", "fmla_work_days", "fmla_week_begins"]

    def row(key: str) -> PolicyRow:
        return policy.at(key, on, bargaining_unit=bargaining_unit, rank=rank)

    method = str(row("fmla_method").value)
    month, day = 1, 1
    if method == FIXED:
        keys.append("fmla_fixed_start")
        month, day = (int(part) for part in str(row("fmla_fixed_start").value).split("-"))
    week = WorkWeek(row("fmla_work_days").value, int(row("fmla_week_begins").value))  # type: ignore[arg-type]
    weeks = int(row("fmla_weeks").value)  # type: ignore[arg-type]
    caregiver = int(row("fmla_caregiver_weeks").value)  # type: ignore[arg-type]
    text = _RULE.format(
        weeks=weeks,
        year=_YEARS.get(method, "").format(start=f"{month:02}-{day:02}"),
        days=", ".join(_DAYS[each - 1] for each in week.days),
        n=week.n,
        begins=_DAYS[week.begins - 1],
    )
    return Plan(
        Measure(method, month, day), week, weeks, weeks * week.n,
        rule_of("fmla", text, tuple(row(key) for key in keys)),
        (HR_DECIDES, caregiver_words(caregiver)),
    )  # fmt: skip


def fmla_account(
    facts: MemberFacts,
    policy: PolicyTimeline,
    on: date,
    *,
    holidays: frozenset[date] = frozenset(),
) -> FurtherAccount:
    """The leave account as of the end of `on`, in work weeks as exact fractions.

    `window` is the leave year of `on`, None where none runs. `last_day` is the last day within
    the weeks of its leave year if absent every day from the day after `on`; None if never over.
    `counted` holds calendar days; those that are no work days weigh nothing.

    Raises:
        PolicyMissing: a policy value is not in force on `on`.
    """
    day = on.toordinal()
    plan = plan_of(policy, on, facts.bargaining_unit, facts.rank)
    ledger = roll(facts, day)
    spans = _spans(plan, ledger)
    known = LeaveYears(plan.measure, LeaveDays(plan.week, spans, holidays), day)
    year = known.of(day)
    used = known.used(day)
    over = _first_over(plan, ledger, known, spans, holidays)
    counted, left_out = _days(ledger, known.days.free, year)
    account = FurtherAccount(
        account="fmla",
        unit="weeks",
        limit=plan.weeks,
        window=None if year is None else (date.fromordinal(year[0]), date.fromordinal(year[1])),
        used=Fraction(used, plan.week.n),
        remaining=Fraction(max(0, plan.cap - used), plan.week.n),
        last_day=day_or_none(None if over is None else over - 1),
        first_day_over=day_or_none(over),
        assumption=f"absent every day from {date.fromordinal(min(day + 1, FAR))}",
        counted=counted,
        not_counted=left_out,
        rule=plan.rule,
        remarks=_remarks(facts, plan, ledger, (year, used, over), holidays),
    )
    return with_digest(facts.member, on, account)


def _spans(plan: Plan, ledger: Ledger) -> list[Span]:
    """The days on the roll that can matter: all of them, or where leave years are fixed those of
    the leave year and of the week in which it begins."""
    spans = ledger.days.spans()
    measure = plan.measure
    if measure.method not in (CALENDAR, FIXED):
        return spans
    first = plan.week.first_of(fixed_year(ledger.on, measure.month, measure.day)[0])
    return [span for span in spans if span[1] >= first]


def _first_over(
    plan: Plan, ledger: Ledger, known: LeaveYears, spans: list[Span], holidays: frozenset[date]
) -> int | None:
    """The first day over the weeks: of the days through `on` as they are known, else of those
    ahead if all of them are leave."""
    on = ledger.on
    if known.used(on) > plan.cap:
        return known.over_since(plan.cap, on)
    if on >= FAR:
        return None
    ahead = subtract((on + 1, FAR), ledger.holes)
    last = min(FAR, max(on, ledger.holes[-1][1] if ledger.holes else on) + _AHEAD)
    years = LeaveYears(plan.measure, LeaveDays(plan.week, spans + ahead, holidays), last)
    return years.first_over(plan.cap, on + 1, last)


def _days(
    ledger: Ledger, free: list[int], year: Span | None
) -> tuple[tuple[Stretch, ...], tuple[NotCounted, ...]]:
    """The days of the leave year that count, and those on the roll that do not."""
    if year is None:
        return (), ()
    first, last = year[0], min(year[1], ledger.on)
    counted, left_out = ledger.stretches(first, last), ledger.not_counted(first, last)
    holes = [(day, day) for day in free if first <= day <= last]
    if not holes:
        return counted, left_out
    parts = tuple(
        Stretch(each.case, date.fromordinal(a), date.fromordinal(b), b - a + 1)
        for each in counted
        for a, b in subtract((each.first_day.toordinal(), each.last_day.toordinal()), holes)
    )
    days = (date.fromordinal(day) for day, _ in holes)
    found = [*left_out, *(NotCounted(day, day, 1, HOLIDAY) for day in days)]
    return parts, tuple(sorted(found, key=lambda entry: entry.first_day))


def _remarks(
    facts: MemberFacts,
    plan: Plan,
    ledger: Ledger,
    answer: tuple[Span | None, int, int | None],
    holidays: frozenset[date],
) -> tuple[str, ...]:
    """Sentences for people; `answer` is the leave year, the parts used, the first day over."""
    year, used, over = answer
    runs: list[Spell] = [] if year is None else runs_of(ledger, year[0])
    found = [plan.always[0]]
    if used > plan.cap and over is not None:
        excess = Fraction(used - plan.cap, plan.week.n)
        found.append(over_words(excess, plan.weeks, date.fromordinal(over)))
    found += qualifying_words(runs, ledger.on, holidays)
    if year is not None and plan.measure.method in (CALENDAR, FIXED):
        found += two_years_words(runs, year)
    found += eligibility_words(facts, runs, ledger.on)
    if not holidays:
        found.append(NO_HOLIDAYS)
    if facts.separated_on is not None and facts.separated_on.toordinal() <= ledger.on:
        found.append(f"Out of service since {facts.separated_on}.")
    return (*found, *plan.always[1:])
