"""Which cases a member has, and from when to when each absence lasts: dice only, no database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from caseflow.bench.files import IOD_SHARE, LENGTHS, RECURS, YEARS
from caseflow.bench.reference.work import Work
from caseflow.demo import texts
from cases.kinds import CaseKind

ENDS_OPEN = "absent"
WAITS = "returned"


@dataclass(slots=True)
class Person:
    """A member as the dice see one. `part`: absent today, or back with the case still open."""

    pk: int
    key: str
    begin: date
    end: date
    weight: float
    part: str = ""


@dataclass(slots=True)
class CasePlan:
    kind: str
    nature: str
    spells: list[tuple[date, date | None]]
    is_open: bool = False
    parent: int | None = None
    """The place of the injury among the member's plans, of a recurrence."""

    @property
    def first_day(self) -> date:
        return self.spells[0][0]

    @property
    def last_day(self) -> date | None:
        return self.spells[-1][1]


@dataclass(slots=True)
class Planner:
    """Deals the figures out: what one member cannot take, the next ones get."""

    work: Work
    total_weight: float
    cases: float = 0.0
    absences: float = 0.0
    left: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.total_weight

    def plans(self, person: Person) -> list[CasePlan]:
        figures, share = self.work.figures, person.weight / self.left
        self.left = max(self.left - person.weight, 1e-9)
        owed = (figures.absences - self.absences) * share
        spells = self._spells(person, round(max(owed, 1 if person.part else 0)))
        owed_cases = (figures.cases - self.cases) * share
        groups = list(self._groups(spells, round(owed_cases)))
        self.absences += len(spells)
        self.cases += len(groups)
        return list(self._cases(groups, person))

    def _spells(self, person: Person, count: int) -> list[tuple[date, date | None]]:
        """Absences in order, at least a day apart; the last one as the person's part says."""
        chance, on = self.work.chance, self.work.on
        last: tuple[date, date | None] | None = None
        end = person.end
        if person.part == ENDS_OPEN:
            days = 1 + int(chance.expovariate(1 / 45))
            last = (max(person.begin, on - timedelta(days=days)), None)
        elif person.part == WAITS:
            until = on - timedelta(days=1 + int(chance.expovariate(1 / 30)))
            until = max(until, person.begin)
            last = (max(person.begin, until - timedelta(days=self._length())), until)
        if last:
            end, count = last[0], count - 1
        places = max((end - person.begin).days // 3 - 1, 0)
        starts = sorted(chance.sample(range(places), min(max(count, 0), places)))
        firsts = [person.begin + timedelta(days=3 * place) for place in starts]
        found: list[tuple[date, date | None]] = []
        for first, before in zip(firsts, [*firsts[1:], end], strict=False):
            until = min(first + timedelta(days=self._length() - 1), before - timedelta(days=2))
            found.append((first, max(first, until)))
        return [*found, last] if last else found

    def _length(self) -> int:
        days = self.work.chance.choice(LENGTHS)
        return days if days < 90 else self.work.chance.randint(50, 300)

    def _groups(
        self, spells: list[tuple[date, date | None]], count: int
    ) -> Iterator[list[tuple[date, date | None]]]:
        """Consecutive absences that make a case each."""
        if not spells:
            return
        count = min(max(count, 1), len(spells))
        cuts = sorted(self.work.chance.sample(range(1, len(spells)), count - 1))
        for begin, end in zip([0, *cuts], [*cuts, len(spells)], strict=True):
            yield spells[begin:end]

    def _cases(
        self, groups: list[list[tuple[date, date | None]]], person: Person
    ) -> Iterator[CasePlan]:
        chance = self.work.chance
        injuries: list[tuple[int, str]] = []
        for place, spells in enumerate(groups):
            is_open = bool(person.part) and place == len(groups) - 1
            if injuries and chance.random() < RECURS:
                parent, nature = injuries[-1]
                yield CasePlan(CaseKind.IOD_RECURRENCE, nature, spells, is_open, parent)
            elif chance.random() < IOD_SHARE:
                injuries.append((place, chance.choice(texts.IOD_NATURES)))
                yield CasePlan(CaseKind.IOD, injuries[-1][1], spells, is_open)
            else:
                nature = chance.choice(texts.NON_IOD_NATURES)
                yield CasePlan(CaseKind.NON_IOD, nature, spells, is_open)


def people(work: Work, rows: list[tuple[int, str, date, date | None]]) -> list[Person]:
    """The members (key, public id, appointed, left) with their weights and parts."""
    chance, on = work.chance, work.on
    found = []
    for pk, key, appointed, left in rows:
        begin = max(appointed, on - timedelta(days=365 * YEARS))
        end = left or on
        years = max((end - begin).days, 0) / 365
        found.append(Person(pk, key, begin, end, chance.gammavariate(0.8, 1) * years + 0.01))
    here = [one for one in found if one.end == on and (on - one.begin).days > 60]
    figures = work.figures
    chosen = chance.sample(here, min(figures.open_cases, len(here)))
    for one in chosen[: figures.absent]:
        one.part = ENDS_OPEN
    for one in chosen[figures.absent :]:
        one.part = WAITS
    return found
