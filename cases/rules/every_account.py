"""Every account of a member: the paid days first, then limited duty, ordinary disability, and
family and medical leave. What `usage --json`, the statement and the member page list."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Final

from cases.rules.disability import ordinary_disability_account
from cases.rules.facts import MemberFacts
from cases.rules.fmla import fmla_account
from cases.rules.further import FurtherAccount
from cases.rules.limited_duty import limited_duty_account
from cases.rules.policy import PolicyTimeline
from cases.rules.results import AccountUsage
from cases.rules.usage import usage

Further = Callable[[MemberFacts, PolicyTimeline, date], FurtherAccount]
FURTHER: Final[dict[str, Further]] = {
    "limited_duty": limited_duty_account,
    "ordinary_disability": ordinary_disability_account,
    "fmla": fmla_account,
}
"""By the account's name, in the order in which they are listed."""


def every_account(
    facts: MemberFacts, policy: PolicyTimeline, on: date, only: Collection[str] = ()
) -> list[AccountUsage | FurtherAccount]:
    """All accounts as of the end of `on`; `only` keeps those whose account or injury it names.

    Raises:
        PolicyMissing: a day that has to be judged has no policy value in force.
    """
    found: list[AccountUsage | FurtherAccount] = []
    if not only or set(only) - set(FURTHER):
        found += [
            account
            for account in usage(facts, policy, on).accounts
            if not only or account.account in only or account.injury in only
        ]
    found += [
        judge(facts, policy, on) for name, judge in FURTHER.items() if not only or name in only
    ]
    return found
