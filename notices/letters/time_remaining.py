"""Time remaining on the medical roll: used, left, the first unpaid day, and how it was computed.

One letter shows the account that its case draws (CBA 18.1, MCC 2-84-480: one allowance an injury;
CBA 18.2, E03-01-02 II.E: the rolling allowance for all else), with the digest that the same
figures carry on every screen.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from caseflow.dates import words
from caseflow.refusals import RuleViolation
from cases.models import Case
from cases.rules.days import month_length
from cases.rules.facts import IOD, AbsenceFact, MemberFacts
from cases.rules.ledger import drawn_account
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.rules.results import AccountUsage
from cases.rules.usage import usage
from cases.services.facts import facts_of, load_policy
from members.ranks import Rank
from notices.letters.parts import (
    Letterhead,
    Occasion,
    Person,
    Recipient,
    letterhead,
    person,
    recipient,
)

# Counsel of the Lodge: begin the pension application two months before the paid days end.
APPLY_MONTHS_BEFORE = 2

# E03-01-03 II: limited duty is for members below lieutenant.
LIMITED_DUTY_RANKS = (Rank.PROBATIONARY, Rank.OFFICER, Rank.DETECTIVE, Rank.SERGEANT)

# Reasons in the letter's words. A code that is not here reads as itself; none may name a nature.
REASONS = {
    "furlough": "furlough",
    "suspension": "suspension",
    "recurrence_wrongly_denied": "recurrence denied at first, later certified",
    "treatment_delay": "delay in approving treatment",
    "psychological_restoration": "restored under section 9.4 of the agreement",
    "recoded": "moved to the other account",
}


@dataclass(frozen=True, slots=True)
class Days:
    """Consecutive days, both ends included. `case` is empty where they belong to none."""

    first_day: date
    last_day: date
    days: int
    case: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GivenBack:
    """`last_day` None: days added to an injury's allowance from `first_day` on."""

    first_day: date
    last_day: date | None
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Count:
    """One account as of the end of the letter's day, with what stands behind the figures.

    `window_first` is None for an injury, which has no window; `first_unpaid_day` only where the
    policy never lets the days run out. The digest is that of the account in `usage`.
    """

    limit: int
    used: int
    remaining: int
    window_first: date | None
    first_unpaid_day: date | None
    counted: tuple[Days, ...]
    not_counted: tuple[Days, ...]
    given_back: tuple[GivenBack, ...]
    rule_text: str
    rule_version: str
    digest: str


@dataclass(frozen=True, slots=True)
class TimeRemaining:
    """All that the letter may say; counts are calendar days.

    `injury` is the reference of the case whose allowance is drawn, empty when it is the rolling
    one. `unpaid_already`: the first unpaid day is `as_of` or earlier. `apply_by` is None where
    there is no first unpaid day, `apply_at_once` says that it is past.
    """

    letterhead: Letterhead
    recipient: Recipient
    case: str
    as_of: date
    absent_from: date
    on_roll: bool
    injury: str
    fop_agreement: bool
    count: Count
    unpaid_already: bool
    apply_by: date | None
    apply_at_once: bool
    limited_duty: bool
    coordinator: Person
    sender: Person
    enclosures: tuple[str, ...] = ()


def build(occasion: Occasion) -> TimeRemaining:
    """The letter's values as of the end of the occasion's day.

    Raises RuleViolation for what is missing: an address, a telephone, an absence, a policy value.
    """
    case, on, member = occasion.case, occasion.on, occasion.case.member
    to = recipient(member)
    facts = facts_of(member)
    absence = absence_of(case, facts, on)
    account = account_of(absence, facts, load_policy(), on)
    unpaid = account.first_unpaid_day
    apply_by = months_before(unpaid, APPLY_MONTHS_BEFORE) if unpaid else None
    return TimeRemaining(
        letterhead=letterhead(),
        recipient=to,
        case=case.reference,
        as_of=on,
        absent_from=on + timedelta(days=1),
        on_roll=absence.last_day is None or absence.last_day >= on,
        injury=injury_of(case, absence, account),
        fop_agreement=member.bargaining_unit.startswith("FOP"),
        count=count_of(account),
        unpaid_already=bool(unpaid and unpaid <= on),
        apply_by=apply_by,
        apply_at_once=bool(apply_by and apply_by <= on),
        limited_duty=member.rank in LIMITED_DUTY_RANKS,
        coordinator=person(case.owner or occasion.by),
        sender=person(occasion.by),
    )


def count_of(account: AccountUsage) -> Count:
    """The account in the letter's own values: no free text of a source gets through."""
    return Count(
        limit=account.limit,
        used=account.used,
        remaining=account.remaining,
        window_first=account.window[0] if account.window else None,
        first_unpaid_day=account.first_unpaid_day,
        counted=tuple(Days(s.first_day, s.last_day, s.days, s.case) for s in account.counted),
        not_counted=tuple(
            Days(n.first_day, n.last_day, n.days, reason=REASONS.get(n.reason, n.reason))
            for n in account.not_counted
        ),
        given_back=tuple(
            GivenBack(c.first_day, c.last_day, c.days, REASONS.get(c.reason, c.reason))
            for c in account.credits
        ),
        rule_text=account.rule.text,
        rule_version=account.rule.version,
        digest=account.digest,
    )


def absence_of(case: Case, facts: MemberFacts, on: date) -> AbsenceFact:
    """The case's latest absence that has begun. Raises RuleViolation when there is none."""
    mine = [absence for absence in facts.absences if absence.case == case.reference]
    begun = [absence for absence in mine if absence.first_day <= on]
    if begun:
        return begun[-1]
    if mine:
        raise RuleViolation(
            f"The absence of {case.reference} begins on {words(mine[0].first_day)}. The letter "
            "counts days through its own date, so it can be made from that day on."
        )
    raise RuleViolation(
        f"{case.reference} holds no absence, so there are no days to count. Enter its first day on "
        "the case, then open the preview again."
    )


def account_of(
    absence: AbsenceFact, facts: MemberFacts, policy: PolicyTimeline, on: date
) -> AccountUsage:
    """The account that the absence draws. Raises RuleViolation when a policy value is missing."""
    try:
        injury = drawn_account(absence, facts, policy)[0]
        account = usage(facts, policy, on).account(absence.account, injury)
    except PolicyMissing as missing:
        raise RuleViolation(str(missing)) from missing
    assert account is not None, "an absence that has begun draws an account"
    return account


def injury_of(case: Case, absence: AbsenceFact, account: AccountUsage) -> str:
    """The case under which the injury stands: labels are free text, so none goes into a letter.

    A recurrence that has an allowance of its own, by policy, stands under its own case.
    """
    if account.account != IOD:
        return ""
    own = account.injury != absence.injury
    return case.reference if own or case.injury is None else case.injury.reference


def months_before(day: date, months: int) -> date:
    """The same date so many months earlier, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))
