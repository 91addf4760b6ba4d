"""Limited duty and ordinary disability the slow way: one day after the other, no intervals.

The text of E03-01-03 III and 40 ILCS 5/5-155 as docs/entitlement.md reads it. Shares nothing with
`cases.rules` but the facts and policy rows that both are given.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from typing import Any

from cases.rules.facts import DutyFact, MemberFacts
from cases.rules.policy import PolicyRow
from tests.cases.rules.oracle import DAY, days_between, value_on

PATIENCE = 9000  # days ahead without an answer after which the oracle gives up

Rows = tuple[PolicyRow, ...]


def whom(facts: MemberFacts, day: date) -> MemberFacts:
    """The member with the rank and bargaining unit held on a day."""
    known = [r for r in facts.ranks if r.first_day <= day]
    if not facts.ranks:
        return facts
    covering = [r for r in known if r.last_day is None or day <= r.last_day]
    if covering:
        held = max(covering, key=lambda r: r.first_day)
    elif known:  # a gap: the rank that was held last
        ended = max(r.last_day for r in known)
        held = max((r for r in known if r.last_day == ended), key=lambda r: r.first_day)
    else:
        held = min(facts.ranks, key=lambda r: r.first_day)
    unit = held.bargaining_unit or facts.bargaining_unit
    return replace(facts, rank=held.rank, bargaining_unit=unit)


def years_between(first: date, day: date) -> int:
    """Whole years that lie behind on the morning of a day."""
    return day.year - first.year - ((day.month, day.day) < (first.month, first.day))


class LimitedDuty:
    """The bank of one member under the policy rows, as known on `on`."""

    def __init__(self, facts: MemberFacts, rows: Rows, on: date) -> None:
        self.facts, self.rows, self.on = facts, rows, on
        spells = [d for d in facts.duty if d.kind.startswith("limited_")]
        self.owner: dict[date, DutyFact] = {}
        for spell in sorted(spells, key=lambda d: d.first_day):
            for day in days_between(spell.first_day, min(on, spell.last_day or on)):
                self.owner.setdefault(day, spell)
        self.reasons = {day: self._reason(day, spell) for day, spell in self.owner.items()}
        self.counted = {day: self.owner[day].case for day, why in self.reasons.items() if not why}

    def value(self, key: str, day: date) -> Any:
        return value_on(self.rows, key, day, whom(self.facts, day))

    def senior_cap(self, day: date) -> int | None:
        try:
            return self.value("limited_duty_senior_cap_days", day)
        except AssertionError:
            return None

    def cap(self, day: date) -> int:
        if not self.value("limited_duty_eligible", day):
            return 0
        senior, appointed = self.senior_cap(day), self.facts.appointed_on
        if senior is not None and appointed is not None:
            needed = self.value("limited_duty_senior_years", day)
            if years_between(appointed, day) >= needed:
                return senior
        return self.value("limited_duty_cap_days", day)

    def early(self, day: date) -> bool:
        return day < date.fromisoformat(self.value("limited_duty_counts_from", day))

    def exception(self, day: date) -> str:
        """The reason of the exception that begins first."""
        found = [
            (e.first_day, e.last_day, e.reason)
            for e in self.facts.exceptions
            if e.first_day <= day <= e.last_day
        ]
        return min(found)[2] if found else ""

    def _reason(self, day: date, spell: DutyFact) -> str:
        if spell.kind == "limited_iod":
            return "injury on duty: no cap"
        if spell.kind == "limited_combat" and self.value("limited_duty_excludes_combat", day):
            return "combat-zone injury"
        if self.early(day):
            return "before the first day that counts"
        on_roll = any(
            a.first_day <= day and (a.last_day is None or day <= a.last_day)
            for a in self.facts.absences
        )
        return self.exception(day) or ("on the medical roll" if on_roll else "")

    def ahead(self) -> Iterator[date]:
        for day in days_between(self.on + DAY, self.on + PATIENCE * DAY):
            if not self.exception(day) and not self.early(day):
                yield day

    def over(self) -> tuple[date | None, date | None]:
        """The first day over its cap and the last one before it that is covered."""
        past, on = sorted(self.counted), self.on
        over_on = on in self.counted and len(past) > self.cap(on)
        begin = on if over_on else on + DAY
        while over_on and begin - DAY in self.counted:
            begin -= DAY
        if not over_on and not self.value("limited_duty_eligible", on):
            return None, None
        covered = None
        for used, day in enumerate(chain(past, self.ahead()), 1):
            if used <= self.cap(day):
                covered = day
            elif day >= begin:
                return day, covered
        raise AssertionError("the oracle lost its patience")


def limited_duty_oracle(facts: MemberFacts, rows: Rows, on: date) -> dict[str, Any]:
    bank = LimitedDuty(facts, rows, on)
    over, last = bank.over()
    cap, used = bank.cap(on), len(bank.counted)
    return {
        "limit": cap,
        "used": used,
        "remaining": max(0, cap - used),
        "last_day": last,
        "first_day_over": over,
        "counted": bank.counted,
        "not_counted": {day: why for day, why in bank.reasons.items() if why},
    }


def disability_oracle(facts: MemberFacts, rows: Rows, on: date) -> dict[str, Any]:
    spells = sorted(
        (d for d in facts.duty if d.kind == "disability_ordinary"), key=lambda d: d.first_day
    )
    past: dict[date, str] = {}
    for spell in spells:
        for day in days_between(spell.first_day, min(on, spell.last_day or on)):
            past.setdefault(day, spell.case)
    begin, through = on, on
    if on in past:
        while begin - DAY in past:
            begin -= DAY
    else:
        begin = min([d.first_day for d in spells if d.first_day > on], default=on + DAY)
        through = begin - DAY
    found: dict[str, Any] = {"used": len(past), "counted": past}
    cap = _disability_cap(facts, rows, begin, past)
    found |= {"limit": cap, "remaining": None, "last_day": None, "first_day_over": None}
    if cap is None:
        return found
    covered, ahead = None, days_between(through + DAY, through + PATIENCE * DAY)
    for number, day in enumerate(chain(sorted(past), ahead), 1):
        if number <= cap:
            covered = day
        elif day >= begin:
            left = max(0, cap - len(past))
            return found | {"remaining": left, "last_day": covered, "first_day_over": day}
    raise AssertionError("the oracle lost its patience")


def _disability_cap(
    facts: MemberFacts, rows: Rows, begin: date, past: dict[date, str]
) -> int | None:
    if facts.appointed_on is None:
        return None
    member = whom(facts, begin)
    share = value_on(rows, "ordinary_disability_service_share", begin, member)
    years = value_on(rows, "ordinary_disability_max_years", begin, member)
    served = sum(day not in past for day in days_between(facts.appointed_on, begin - DAY))
    paid, day = 0, begin
    while years_between(begin, day) < years:
        paid, day = paid + 1, day + timedelta(days=1)
    return min(served // share, paid)
