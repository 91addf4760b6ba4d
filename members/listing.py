"""The rows of the members' list: filters, orders, and each member's status on a day.

It reads from the members' room and from the cases', as pages may.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse

from caseflow.datewords import day as words
from caseflow.models import User
from caseflow.paging import Sort
from cases.kinds import Account
from cases.models import Absence, Case, LedgerEntry
from cases.models.ledger import LedgerKind
from members.models import Member, MemberQuerySet
from members.status import (
    AWAY,
    FULL,
    SEPARATED,
    STATUSES,
    Away,
    Service,
    Standing,
    Status,
    standing,
)

SORTS = {
    "name": Sort(("name_key", "id")),
    "-name": Sort(("name_key", "id"), descending=True),
    "star": Sort(("star_length", "star_number", "id")),
    "-star": Sort(("star_length", "star_number", "id"), descending=True),
    "appointed": Sort(("appointed_on", "id")),
    "-appointed": Sort(("appointed_on", "id"), descending=True),
}
SORT_WORDS = {
    "name": "by name",
    "-name": "by name, from the end",
    "star": "the lowest star first",
    "-star": "the highest star first",
    "appointed": "the longest service first",
    "-appointed": "the last appointed first",
}
CHUNK = 500  # members of an export whose status is read at once

CSV_HEADER = (
    "star", "employee_number", "last_name", "suffix", "first_name", "middle_initial", "rank",
    "unit", "appointed_on", "status", "since", "open_case", "separated_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, in words; the template has nothing left to work out."""

    url: str
    name: str
    star: str
    rank: str
    unit: str
    appointed: str
    status: str
    tag: str
    since: str
    case: str
    case_url: str
    more_cases: int


def list_of(user: User) -> MemberQuerySet:
    """The members this person may see, with what the list's orders need.

    The units come in a query of their own: joined, SQLite without statistics walks the list unit
    by unit and sorts it anew for every page (9 ms in place of 2).
    """
    rows = Member.objects.visible_to(user).prefetch_related("unit")
    return rows.annotate(star_length=Length("star_number"))


def filtered(rows: MemberQuerySet, chosen: dict[str, Any], on: date) -> MemberQuerySet:
    """The members who pass the filters; `status` is that of the day `on`."""
    if chosen.get("q"):
        rows = rows.search(chosen["q"])
    if chosen.get("unit"):
        rows = rows.filter(unit=chosen["unit"])
    if chosen.get("status"):
        rows = in_status(rows, STATUSES[chosen["status"]], on)
    return rows


def in_status(rows: MemberQuerySet, status: Status, on: date) -> MemberQuerySet:
    """The members with this status on the day: the same partition as `members.status`.

    Who is away is asked for first, in two short queries, and handed to the list as keys: a day
    has some hundreds of them, and the page and its count need them both.
    """
    if status is SEPARATED:
        return rows.filter(separated_on__lte=on)
    serving = rows.current(on).filter(appointed_on__lte=on)
    away = set(_excepted(on))
    if status is AWAY:
        return serving.filter(pk__in=away)
    if status is FULL:
        return serving.exclude(pk__in=away.union(_on_roll(on)))
    return serving.filter(pk__in=set(_on_roll(on, status.code)) - away)


def exact_star(rows: MemberQuerySet, text: str) -> Member | None:
    """The member who holds just this star: the current one, else the last who did."""
    star = text.strip()
    if not star.isdigit():
        return None
    held = sorted(
        rows.filter(star_number=star), key=lambda m: m.separated_on or date.max, reverse=True
    )
    return held[0] if held else None


def rows_for(members: Sequence[Member], user: User, on: date) -> list[Row]:
    """The lines for these members, in three queries however many there are."""
    stands = standings(members, on)
    cases = open_cases(members, user)
    base, case_base = reverse("members:list"), reverse("cases:list")
    found = []
    for member in members:
        stand = stands[member.pk]
        mine = cases.get(member.pk, [])
        slug = member.star_number if member.separated_on is None else member.key
        found.append(
            Row(
                f"{base}{slug}/",
                member.name,
                member.star_number,
                member.rank,
                member.unit.code,
                words(member.appointed_on),
                stand.words if stand else "Not yet appointed",
                stand.status.tag if stand else "",
                words(stand.since) if stand else "",
                mine[0] if mine else "",
                f"{case_base}{mine[0]}/" if mine else "",
                len(mine) - 1,
            )
        )
    return found


def standings(members: Iterable[Member], on: date) -> dict[int, Standing | None]:
    """Each member's status on the day and since when, in two queries."""
    people = list(members)
    keys = [member.pk for member in people]
    absences: dict[int, list[Away]] = defaultdict(list)
    for key, first, last, account in Absence.objects.filter(
        member__in=keys, first_day__lte=on
    ).values_list("member_id", "first_day", "last_day", "account"):
        absences[key].append(Away(STATUSES[account], first, last))
    exceptions: dict[int, list[Away]] = defaultdict(list)
    for key, first, last, reason in (
        _exceptions(on)
        .filter(member__in=keys)
        .values_list("member_id", "first_day", "last_day", "reason")
    ):
        exceptions[key].append(Away(AWAY, first, last, reason=reason))
    return {
        m.pk: standing(
            Service(
                m.appointed_on,
                m.separated_on,
                tuple(absences.get(m.pk, ())),
                tuple(exceptions.get(m.pk, ())),
            ),
            on,
        )
        for m in people
    }


def open_cases(members: Iterable[Member], user: User) -> dict[int, list[str]]:
    """The references of each member's open cases, the latest first."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Case.objects.visible_to(user).open().filter(member__in=[m.pk for m in members])
    for key, reference in rows.order_by("-first_day", "-id").values_list("member_id", "reference"):
        found[key].append(reference)
    return found


def csv_rows(
    rows: MemberQuerySet, sort: str, first: Member | None, user: User, on: date
) -> Iterator[Sequence[Any]]:
    """Every row of the filter for the download; `first` comes on top."""
    chunk: list[Member] = [first] if first else []
    ordered = rows.exclude(pk=first.pk) if first else rows
    for member in ordered.order_by(*SORTS[sort].order_by()).iterator(chunk_size=CHUNK):
        chunk.append(member)
        if len(chunk) == CHUNK:
            yield from _csv_chunk(chunk, user, on)
            chunk = []
    yield from _csv_chunk(chunk, user, on)


def _csv_chunk(members: list[Member], user: User, on: date) -> Iterator[Sequence[Any]]:
    stands = standings(members, on)
    cases = open_cases(members, user)
    for m in members:
        stand = stands[m.pk]
        yield (
            m.star_number, m.employee_number, m.last_name, m.suffix, m.first_name,
            m.middle_initial, m.rank, m.unit.code, m.appointed_on,
            stand.words if stand else "", stand.since if stand else "",
            " ".join(cases.get(m.pk, ())), m.separated_on,
        )  # fmt: skip


def _on_roll(on: date, account: str = "") -> list[int]:
    """Who is on the medical roll on the day, of one account or of both."""
    rows = Absence.objects.filter(first_day__lte=on).filter(
        Q(last_day__isnull=True) | Q(last_day__gte=on)
    )
    if account:
        rows = rows.filter(account=Account(account))
    return list(rows.values_list("member_id", flat=True))


def _exceptions(on: date) -> Any:
    return LedgerEntry.objects.standing().filter(kind=LedgerKind.EXCEPTION, first_day__lte=on)


def _excepted(on: date) -> list[int]:
    return list(_exceptions(on).filter(last_day__gte=on).values_list("member_id", flat=True))
