"""The rows of the members' list: filters, orders, and each member's status on a day.

It reads from the members' room and from the cases', as pages may.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models.functions import Length
from django.urls import reverse
from django.utils.html import format_html

from caseflow.datewords import day as words
from caseflow.models import User
from caseflow.paging import Sort
from caseflow.saved_pages import Chosen, Column, ListPage, register
from cases.duty_day import off_full_duty, standings
from cases.models import Case
from members.forms import MemberFilters
from members.models import Member, MemberQuerySet, Unit, listed_name
from members.rows import COLUMNS as NAME
from members.rows import name_in, url_in
from members.status import FULL, SEPARATED, STATUSES, Status

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
COLUMNS = (
    Column("rank", "Rank"),
    Column("unit", "Unit"),
    Column("status", "Status"),
    Column("since", "Since", "date"),
    Column("case", "Open case", "ref"),
    Column("appointed", "Appointed", "date", sort="appointed"),
    Column("separated", "Separated", "date", default=False),
)
CHUNK = 500  # members of an export whose status is read at once

CSV_HEADER = (
    "star", "employee_number", "last_name", "suffix", "first_name", "middle_initial", "rank",
    "unit", "appointed_on", "status", "since", "open_case", "separated_on",
)  # fmt: skip
SHOWN = (
    "id", "key", "star_number", "last_name", "suffix", "first_name", "middle_initial", "name_key",
    "rank", "unit_id", "appointed_on", "separated_on", "star_length",
)  # fmt: skip
MORE_IN_CSV = ("employee_number",)
Shown = dict[str, Any]
"""The columns of one member, as the database gives them."""


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
    separated: str
    key: str

    def html(self) -> dict[str, object]:
        """The words of the line for a list of many, links and tag made."""
        case, status = "", self.status
        if self.case:
            more = f" and {self.more_cases} more" if self.more_cases else ""
            case = format_html('<a href="{}">{}</a>{}', self.case_url, self.case, more)
        if self.tag:
            status = format_html('<span class="tag {}">{}</span>', self.tag, self.status)
        return {
            "url": self.url, "name": self.name, "star": self.star, "rank": self.rank,
            "unit": self.unit, "appointed": self.appointed, "status": status, "since": self.since,
            "case": case, "separated": self.separated, "key": self.key,
        }  # fmt: skip


def list_of(user: User) -> MemberQuerySet:
    """The members this person may see, with what the list's orders need.

    The units come in a query of their own: joined, SQLite without statistics walks the list unit
    by unit and sorts it anew for every page (9 ms in place of 2).
    """
    return Member.objects.visible_to(user).annotate(star_length=Length("star_number"))


def rows_of(user: User, chosen: Chosen, on: date) -> MemberQuerySet:
    """The rows that the list shows this person in a chosen state, on all its pages."""
    return filtered(list_of(user), chosen.filters, on)


def named(user: User, keys: Iterable[int]) -> list[tuple[int, str, str]]:
    """Members by their keys, as a line calls them; only those that the person may see."""
    rows = Member.objects.visible_to(user).filter(pk__in=list(keys)).order_by("name_key", "id")
    columns = ("id", "star_number", "separated_on", "key", *NAME)
    return [
        (row["id"], f"{name_in(row, '')}, star {row['star_number']}", url_in(row, ""))
        for row in rows.values(*columns)
    ]


MEMBERS = register(
    ListPage(
        code="members",
        name="Members",
        url="/members/",
        form=MemberFilters,
        sorts=lambda tab: SORTS,
        sort_of=lambda tab: "name",
        columns=lambda tab: COLUMNS,
        rows=rows_of,
        named=named,
    )
)


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

    Who is off full duty is asked for first and handed to the list as keys: a day has some hundreds
    of them, and the page and its count need them both.
    """
    if status is SEPARATED:
        return rows.filter(separated_on__lte=on)
    off = off_full_duty(on)
    if status is FULL:
        serving = rows.current(on).filter(appointed_on__lte=on)
        return serving.exclude(pk__in=list(off.values_list("member_id", flat=True)))
    keys = off.filter(status=status.code).values_list("member_id", flat=True)
    return rows.filter(pk__in=list(keys))


def exact_star(rows: MemberQuerySet, text: str) -> Shown | None:
    """The member who holds just this star: the current one, else the last who did."""
    star = text.strip()
    if not star.isdigit():
        return None
    found = rows.filter(star_number=star).values(*SHOWN, *MORE_IN_CSV)
    held = sorted(found, key=lambda m: m["separated_on"] or date.max, reverse=True)
    return held[0] if held else None


def rows_for(members: Sequence[Shown], user: User, on: date) -> list[Row]:
    """The lines for these members, in three queries however many there are."""
    keys = [member["id"] for member in members]
    stands = standings(keys, on)
    cases = open_cases(keys, user)
    units = unit_codes(members)
    base, case_base = reverse("members:list"), reverse("cases:list")
    found = []
    for member in members:
        stand = stands[member["id"]]
        mine = cases.get(member["id"], [])
        slug = member["star_number"] if member["separated_on"] is None else member["key"]
        found.append(
            Row(
                f"{base}{slug}/",
                name_of(member),
                member["star_number"],
                member["rank"],
                units[member["unit_id"]],
                words(member["appointed_on"]),
                stand.words if stand else "Not yet appointed",
                stand.status.tag if stand else "",
                words(stand.since) if stand else "",
                mine[0] if mine else "",
                f"{case_base}{mine[0]}/" if mine else "",
                len(mine) - 1,
                words(member["separated_on"]),
                member["key"],
            )
        )
    return found


def name_of(member: Shown) -> str:
    return listed_name(
        member["last_name"], member["suffix"], member["first_name"], member["middle_initial"]
    )


def unit_codes(members: Iterable[Shown]) -> dict[int, str]:
    """The codes of these members' units by key."""
    wanted = {member["unit_id"] for member in members}
    return dict(Unit.objects.filter(pk__in=wanted).values_list("pk", "code"))


def open_cases(members: Collection[int], user: User) -> dict[int, list[str]]:
    """The references of each member's open cases, the latest first."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Case.objects.visible_to(user).open().filter(member__in=members)
    for key, reference in rows.order_by("-first_day", "-id").values_list("member_id", "reference"):
        found[key].append(reference)
    return found


def csv_rows(
    rows: MemberQuerySet, sort: str, first: Shown | None, user: User, on: date
) -> Iterator[Sequence[Any]]:
    """Every row of the filter for the download; `first` comes on top."""
    chunk: list[Shown] = [first] if first else []
    others = rows.exclude(pk=first["id"]) if first else rows
    ordered = others.order_by(*SORTS[sort].order_by()).values(*SHOWN, *MORE_IN_CSV)
    for member in ordered.iterator(chunk_size=CHUNK):
        chunk.append(member)
        if len(chunk) == CHUNK:
            yield from _csv_chunk(chunk, user, on)
            chunk = []
    yield from _csv_chunk(chunk, user, on)


def _csv_chunk(members: list[Shown], user: User, on: date) -> Iterator[Sequence[Any]]:
    keys = [member["id"] for member in members]
    stands, cases, units = standings(keys, on), open_cases(keys, user), unit_codes(members)
    for m in members:
        stand = stands[m["id"]]
        yield (
            m["star_number"], m["employee_number"], m["last_name"], m["suffix"], m["first_name"],
            m["middle_initial"], m["rank"], units[m["unit_id"]], m["appointed_on"],
            stand.words if stand else "", stand.since if stand else "",
            " ".join(cases.get(m["id"], ())), m["separated_on"],
        )  # fmt: skip
