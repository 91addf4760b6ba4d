"""What the next day changes in the rolling window: the line "Tomorrow" of the member's page."""

from datetime import date

from cases.rules.accounts import day_or_none
from cases.rules.days import FAR, window_start
from cases.rules.facts import NON_IOD, MemberFacts
from cases.rules.ledger import Ledger, drafts_of, ledger_named
from cases.rules.policy import PolicyTimeline
from cases.rules.results import Tomorrow
from cases.rules.rolling import Rolling, regimes


def first_day_to_roll_off(facts: MemberFacts, policy: PolicyTimeline, on: date) -> Tomorrow:
    """What leaves and what enters the non-IOD window on the day after `on`, by the facts so far.

    An absence that is open counts as going on; one that begins on that day enters.

    Raises:
        PolicyMissing: `on` or the day after has no policy value in force.
    """
    today = on.toordinal()
    tomorrow = min(today + 1, FAR)
    found = regimes(policy, facts.bargaining_unit, facts.rank)
    before, after = (_non_iod(facts, policy, day) for day in (today, tomorrow))
    start = window_start(today, found.at(today).months)
    start_then = window_start(tomorrow, found.at(tomorrow).months)
    leaving = before.stretches(start, min(start_then - 1, today))
    staying = before.days.count(max(start, start_then), today)
    entering = after.days.count(start_then, tomorrow) - staying
    return Tomorrow(
        date.fromordinal(tomorrow),
        leaving,
        sum(stretch.days for stretch in leaving),
        entering,
        day_or_none(_next_leaving(before, Rolling(before.days, found), start)),
    )


def _non_iod(facts: MemberFacts, policy: PolicyTimeline, day: int) -> Ledger:
    ledger = ledger_named(drafts_of(facts, policy, day), facts, day, NON_IOD)
    assert ledger is not None  # it is there without an absence too
    return ledger


def _next_leaving(ledger: Ledger, rolling: Rolling, start: int) -> int | None:
    """The first day after `on` whose window begins after the oldest counted day of `on`'s."""
    oldest = ledger.days.next(start)
    if oldest is None or oldest > ledger.on:
        return None
    for regime in rolling.regimes.items:
        low, high = max(regime.first, ledger.on + 1), regime.last
        if low > high or window_start(high, regime.months) <= oldest:
            continue
        while low < high:
            middle = (low + high) // 2
            if window_start(middle, regime.months) > oldest:
                high = middle
            else:
                low = middle + 1
        return low
    return None
