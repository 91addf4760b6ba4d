"""A question and what answers it, group by group. Everything is asked of the database as the
person may see it, so nobody's hidden record takes a place among the hits."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cases.models import CaseText
from cases.models.search import SearchText
from cases.rules.scraps import Scrap, scraps_of
from cases.searching.matters import WHOLE, CaseHit, cases_of, named_cases
from cases.searching.people import Match, Person, fitting, match_people, named_for_sure
from cases.searching.texts import newest, newest_keys, of_members
from members.models import Member

MOST_SCRAPS = 8
THROUGH = "through its member"


@dataclass(frozen=True, slots=True)
class TextHit:
    """A text that holds the scraps: all of them, or some of them and its member the others."""

    row: int
    scraps: tuple[Scrap, ...]
    through_member: bool


class Question:
    """One question of one person; what several groups need is asked once."""

    def __init__(self, text: str, user: Any) -> None:
        self.scraps = scraps_of(text)
        self.user = user

    @cached_property
    def matches(self) -> list[dict[int, Match]]:
        return match_people(self.scraps, self.user)

    @cached_property
    def people(self) -> list[Person]:
        return fitting(self.matches)

    @cached_property
    def tops(self) -> dict[type[SearchText], int]:
        return newest_keys()

    @cached_property
    def split(self) -> tuple[list[int], list[Scrap]]:
        """The members whom some of the scraps name for sure, and the scraps that are left."""
        used, members = named_for_sure(self.scraps, self.matches)
        return members, [scrap for at, scrap in enumerate(self.scraps) if at not in used]

    def members(self, limit: int | None) -> list[Person]:
        """The members, the best first; those whom the scraps fit alike current before separated,
        then by name."""
        tied = self.people
        if not tied:
            return []
        if limit is not None and len(tied) > limit:
            least = tied[limit - 1].points
            tied = [person for person in tied if person.points >= least]
        rows = Member.objects.filter(pk__in=[person.member for person in tied])
        order = {
            pk: (separated is not None, name, pk)
            for pk, separated, name in rows.values_list("pk", "separated_on", "name_key")
        }
        tied = [person for person in tied if person.member in order]
        return sorted(tied, key=lambda p: (-p.points, *order[p.member]))[:limit]

    def cases(self, limit: int | None) -> list[CaseHit]:
        """The cases, the surest first; a whole reference stands alone."""
        named = named_cases(self.scraps, self.matches, self.user)
        if len(self.scraps) == 1 and (whole := [hit for hit in named if hit.why == WHOLE]):
            return whole
        surest = named if len(self.scraps) > 1 else []
        through = [CaseHit(pk, THROUGH) for pk in cases_of(self.people, self.user, limit)]
        found = _once([*surest, *through, *named], limit)
        if limit is None or len(found) < limit:
            texts = self.texts(CaseText, limit)
            told = [
                CaseHit(hit.row, THROUGH if hit.through_member else "", told=hit.scraps)
                for hit in texts
            ]
            found = _once([*found, *told], limit)
        return found

    def texts(self, model: type[SearchText], limit: int | None) -> list[TextHit]:
        """The texts that hold every scrap, the newest first, after those where some scraps name
        the member and the text holds the others."""
        members, left = self.split
        both = of_members(model, left, members, self.user, limit)
        hits = [TextHit(row, tuple(left), through_member=True) for row in both]
        if limit is None or len(hits) < limit:
            every = newest(model, self.scraps, self.user, limit, self.tops[model])
            seen = set(both)
            hits += [
                TextHit(row, tuple(self.scraps), through_member=False)
                for row in every
                if row not in seen
            ]
        return hits[:limit]


def _once(hits: Iterable[CaseHit], limit: int | None) -> list[CaseHit]:
    kept: dict[int, CaseHit] = {}
    for hit in hits:
        kept.setdefault(hit.case, hit)
    return list(kept.values())[:limit]


__all__ = ["MOST_SCRAPS", "CaseHit", "Person", "Question", "TextHit"]
