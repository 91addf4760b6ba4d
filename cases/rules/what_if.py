"""What would be: a scenario changes the facts or the policy, and the same functions answer.

Nothing here computes paid days; it makes the facts as they would be, and asks `usage`. A scenario
is asked as of the end of `on`, or, where it lets the member return, as of the last day before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cases.rules.facts import (
    IOD,
    NON_IOD,
    AbsenceFact,
    Account,
    ExceptionFact,
    MemberFacts,
    RecodeFact,
)
from cases.rules.ledger import WITHHELD
from cases.rules.policy import PolicyRow, PolicyTimeline
from cases.rules.policy_change import planned
from cases.rules.recoding import recoded
from cases.rules.results import AccountUsage
from cases.rules.usage import usage

WEEK = 7
DENIED = "denied"
_DAY = timedelta(1)


class ScenarioRefused(ValueError):
    """The scenario contradicts the facts; `field` is the input that is wrong, the text a
    sentence for people."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Scenario:
    """What might happen to the open absence; everything is optional.

    `returns_on` is the first day of duty. `surgery_on` with `surgery_weeks` keeps the member away
    for so many weeks from that day. `decision` is the label of an injury (the open absence is a
    recurrence of it, and accepted) or `denied` (its days count as not on duty), from
    `decision_from` on, by default from the absence's first day. Furlough is both ends included.
    `rule` is a policy value as it would be approved.
    """

    label: str
    returns_on: date | None = None
    surgery_on: date | None = None
    surgery_weeks: int = 0
    decision: str = ""
    decision_from: date | None = None
    furlough_from: date | None = None
    furlough_to: date | None = None
    rule: PolicyRow | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is changed: the facts as they stand."""
        return replace(self, label="") == Scenario("")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The accounts as of the end of `on` under the scenario. `returns_on` is the day back, of the
    scenario or of the surgery's end; `drawn` is the place of the account that the open absence
    draws, None without an open one; `unpaid_days` are days before the return beyond the paid
    ones. `withheld_since`: since when the open absence is not certified, without an end;
    `withheld_days` are its days without certification."""

    scenario: Scenario
    on: date
    returns_on: date | None
    accounts: tuple[AccountUsage, ...]
    drawn: int | None
    unpaid_days: int
    withheld_since: date | None = None
    withheld_days: int = 0

    @property
    def account(self) -> AccountUsage | None:
        return None if self.drawn is None else self.accounts[self.drawn]


def outcome(scenario: Scenario, facts: MemberFacts, policy: PolicyTimeline, on: date) -> Outcome:
    """What `usage` would answer if the scenario were recorded.

    Raises:
        ScenarioRefused: the scenario contradicts the facts or itself.
        PolicyMissing: a day that has to be judged would have no policy value in force.
    """
    open_one = open_absence(facts, on)
    back = _day_back(scenario, open_one, on)
    after = with_scenario(scenario, facts, open_one, back)
    rules = with_rule(scenario, policy)
    asked = on if back is None else max(on, back - _DAY)
    accounts = usage(after, rules, asked).accounts
    drawn = _drawn(after, open_one, accounts)
    if open_one is None or drawn is None:
        return Outcome(scenario, asked, back, accounts, drawn, 0)
    return Outcome(
        scenario, asked, back, accounts, drawn,
        unpaid_days=_unpaid_before(accounts[drawn], asked) if back else 0,
        withheld_since=_withheld_since(after, open_one.case, asked),
        withheld_days=_withheld_days(after, open_one.case, accounts[drawn]),
    )  # fmt: skip


def open_absence(facts: MemberFacts, on: date) -> AbsenceFact | None:
    """The piece of an open absence that goes on, if it has begun by `on`."""
    found = [a for a in facts.absences if a.last_day is None and a.first_day <= on]
    return found[0] if found else None


def with_scenario(
    scenario: Scenario, facts: MemberFacts, open_one: AbsenceFact | None, back: date | None
) -> MemberFacts:
    """The facts as they would be."""
    absences: Iterable[AbsenceFact] = facts.absences
    if scenario.decision:
        absences = _decided(scenario, facts, open_one)
    if back:
        absences = [_ended(absence, back - _DAY) for absence in absences]
    exceptions = facts.exceptions
    if scenario.furlough_from or scenario.furlough_to:
        exceptions = (*exceptions, _furlough(scenario, absences))
    return replace(facts, absences=tuple(absences), exceptions=exceptions)


def with_rule(scenario: Scenario, policy: PolicyTimeline) -> PolicyTimeline:
    """The policy with the scenario's value in force, the one that it follows ended."""
    if scenario.rule is None:
        return policy
    plan = planned(scenario.rule, policy.rows)
    if plan.refused:
        raise ScenarioRefused(plan.refused, "rule_from")
    return PolicyTimeline(plan.after)


def _day_back(scenario: Scenario, open_one: AbsenceFact | None, on: date) -> date | None:
    if scenario.surgery_on or scenario.surgery_weeks:
        if scenario.returns_on:
            raise ScenarioRefused(
                "Give either a day of return or a surgery with its weeks, not both.", "returns_on"
            )
        if not scenario.surgery_on or scenario.surgery_weeks < 1:
            raise ScenarioRefused(
                "A surgery needs its day and how many weeks the member is away.", "surgery_on"
            )
    back = scenario.returns_on
    field = "returns_on"
    if scenario.surgery_on:
        back = _after_weeks(scenario.surgery_on, scenario.surgery_weeks)
        field = "surgery_on"
    if back is None:
        return None
    if open_one is None:
        raise ScenarioRefused("The member is not on the medical roll; there is no return.", field)
    if back <= max(open_one.first_day, on):
        raise ScenarioRefused("The day of return is not ahead. Enter a later one.", field)
    return back


def _after_weeks(day: date, weeks: int) -> date:
    try:
        return day + timedelta(days=WEEK * weeks)
    except OverflowError:
        raise ScenarioRefused(
            "The weeks after that day go beyond the calendar. Enter an earlier day.", "surgery_on"
        ) from None


def _ended(absence: AbsenceFact, last_day: date) -> AbsenceFact:
    return absence if absence.last_day else replace(absence, last_day=last_day)


def _decided(
    scenario: Scenario, facts: MemberFacts, open_one: AbsenceFact | None
) -> tuple[AbsenceFact, ...]:
    if open_one is None:
        raise ScenarioRefused("Only an open absence can be decided about.", "decision")
    first = scenario.decision_from or open_one.first_day
    if first < open_one.first_day:
        raise ScenarioRefused(
            "The decision cannot reach back before the open absence began.", "decision_from"
        )
    denied = scenario.decision == DENIED
    account: Account = NON_IOD if denied else IOD
    injury = None if denied else scenario.decision
    return recoded(facts.absences, [RecodeFact(first, None, account, injury)])


def _furlough(scenario: Scenario, absences: Iterable[AbsenceFact]) -> ExceptionFact:
    first, last = scenario.furlough_from, scenario.furlough_to
    if not first or not last:
        raise ScenarioRefused("A furlough needs its first and its last day.", "furlough_from")
    if last < first:
        raise ScenarioRefused("The furlough ends before it begins.", "furlough_to")
    covered = sum(
        max(0, (min(a.last_day or date.max, last) - max(a.first_day, first)).days + 1)
        for a in absences
    )
    if covered < (last - first).days + 1:
        raise ScenarioRefused(
            "The member is not on the medical roll on all of these days; a furlough takes days "
            "off the roll. Choose days of an absence.",
            "furlough_from",
        )
    return ExceptionFact(first, last, "furlough")


def _drawn(
    facts: MemberFacts, open_one: AbsenceFact | None, accounts: tuple[AccountUsage, ...]
) -> int | None:
    """The place of the account that the open absence draws at its end."""
    if open_one is None:
        return None
    piece = max((a for a in facts.absences if a.case == open_one.case), key=lambda a: a.first_day)
    for place, account in enumerate(accounts):
        own = account.injury == f"{piece.injury} / {piece.case}"
        if account.account == piece.account and (own or account.injury == piece.injury):
            return place
    return None


def _unpaid_before(account: AccountUsage, asked: date) -> int:
    """Days of the running absence from the first unpaid one through `asked`, those included that
    have left the window by then."""
    unpaid = account.first_unpaid_day
    if unpaid is None or unpaid > asked:
        return 0
    return sum(
        max(0, (part.last_day - max(part.first_day, unpaid)).days + 1)
        for part in (*account.counted, *(account.rolled_off or ()))
        if part.last_day >= unpaid
    )


def _withheld_since(facts: MemberFacts, case: str, asked: date) -> date | None:
    """The first day of a stretch without certification that goes on."""
    since = [w.first_day for w in facts.withheld if w.case == case and w.last_day is None]
    return min((day for day in since if day <= asked), default=None)


def _withheld_days(facts: MemberFacts, case: str, account: AccountUsage) -> int:
    """Days of the case that the account does not count for want of a certification."""
    begins = min(a.first_day for a in facts.absences if a.case == case)
    return sum(
        part.days
        for part in account.not_counted
        if part.reason == WITHHELD and part.first_day >= begins
    )
