"""About 300 members, from roster files imported year by year: units, ranks, bargaining units,
some on probation, a few who left, a few promoted or transferred meanwhile."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from caseflow.demo.names import FIRST_FEMALE, FIRST_MALE, LAST, STREETS, UNITS
from caseflow.demo.office import Office
from caseflow.history import save_tracked
from caseflow.importing import ImportReport
from caseflow.models import User
from members.models import Member, StaffLink, Unit
from members.names import search_key
from members.ranks import Rank
from members.services.roster import import_roster

HOW_MANY = 300
LEFT = 8
PROMOTED = 3
TRANSFERRED = 12
# On which days back from the anchor day a roster came.
ROSTER_DAYS = (1094, 730, 365, 150, 31)
BARGAINING = {
    Rank.SERGEANT: "PBPA-SGT",
    Rank.LIEUTENANT: "PBPA-LT",
    Rank.CAPTAIN: "PBPA-CPT",
    Rank.COMMANDER: "",
}
# How many of each in 300, and the least years of service.
RANKS = (
    (Rank.PROBATIONARY, 10, 0),
    (Rank.SERGEANT, 24, 8),
    (Rank.DETECTIVE, 26, 6),
    (Rank.LIEUTENANT, 7, 12),
    (Rank.CAPTAIN, 2, 16),
    (Rank.COMMANDER, 1, 20),
)
ZIPS = "60601 60609 60612 60618 60620 60625 60634 60641 60647 60655".split()
# Members whose names say what is worth looking at.
TELLING = (
    ("Nearing", "Nora", "F"),
    ("Rolloff", "Rita", "F"),
    ("Furlough", "Frank", "M"),
    ("Credit", "Carlos", "M"),
    ("Unpaid", "Ulrich", "M"),
    ("Disability", "Dolores", "F"),
    ("Limited", "Linda", "F"),
    ("Restricted", "Ramon", "M"),
    ("Stripes", "Sandra", "F"),
    ("Withheld", "Wanda", "F"),
    ("Review", "Ralph", "M"),
    ("Withdrawn", "Wade", "M"),
    ("Traveler", "Tara", "F"),
    ("Suspended", "Simon", "M"),
    ("Recurring", "Ruben", "M"),
    ("Recoded", "Ruth", "F"),
    ("Mistaken", "Mark", "M"),
    ("Unhurt", "Uma", "F"),
    ("Cause", "Clara", "F"),
    ("Serious", "Stella", "F"),
)
RANK_OF = {"Stripes": Rank.SERGEANT}
RELATIVE = ("Haddad", "Karim", "M")


class Importer(Protocol):
    def __call__(self, *, path: Path, by: User, now: datetime, on: date) -> ImportReport: ...


def add_members(office: Office) -> None:
    """Units with their names, then every roster as the file of its day stood."""
    system = office.users["system"]
    begun = office.at_work(office.back(ROSTER_DAYS[0] + 20))
    for code, name in UNITS.items():
        save_tracked(Unit(code=code, name=name), by=system, reason="Set up", now=begun)
    rows = roster_rows(office)
    before = _as_it_was(office, rows)
    for back in ROSTER_DAYS:
        day = office.back(back)
        held = [_on_day(row, before, day) for row in rows if row["appointed_on"] <= str(day)]
        for row in held:
            office.known_from.setdefault(row["employee_number"], day)
        import_file(office, held, import_roster, day)
    office.members = list(Member.objects.select_related("unit").order_by("id"))
    office.kept_aside = tuple(last for last, _, _ in (*TELLING, RELATIVE))
    office.relative = RELATIVE[0]
    _link_physician(office)


def _link_physician(office: Office) -> None:
    relative = next(one for one in office.members if one.last_name == RELATIVE[0])
    link = StaffLink(
        user=office.users["physician"], member=relative, relation=StaffLink.Relation.RELATIVE
    )
    now = office.at_work(office.back(400))
    save_tracked(link, by=office.users["admin"], reason="Said so when asked", now=now)


def import_file(
    office: Office, rows: list[dict[str, str]], service: Importer, day: date
) -> datetime:
    """Writes the rows as a file and imports it in the evening of the day; gives the instant."""
    now = office.at(day, 18 * 60 + 5)
    if not rows:
        return now
    with TemporaryDirectory() as folder:
        path = Path(folder) / "import.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        report = service(path=path, by=office.users["system"], now=now, on=day)
    if report.refused:
        raise RuntimeError(f"The demo's own file was refused: {report.refused[0]}")
    return now


def _as_it_was(office: Office, rows: list[dict[str, str]]) -> dict[str, tuple[str, dict[str, str]]]:
    """Employee number -> until which day a few members had another rank, star or unit."""
    before: dict[str, tuple[str, dict[str, str]]] = {}
    plain = rows[len(TELLING) + 1 :]
    until = str(office.back(200))
    sergeants = [row for row in plain if row["rank"] == Rank.SERGEANT][:PROMOTED]
    for number, row in enumerate(sergeants):
        was = {
            "rank": Rank.OFFICER.value,
            "bargaining_unit": "FOP7",
            "star_number": str(29_100 + number),
        }
        before[row["employee_number"]] = (until, was)
    officers = [row for row in plain if row["rank"] == Rank.OFFICER]
    for row in office.chance.sample(officers, TRANSFERRED):
        before[row["employee_number"]] = (until, {"unit": _unit(office, Rank.OFFICER)})
    return before


def _on_day(
    row: dict[str, str], before: dict[str, tuple[str, dict[str, str]]], day: date
) -> dict[str, str]:
    """The row as the roster of that day held it."""
    until, was = before.get(row["employee_number"], ("", {}))
    shown = {**row, **was} if str(day) < until else dict(row)
    if shown["separated_on"] > str(day):
        shown["separated_on"] = ""
    return shown


def roster_rows(office: Office) -> list[dict[str, str]]:
    """The roster as an import file would hold it, one dict a member."""
    ranks = [(rank, least) for rank, count, least in RANKS for _ in range(count)]
    # Numbers of their own, so that a real roster can be tried in the demo office too.
    stars = office.chance.sample(range(30_000, 40_000), HOW_MANY)
    people = [*TELLING, RELATIVE]
    taken = {person[:2] for person in people}
    ranks = [(RANK_OF.get(person[0], Rank.OFFICER), 3) for person in people] + ranks
    ranks += [(Rank.OFFICER, 1)] * (HOW_MANY - len(ranks))
    rows = []
    for number, (rank, least) in enumerate(ranks):
        person = people[number] if number < len(people) else _person(office, taken)
        row = _row(office, person, stars[number], rank, least)
        row["employee_number"] = str(300_013 + 7 * number)
        rows.append(row)
    for row in office.chance.sample(rows[60:], LEFT):
        row["separated_on"] = office.back(office.between(20, 700)).isoformat()
    return rows


def _person(office: Office, taken: set[tuple[str, str]]) -> tuple[str, str, str]:
    """A name that nobody has yet."""
    while True:
        sex = "F" if office.likely(0.27) else "M"
        first = office.chance.choice(FIRST_FEMALE if sex == "F" else FIRST_MALE)
        last = office.chance.choice(LAST)
        if (last, first) not in taken:
            taken.add((last, first))
            return last, first, sex


def _row(
    office: Office, person: tuple[str, str, str], star: int, rank: Rank, least: int
) -> dict[str, str]:
    last, first, sex = person
    chance = office.chance
    if rank == Rank.PROBATIONARY:
        appointed = office.back(office.between(40, 330))
    else:
        appointed = office.back(365 * least + office.between(400, 365 * (28 - least)))
    born = appointed - timedelta(days=office.between(21 * 366, 34 * 365))
    unit = "044" if rank == Rank.PROBATIONARY and chance.random() < 0.6 else None
    return {
        "star_number": str(star),
        "last_name": last,
        "first_name": first,
        "middle_initial": chance.choice("ABCDEFGHJKLMNPRSTVW") if chance.random() < 0.8 else "",
        "suffix": chance.choice(["Jr.", "Sr.", "III"]) if chance.random() < 0.03 else "",
        "rank": rank.value,
        "unit": unit or _unit(office, rank),
        "bargaining_unit": BARGAINING.get(rank, "FOP7"),
        "appointed_on": appointed.isoformat(),
        "born_on": _not_leap(born).isoformat(),
        "sex": sex,
        "email": f"{search_key(first + last).replace(' ', '')}.{star}@demo.invalid",
        "phone": f"312-555-01{chance.randrange(100):02d}",
        "address": f"{chance.randrange(100, 8900)} {chance.choice(STREETS)}",
        "city": "Chicago",
        "state": "IL",
        "zip": chance.choice(ZIPS),
        "separated_on": "",
    }


def _unit(office: Office, rank: Rank) -> str:
    if rank == Rank.DETECTIVE:
        return office.chance.choice(["610", "620", "630"])
    return office.chance.choice(
        [code for code in UNITS if code not in ("044", "610", "620", "630")]
    )


def _not_leap(day: date) -> date:
    return day - timedelta(days=1) if (day.month, day.day) == (2, 29) else day
