"""The accounts beside the paid days as pages show them: limited duty, ordinary disability, FMLA.

The numbers are those of `cases.rules.every_account`, so that page, statement and command agree by
their digests (docs/entitlement.md).
"""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from caseflow.datewords import day as words
from cases.explained import Line, how_url, reason_words
from cases.rules.every_account import FURTHER
from cases.rules.facts import MemberFacts
from cases.rules.further import Amount, FurtherAccount
from cases.rules.policy import PolicyTimeline
from cases.rules.results import Rule
from members.models import Member

TITLES: Final = {
    "limited_duty": "Limited duty, not for an injury on duty",
    "ordinary_disability": "Ordinary disability",
    "fmla": "Family and medical leave",
}
_NOT_KNOWN: Final = "limit not known"
_ISO: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@dataclass(frozen=True, slots=True)
class FurtherView:
    """One account as of the end of `on`, ready for a template. `limit`, `used` and `remaining` are
    words without their unit (`3 2/5`), the amounts the numbers behind them, for a bar."""

    account: str
    title: str
    on: date
    unit: str
    limit: str
    used: str
    remaining: str
    is_used: bool
    amount_used: float
    amount_limit: float | None
    window: tuple[date, date] | None
    last_day: date | None
    first_day_over: date | None
    assumption: str
    counted: tuple[Line, ...]
    not_counted: tuple[Line, ...]
    credits: tuple[Line, ...]
    remarks: tuple[str, ...]
    rule: Rule
    digest: str
    how_url: str

    @property
    def slug(self) -> str:
        return self.account

    @property
    def short_digest(self) -> str:
        return self.digest[:12]

    @property
    def of_limit(self) -> str:
        """`of 12 weeks`, or that the limit is not known."""
        return f"of {self.limit} {self.unit}" if self.amount_limit is not None else _NOT_KNOWN

    @property
    def bar(self) -> str:
        """What the bar says aloud."""
        return f"{self.used} {self.of_limit} used"

    @property
    def is_over(self) -> bool:
        """Whether the first day beyond the limit has come."""
        return self.first_day_over is not None and self.first_day_over <= self.on

    @property
    def days_counted(self) -> int:
        return sum(line.days for line in self.counted)

    @property
    def days_not_counted(self) -> int:
        return sum(line.days for line in self.not_counted)


def further_views(
    member: Member, on: date, policy: PolicyTimeline, facts: MemberFacts
) -> list[FurtherView]:
    """Every further account as of the end of `on`; asks the database nothing.

    Raises:
        PolicyMissing: a day that has to be judged has no policy value in force.
    """
    return [further_view(member, name, on, policy, facts) for name in FURTHER]


def further_view(
    member: Member, name: str, on: date, policy: PolicyTimeline, facts: MemberFacts
) -> FurtherView:
    """One of them, by its name in `FURTHER`."""
    return _view(member, FURTHER[name](facts, policy, on), on)


def amount_words(value: Amount | None) -> str:
    """`3 2/5`, `12`, `2/5`; nothing for None."""
    if value is None:
        return ""
    whole, rest = divmod(Fraction(value), 1)
    if not rest:
        return str(whole)
    return f"{whole} {rest}" if whole else str(rest)


def _view(member: Member, account: FurtherAccount, on: date) -> FurtherView:
    return FurtherView(
        account=account.account,
        title=TITLES[account.account],
        on=on,
        unit=account.unit,
        limit=amount_words(account.limit),
        used=amount_words(account.used),
        remaining=amount_words(account.remaining),
        is_used=bool(account.used or account.not_counted),
        amount_used=float(account.used),
        amount_limit=None if account.limit is None else float(account.limit),
        window=account.window,
        last_day=account.last_day,
        first_day_over=account.first_day_over,
        assumption=_plain_days(account.assumption),
        counted=tuple(Line(c.first_day, c.last_day, c.days, case=c.case) for c in account.counted),
        not_counted=tuple(
            Line(n.first_day, n.last_day, n.days, reason=reason_words(n.reason))
            for n in account.not_counted
        ),
        credits=tuple(
            Line(c.first_day, c.last_day, c.days, reason=reason_words(c.reason), source=c.source)
            for c in account.credits
        ),
        remarks=tuple(_plain_days(remark) for remark in account.remarks),
        rule=account.rule,
        digest=account.digest,
        how_url=how_url(member, account.account, on),
    )


def _plain_days(text: str) -> str:
    """The sentence with its days as people write them: `2026-03-05` as `5 Mar 2026`."""
    return _ISO.sub(lambda found: words(date.fromisoformat(found[0])), text)
