"""The caps of limited duty by the day: policy, rank and years of service (E03-01-03 III.C-D).

A day is judged by the values in force on it for the rank held on it. A promotion changes the cap
on its day, so do the years of service where a cap for long service is in force.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from cases.rules.days import FIRST, DaySet
from cases.rules.explain import rule_of
from cases.rules.facts import MemberFacts
from cases.rules.policy_timeline import PolicyRow, PolicyTimeline
from cases.rules.results import Rule
from cases.rules.service import Stint, stints, years_complete

CAP: Final = "limited_duty_cap_days"
SENIOR_CAP: Final = "limited_duty_senior_cap_days"
SENIOR_YEARS: Final = "limited_duty_senior_years"
COUNTS_FROM: Final = "limited_duty_counts_from"
COMBAT: Final = "limited_duty_excludes_combat"
ELIGIBLE: Final = "limited_duty_eligible"
_NEEDED = (CAP, COUNTS_FROM, COMBAT, ELIGIBLE)

_RULE = (
    "{cap} days of limited duty for other than an injury on duty, over the whole career{senior}. "
    "Counted is every calendar day of it from {since} on, days off and holidays included, without "
    "furlough, suspension and days on the medical roll. Limited duty for an injury on duty has no "
    "cap{combat}. Each day is judged by the rank and the years of service of that day."
)
_SENIOR = "; {cap} with {years} years of service or more"
_COMBAT = ", and for a combat-zone injury it is not counted"
_NOT_ELIGIBLE = "A member of this rank is not eligible for limited duty: the cap is 0 days."


class Regime(NamedTuple):
    """The ordinals `first` to `last`, over which the values for a rank stay the same.

    `senior_cap` is None where no cap for long service is in force; `since` is an ordinal.
    """

    first: int
    last: int
    eligible: bool
    cap: int
    senior_cap: int | None
    senior_years: int
    since: int
    excludes_combat: bool
    rule: Rule


class Piece(NamedTuple):
    """The days of a career over which one cap (days) holds."""

    first: int
    last: int
    cap: int
    regime: Regime
    rank: str


def regimes(policy: PolicyTimeline, bargaining_unit: str, rank: str) -> tuple[Regime, ...]:
    """The regimes for a bargaining unit and rank in order, worked out once for each timeline.

    Days on which a needed value is not in force are left out.
    """
    asked = ("limited duty regimes", bargaining_unit, rank)
    found = policy.memo.get(asked)
    if found is None:
        found = policy.memo[asked] = tuple(_regimes(policy, bargaining_unit, rank))
    return found


def _regimes(policy: PolicyTimeline, bargaining_unit: str, rank: str) -> Iterator[Regime]:
    segments = [
        segment
        for key in (*_NEEDED, SENIOR_CAP, SENIOR_YEARS)
        for segment in policy.segments(key, bargaining_unit=bargaining_unit, rank=rank)
    ]
    edges = sorted({s.first for s in segments} | {s.last + 1 for s in segments})
    for first, end in zip(edges, edges[1:], strict=False):
        rows = {s.row.key: s.row for s in segments if s.first <= first <= s.last}
        needed = (*_NEEDED, SENIOR_YEARS) if SENIOR_CAP in rows else _NEEDED
        if all(key in rows for key in needed):
            yield _regime(first, end - 1, rows)


def _regime(first: int, last: int, rows: dict[str, PolicyRow]) -> Regime:
    senior = rows.get(SENIOR_CAP)
    years = int(rows[SENIOR_YEARS].value) if senior else 0  # type: ignore[arg-type]
    cap = int(rows[CAP].value)  # type: ignore[arg-type]
    senior_cap = int(senior.value) if senior else None  # type: ignore[arg-type]
    since = date.fromisoformat(str(rows[COUNTS_FROM].value))
    eligible, combat = bool(rows[ELIGIBLE].value), bool(rows[COMBAT].value)
    if eligible:
        applied = [CAP, *([SENIOR_CAP, SENIOR_YEARS] if senior else []), COUNTS_FROM, COMBAT]
        text = _RULE.format(
            cap=cap,
            senior=_SENIOR.format(cap=senior_cap, years=years) if senior else "",
            since=since,
            combat=_COMBAT if combat else "",
        )
    else:
        applied, text = [ELIGIBLE], _NOT_ELIGIBLE
    rule = rule_of("limited_duty_career", text, tuple(rows[key] for key in applied))
    return Regime(
        first, last, eligible, cap, senior_cap, years, since.toordinal(), combat, rule
    )  # fmt: skip


class Career:
    """The caps of one member's days. Every question may raise PolicyMissing; days are ordinals."""

    __slots__ = ("_appointed", "_policy", "stints")

    def __init__(self, facts: MemberFacts, policy: PolicyTimeline) -> None:
        self._policy = policy
        self._appointed = None if facts.appointed_on is None else facts.appointed_on.toordinal()
        self.stints = stints(facts)

    def at(self, day: int) -> Piece:
        """The piece that holds a day.

        Raises:
            PolicyMissing: a needed value is not in force on that day for the rank of that day.
        """
        for piece in self.pieces(day, day):
            return piece
        raise self.missing(day)

    def pieces(self, first: int, last: int) -> Iterator[Piece]:
        """The pieces from the day `first` through `last`, whole; days without values left out."""
        for stint in self.stints:
            if stint.last < first or stint.first > last:
                continue
            for regime in regimes(self._policy, stint.bargaining_unit, stint.rank):
                begin, end = max(stint.first, regime.first), min(stint.last, regime.last)
                if begin > end or end < first or begin > last:
                    continue
                for piece in self._split(begin, end, regime, stint):
                    if piece.first <= last and piece.last >= first:
                        yield piece

    def _split(self, begin: int, end: int, regime: Regime, stint: Stint) -> Iterator[Piece]:
        """One piece, or two where years of service are complete in between."""
        cap = regime.cap if regime.eligible else 0
        later = regime.senior_cap
        if not regime.eligible or later is None or self._appointed is None:
            yield Piece(begin, end, cap, regime, stint.rank)
            return
        day = years_complete(self._appointed, regime.senior_years)
        if begin < day:
            yield Piece(begin, min(end, day - 1), cap, regime, stint.rank)
        if day <= end:
            yield Piece(max(begin, day), end, later, regime, stint.rank)

    def first_over(self, days: DaySet, first: int, last: int) -> int | None:
        """The first of the days from `first` through `last` on which more are used than its cap."""
        judged = first
        for piece in self.pieces(first, last):
            self._check_gap(days, judged, piece.first - 1)
            beyond = days.nth(piece.cap + 1)
            if beyond is not None:
                day = days.next(max(beyond, piece.first, first))
                if day is not None and day <= min(piece.last, last):
                    return day
            judged = piece.last + 1
        self._check_gap(days, judged, last)
        return None

    def last_covered(self, days: DaySet, before: int) -> int | None:
        """The last of the days before the day `before` on which no more are used than its cap."""
        for piece in reversed(tuple(self.pieces(FIRST, before - 1))):
            within = min(piece.cap, days.through(min(piece.last, before - 1)))
            day = days.nth(within)
            if day is not None and day >= piece.first:
                return day
        return None

    def _check_gap(self, days: DaySet, first: int, last: int) -> None:
        day = days.next(first) if first <= last else None
        if day is not None and day <= last:
            raise self.missing(day)

    def missing(self, day: int) -> LookupError:
        """The refusal that names what is not in force on a day; for a day without a piece."""
        stint = next(s for s in self.stints if s.first <= day <= s.last)
        whom = stint.bargaining_unit, stint.rank
        try:
            for key in (*_NEEDED, SENIOR_YEARS):
                self._policy.at_ordinal(key, day, *whom)
        except LookupError as refusal:
            return refusal
        raise AssertionError(f"all values of limited duty are in force on the day {day}")
