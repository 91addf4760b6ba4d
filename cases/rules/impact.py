"""Which days a change of policy moves: two timelines, the same facts, the same day.

Of the paid accounts it is the first unpaid day, of the others (limited duty, ordinary disability,
family and medical leave) the first day that they do not cover.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.rules.accounts import IOD_PAY_DAYS, day_or_none, iod_allowance, iod_credits
from cases.rules.every_account import FURTHER
from cases.rules.facts import IOD, NON_IOD, MemberFacts
from cases.rules.ledger import RECURRENCE_DRAWS_PARENT, drawn_account, ledgers
from cases.rules.policy_timeline import PolicyTimeline
from cases.rules.rolling import PAY_DAYS, WINDOW_MONTHS, Rolling, regimes

PAY_KEYS: Final = (PAY_DAYS, WINDOW_MONTHS, IOD_PAY_DAYS, RECURRENCE_DRAWS_PARENT)
"""The keys on which the first unpaid day of an account depends."""

_FURTHER_PREFIX: Final = {
    "limited_duty_": "limited_duty",
    "ordinary_disability_": "ordinary_disability",
    "fmla_": "fmla",
}
_ON_DUTY_KINDS: Final = {
    "limited_duty": ("limited_non_iod", "limited_combat"),
    "ordinary_disability": ("disability_ordinary",),
}

AccountKey = tuple[str, str | None]
"""The name of an account, and the injury of an IOD account."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One account of a member whose day a change moves. None: the days never run out, or there is
    no such account (`recurrence_draws_parent`). `running` says that an open absence, or an open
    spell of limited duty or leave, draws it now, with its `case`; otherwise the days tell what
    would come if the member fell ill."""

    account: str
    injury: str | None
    was: date | None
    becomes: date | None
    running: bool = False
    case: str = ""

    @property
    def paid(self) -> bool:
        """Whether it is the first unpaid day of a paid account."""
        return self.account in (NON_IOD, IOD)


def accounts_of_key(key: str) -> tuple[str, ...]:
    """The accounts whose days depend on a policy key; none for the other keys."""
    if key in PAY_KEYS:
        return (NON_IOD, IOD)
    return tuple(name for prefix, name in _FURTHER_PREFIX.items() if key.startswith(prefix))


def first_unpaid_days(
    facts: MemberFacts, policy: PolicyTimeline, on: date
) -> dict[AccountKey, date | None]:
    """The first unpaid day of every account as `usage` gives it, without the explanation.

    Raises:
        PolicyMissing: a day that has to be judged has no policy value in force.
    """
    day = on.toordinal()
    found: dict[AccountKey, date | None] = {}
    for ledger in ledgers(facts, policy, day):
        if ledger.account == NON_IOD:
            rolling = Rolling(ledger.days, regimes(policy, facts.bargaining_unit, facts.rank))
            rolling.regimes.at(day)
            unpaid = rolling.unpaid_as_of(day)
        else:
            limit = int(iod_allowance(facts, policy, ledger).value)  # type: ignore[arg-type]
            limit += sum(c.days or 0 for c in iod_credits(facts, ledger.injury, day))
            unpaid = ledger.days.nth(limit + 1)
        found[ledger.account, ledger.injury] = day_or_none(unpaid)
    return found


def moved(
    facts: MemberFacts, before: PolicyTimeline, after: PolicyTimeline, on: date, key: str
) -> Iterator[Moved]:
    """The accounts whose day differs under a change of `key`, as of the end of `on`.

    Raises:
        PolicyMissing: a day that has to be judged has no policy value in force.
    """
    names = accounts_of_key(key)
    if not names:
        return
    was, becomes = (_days(facts, policy, on, names[0]) for policy in (before, after))
    if was == becomes:
        return
    running = _running(facts, after, on, names[0])
    for which in sorted({*was, *becomes}, key=lambda k: (k[0] == IOD, k[1] or "")):
        if was.get(which) != becomes.get(which):
            case = running.get(which)
            yield Moved(*which, was.get(which), becomes.get(which), case is not None, case or "")


def _days(
    facts: MemberFacts, policy: PolicyTimeline, on: date, name: str
) -> dict[AccountKey, date | None]:
    """The day of each account by its own rule; of members without any rows, who share one answer
    for the paid days, found once."""
    if name in FURTHER:
        return {(name, None): FURTHER[name](facts, policy, on).first_day_over}
    if facts.absences or facts.exceptions or facts.credits or facts.withheld:
        return first_unpaid_days(facts, policy, on)
    asked = ("first unpaid without rows", facts.bargaining_unit, facts.rank, on)
    found: dict[AccountKey, date | None] | None = policy.memo.get(asked)
    if found is None:
        found = policy.memo[asked] = first_unpaid_days(facts, policy, on)
    return found


def _running(
    facts: MemberFacts, policy: PolicyTimeline, on: date, name: str
) -> dict[AccountKey, str]:
    """The accounts that are drawn on the day, with the case of what draws them."""
    absences = [a for a in facts.absences if a.last_day is None and a.first_day <= on]
    if name not in FURTHER:
        return {(a.account, drawn_account(a, facts, policy)[0]): a.case for a in absences}
    cases = [absence.case for absence in absences]
    if name in _ON_DUTY_KINDS:
        cases = [
            spell.case
            for spell in facts.duty
            if spell.kind in _ON_DUTY_KINDS[name]
            and spell.first_day <= on <= (spell.last_day or on)
        ]
    return {(name, None): cases[0]} if cases else {}
