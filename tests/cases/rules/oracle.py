"""A slow second opinion: the usage contract read sentence by sentence, one day at a time.

Shares nothing with cases.rules but the facts and policy rows that both are given.
"""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cases.rules.facts import AbsenceFact, MemberFacts
from cases.rules.policy import PolicyRow

DAY = timedelta(days=1)
PATIENCE = 5 * 366  # days without an answer after which the oracle says "never"

Key = tuple[str, str | None]


def value_on(rows: tuple[PolicyRow, ...], key: str, day: date, facts: MemberFacts) -> Any:
    """A day is judged by the values in force on that day; the most specific one."""
    best: tuple[Any, ...] | None = None
    value = None
    for row in rows:
        if row.key != key or row.rank not in ("", facts.rank):
            continue
        if row.bargaining_unit not in ("", facts.bargaining_unit):
            continue
        if (row.effective_from or date.min) <= day <= (row.effective_to or date.max):
            strength = (row.rank != "", row.bargaining_unit != "", row.effective_from or date.min)
            if best is None or strength > best:
                best, value = strength, row.value
    assert best is not None, f"the oracle was given no {key} for {day}"
    return value


def months_before(day: date, months: int) -> date:
    """The same date so many months earlier, clamped to the month's end."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def days_between(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def drawn(absence: AbsenceFact, facts: MemberFacts, rows: tuple[PolicyRow, ...]) -> Key:
    """The account that an absence draws."""
    if absence.account == "non_iod":
        return ("non_iod", None)
    if absence.recurrence:
        began = min(
            a.first_day
            for a in facts.absences
            if a.recurrence and (a.case, a.injury) == (absence.case, absence.injury)
        )
        if not value_on(rows, "recurrence_draws_parent", began, facts):
            return ("iod", f"{absence.injury} / {absence.case}")
    return ("iod", absence.injury)


def off_the_count(facts: MemberFacts, key: Key, cases: set[str]) -> dict[date, str]:
    """Days that do not count even where an absence covers them, each with its reason."""
    reasons: dict[date, str] = {}
    spans = sorted((e.first_day, e.last_day, e.reason) for e in facts.exceptions)
    if key[0] == "non_iod":
        spans += sorted(
            (c.first_day, c.last_day or c.first_day, c.reason)
            for c in facts.credits
            if c.account == "non_iod"
        )
    spans += sorted(
        (w.first_day, w.last_day, "certification withheld")
        for w in facts.withheld
        if w.case in cases
    )
    for first, last, reason in spans:
        for day in days_between(first, last):
            reasons.setdefault(day, reason)
    return reasons


def oracle(facts: MemberFacts, rows: tuple[PolicyRow, ...], on: date) -> dict[Key, dict[str, Any]]:
    """Every account of a member as of the end of `on`."""
    covering: dict[Key, list[AbsenceFact]] = {("non_iod", None): []}
    for absence in facts.absences:
        if absence.first_day <= on:
            covering.setdefault(drawn(absence, facts, rows), []).append(absence)
    return {key: _account(facts, rows, key, mine, on) for key, mine in covering.items()}


def _account(
    facts: MemberFacts, rows: tuple[PolicyRow, ...], key: Key, mine: list[AbsenceFact], on: date
) -> dict[str, Any]:
    covered = {d for a in mine for d in days_between(a.first_day, min(on, a.last_day or on))}
    off = off_the_count(facts, key, {a.case for a in mine})
    counted = {day for day in covered if day not in off}
    if key[0] == "iod":
        answer = _iod(facts, rows, key, mine, counted, off, on)
        inside = covered
    else:
        answer = _non_iod(facts, rows, counted, off, on)
        inside = {day for day in covered if answer["window"][0] <= day}
        answer["rolled_off"] = counted - inside
    answer["remaining"] = max(0, answer["limit"] - answer["used"])
    answer["counted"] = counted & inside
    answer["not_counted"] = {day: off[day] for day in inside if day in off}
    return answer


def _iod(
    facts: MemberFacts,
    rows: tuple[PolicyRow, ...],
    key: Key,
    mine: list[AbsenceFact],
    counted: set[date],
    off: dict[date, str],
    on: date,
) -> dict[str, Any]:
    limit = value_on(rows, "iod_pay_days", min(a.first_day for a in mine), facts)
    for credit in facts.credits:
        if (credit.account, credit.injury) == key and credit.first_day <= on:
            limit += credit.days
    if len(counted) > limit:
        unpaid = sorted(counted)[limit]
    else:
        used, unpaid = len(counted), on
        while used <= limit:
            unpaid += DAY
            used += unpaid not in off
    return {"limit": limit, "window": None, "used": len(counted), "first_unpaid_day": unpaid}


def _non_iod(
    facts: MemberFacts,
    rows: tuple[PolicyRow, ...],
    counted: set[date],
    off: dict[date, str],
    on: date,
) -> dict[str, Any]:
    present = set(counted)

    def window(day: date) -> date:
        return months_before(day, value_on(rows, "non_iod_window_months", day, facts)) + DAY

    def limit(day: date) -> int:
        return value_on(rows, "non_iod_pay_days", day, facts)

    def used(day: date) -> int:
        return sum(other in present for other in days_between(window(day), day))

    answer = {"limit": limit(on), "window": (window(on), on), "used": used(on)}
    unpaid: date | None = None
    if on in counted and used(on) > limit(on):
        first = on
        while first - DAY in counted:
            first -= DAY
        unpaid = next(day for day in days_between(first, on) if used(day) > limit(day))
    else:
        for day in days_between(on + DAY, on + PATIENCE * DAY):
            if day not in off:
                present.add(day)
                if used(day) > limit(day):
                    unpaid = day
                    break
    return answer | {"first_unpaid_day": unpaid}
