"""The reference set as two import files: a department of 13,200 and ten years of absences.

Invented by seeded dice, so that two runs with the same figures give the same files. The shape is
that of the files the office really gets: half the absences last four days or less, a few members
have a hundred. One member in ten is absent today, 1,300 in the whole department.
"""

import csv
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from caseflow.demo import texts
from caseflow.demo.names import FIRST_FEMALE, FIRST_MALE, LAST, STREETS, UNITS
from members.ranks import Rank

SEED = 9115
YEARS = 10
LEFT = 0.1
ABSENT_TODAY = 0.113
IOD_SHARE = 0.19
RECURS = 0.11
ROSTER = (
    "star_number employee_number last_name first_name middle_initial suffix rank unit "
    "bargaining_unit appointed_on born_on sex email phone address city state zip separated_on"
).split()
ABSENCES = "record star_number account injury first_day last_day days reason source".split()
RANKS = (
    (Rank.OFFICER, "FOP7", 785),
    (Rank.DETECTIVE, "FOP7", 86),
    (Rank.SERGEANT, "PBPA-SGT", 88),
    (Rank.LIEUTENANT, "PBPA-LT", 25),
    (Rank.CAPTAIN, "PBPA-CPT", 6),
    (Rank.COMMANDER, "", 6),
    (Rank.PROBATIONARY, "FOP7", 4),
)
LENGTHS = (1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 8, 10, 12, 15, 20, 29, 45, 90)


@dataclass(slots=True)
class Person:
    star: str
    appointed: date
    left: date | None
    weight: float
    absent_today: bool


@dataclass(slots=True)
class Dice:
    """The dice and the running numbers of one set."""

    on: date
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    sources: int = 0
    injuries: int = 0

    def source(self, day: date) -> str:
        self.sources += 1
        return f"MAR-{day.year}-{self.sources:06d}"

    def injury(self, day: date) -> str:
        self.injuries += 1
        return f"IOD-{day.year}-{self.injuries:06d}"


def write_files(folder: Path, *, members: int, absences: int, on: date) -> tuple[Path, Path]:
    """Writes roster.csv and absences.csv; gives their paths."""
    dice = Dice(on)
    roster, spells = folder / "roster.csv", folder / "absences.csv"
    people = _write_roster(roster, _roster(dice, members))
    total = sum(person.weight for person in people)
    owed = 0.0
    with spells.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ABSENCES, restval="")
        writer.writeheader()
        for person in people:
            owed += absences * person.weight / total
            count = int(owed)
            owed -= count
            rows = list(_absences(dice, person, count))
            owed += count - sum(1 for row in rows if row["record"] == "absence")
            writer.writerows(rows)
    return roster, spells


def write_roster(path: Path, *, current: int, former: int, on: date) -> None:
    """A roster with those in service and those who left within the ten years."""
    dice = Dice(on)
    wanted, rows = {False: current, True: former}, []
    for row, person in _roster(dice, 3 * (current + former), left=former / (current + former)):
        recent = person.left is None or (on - person.left).days < 365 * YEARS
        if recent and wanted[person.left is not None]:
            wanted[person.left is not None] -= 1
            rows.append((row, person))
        if not any(wanted.values()):
            break
    _write_roster(path, rows)


def _write_roster(path: Path, rows: Iterable[tuple[dict[str, str], Person]]) -> list[Person]:
    people: list[Person] = []
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ROSTER)
        writer.writeheader()
        for row, person in rows:
            writer.writerow(row)
            people.append(person)
    return people


def _roster(
    dice: Dice, members: int, left: float = LEFT
) -> Iterator[tuple[dict[str, str], Person]]:
    chance, share = dice.chance, left
    stars = chance.sample(range(100, max(30_000, 3 * members)), members)
    for number, star in enumerate(stars):
        rank, bargaining, _ = chance.choices(RANKS, [share for _, _, share in RANKS])[0]
        trainee = rank == Rank.PROBATIONARY
        years = chance.uniform(0.05, 0.9) if trainee else chance.triangular(1.1, 30, 12)
        appointed = dice.on - timedelta(days=int(years * 365))
        gone = None
        if not trainee and chance.random() < share:
            served = (dice.on - appointed).days
            gone = appointed + timedelta(days=chance.randint(min(360, served - 1), served - 1))
        row = _row(dice, number, star, rank.value, bargaining)
        row["appointed_on"] = appointed.isoformat()
        row["born_on"] = (appointed - timedelta(days=chance.randint(7700, 12_000))).isoformat()
        row["separated_on"] = gone.isoformat() if gone else ""
        absent = gone is None and chance.random() < ABSENT_TODAY
        yield row, Person(str(star), appointed, gone, chance.gammavariate(0.8, 1), absent)


def _row(dice: Dice, number: int, star: int, rank: str, bargaining: str) -> dict[str, str]:
    chance = dice.chance
    sex = "F" if chance.random() < 0.25 else "M"
    return {
        "star_number": str(star),
        "employee_number": str(100_013 + 7 * number),
        "last_name": chance.choice(LAST),
        "first_name": chance.choice(FIRST_FEMALE if sex == "F" else FIRST_MALE),
        "middle_initial": chance.choice("ABCDEFGHJKLMNPRSTVW"),
        "suffix": "",
        "rank": rank,
        "unit": chance.choice(list(UNITS)),
        "bargaining_unit": bargaining,
        "sex": sex,
        "email": f"star{star}@demo.invalid",
        "phone": f"312-555-01{number % 100:02d}",
        "address": f"{chance.randrange(100, 8900)} {chance.choice(STREETS)}",
        "city": "Chicago",
        "state": "IL",
        "zip": f"606{chance.randrange(1, 60):02d}",
    }


def _absences(dice: Dice, person: Person, count: int) -> Iterator[dict[str, str]]:
    """At most `count` absences without two on one day, with what the ledger says of them."""
    begin = max(person.appointed, dice.on - timedelta(days=365 * YEARS))
    end = person.left or dice.on
    today = person.absent_today and count > 0
    starts = _starts(dice, begin, end, count)
    open_from = None
    if today:
        open_from = max(begin, dice.on - timedelta(days=int(dice.chance.expovariate(1 / 45))))
        starts = [day for day in starts if day < open_from - timedelta(days=1)][: count - 1]
    ends = [*starts[1:], open_from or end][: len(starts)]
    injuries: list[str] = []
    for first, before in zip(starts, ends, strict=True):
        last = min(first + timedelta(days=_length(dice) - 1), before - timedelta(days=2))
        yield from _spell(dice, person, first, max(first, last), injuries)
    if open_from:
        yield from _spell(dice, person, open_from, None, injuries)


def _starts(dice: Dice, begin: date, end: date, count: int) -> list[date]:
    """First days, at least three days apart and well before the end."""
    places = max((end - begin).days // 3 - 1, 0)
    chosen = sorted(dice.chance.sample(range(places), min(count, places)))
    return [begin + timedelta(days=3 * place) for place in chosen]


def _length(dice: Dice) -> int:
    days = dice.chance.choice(LENGTHS)
    return days if days < 90 else dice.chance.randint(50, 300)


def _spell(
    dice: Dice, person: Person, first: date, last: date | None, injuries: list[str]
) -> Iterator[dict[str, str]]:
    chance = dice.chance
    row = {
        "record": "absence",
        "star_number": person.star,
        "account": "non_iod",
        "first_day": first.isoformat(),
        "last_day": last.isoformat() if last else "",
        "reason": chance.choice(texts.NON_IOD_NATURES),
        "source": dice.source(first),
    }
    if injuries and chance.random() < RECURS:
        row |= {"account": "iod", "injury": injuries[-1], "reason": "recurrence"}
    elif chance.random() < IOD_SHARE:
        injuries.append(dice.injury(first))
        reason = chance.choice(texts.IOD_NATURES)
        row |= {"account": "iod", "injury": injuries[-1], "reason": reason}
    yield row
    if last:
        yield from _ledger(dice, person, row, first, last)


def _ledger(
    dice: Dice, person: Person, spell: dict[str, str], first: date, last: date
) -> Iterator[dict[str, str]]:
    """Now and then a furlough taken off a long absence, or days given back for an injury."""
    days, dice_now = (last - first).days, dice.chance.random()
    if days >= 40 and dice_now < 0.15:
        begin = first + timedelta(days=10)
        yield {
            "record": "exception",
            "star_number": person.star,
            "first_day": begin.isoformat(),
            "last_day": (begin + timedelta(days=min(27, days - 12))).isoformat(),
            "reason": "furlough",
            "source": dice.source(begin),
        }
    elif days >= 20 and spell["account"] == "iod" and dice_now > 0.95:
        yield {
            "record": "credit",
            "star_number": person.star,
            "account": "iod",
            "injury": spell["injury"],
            "first_day": last.isoformat(),
            "days": str(dice.chance.randint(5, 60)),
            "reason": "treatment_delay",
            "source": dice.source(last),
        }
