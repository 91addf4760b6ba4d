"""Medical events and days on the roll of everybody, over a period: one statement, two engines.

Counted from the stored duty statuses, so that recoded days stand in the account they count in and
days taken off the roll by an exception are no days of it. An event is a medical absence for one or
more consecutive days (S08-01-09): rows on the roll of one case with nothing but exceptions between
them. Its rows share what comes before them, the last status that is not of the event, and by that
they are told from other events.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from members.status import AWAY, IOD, NON_IOD

DIALECTS = {
    "sqlite": {
        "least": "MIN",
        "greatest": "MAX",
        "days": "CAST(julianday({until}) - julianday({begins}) AS INTEGER)",
    },
    "postgresql": {"least": "LEAST", "greatest": "GREATEST", "days": "({until} - {begins})"},
}
_STATEMENT = """
WITH piece AS MATERIALIZED (
    SELECT d.member_id, d.status, {greatest}(d.first_day, %(first)s) AS begins,
        COALESCE((
            SELECT n.first_day FROM cases_dutystatus n
            WHERE n.member_id = d.member_id AND n.first_day > d.first_day
            ORDER BY n.first_day LIMIT 1
        ), %(end)s) AS until,
        COALESCE((
            SELECT b.first_day FROM cases_dutystatus b
            WHERE b.member_id = d.member_id AND b.first_day < d.first_day
            AND NOT (b.status = '{away}' OR (b.status IN ({roll}) AND b.case_id = d.case_id))
            ORDER BY b.first_day DESC LIMIT 1
        ), %(never)s) AS before
    FROM cases_dutystatus d
    WHERE d.status IN ({roll}) AND d.first_day < %(end)s AND (
        d.first_day >= %(first)s OR d.member_id IN (
            SELECT a.member_id FROM cases_absence a
            WHERE a.first_day < %(first)s AND a.reversed_at IS NULL
            AND (a.last_day IS NULL OR a.last_day >= %(first)s)
        )
    )
), clipped AS (
    SELECT member_id, status, before, {days} AS days FROM (
        SELECT member_id, status, before, begins, {least}(until, %(end)s) AS until FROM piece
        WHERE until > %(first)s
    ) AS within
)
SELECT m.id, m.key, m.name_key, u.code,
    COUNT(DISTINCT c.before),
    COUNT(DISTINCT CASE WHEN c.status = '{non_iod}' THEN c.before END),
    COUNT(DISTINCT CASE WHEN c.status = '{iod}' THEN c.before END),
    SUM(CASE WHEN c.status = '{non_iod}' THEN c.days ELSE 0 END),
    SUM(CASE WHEN c.status = '{iod}' THEN c.days ELSE 0 END)
FROM clipped c JOIN members_member m ON m.id = c.member_id JOIN members_unit u ON u.id = m.unit_id
GROUP BY m.id, m.key, m.name_key, u.code
"""


@dataclass(frozen=True, slots=True)
class RollUse:
    """One member's events and days on the roll within a period; days are calendar days. An event
    that was recoded in part counts in both accounts and once in `events`."""

    member: int
    key: str
    name_key: str
    unit: str
    events: int
    events_non_iod: int
    events_iod: int
    days_non_iod: int
    days_iod: int

    @property
    def days(self) -> int:
        return self.days_non_iod + self.days_iod

    def events_of(self, account: str) -> int:
        """Of one account, or of both for an empty one."""
        return self.events if not account else getattr(self, f"events_{account}")

    def days_of(self, account: str) -> int:
        """Of one account, or of both for an empty one."""
        return self.days if not account else getattr(self, f"days_{account}")


def roll_use(first: date, last: date) -> Iterator[RollUse]:
    """Everybody with a day on the roll from `first` through `last`, in no order."""
    words = DIALECTS[connection.vendor]
    statement = _STATEMENT.format(
        least=words["least"],
        greatest=words["greatest"],
        days=words["days"].format(until="until", begins="begins"),
        away=AWAY.code,
        non_iod=NON_IOD.code,
        iod=IOD.code,
        roll=f"'{NON_IOD.code}', '{IOD.code}'",
    )
    days = {"first": first, "end": last + timedelta(days=1), "never": date.min}
    with connection.cursor() as cursor:
        cursor.execute(statement, {name: typed(day) for name, day in days.items()})
        for row in cursor.fetchall():
            yield RollUse(*row)


def typed(day: date) -> date | str:
    """SQLite keeps days as text."""
    return day.isoformat() if connection.vendor == "sqlite" else day
