"""Who does whose work on a day: a stand-in who is away too passes it on to their own.

The work of somebody who is away is not handed over. Whoever asks on a day is told who sees it on
that day, so it is back by itself on the day after the last. Where the chain of stand-ins runs in a
circle, or ends with somebody who cannot keep cases, the leads see the work.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date

from caseflow.datewords import weekday
from caseflow.models import AwayPeriod, User


def end_of_chain(person: int, away: Mapping[int, int], able: Container[int]) -> int | None:
    """Who does the person's work: the first in the chain of stand-ins who is there and able. None
    when there is nobody: a circle, or somebody who cannot keep cases."""
    passed = {person}
    while person in away:
        person = away[person]
        if person in passed:
            return None
        passed.add(person)
    return person if person in able else None


@dataclass(slots=True)
class Coverage:
    """The coverage of one day. `away` are the periods by the key of who is away, `stand_ins` who
    really does their work; somebody away who is not among these has nobody."""

    on: date
    away: dict[int, AwayPeriod] = field(default_factory=dict)
    stand_ins: dict[int, User] = field(default_factory=dict)

    def covered_by(self, user: User) -> list[AwayPeriod]:
        """The periods of those whose work this person does, by name."""
        mine = [self.away[key] for key, person in self.stand_ins.items() if person.pk == user.pk]
        return sorted(mine, key=lambda period: str(period.user))

    def people(self, user: User) -> list[int]:
        """The keys of everybody whose work is in front of this person, their own first."""
        return [user.pk, *(period.user_id for period in self.covered_by(user))]

    @property
    def left_alone(self) -> set[int]:
        """Who is away without anybody to do their work."""
        return set(self.away) - set(self.stand_ins)


def coverage_on(on: date) -> Coverage:
    """The coverage of a day; one query."""
    periods = list(AwayPeriod.objects.on(on).select_related("user", "stand_in").order_by("pk"))
    found = Coverage(on, {period.user_id: period for period in periods})
    people = {period.stand_in_id: period.stand_in for period in periods}
    chain = {period.user_id: period.stand_in_id for period in periods}
    able = {key for key, person in people.items() if person.keeps_cases}
    for key in chain:
        if (end := end_of_chain(key, chain, able)) is not None:
            found.stand_ins[key] = people[end]
    return found


def covering(on: date) -> dict[int, User]:
    """Key of somebody who is away -> who does their work on the day; one query."""
    return coverage_on(on).stand_ins


def covering_words(periods: list[AwayPeriod]) -> str:
    """`J. Ortiz until Mon 9 Mar and A. Rivera until ...`; empty when nobody is covered."""
    if not periods:
        return ""
    who = [f"{period.user} until {weekday(period.last_day)}" for period in periods]
    return " and ".join([", ".join(who[:-1]), who[-1]] if len(who) > 1 else who)
