"""One line of the roster: from cells to values, or to what is wrong with each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseflow import cells
from caseflow.cells import Wrong
from caseflow.csvin import Problem, Record
from members.models import Member, Unit
from members.ranks import Rank

COLUMNS = (
    "star_number employee_number last_name first_name middle_initial suffix rank unit "
    "bargaining_unit appointed_on born_on sex email phone address city state zip separated_on"
).split()
REQUIRED = ("star_number", "last_name", "first_name", "rank", "unit", "appointed_on")
GROWN_UP = 18
"""Years of age at the appointment."""

_RANKS = {rank.value.casefold(): rank.value for rank in Rank}
_SEXES = {sex.value.casefold(): sex.value for sex in Member.Sex}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A line whose cells are all good. `values` has the columns that the file has; the unit is
    its code, an empty employee number None."""

    line: int
    values: dict[str, Any]

    @property
    def star(self) -> str:
        return str(self.values["star_number"])

    @property
    def employee(self) -> str | None:
        return self.values.get("employee_number")

    def is_current(self, on: date) -> bool:
        separated = self.values.get("separated_on")
        return separated is None or separated > on


def read_row(record: Record, on: date) -> tuple[RosterRow, list[Problem]]:
    """The values of the cells that are good, and a problem for every one that is not."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column, text in record.cells.items():
        try:
            values[column] = _value(column, text, on)
        except Wrong as wrong:
            problems.append(Problem(column, text, wrong.sentence))
    problems += [
        Problem(column, record.cells[column], sentence) for column, sentence in together(values)
    ]
    return RosterRow(record.line, values), problems


def _value(column: str, text: str, on: date) -> Any:
    if not text and column in REQUIRED:
        name = "day of the appointment" if column == "appointed_on" else column.replace("_", " ")
        raise Wrong(f"The {name} is missing.")
    reader = _READERS.get(column)
    return reader(text, on) if reader else cells.short_text(text, _LIMITS[column])


def _rank(text: str, on: date) -> str:
    found = _RANKS.get(text.casefold())
    if found is None:
        raise Wrong(f"The rank is not known. Known are: {', '.join(_RANKS.values())}.")
    return found


def _sex(text: str, on: date) -> str:
    if text and text.casefold() not in _SEXES:
        raise Wrong(f"The sex is not known. Known are: {', '.join(_SEXES.values())}, or nothing.")
    return _SEXES.get(text.casefold(), "")


def _born(text: str, on: date) -> date | None:
    if not text:
        return None
    day = cells.iso_day(text)
    if day > on:
        raise Wrong("The birth is in the future.")
    return day


def _day_or_none(text: str, on: date) -> date | None:
    return cells.near_day(text, on) if text else None


def _employee(text: str, on: date) -> str | None:
    return cells.short_text(text, _LIMITS["employee_number"]) or None


def together(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What good values say against each other: the column at fault and the sentence."""
    found = []
    appointed, born = values.get("appointed_on"), values.get("born_on")
    separated = values.get("separated_on")
    if appointed and born and _age(born, appointed) < GROWN_UP:
        found.append(
            ("born_on", f"The birth is less than {GROWN_UP} years before the appointment.")
        )
    if appointed and separated and separated < appointed:
        found.append(("separated_on", "The separation is before the appointment."))
    return found


def _age(born: date, on: date) -> int:
    """Full years of age."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


_LIMITS: dict[str, int] = {
    column: (
        Unit._meta.get_field("code") if column == "unit" else Member._meta.get_field(column)
    ).max_length  # type: ignore[union-attr]
    or 0
    for column in COLUMNS
}
_READERS: dict[str, Callable[[str, date], Any]] = {
    "star_number": lambda text, on: cells.star(text),
    "employee_number": _employee,
    "rank": _rank,
    "appointed_on": cells.near_day,
    "born_on": _born,
    "sex": _sex,
    "email": lambda text, on: cells.email(text, _LIMITS["email"]),
    "separated_on": _day_or_none,
}
