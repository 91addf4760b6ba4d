"""How many paid days a member has used, has left, and which day is the first unpaid one.

Pure arithmetic on facts and policy values (docs/entitlement.md; CBA 18.1 and 18.2).
The answer is as of the end of `on`, from the facts as known now: an open absence counts through
`on`, absences and credited days that begin later change nothing, and a recorded exception or
restored day after `on` does not count as absent in the forecast.

This module is the door to the entitlement rules; the others beside it are its workshop.
"""

from dataclasses import replace
from datetime import date

from cases.rules.accounts import iod_account, non_iod_account
from cases.rules.days import FAR
from cases.rules.facts import NON_IOD, MemberFacts
from cases.rules.ledger import Ledger, drafts_of, ledger_named, ledgers, names_of
from cases.rules.policy import PolicyTimeline
from cases.rules.projection import projection
from cases.rules.results import AccountUsage, Usage, account_digest
from cases.rules.tomorrow import first_day_to_roll_off

__all__ = ["first_day_to_roll_off", "one_account", "projection", "usage"]


def usage(facts: MemberFacts, policy: PolicyTimeline, on: date) -> Usage:
    """All accounts of a member as of the end of `on`, explained; days are calendar days.

    Raises:
        PolicyMissing: a day that has to be judged has no policy value in force.
    """
    found = ledgers(facts, policy, on.toordinal())
    return Usage(facts.member, on, tuple(_judged(facts, policy, on, each) for each in found))


def one_account(
    facts: MemberFacts, policy: PolicyTimeline, on: date, name: str
) -> tuple[AccountUsage | None, list[str]]:
    """The account of that name (`non_iod`, or the injury) as `usage` gives it, None where there is
    none; and the names of all accounts, in order. For who wants one of many.

    Raises:
        PolicyMissing: a day that has to be judged for it has no policy value in force.
    """
    day = on.toordinal()
    drafts = drafts_of(facts, policy, day)
    ledger = ledger_named(drafts, facts, day, name)
    account = None if ledger is None else _judged(facts, policy, on, ledger)
    return account, names_of(drafts, day)


def _judged(facts: MemberFacts, policy: PolicyTimeline, on: date, ledger: Ledger) -> AccountUsage:
    assumption = f"absent every day from {date.fromordinal(min(on.toordinal() + 1, FAR))}"
    judge = non_iod_account if ledger.account == NON_IOD else iod_account
    account = judge(facts, policy, ledger, assumption)
    return replace(account, digest=account_digest(facts.member, on, account))
