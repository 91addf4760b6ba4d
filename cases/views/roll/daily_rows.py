"""The rows of the daily roll: everybody who on a day is neither on full duty nor separated.

The status is the stored one; category and certification are those of the status's case on the day.
A past day is shown as it is known now.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.html import format_html

from caseflow.dates import words
from caseflow.models import User
from caseflow.paging import Page, Sort, page_of_all
from caseflow.prepared import Prepared, PreparedByKeys
from cases.duty_day import off_full_duty, with_since
from cases.kinds import KINDS
from cases.models import CategorySpell, Certification, DutySpell, DutyStatus
from cases.models.certification import NOT_CERTIFIED, Category, CertificationState
from cases.models.duty import DutyStatusQuerySet
from cases.roll_forms import CERTIFIED, GROUPS, OPEN, WITHHELD
from members.models import hidden_members
from members.rows import name_in, url_in
from members.status import AWAY, IOD, NON_IOD, STATUSES

SORTS = {
    "name": Sort(("member__name_key", "id")),
    "-name": Sort(("member__name_key", "id"), descending=True),
    "unit": Sort(("member__unit__code", "member__name_key", "id")),
    "-unit": Sort(("member__unit__code", "member__name_key", "id"), descending=True),
    "since": Sort(("since", "id")),
    "-since": Sort(("since", "id"), descending=True),
}
SORT_WORDS = {
    "name": "by name",
    "-name": "by name, from the end",
    "unit": "by unit",
    "-unit": "by unit, from the end",
    "since": "the longest in their status on top",
    "-since": "the last to begin their status on top",
}
COLUMNS = (
    (NON_IOD.code, "Roll, not on duty", (NON_IOD.code,)),
    (IOD.code, "Roll, injury on duty", (IOD.code,)),
    ("limited", "Limited duty", GROUPS["limited"]),
    ("leaves", "Leave", GROUPS["leaves"]),
    (AWAY.code, "Furlough or suspension", (AWAY.code,)),
)
"""Code in the address, words, the statuses that are counted together."""
CERTIFIED_TILES = (
    (CERTIFIED, "certified"),
    (WITHHELD, "certification withheld"),
    (OPEN, "not yet certified"),
)
CATEGORIES = dict(Category.choices)
CERTIFICATIONS = dict(CertificationState.choices)
ROLL = GROUPS["roll"]
SHOWN = (
    "id", "member_id", "status", "reason", "since", "case_id", "case__reference", "case__kind",
    "case__nature", "case__expected_return_on", "member__star_number", "member__last_name",
    "member__suffix", "member__first_name", "member__middle_initial", "member__name_key",
    "member__unit__code", "member__unit__name", "member__separated_on", "member__key",
)  # fmt: skip
Shown = dict[str, Any]


def visible_to(rows: DutyStatusQuerySet, user: User) -> DutyStatusQuerySet:
    """Without the person's own record and a relative's."""
    hidden = hidden_members(user)
    return rows.exclude(member_id__in=hidden) if hidden else rows


def _holding(model: Any, on: date) -> Any:
    """The standing spells of a kind that hold on the day."""
    open_or_later = Q(last_day__isnull=True) | Q(last_day__gte=on)
    return model.objects.standing().filter(open_or_later, first_day__lte=on)


def not_certified(on: date) -> Any:
    """The certifications that are withheld or withdrawn on the day."""
    return _holding(Certification, on).filter(state__in=NOT_CERTIFIED)


class Line(NamedTuple):
    """One member of the day, as far as filters, counts and orders need to know. `since` is read
    only for the order by it."""

    key: int
    member: int
    unit: str
    status: str
    name: str
    since: date | None
    case: int | None
    category: str
    certification: str


EDGES = {"name": attrgetter("name", "key"), "unit": attrgetter("unit", "name", "key")}
EDGES["since"] = attrgetter("since", "key")
"""What a line is sorted by: the values of the columns of SORTS."""
_LINE = ("id", "member_id", "member__unit__code", "status", "member__name_key")
_off = Prepared(lambda on: off_full_duty(on).order_by().values_list(*_LINE, "case_id"), on=date)
_off_since = Prepared(
    lambda on: with_since(off_full_duty(on)).order_by().values_list(*_LINE, "case_id", "since"),
    on=date,
)


def lines_of(user: User, on: date, chosen: dict[str, Any], sort: str = "unit") -> list[Line]:
    """Everybody of the day who passes the filters, in the order of `sort`, in three queries. A day
    has some thousand of them: they are read once, and sorted and cut into pages here."""
    by = sort.lstrip("-")
    hidden, codes = set(hidden_members(user)), codes_of(chosen.get("status", ""))
    unit, category = chosen.get("unit", ""), chosen.get("category", "")
    certification = chosen.get("certification", "")
    categories, states = categories_on(on), certifications_on(on)
    found = []
    for key, member, code, status, name, case, *since in (
        _off_since if by == "since" else _off
    ).rows(on=on):
        if member in hidden or (unit and code != unit) or (codes and status not in codes):
            continue
        begun = since[0] if since else None
        kind, state = categories.get(case, ""), states.get(case, "")
        found.append(Line(key, member, code, status, name, begun, case, kind, state))
    if category or certification:
        found = [line for line in found if _passes(line, category, certification)]
    return sorted(found, key=EDGES[by], reverse=SORTS[sort].descending)


def codes_of(status: str) -> tuple[str, ...]:
    """The statuses that a filter's word stands for; none for any."""
    return GROUPS.get(status, (status,) if status else ())


def _passes(line: Line, category: str, certification: str) -> bool:
    """Who is not on the roll has neither category nor certification."""
    if (category or certification) and line.status not in ROLL:
        return False
    if category and line.category != ("" if category == "none" else category):
        return False
    return not certification or certification == decided(line.certification)


def decided(state: str) -> str:
    """The filter's word for a certification."""
    if state in NOT_CERTIFIED:
        return WITHHELD
    return CERTIFIED if state else OPEN


def categories_on(on: date) -> dict[int, str]:
    """The recuperation category of each case on the day."""
    return dict(_categories.rows(on=on))


def certifications_on(on: date) -> dict[int, str]:
    """The certification of each case on the day."""
    return dict(_certifications.rows(on=on))


_categories = Prepared(
    lambda on: _holding(CategorySpell, on).order_by().values_list("case_id", "category"), on=date
)
_certifications = Prepared(
    lambda on: _holding(Certification, on).order_by().values_list("case_id", "state"), on=date
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and the address of exactly the rows that it counts; nothing has no address."""

    label: str
    count: int
    url: str


def cell(label: str, count: int, query: dict[str, str]) -> Cell:
    return Cell(label, count, url_of(query) if count else "")


@dataclass(frozen=True, slots=True)
class UnitCounts:
    unit: str
    cells: list[Cell]

    def html(self) -> dict[str, str]:
        """The cells as links, c0 to c5, for a table of many units."""
        links = (
            format_html('<a href="{}">{}</a>', c.url, c.count) if c.url else "" for c in self.cells
        )
        return {"unit": self.unit, **{f"c{place}": link for place, link in enumerate(links)}}


def counts_by_unit(lines: Iterable[Line], asked: dict[str, str]) -> list[UnitCounts]:
    """A row for each unit that has somebody on the roll, then all together; `asked` is the query
    in force, which the links keep."""
    counted = Counter((line.unit, line.status) for line in lines)
    units = sorted({unit for unit, _ in counted})
    return [_unit_row(unit, counted, asked) for unit in [*units, ""]]


def _unit_row(unit: str, counted: Counter[tuple[str, str]], asked: dict[str, str]) -> UnitCounts:
    kept = {**asked, "unit": unit or asked.get("unit", "")}
    chosen = asked.get("status", "")

    def count(codes: Sequence[str]) -> int:
        if unit:
            return sum(counted[unit, code] for code in codes)
        return sum(number for (_, code), number in counted.items() if code in codes)

    cells = [cell("All", count(tuple(STATUSES)), kept)]
    for code, label, codes in COLUMNS:
        narrow = chosen if chosen and set(codes_of(chosen)) <= set(codes) else code
        cells.append(cell(label, count(codes), {**kept, "status": narrow}))
    return UnitCounts(unit, cells)


def tiles(lines: Iterable[Line], asked: dict[str, str]) -> list[Cell]:
    """Those on the medical roll by category and by certification."""
    on_roll = [line for line in lines if line.status in ROLL]
    chosen = asked.get("status", "")
    kept = asked if chosen in (*ROLL, "roll") else {**asked, "status": "roll"}
    categories = Counter(line.category or "none" for line in on_roll)
    states = Counter(decided(line.certification) for line in on_roll)
    words_for = {
        **{code: label.lower() for code, label in CATEGORIES.items()},
        "none": "no category",
    }
    found = [cell("on the medical roll", len(on_roll), kept)]
    for code, label in words_for.items():
        found.append(cell(label, categories[code], {**kept, "category": code}))
    for code, label in CERTIFIED_TILES:
        found.append(cell(label, states[code], {**kept, "certification": code}))
    return [each for each in found if each.count]


def url_of(query: dict[str, str]) -> str:
    """The daily roll with these filters; empty ones are left out."""
    return f"/roll/?{urlencode({name: value for name, value in query.items() if value})}"


def rows_of(lines: Iterable[Line]) -> DutyStatusQuerySet:
    """The status rows behind the lines, with the first day of the unbroken run."""
    return with_since(DutyStatus.objects.filter(pk__in=[line.key for line in lines]))


_shown = PreparedByKeys(
    lambda keys: with_since(DutyStatus.objects.filter(pk__in=keys)).order_by().values_list(*SHOWN),
    most=50,
)


def page_of(lines: list[Line], sort: str, *, after: str, before: str, size: int) -> Page:
    """The page of the sorted lines, its rows with what they show: that is worked out for these
    alone."""
    page = page_of_all(
        lines, DutyStatus, SORTS[sort], EDGES[sort.lstrip("-")],
        after=after, before=before, size=size,
    )  # fmt: skip
    found = {row[0]: row for row in _shown.rows([line.key for line in page.rows])}
    page.rows = [dict(zip(SHOWN, found[line.key], strict=True)) for line in page.rows]
    return page


def spells_of(rows: Iterable[Shown], on: date) -> dict[int, tuple[str, date | None]]:
    """By member: the restrictions of the limited duty of the day and the day it ends."""
    if all(row["status"] not in GROUPS["limited"] for row in rows):
        return {}
    return {member: (words, until) for member, words, until in _spells.rows(on=on)}


_spells = Prepared(
    lambda on: (
        _holding(DutySpell, on)
        .filter(kind__in=GROUPS["limited"])
        .order_by()
        .values_list("member_id", "restrictions", "expires_on")
    ),
    on=date,
)


@dataclass(frozen=True, slots=True)
class Details:
    """What a row's words need beside the row, by case and by member."""

    categories: dict[int | None, str]
    states: dict[int | None, str]
    spells: dict[int, tuple[str, date | None]]


def details_for(rows: Sequence[Shown], lines: Iterable[Line], on: date) -> Details:
    lines = list(lines)
    return Details(
        {line.case: line.category for line in lines},
        {line.case: line.certification for line in lines},
        spells_of(rows, on),
    )


def shown(rows: Sequence[Shown], lines: Iterable[Line], on: date) -> list[dict[str, Any]]:
    """The words of these rows, for the section's own eyes."""
    details = details_for(rows, lines, on)
    return [_words_of(row, details) for row in rows]


def status_words(row: Shown) -> str:
    return row["reason"].capitalize() if row["reason"] else STATUSES[row["status"]].label


def _words_of(row: Shown, details: Details) -> dict[str, Any]:
    on_roll, case = row["status"] in ROLL, row["case__reference"]
    restrictions, expires = details.spells.get(row["member_id"], ("", None))
    return {
        "name": name_in(row),
        "url": url_in(row),
        "star": row["member__star_number"],
        "unit": row["member__unit__code"],
        "status": status_words(row),
        "tag": STATUSES[row["status"]].tag,
        "since": words(row["since"]),
        "category": CATEGORIES.get(details.categories.get(row["case_id"], ""), "")
        if on_roll
        else "",
        "certification": CERTIFICATIONS.get(details.states.get(row["case_id"], ""), "")
        if on_roll
        else "",
        "case": format_html('<a href="/cases/{0}/">{0}</a>', case) if case else "",
        "expected": words(row["case__expected_return_on"] if on_roll else expires),
        "nature": row["case__nature"] or "",
        "restrictions": restrictions,
    }


CSV_HEADER = (
    "day", "unit", "star", "last_name", "first_name", "status", "since", "category",
    "certification", "case", "kind", "nature", "expected_return", "restrictions",
    "restrictions_until",
)  # fmt: skip


def csv_rows(rows: Sequence[Shown], lines: Iterable[Line], on: date) -> Iterator[Sequence[Any]]:
    """Every row of the filter, for the section's own eyes."""
    details = details_for(rows, lines, on)
    for row in rows:
        case, on_roll = row["case_id"], row["status"] in ROLL
        restrictions, expires = details.spells.get(row["member_id"], ("", None))
        yield (
            on, row["member__unit__code"], row["member__star_number"], row["member__last_name"],
            row["member__first_name"], status_words(row), row["since"],
            details.categories.get(case, "") if on_roll else "",
            details.states.get(case, "") if on_roll else "", row["case__reference"],
            KINDS[row["case__kind"]].short if row["case__kind"] else "", row["case__nature"],
            row["case__expected_return_on"] if on_roll else None, restrictions, expires,
        )  # fmt: skip
