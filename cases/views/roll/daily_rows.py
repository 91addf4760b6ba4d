"""The rows of the daily roll: everybody who on a day is neither on full duty nor separated.

The status is the stored one; category and certification are those of the status's case on the day.
A past day is shown as it is known now.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.html import format_html

from caseflow.dates import words
from caseflow.models import User
from caseflow.paging import Sort
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


@dataclass(frozen=True, slots=True)
class Line:
    """One member of the day, as far as filters and counts need to know."""

    key: int
    unit: str
    status: str
    category: str
    certification: str


def lines_of(user: User, on: date, chosen: dict[str, Any]) -> list[Line]:
    """Everybody of the day who passes the filters, in three queries."""
    rows = visible_to(off_full_duty(on), user)
    if chosen.get("unit"):
        rows = rows.filter(member__unit__code=chosen["unit"])
    if codes := codes_of(chosen.get("status", "")):
        rows = rows.filter(status__in=codes)
    categories, states = categories_on(on), certifications_on(on)
    lines = (
        Line(key, unit, status, categories.get(case, ""), states.get(case, ""))
        for key, unit, status, case in rows.order_by().values_list(
            "id", "member__unit__code", "status", "case_id"
        )
    )
    category, state = chosen.get("category", ""), chosen.get("certification", "")
    return [line for line in lines if _passes(line, category, state)]


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
    return dict(_holding(CategorySpell, on).values_list("case_id", "category"))


def certifications_on(on: date) -> dict[int, str]:
    """The certification of each case on the day."""
    return dict(_holding(Certification, on).values_list("case_id", "state"))


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
    return with_since(_statuses(lines))


def _statuses(lines: Iterable[Line]) -> DutyStatusQuerySet:
    return DutyStatus.objects.filter(pk__in=[line.key for line in lines])


def keys_of(lines: Iterable[Line], sort: str) -> Any:
    """The rows behind the lines with what they are sorted by and no more: what a row shows would
    be worked out for all of them before the first fifty are known."""
    columns = SORTS[sort].columns
    rows = rows_of(lines) if "since" in columns else _statuses(lines)
    return rows.values(*columns)


def page_of(rows: Sequence[Shown]) -> list[Shown]:
    """What these rows show, in their order."""
    keys = [row["id"] for row in rows]
    shown_rows = with_since(DutyStatus.objects.filter(pk__in=keys)).values(*SHOWN)
    found = {row["id"]: row for row in shown_rows}
    return [found[key] for key in keys]


def spells_of(rows: Iterable[Shown], on: date) -> dict[int, tuple[str, date | None]]:
    """By member: the restrictions of the limited duty of the day and the day it ends."""
    members = [row["member_id"] for row in rows if row["status"] in GROUPS["limited"]]
    if not members:
        return {}
    spells = _holding(DutySpell, on).filter(member__in=members, kind__in=GROUPS["limited"])
    return {
        member: (restrictions, expires)
        for member, restrictions, expires in spells.values_list(
            "member_id", "restrictions", "expires_on"
        )
    }


@dataclass(frozen=True, slots=True)
class Details:
    """What a row's words need beside the row, by case and by member."""

    categories: dict[int, str]
    states: dict[int, str]
    spells: dict[int, tuple[str, date | None]]


def details_for(rows: Sequence[Shown], on: date) -> Details:
    return Details(categories_on(on), certifications_on(on), spells_of(rows, on))


def shown(rows: Sequence[Shown], on: date) -> list[dict[str, Any]]:
    """The words of these rows, for the section's own eyes."""
    details = details_for(rows, on)
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


def csv_rows(rows: Sequence[Shown], on: date) -> Iterator[Sequence[Any]]:
    """Every row of the filter, for the section's own eyes."""
    details = details_for(rows, on)
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


UNIT_WORDS = {
    **dict.fromkeys(ROLL, "Medical roll"),
    **dict.fromkeys(GROUPS["limited"], "Limited duty"),
    **dict.fromkeys(GROUPS["leaves"], "Leave"),
    AWAY.code: AWAY.label,
}
"""What a unit is told of a status: that the member is not on full duty, never why."""
FOR_UNIT = (
    "id", "member_id", "status", "case__expected_return_on", "member__star_number",
    "member__last_name", "member__suffix", "member__first_name", "member__middle_initial",
    "member__name_key",
)  # fmt: skip


def for_unit(rows: DutyStatusQuerySet, on: date) -> list[dict[str, Any]]:
    """A unit's lines: restrictions and dates, which is all that it may know (29 CFR
    1630.14(b)(1)(i); E03-01-01 VII). No other column is read."""
    found: list[Shown] = list(rows.order_by("member__name_key", "id").values(*FOR_UNIT))
    spells = spells_of(found, on)
    lines = []
    for row in found:
        restrictions, expires = spells.get(row["member_id"], ("", None))
        back = row["case__expected_return_on"] if row["status"] in ROLL else None
        lines.append(
            {
                "star": row["member__star_number"],
                "name": name_in(row),
                "status": UNIT_WORDS[row["status"]],
                "restrictions": restrictions,
                "until": expires,
                "expected": back,
            }
        )
    return lines


UNIT_CSV_HEADER = (
    "day", "unit", "star", "name", "status", "restrictions", "restrictions_until",
    "expected_return",
)  # fmt: skip
