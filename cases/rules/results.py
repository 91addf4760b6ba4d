"""What the entitlement arithmetic answers: frozen values that carry their own explanation.

`as_dict` of each gives the JSON of the usage contract, days in ISO form.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from cases.rules.facts import NON_IOD, Account


def canonical_json(value: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8 with letters as they are. Only JSON values, days as text."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def digest_of(value: Any) -> str:
    """sha256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule behind a number: arithmetic and policy values, as text, version and source.

    `verified` is False when one of its policy values is; the text then says so too.
    """

    id: str
    version: str
    text: str
    source: str
    verified: bool

    def as_dict(self) -> dict[str, str]:
        """The contract's four keys."""
        return {"id": self.id, "version": self.version, "text": self.text, "source": self.source}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive days of one absence spell; `days` calendar days, both ends included."""

    case: str
    first_day: date
    last_day: date
    days: int

    def as_dict(self) -> dict[str, Any]:
        """The contract's entry of `counted`."""
        return {
            "case": self.case,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "days": self.days,
        }


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Days that an absence of the account covers and that do not count, with the reason."""

    first_day: date
    last_day: date
    days: int
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """The contract's entry of `not_counted`."""
        return {
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "days": self.days,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class CreditLine:
    """Days given back: added to an allowance (`last_day` None) or restored, first to last day."""

    first_day: date
    last_day: date | None
    days: int
    reason: str
    source: str

    def as_dict(self) -> dict[str, Any]:
        """One entry of `credits`."""
        return {
            "first_day": self.first_day.isoformat(),
            "last_day": _iso(self.last_day),
            "days": self.days,
            "reason": self.reason,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class AccountUsage:
    """One account as of the end of a day.

    `limit`, `used` and `remaining` are calendar days; `window` is None for IOD;
    `first_unpaid_day` is None only when the policy never lets the account run out.
    `rolled_off` are counted days that have left the window (None for IOD, which has none).
    """

    account: Account
    injury: str | None
    limit: int
    window: tuple[date, date] | None
    used: int
    remaining: int
    first_unpaid_day: date | None
    assumption: str
    counted: tuple[Stretch, ...]
    not_counted: tuple[NotCounted, ...]
    credits: tuple[CreditLine, ...]
    rolled_off: tuple[Stretch, ...] | None
    rule: Rule
    digest: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The contract's object of an account, its digest last."""
        window = self.window
        answer: dict[str, Any] = {
            "account": self.account,
            "injury": self.injury,
            "limit": self.limit,
            "window": None if window is None else [day.isoformat() for day in window],
            "used": self.used,
            "remaining": self.remaining,
            "first_unpaid_day": _iso(self.first_unpaid_day),
            "assumption": self.assumption,
            "counted": [stretch.as_dict() for stretch in self.counted],
            "not_counted": [entry.as_dict() for entry in self.not_counted],
            "credits": [credit.as_dict() for credit in self.credits],
        }
        if self.rolled_off is not None:
            answer["rolled_off"] = [stretch.as_dict() for stretch in self.rolled_off]
        answer["rule"] = self.rule.as_dict()
        answer["digest"] = self.digest
        return answer


def account_digest(member: str, on: date, account: AccountUsage) -> str:
    """The digest of an account: sha256 of the canonical JSON of member, on and account.

    Of the object {"member": ..., "on": ..., "account": {every key of the account but digest}}.
    It depends on facts, policy and day alone, not on who looks.
    """
    content = account.as_dict()
    del content["digest"]
    return digest_of({"member": member, "on": on.isoformat(), "account": content})


@dataclass(frozen=True, slots=True)
class Usage:
    """All accounts of a member as of the end of `on`: non-IOD first, then the injuries by date."""

    member: str
    on: date
    accounts: tuple[AccountUsage, ...]

    def account(self, account: Account = NON_IOD, injury: str | None = None) -> AccountUsage | None:
        """One account; None when there is none (an injury without an absence begun by `on`)."""
        wanted = (account, injury)
        return next((a for a in self.accounts if (a.account, a.injury) == wanted), None)

    def as_dict(self) -> dict[str, Any]:
        """The contract's usage JSON object."""
        return {
            "member": self.member,
            "on": self.on.isoformat(),
            "accounts": [account.as_dict() for account in self.accounts],
        }


@dataclass(frozen=True, slots=True)
class Tomorrow:
    """What the next day changes in the non-IOD window, should nobody record anything.

    `leaving` days drop out at the back, `entering` days come in at the front, so that
    used(on) - leaving + entering = used(day). `next_leaving` is the first day after `on` on which
    a counted day has left the window, None when the window of `on` holds none.
    """

    day: date
    leaving: tuple[Stretch, ...]
    leaving_days: int
    entering_days: int
    next_leaving: date | None


@dataclass(frozen=True, slots=True)
class ProjectionRow:
    """The first unpaid day of the account that an open absence draws (for `limited_duty`, the first
    day beyond the cap), and for which days it holds.

    For every day from `valid_from` to `valid_to` (None: for good) `usage` on that day gives this
    limit and this first unpaid day, as long as facts and policy stay as they are.
    """

    account: Account | Literal["limited_duty"]
    injury: str | None
    case: str
    valid_from: date
    valid_to: date | None
    first_unpaid_day: date | None
    limit: int
    digest: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The row in JSON values, its digest last."""
        return {
            "account": self.account,
            "injury": self.injury,
            "case": self.case,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": _iso(self.valid_to),
            "first_unpaid_day": _iso(self.first_unpaid_day),
            "limit": self.limit,
            "digest": self.digest,
        }
