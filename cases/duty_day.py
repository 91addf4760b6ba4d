"""Who has which duty status on a day, read from the stored partition of members' time.

Only an absence, a spell of limited duty or leave, or an exception takes a member off full duty, so
the few members who have one on the day are looked up first, and the stored status decides.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from caseflow.prepared import PreparedByKeys
from cases.models import Absence, DutySpell, DutyStatus, LedgerEntry
from cases.models.duty import DutyStatusQuerySet
from cases.models.ledger import LedgerKind
from members.models import Member
from members.status import FULL, SEPARATED, STATUSES, Standing

PAGES = (26, 51, 101, 500)  # most members of a page and one on top, of a part of an export
UNBROKEN = (FULL.code, SEPARATED.code)


def in_force(on: date, member: str = "pk") -> Subquery:
    """The key of a member's status row of the day; `member` is where the outer query has theirs."""
    begun = DutyStatus.objects.filter(member=OuterRef(member), first_day__lte=on)
    return Subquery(begun.order_by("-first_day").values("pk")[:1])


def off_full_duty(on: date) -> DutyStatusQuerySet:
    """The status rows of the day of everybody who is neither on full duty nor separated."""
    people = Member.objects.filter(pk__in=_touched(on)).annotate(duty=in_force(on))
    rows = DutyStatus.objects.filter(pk__in=people.values("duty"))
    return rows.exclude(status__in=UNBROKEN)


def _touched(on: date) -> QuerySet[Any]:
    """The keys of the members whom something takes off full duty on the day."""
    day = Q(first_day__lte=on) & (Q(last_day__isnull=True) | Q(last_day__gte=on))
    absent = Absence.objects.standing().filter(day)
    duty = DutySpell.objects.standing().filter(day)
    away = LedgerEntry.objects.standing().filter(day, kind=LedgerKind.EXCEPTION)
    found = (rows.order_by().values("member_id") for rows in (absent, duty, away))
    return next(found).union(*found)


def with_since(rows: DutyStatusQuerySet) -> DutyStatusQuerySet:
    """Adds `since`: the first day of the unbroken run of this status, whatever the cases."""
    earlier = DutyStatus.objects.filter(member=OuterRef("member"))
    other = earlier.filter(first_day__lt=OuterRef("first_day")).exclude(
        status=OuterRef("status"), reason=OuterRef("reason")
    )
    rows = rows.annotate(
        other_day=Coalesce(
            Subquery(other.order_by("-first_day").values("first_day")[:1]), Value(date.min)
        )
    )
    run = earlier.filter(first_day__gt=OuterRef("other_day")).order_by("first_day")
    return rows.annotate(since=Subquery(run.values("first_day")[:1]))


def standings(members: Collection[int], on: date) -> dict[int, Standing | None]:
    """The status of these members on the day and since when, in one query; None before the
    appointment."""
    most = next((size for size in PAGES if len(members) <= size), PAGES[-1])
    found = {
        key: Standing(STATUSES[status], since, case or "", reason)
        for key, status, since, case, reason in _standings[most].rows(members, on=on)
    }
    return {key: found.get(key) for key in members}


def _standing(members: list[int], on: date) -> QuerySet[Any]:
    people = Member.objects.filter(pk__in=members).annotate(duty=in_force(on))
    rows = with_since(DutyStatus.objects.filter(pk__in=people.values("duty"))).order_by()
    return rows.values_list("member_id", "status", "since", "case__reference", "reason")


_standings = {size: PreparedByKeys(_standing, most=size, on=date) for size in PAGES}
