"""Which day of its account each day of a month is, by the account as of that day.

The accounts are sorted out once for the whole month; then each day is a look-up. Pure.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cases.rules.accounts import iod_allowance, iod_credits
from cases.rules.days import intersect, window_start
from cases.rules.facts import NON_IOD, MemberFacts
from cases.rules.ledger import Ledger, ledgers
from cases.rules.limited_duty import limited_duty_account
from cases.rules.limited_duty_caps import Career
from cases.rules.policy import PolicyTimeline
from cases.rules.rolling import regimes
from members.status import LIMITED

_LIMITED = frozenset(status.code for status in LIMITED)


class DayCount(NamedTuple):
    """What a day is in its account: its `number` of `limit` as of the end of that day, both 0
    where it does not count and `reason` says why."""

    number: int
    limit: int
    reason: str = ""

    @property
    def words(self) -> str:
        """`counted day 41 of 365`"""
        if self.reason:
            return f"not counted: {self.reason}"
        over = ", beyond the limit" if self.number > self.limit else ""
        return f"counted day {self.number} of {self.limit}{over}"


def counts_of(
    facts: MemberFacts, policy: PolicyTimeline, first: date, last: date
) -> dict[date, DayCount]:
    """The days from `first` to `last` that draw an account, or would but for an exception, a
    restoration or a withheld certification. Days are calendar days.

    Raises:
        PolicyMissing: one of these days has no policy value in force.
    """
    found = dict(_limited_duty(facts, policy, first, last))
    for ledger in ledgers(facts, policy, last.toordinal()):
        found.update(_of_ledger(facts, policy, ledger, first))
    return found


def _of_ledger(
    facts: MemberFacts, policy: PolicyTimeline, ledger: Ledger, first: date
) -> Iterator[tuple[date, DayCount]]:
    month = (first.toordinal(), ledger.on)
    for left_out in ledger.not_counted(*month):
        for day in range(left_out.first_day.toordinal(), left_out.last_day.toordinal() + 1):
            yield date.fromordinal(day), DayCount(0, 0, left_out.reason)
    for begin, end in intersect(month, ledger.days.spans()):
        for day in range(begin, end + 1):
            yield date.fromordinal(day), _number(facts, policy, ledger, day)


def _number(facts: MemberFacts, policy: PolicyTimeline, ledger: Ledger, day: int) -> DayCount:
    if ledger.account == NON_IOD:
        regime = regimes(policy, facts.bargaining_unit, facts.rank).at(day)
        return DayCount(
            ledger.days.count(window_start(day, regime.months), day),
            regime.limit,
        )
    credited = sum(credit.days or 0 for credit in iod_credits(facts, ledger.injury, day))
    allowed = int(iod_allowance(facts, policy, ledger).value)  # type: ignore[arg-type]
    return DayCount(ledger.days.through(day), allowed + credited)


def _limited_duty(
    facts: MemberFacts, policy: PolicyTimeline, first: date, last: date
) -> Iterator[tuple[date, DayCount]]:
    runs = (duty for duty in facts.duty if duty.kind in _LIMITED)
    if not any(duty.first_day <= last and (duty.last_day or date.max) >= first for duty in runs):
        return
    account, career = limited_duty_account(facts, policy, last), Career(facts, policy)
    for left_out in account.not_counted:
        for day in range(
            max(left_out.first_day, first).toordinal(), left_out.last_day.toordinal() + 1
        ):
            yield date.fromordinal(day), DayCount(0, 0, left_out.reason)
    before = 0
    for part in account.counted:
        begin = part.first_day.toordinal()
        for day in range(max(begin, first.toordinal()), part.last_day.toordinal() + 1):
            yield date.fromordinal(day), DayCount(before + day - begin + 1, career.at(day).cap)
        before += part.days
