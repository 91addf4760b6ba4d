"""Which letters of the notice ladder are due now, in SQL from the stored projection.

The same as `cases.rules.ladder` says member by member: a test compares the two. A rung's letter is
due from its day until the day before the next rung, as long as none was issued in that time.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import DateField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from cases.models import Absence, Projection
from cases.rules.policy import PolicyTimeline
from members.models import hidden_members
from notices.models import Notice
from notices.wrong import CODE

LADDER = "notice_ladder_days"
Whom = tuple[str, str]
"""Bargaining unit and rank, which choose the policy value."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The rungs of one ladder, in days before the first unpaid day, the longest first."""

    days: tuple[int, ...]

    @property
    def with_end(self) -> tuple[int, ...]:
        """The rungs and the first unpaid day itself."""
        return (*self.days, 0)

    def due(self, left: int) -> int | None:
        """The rung in whose time it is, with `left` days to the first unpaid day."""
        return min((days for days in self.days if days >= left), default=None) if left > 0 else None


def notices_due(user: Any, on: date, policy: PolicyTimeline) -> "QuerySet[Projection]":
    """The stored projections of the members whose letter is due on the day."""
    rows = absent(user, on)
    wanted = Q(pk__in=[])
    ladders = ladders_of(rows, on, policy)
    for steps, whom in ladders.items():
        mine = Q() if len(ladders) == 1 else _whose(whom)
        rungs = {days: on + timedelta(days=days) for days in steps.with_end}
        wanted |= mine & _in_time(rungs)
    return rows.filter(wanted)


def letters_by(on: date, rungs: dict[int, date]) -> "QuerySet[Projection]":
    """The same for somebody from whom no record is hidden, by the one ladder of everybody: the
    days of its rungs, the longest first, and the day itself."""
    return _away(on).filter(_in_time(rungs))


def _in_time(rungs: dict[int, date]) -> Q:
    """In the time of a rung whose letter has not left."""
    found = Q(pk__in=[])
    for days, following in pairwise(rungs):
        time = Q(first_unpaid_day__gt=rungs[following], first_unpaid_day__lte=rungs[days])
        found |= time & ~Q(_sent(days))
    return found


def absent(user: Any, on: date) -> "QuerySet[Projection]":
    """The paid days that open absences draw, of the members that this person may see.

    The member is named beside the case because the index of open absences is by member.
    """
    rows = _away(on)
    hidden = hidden_members(user)
    return rows.exclude(member_id__in=hidden) if hidden else rows


def _away(on: date) -> "QuerySet[Projection]":
    away = Absence.objects.standing().filter(
        member=OuterRef("member"), case=OuterRef("case"), last_day__isnull=True, first_day__lte=on
    )
    return Projection.objects.paid_days().in_force(on).filter(Exists(away))


def ladders_of(
    rows: "QuerySet[Projection]", on: date, policy: PolicyTimeline
) -> dict[Steps, list[Whom]]:
    """The ladders in force for these members, each with whom it is for; one query, none where all
    have the same.

    Raises PolicyMissing where there is none for somebody.
    """
    found: dict[Steps, list[Whom]] = defaultdict(list)
    if general := ladder_of_all(on, policy):
        return {general: []}
    pairs = rows.order_by().values_list("member__bargaining_unit", "member__rank").distinct()
    for whom in sorted(pairs):
        value: Any = policy.at_ordinal(LADDER, on.toordinal(), *whom).value
        found[Steps(tuple(sorted(set(value), reverse=True)))].append(whom)
    return found


def ladder_of_all(on: date, policy: PolicyTimeline) -> Steps | None:
    """The one ladder of the day where no rank and no bargaining unit has another."""
    day = on.toordinal()
    rows = [row for row in policy.rows if row.key == LADDER and row.first <= day <= row.last]
    if len(rows) != 1 or not rows[0].applies_to("", ""):
        return None
    value: Any = rows[0].value
    return Steps(tuple(sorted(set(value), reverse=True)))


def _whose(whom: list[Whom]) -> Q:
    found = Q(pk__in=[])
    for unit, rank in whom:
        found |= Q(member__bargaining_unit=unit, member__rank=rank)
    return found


def _sent(days: int) -> Exists:
    """A letter of the case dated on the rung's day or later: nothing later has come."""
    day = ExpressionWrapper(
        OuterRef("first_unpaid_day") - timedelta(days=days), output_field=DateField()
    )
    return Exists(Notice.objects.filter(case=OuterRef("case"), code=CODE, as_of__gte=day))
