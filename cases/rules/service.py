"""A career by the day: which rank was held when, and when years of service are complete."""

from datetime import date
from typing import NamedTuple

from cases.rules.days import FAR, FIRST
from cases.rules.facts import MemberFacts


class Stint(NamedTuple):
    """The ordinals `first` to `last`, on which one rank and bargaining unit were held."""

    first: int
    last: int
    bargaining_unit: str
    rank: str


def stints(facts: MemberFacts) -> list[Stint]:
    """Who the member was on every day there is, in order and without a gap.

    Without recorded ranks it is the rank of today throughout. A day that no rank covers has the
    rank before it, the days before the first rank that one; where two claim a day, the one that
    begins later stands. An empty bargaining unit is that of today.
    """
    today = facts.bargaining_unit
    if not facts.ranks:
        return [Stint(FIRST, FAR, today, facts.rank)]
    if len(facts.ranks) == 1:
        only = facts.ranks[0]
        return [Stint(FIRST, FAR, only.bargaining_unit or today, only.rank)]
    spans = sorted(
        (
            r.first_day.toordinal(),
            FAR if r.last_day is None else r.last_day.toordinal(),
            r.bargaining_unit or today,
            r.rank,
        )
        for r in facts.ranks
    )
    edges = sorted({span[0] for span in spans} | {s[1] + 1 for s in spans if s[1] < FAR})
    found: list[Stint] = []
    for first, end in zip(edges, [*edges[1:], FAR + 1], strict=True):
        covering = [span for span in spans if span[0] <= first <= span[1]]
        whom = covering[-1][2:] if covering else found[-1][2:]
        if found and found[-1][2:] == whom:
            found[-1] = found[-1]._replace(last=end - 1)
        else:
            found.append(Stint(first, end - 1, *whom))
    found[0] = found[0]._replace(first=FIRST)
    return found


def years_complete(first: int, years: int) -> int:
    """The day on which so many years from the day `first` on lie behind; both are ordinals.

    The same date so many years later. Where that year has no 29 February it is 1 March, for the
    years are complete with the end of the day before. Beyond the calendar: the day after its end.
    """
    day = date.fromordinal(first)
    if day.year + years > date.max.year:
        return FAR + 1
    try:
        return day.replace(year=day.year + years).toordinal()
    except ValueError:
        return date(day.year + years, 3, 1).toordinal()
