"""The rolling non-IOD account: limits and windows by the day, and the search for unpaid days.

A day is unpaid when it is counted and its own window holds more than the limit of that day
(docs/entitlement.md). Days leave the back of the window as new ones enter, so the search walks;
but the number of used days grows by at most one a day, so it strides.
"""

from bisect import bisect_right
from dataclasses import dataclass

from cases.rules.days import FAR, DaySet, window_lengths, window_start
from cases.rules.policy import PolicyRow, PolicyTimeline

PAY_DAYS = "non_iod_pay_days"
WINDOW_MONTHS = "non_iod_window_months"

_SLACK = 3  # windows of the same months differ by at most 3 days


@dataclass(frozen=True, slots=True)
class Regime:
    """The ordinals `first` to `last`, over which one limit (days) and one window (months) hold."""

    first: int
    last: int
    limit: int
    months: int
    rows: tuple[PolicyRow, PolicyRow]


class Regimes:
    """The regimes of one bargaining unit and rank, in order. Treat as frozen."""

    __slots__ = ("_firsts", "_policy", "_whom", "items")

    def __init__(self, policy: PolicyTimeline, bargaining_unit: str, rank: str) -> None:
        self._policy = policy
        self._whom = (bargaining_unit, rank)
        limits = policy.segments(PAY_DAYS, bargaining_unit=bargaining_unit, rank=rank)
        windows = policy.segments(WINDOW_MONTHS, bargaining_unit=bargaining_unit, rank=rank)
        self.items = sorted(
            (
                Regime(
                    max(a.first, b.first), min(a.last, b.last),
                    int(a.row.value), int(b.row.value), (a.row, b.row),  # type: ignore[arg-type]
                )
                for a in limits
                for b in windows
                if a.first <= b.last and b.first <= a.last
            ),
            key=lambda regime: regime.first,
        )  # fmt: skip
        self._firsts = [regime.first for regime in self.items]

    def at(self, day: int) -> Regime:
        """The regime of a day.

        Raises:
            PolicyMissing: one of the two values is not in force on that day.
        """
        index = bisect_right(self._firsts, day) - 1
        if index < 0 or self.items[index].last < day:
            for key in (PAY_DAYS, WINDOW_MONTHS):
                self._policy.at_ordinal(key, day, *self._whom)
        return self.items[index]

    def covered_through(self, day: int) -> int:
        """The last day through which every day from `day` on has a regime."""
        end = day - 1
        for regime in self.items:
            if regime.first <= end + 1 <= regime.last:
                end = regime.last
        return end


def regimes(policy: PolicyTimeline, bargaining_unit: str, rank: str) -> Regimes:
    """The regimes for a bargaining unit and rank, worked out once for each timeline."""
    asked = ("non_iod regimes", bargaining_unit, rank)
    found = policy.memo.get(asked)
    if found is None:
        found = policy.memo[asked] = Regimes(policy, bargaining_unit, rank)
    return found


@dataclass(frozen=True, slots=True)
class Rolling:
    """Counted days under regimes. Days are ordinals; every search may raise PolicyMissing."""

    days: DaySet
    regimes: Regimes

    def used(self, day: int, regime: Regime) -> int:
        """Counted days in the window of `day`."""
        return self.days.count(window_start(day, regime.months), day)

    def first_unpaid(self, first: int, last: int) -> int | None:
        """The first counted day from `first` through `last` whose window holds too much."""
        days = self.days
        day = days.next(first)
        while day is not None and day <= last:
            regime = self.regimes.at(day)
            room = regime.limit - self.used(day, regime)
            if room < 0:
                return day
            # no earlier day can be over, for each day adds one at most
            day = days.next(min(day + room + 1, regime.last + 1))
        return None

    def first_paid(self, first: int, last: int) -> int | None:
        """The first day from `first` through `last` that is not unpaid (or not counted at all)."""
        day = first
        while day <= last:
            run = self.days.run(day)
            if run is None:
                return day
            regime = self.regimes.at(day)
            over = self.used(day, regime) - regime.limit
            if over <= 0:
                return day
            # within a run each day adds one and takes one away, give or take the slack
            day = 1 + (min(run[1], regime.last) if over > _SLACK else day)
        return None

    def unpaid_as_of(self, on: int) -> int | None:
        """The first unpaid day as of the end of `on`, if absent every day from the day after.

        When `on` is unpaid: the first unpaid day of the unbroken run of counted days that ends
        there. Otherwise the first later one; None when the policy never lets the days run out.
        """
        run = self.days.run(on)
        if run is not None:
            regime = self.regimes.at(on)
            if self.used(on, regime) > regime.limit:
                return self.first_unpaid(run[0], on)
        return self.first_unpaid(on + 1, self._horizon(on)) if on < FAR else None

    def settled(self, on: int) -> int:
        """The day from which on the whole window is counted and the last regime holds."""
        last = self.regimes.items[-1]
        begin = max(on + 1, self.days.firsts[-1] if self.days.firsts else on, last.first)
        return min(begin + window_lengths(last.months)[1], FAR)

    def _horizon(self, on: int) -> int:
        """The day after which no search needs to look."""
        if not self.regimes.items:
            return FAR
        last = self.regimes.items[-1]
        never = last.last == FAR and last.limit >= window_lengths(last.months)[1]
        return self.settled(on) if never else FAR
