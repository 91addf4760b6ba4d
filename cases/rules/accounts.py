"""One account as of the end of a day: the numbers, what was counted for them, and the rule."""

from datetime import date

from cases.rules.days import FIRST, window_start
from cases.rules.explain import iod_rule, non_iod_rule
from cases.rules.facts import IOD, NON_IOD, CreditFact, MemberFacts
from cases.rules.ledger import Ledger
from cases.rules.policy import PolicyRow, PolicyTimeline
from cases.rules.results import AccountUsage, CreditLine
from cases.rules.rolling import Rolling, regimes

IOD_PAY_DAYS = "iod_pay_days"


def non_iod_account(
    facts: MemberFacts, policy: PolicyTimeline, ledger: Ledger, assumption: str
) -> AccountUsage:
    """The rolling account (section 18.2), its digest still empty.

    Raises:
        PolicyMissing: `on`, or a day up to the first unpaid one, has no policy value in force.
    """
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
        first_unpaid_day=day_or_none(rolling.unpaid_as_of(on)),
        assumption=assumption,
        counted=ledger.stretches(start, on),
        not_counted=ledger.not_counted(start, on),
        credits=_restorations(facts, start, on),
        rolled_off=ledger.stretches(FIRST, start - 1),
        rule=non_iod_rule(policy, regime),
    )


def iod_account(
    facts: MemberFacts, policy: PolicyTimeline, ledger: Ledger, assumption: str
) -> AccountUsage:
    """The account of one injury (section 18.1), its digest still empty.

    Raises:
        PolicyMissing: the injury's first day has no policy value in force.
    """
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
        first_unpaid_day=day_or_none(ledger.days.nth(limit + 1)),
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


def day_or_none(ordinal: int | None) -> date | None:
    """An ordinal as a day."""
    return None if ordinal is None else date.fromordinal(ordinal)
