"""Whom a star number means. A star comes back after a separation and may be followed by another
after a promotion, so it is looked up in this order: the current holder, the last one who left
with it, the only member who ever held it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from caseflow.bulk import batches
from members.models import Member, ServiceSpell

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Person:
    """What an import needs to know of a member."""

    pk: int
    star: str
    appointed_on: date
    separated_on: date | None


@dataclass(slots=True)
class StarBook:
    """All members by star, for thousands of look-ups."""

    on: date
    holders: dict[str, Person] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = Member.objects.values_list("pk", "star_number", "appointed_on", "separated_on")
        for row in rows.order_by("pk"):
            person = Person(*row)
            self.people[person.pk] = person
            held = self.holders.get(person.star)
            if held is None or self._order(person) > self._order(held):
                self.holders[person.star] = person

    def _order(self, person: Person) -> tuple[bool, date]:
        separated = person.separated_on
        return separated is None or separated > self.on, separated or date.max

    def former(self, stars: Collection[str]) -> dict[str, Person]:
        """The holders of stars that nobody has or left with, where there was only one."""
        found: dict[str, set[int]] = defaultdict(set)
        for some in batches(stars, AT_ONCE):
            spells = ServiceSpell.objects.filter(star_number__in=some)
            for star, member in spells.values_list("star_number", "member_id"):
                found[star].add(member)
        return {star: self.people[min(pks)] for star, pks in found.items() if len(pks) == 1}


def member_by_star(star: str, on: date) -> Member | None:
    """The member whom a star means on the day; None when nobody does."""
    holders = list(Member.objects.filter(star_number=star).select_related("unit"))
    if holders:
        return max(holders, key=lambda m: (m.is_current(on), m.separated_on or date.max, m.pk))
    former = Member.objects.filter(spells__star_number=star).select_related("unit").distinct()[:2]
    return former[0] if len(former) == 1 else None
