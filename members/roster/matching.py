"""Whom a line of the roster means, and what it would change. Nothing is written here."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from members.models import Member
from members.names import search_key
from members.roster.parsing import RosterRow, together

Refuse = Callable[[RosterRow, str, str], None]
"""Takes the row, the column at fault and the sentence."""


@dataclass(slots=True)
class Change:
    """What a line does: to a new member (`member` None) or to one who is known. `new` holds the
    values that differ; a unit is its code."""

    row: RosterRow
    member: Member | None
    new: dict[str, Any]

    def is_current(self, on: date) -> bool:
        """Whether the member is in service afterwards; a file may not have the column."""
        if self.member and "separated_on" not in self.row.values:
            return self.member.is_current(on)
        return self.row.is_current(on)


@dataclass(slots=True)
class Office:
    """The members as they stand, by what a roster calls them. `unit` must be loaded."""

    members: list[Member]
    on: date
    by_employee: dict[str, Member] = field(default_factory=dict)
    by_star: dict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for member in self.members:
            if member.employee_number:
                self.by_employee[member.employee_number] = member
            self.by_star[member.star_number].append(member)

    def holder(self, star: str) -> Member | None:
        """The current member who holds the star."""
        return next((m for m in self.by_star.get(star, ()) if m.is_current(self.on)), None)


def match(rows: Iterable[RosterRow], office: Office, refuse: Refuse) -> list[Change]:
    """A change for every row that stands. First by employee number, which is a person's own;
    then by star among the members whom no other row means."""
    changes: list[Change] = []
    taken: set[int] = set()
    rest: list[RosterRow] = []
    for row in rows:
        member = office.by_employee.get(row.employee) if row.employee else None
        if member is None:
            rest.append(row)
            continue
        taken.add(member.pk)
        changes.append(Change(row, member, differences(row, member)))
    for row in rest:
        free = [m for m in office.by_star.get(row.star, ()) if m.pk not in taken]
        try:
            member = _by_star(row, free, office.on)
        except _OtherHolder as other:
            refuse(row, "star_number", other.sentence)
            continue
        if member:
            taken.add(member.pk)
        new = differences(row, member) if member else dict(row.values)
        changes.append(Change(row, member, new))
    fitting = _without_misfits(changes, refuse)
    return _without_taken_stars(fitting, office, refuse)


class _OtherHolder(Exception):
    def __init__(self, row: RosterRow, holder: Member) -> None:
        self.sentence = (
            f"Star {row.star} is held by another current member, employee number "
            f"{holder.employee_number}. If this is the same person, give that employee number."
        )


def _by_star(row: RosterRow, holders: list[Member], on: date) -> Member | None:
    """The holder of the row's star whom it means; None when it is a person not known yet.

    A star comes back after a separation, so a holder of the same name and birth goes first. Two
    employee numbers under one star are two people, unless name and birth say that one number was
    corrected.
    """
    current = next((m for m in holders if m.is_current(on)), None)
    same = [m for m in holders if _same_person(row, m)]
    if same:
        return current if current in same else max(same, key=lambda m: m.separated_on or on)
    if current is None or not row.is_current(on):
        return None
    if row.employee and current.employee_number:
        raise _OtherHolder(row, current)
    return current


def _same_person(row: RosterRow, member: Member) -> bool:
    born = row.values.get("born_on")
    if born and member.born_on and born != member.born_on:
        return False
    name = f"{row.values['last_name']} {row.values['first_name']}"
    return search_key(name) == search_key(f"{member.last_name} {member.first_name}")


def differences(row: RosterRow, member: Member) -> dict[str, Any]:
    """The columns of the file that differ from the member. An empty employee number says that
    the file does not know it, not that the member has none."""
    found = {}
    for column, value in row.values.items():
        held = member.unit.code if column == "unit" else getattr(member, column)
        if value != held and not (column == "employee_number" and value is None):
            found[column] = value
    return found


def _without_misfits(changes: list[Change], refuse: Refuse) -> list[Change]:
    """Refuses each change that does not fit what is held of its member: a file without a column
    is judged by the day that the office has."""
    fitting = []
    for change in changes:
        column, sentence = _misfit(change)
        if column:
            refuse(change.row, column, sentence)
        else:
            fitting.append(change)
    return fitting


def _misfit(change: Change) -> tuple[str, str]:
    """The column of the file at fault and the sentence; two empty texts when all fits."""
    days = [name for name in ("appointed_on", "born_on", "separated_on") if name in change.new]
    if change.member is None or not days:
        return "", ""
    held = {name: getattr(change.member, name) for name in ("born_on", "separated_on")}
    for column, sentence in together({**held, **change.row.values}):
        return (column if column in change.row.values else days[0]), sentence
    return "", ""


def _without_taken_stars(changes: list[Change], office: Office, refuse: Refuse) -> list[Change]:
    """Refuses each change whose star a current member keeps. Stars may move in a ring within one
    file; a refused change keeps its member's star, which may refuse the next."""
    doing = {change.member.pk: change for change in changes if change.member}
    wanted = {change.row.star: change for change in changes if change.is_current(office.on)}
    refused: set[int] = set()
    waiting = list(wanted)
    while waiting:
        star = waiting.pop()
        change, holder = wanted.get(star), office.holder(star)
        if change is None or holder is None or change.row.line in refused:
            continue
        if change.member and change.member.pk == holder.pk:
            continue
        if _gives_up(doing.get(holder.pk), star, office.on, refused):
            continue
        refused.add(change.row.line)
        refuse(change.row, "star_number", _held_sentence(star, holder))
        if change.member:
            waiting.append(change.member.star_number)
    return [change for change in changes if change.row.line not in refused]


def _gives_up(change: Change | None, star: str, on: date, refused: set[int]) -> bool:
    if change is None or change.row.line in refused:
        return False
    return change.row.star != star or not change.is_current(on)


def _held_sentence(star: str, holder: Member) -> str:
    number = f", employee number {holder.employee_number}" if holder.employee_number else ""
    return f"Star {star} is held by another current member{number}."
