"""How many paid days a member has used, has left, and which day is the first unpaid one.

Pure arithmetic on facts and policy values (domain.md 3; FOP agreement sections 18.1 and 18.2).
The answer is as of the end of `on`, from the facts as known now: an open absence counts through
`on`, absences and credited days that begin later change nothing, and a recorded exception or
restored day after `on` does not count as absent in the forecast.
"""

from dataclasses import replace
from datetime import date

from cases.rules.days import FAR, FIRST, window_start
from cases.rules.explain import iod_rule, non_iod_rule
from cases.rules.facts import IOD, NON_IOD, CreditFact, MemberFacts
from cases.rules.ledger import Ledger, ledgers
from cases.rules.policy import PolicyRow, PolicyTimeline
from cases.rules.results import AccountUsage, CreditLine, Tomorrow, Usage, account_digest
from cases.rules.rolling import Rolling, regimes

IOD_PAY_DAYS = "iod_pay_days"


def usage(facts: MemberFacts, policy: PolicyTimeline, on: date) -> Usage:
    """All accounts of a member as of the end of `on`, explained; days are calendar days.

    Raises:
        PolicyMissing: a day that has to be judged has no policy value in force.
    """
    day = on.toordinal()
    assumption = f"absent every day from {date.fromordinal(min(day + 1, FAR))}"
    accounts = []
    for ledger in ledgers(facts, policy, day):
        judge = _non_iod if ledger.account == NON_IOD else _iod
        account = judge(facts, policy, ledger, assumption)
        accounts.append(replace(account, digest=account_digest(facts.member, on, account)))
    return Usage(facts.member, on, tuple(accounts))


def _non_iod(
    facts: MemberFacts, policy: PolicyTimeline, ledger: Ledger, assumption: str
) -> AccountUsage:
    rolling = Rolling(ledger.days, regimes(policy, facts.bargaining_unit, facts.rank))
    on = ledger.on
    regime = rolling.regimes.at(on)
    start = window_start(on, regime.months)
    used = ledger.days.count(start, on)
    return AccountUsage(
        account=NON_IOD,
        injury=None,
        limit=regime.limit,
        window=(date.fromordinal(start), date.fromordinal(on)),
        used=used,
        remaining=max(0, regime.limit - used),
        first_unpaid_day=_day(rolling.unpaid_as_of(on)),
        assumption=assumption,
        counted=ledger.stretches(start, on),
        not_counted=ledger.not_counted(start, on),
        credits=_restorations(facts, start, on),
        rolled_off=ledger.stretches(FIRST, start - 1),
        rule=non_iod_rule(policy, regime),
    )


def _iod(
    facts: MemberFacts, policy: PolicyTimeline, ledger: Ledger, assumption: str
) -> AccountUsage:
    allowance = iod_allowance(facts, policy, ledger)
    credits = iod_credits(facts, ledger.injury, ledger.on)
    limit = int(allowance.value) + sum(c.days or 0 for c in credits)  # type: ignore[arg-type]
    used = ledger.days.through(ledger.on)
    return AccountUsage(
        account=IOD,
        injury=ledger.injury,
        limit=limit,
        window=None,
        used=used,
        remaining=max(0, limit - used),
        first_unpaid_day=_day(ledger.days.nth(limit + 1)),
        assumption=assumption,
        counted=ledger.stretches(FIRST, ledger.on),
        not_counted=ledger.not_counted(FIRST, ledger.on),
        credits=tuple(
            CreditLine(c.first_day, None, c.days or 0, c.reason, c.source) for c in credits
        ),
        rolled_off=None,
        rule=iod_rule(policy, allowance, ledger),
    )


def iod_allowance(facts: MemberFacts, policy: PolicyTimeline, ledger: Ledger) -> PolicyRow:
    """The row that gives an injury its days: the one in force on the injury's first day."""
    return policy.at_ordinal(IOD_PAY_DAYS, ledger.first, facts.bargaining_unit, facts.rank)


def iod_credits(facts: MemberFacts, injury: str | None, on: int) -> list[CreditFact]:
    """The credits of an injury that are effective on or before the ordinal `on`, in order."""
    found = [
        credit
        for credit in facts.credits
        if credit.account == IOD and credit.injury == injury and credit.first_day.toordinal() <= on
    ]
    return sorted(found, key=lambda c: (c.first_day, c.source, c.reason, c.days or 0))


def _restorations(facts: MemberFacts, start: int, on: int) -> tuple[CreditLine, ...]:
    """The restorations that touch the window, each with all its days."""
    found = []
    for credit in facts.credits:
        last_day = credit.last_day or credit.first_day
        first, last = credit.first_day.toordinal(), last_day.toordinal()
        if credit.account == NON_IOD and first <= on and last >= start:
            found.append((first, last, credit.reason, credit.source))
    return tuple(
        CreditLine(date.fromordinal(a), date.fromordinal(b), b - a + 1, reason, source)
        for a, b, reason, source in sorted(found)
    )


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def first_day_to_roll_off(facts: MemberFacts, policy: PolicyTimeline, on: date) -> Tomorrow:
    """What leaves and what enters the non-IOD window on the day after `on`, by the facts so far.

    An absence that is open counts as going on; one that begins on that day enters.

    Raises:
        PolicyMissing: `on` or the day after has no policy value in force.
    """
    today = on.toordinal()
    tomorrow = min(today + 1, FAR)
    found = regimes(policy, facts.bargaining_unit, facts.rank)
    before, after = (ledgers(facts, policy, day)[0] for day in (today, tomorrow))
    start = window_start(today, found.at(today).months)
    start_then = window_start(tomorrow, found.at(tomorrow).months)
    leaving = before.stretches(start, min(start_then - 1, today))
    entering = after.days.count(start_then, start - 1)
    if _covers(after, tomorrow):
        entering += after.days.count(max(start_then, tomorrow), tomorrow)
    return Tomorrow(
        date.fromordinal(tomorrow),
        leaving,
        sum(stretch.days for stretch in leaving),
        entering,
        _day(_next_leaving(before, Rolling(before.days, found), start)),
    )


def _covers(ledger: Ledger, day: int) -> bool:
    return any(first <= day <= last for first, last, _ in ledger.spells)


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
