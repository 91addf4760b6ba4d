"""Policy values as a frozen timeline: which value is in force on which day, and on whose authority.

A value is a row with dates. A rule asks for a key and a day, or, where it judges many days, for
the segments of a key: the stretches of days over which one row stays in force.
"""

from bisect import bisect_right
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

PolicyValue = int | bool | str | tuple[int, ...]

FIRST: Final = date.min.toordinal()
LAST: Final = date.max.toordinal()


class PolicyMissing(LookupError):
    """No value of a key is in force on a day that a rule has to judge. The text is for people."""


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One value of one key, for whom, from when to when (both days included) and why.

    An empty bargaining unit or rank means any; `effective_from` None has no beginning,
    `effective_to` None no end. `verified` is False where the source could not be read.
    """

    key: str
    value: PolicyValue
    unit: str
    bargaining_unit: str = ""
    rank: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    authority: str = ""
    source: str = ""
    verified: bool = True
    version: str = ""

    def __post_init__(self) -> None:
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError(
                f"The value of {self.key} ends on {self.effective_to}, "
                f"before it begins on {self.effective_from}."
            )

    @property
    def first(self) -> int:
        """The proleptic ordinal of its first day in force."""
        return FIRST if self.effective_from is None else self.effective_from.toordinal()

    @property
    def last(self) -> int:
        """The proleptic ordinal of its last day in force."""
        return LAST if self.effective_to is None else self.effective_to.toordinal()

    def applies_to(self, bargaining_unit: str, rank: str) -> bool:
        """Whether a member of that bargaining unit and rank is meant."""
        return self.bargaining_unit in ("", bargaining_unit) and self.rank in ("", rank)

    def precedence(self) -> tuple[bool, bool, int, str]:
        """The larger wins: a rank before a bargaining unit before all, then the later beginning."""
        return (bool(self.rank), bool(self.bargaining_unit), self.first, self.version)


@dataclass(frozen=True, slots=True)
class Segment:
    """The days `first` to `last` (proleptic ordinals, both included) on which `row` is in force."""

    first: int
    last: int
    row: PolicyRow


class PolicyTimeline:
    """All policy rows of the office. Treat as frozen; answers are remembered.

    `memo` is for rules that derive something from segments once per bargaining unit and rank.
    """

    __slots__ = ("_by_key", "_segments", "memo", "rows")

    def __init__(self, rows: Iterable[PolicyRow]) -> None:
        self.rows: tuple[PolicyRow, ...] = tuple(rows)
        self.memo: dict[Hashable, Any] = {}
        self._segments: dict[tuple[str, str, str], tuple[Segment, ...]] = {}
        self._by_key: dict[str, list[PolicyRow]] = {}
        for row in self.rows:
            self._by_key.setdefault(row.key, []).append(row)

    def at(self, key: str, day: date, *, bargaining_unit: str = "", rank: str = "") -> PolicyRow:
        """The most specific row of `key` in force on `day`.

        Raises:
            PolicyMissing: no row covers that day for that bargaining unit and rank.
        """
        return self.at_ordinal(key, day.toordinal(), bargaining_unit, rank)

    def at_ordinal(
        self, key: str, day: int, bargaining_unit: str = "", rank: str = ""
    ) -> PolicyRow:
        """As `at`, for a proleptic ordinal."""
        segments = self.segments(key, bargaining_unit=bargaining_unit, rank=rank)
        index = bisect_right(segments, day, key=lambda segment: segment.first) - 1
        if index < 0 or segments[index].last < day:
            raise PolicyMissing(_missing(key, date.fromordinal(day), bargaining_unit, rank))
        return segments[index].row

    def segments(
        self, key: str, *, bargaining_unit: str = "", rank: str = ""
    ) -> tuple[Segment, ...]:
        """The stretches of days with one row each, in order; days without a row are left out."""
        asked = (key, bargaining_unit, rank)
        found = self._segments.get(asked)
        if found is None:
            rows = [r for r in self._by_key.get(key, ()) if r.applies_to(bargaining_unit, rank)]
            found = self._segments[asked] = _segments(rows)
        return found


def _segments(rows: list[PolicyRow]) -> tuple[Segment, ...]:
    edges = sorted({row.first for row in rows} | {row.last + 1 for row in rows})
    segments: list[Segment] = []
    for first, end in zip(edges, edges[1:], strict=False):
        covering = [row for row in rows if row.first <= first <= row.last]
        if not covering:
            continue
        best = max(covering, key=PolicyRow.precedence)
        if segments and segments[-1].row is best and segments[-1].last == first - 1:
            segments[-1] = Segment(segments[-1].first, end - 1, best)
        else:
            segments.append(Segment(first, end - 1, best))
    return tuple(segments)


def _missing(key: str, day: date, bargaining_unit: str, rank: str) -> str:
    whom = " and ".join(name for name in (bargaining_unit, rank) if name)
    return (
        f"No value of the policy {key} is in force on {day}{f' for {whom}' if whom else ''}. "
        "Add a policy value that covers this day, or give an existing one the dates that do."
    )
