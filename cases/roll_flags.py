"""Whose days on the roll reach a threshold that others own.

The rule judges one member at a time (`cases.rules.flags`). Here one statement counts absences and
their days, which are never fewer than what the rule counts, so that only those are judged who can
reach a threshold at all.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from cases.models import Case
from cases.roll_usage import DIALECTS, typed
from cases.rules.days import window_start
from cases.rules.flags import KINDS, Flag, flags
from cases.rules.policy import PolicyTimeline
from cases.services.facts import facts_of_many
from members.models import Member

ANY = "any"
_STATEMENT = """
SELECT member_id, COUNT(*), SUM({days}) FROM (
    SELECT member_id, {greatest}(first_day, %(first)s) AS begins,
        {least}(COALESCE(last_day, %(last)s), %(last)s) AS ends
    FROM cases_absence
    WHERE reversed_at IS NULL AND first_day <= %(last)s
    AND (last_day IS NULL OR last_day >= %(first)s)
) AS clipped GROUP BY member_id
"""


@dataclass(frozen=True, slots=True)
class Values:
    """The widest windows and the lowest thresholds in force on `on`, for whomever they are: who
    does not reach these reaches none."""

    policy: PolicyTimeline
    on: date

    def _in_force(self, key: str) -> list[int]:
        day = self.on.toordinal()
        rows = (row for row in self.policy.rows if row.key == key)
        return [int(row.value) for row in rows if row.first <= day <= row.last]  # type: ignore[arg-type]

    def least(self, key: str) -> int:
        return min(self._in_force(key), default=0)

    def most(self, key: str) -> int:
        return max(self._in_force(key), default=0)

    def months_back(self, months: int, day: int | None = None) -> date:
        return date.fromordinal(window_start(day or self.on.toordinal(), months))

    def days_back(self, days: int) -> date:
        return date.fromordinal(max(1, self.on.toordinal() - days + 1))


Enough = Callable[[int, int], bool]
"""Whether so many absences with so many days can reach a threshold."""


def _mis_events(values: Values) -> tuple[date, Enough]:
    least = values.least("mis_events")
    return values.months_back(values.most("mis_events_months")), lambda count, days: count >= least


def _incidents(values: Values) -> tuple[date, Enough]:
    least, months = values.least("bis_incidents"), values.most("bis_incidents_months")
    return values.months_back(months), lambda count, days: count >= least


def _screen(values: Values) -> tuple[date, Enough]:
    events, total = values.least("screen_incidents"), values.least("screen_days")
    begin = values.months_back(12 * values.most("screen_years"))
    return begin, lambda count, days: count >= events or days >= total


def _special_employment(values: Values) -> tuple[date, Enough]:
    least = values.least("special_employment_days")
    begin = values.days_back(values.most("special_employment_window_days"))
    return begin, lambda count, days: days >= least


def _no_evaluation(values: Values) -> tuple[date, Enough]:
    """Absent on every day of the shortest such time, and on the day before it."""
    after = values.on.toordinal() + 1
    begin = window_start(after, values.least("no_evaluation_months")) - 1
    return date.fromordinal(begin), lambda count, days: days >= after - begin


def _no_exchange(values: Values) -> tuple[date, Enough]:
    return values.days_back(values.most("no_exchange_days")), lambda count, days: count > 0


CAN_REACH: dict[str, Callable[[Values], tuple[date, Enough]]] = {
    "mis_events": _mis_events,
    "bis_incidents": _incidents,
    "selection_screen": _screen,
    "special_employment": _special_employment,
    "no_evaluation": _no_evaluation,
    "no_exchange": _no_exchange,
}


def can_reach(code: str, policy: PolicyTimeline, on: date) -> set[int]:
    """The keys of all members who can reach a threshold as of the end of `on`; `any` asks for
    every threshold."""
    values = Values(policy, on)
    codes = [kind.code for kind in KINDS] if code == ANY else [code]
    return {key for each in codes for key in _reaching(*CAN_REACH[each](values), on)}


def _reaching(first: date, enough: Enough, last: date) -> Iterator[int]:
    words = DIALECTS[connection.vendor]
    days = words["days"].format(until="ends", begins="begins")
    statement = _STATEMENT.format(
        least=words["least"], greatest=words["greatest"], days=f"{days} + 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"first": typed(first), "last": typed(last)})
        yield from (key for key, count, total in cursor.fetchall() if enough(count, total))


def flags_of(
    members: Sequence[Member], code: str, policy: PolicyTimeline, on: date
) -> list[tuple[Member, tuple[Flag, ...]]]:
    """Those of the members who reach the threshold, or any, with what they reach; in the order
    given, in four queries."""
    serious = serious_cases([member.pk for member in members])
    found = []
    for member, facts in zip(members, facts_of_many(members), strict=True):
        reached = flags(facts, policy, on, serious)
        chosen = tuple(flag for flag in reached if code in (ANY, flag.code))
        if chosen:
            found.append((member, chosen))
    return found


def serious_cases(members: Collection[int]) -> set[str]:
    """The references of their cases that were marked as a serious condition."""
    rows: Any = Case.objects.filter(member__in=members, serious=True)
    return set(rows.values_list("reference", flat=True))


def members_of(keys: Sequence[int]) -> dict[int, Member]:
    """Members with their units, by key; who may see them has been asked before."""
    return Member.objects.select_related("unit").in_bulk(keys)
