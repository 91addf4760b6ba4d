"""One account of paid days in a letter's own values: what every letter that counts days says.

The figures and the digest are those of `usage`; no free text of a source gets through.
"""

from dataclasses import dataclass
from datetime import date

from caseflow.dates import words
from caseflow.refusals import RuleViolation
from cases.kinds import CaseKind
from cases.models import Case
from cases.rules.facts import IOD, AbsenceFact, MemberFacts
from cases.rules.ledger import drawn_account
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.rules.results import AccountUsage
from cases.rules.usage import usage

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

    A recurrence that has an allowance of its own, by policy, stands under its own case. Days that
    were moved to another account stand under the injury that they were moved to.
    """
    if account.account != IOD:
        return ""
    if account.injury != absence.injury:
        return case.reference
    root = case.injury
    if root is not None and root.injury_label == absence.injury:
        return root.reference
    found = Case.objects.get(
        member=case.member_id, kind=CaseKind.IOD, injury_label=absence.injury or ""
    )
    return found.reference
