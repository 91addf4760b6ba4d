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
from cases.rules.ledger import ledgers
from cases.rules.policy import PolicyTimeline
from cases.rules.projection import projection
from cases.rules.results import Usage, account_digest
from cases.rules.tomorrow import first_day_to_roll_off

__all__ = ["first_day_to_roll_off", "projection", "usage"]


def usage(facts: MemberFacts, policy: PolicyTimeline, on: date) -> Usage:
    """All accounts of a member as of the end of `on`, explained; days are calendar days.

    Raises:
        PolicyMissing: a day that has to be judged has no policy value in force.
    """
    day = on.toordinal()
    assumption = f"absent every day from {date.fromordinal(min(day + 1, FAR))}"
    accounts = []
    for ledger in ledgers(facts, policy, day):
        judge = non_iod_account if ledger.account == NON_IOD else iod_account
        account = judge(facts, policy, ledger, assumption)
        accounts.append(replace(account, digest=account_digest(facts.member, on, account)))
    return Usage(facts.member, on, tuple(accounts))
