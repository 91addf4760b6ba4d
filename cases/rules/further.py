"""The accounts beside the paid days: limited duty, ordinary disability, family and medical leave.

They explain themselves like those of `usage` and follow them in `usage --json`. None of them has a
first unpaid day; what they have is the last day that they still cover.
"""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from cases.rules.results import CreditLine, NotCounted, Rule, Stretch, digest_of

FurtherName = Literal["limited_duty", "ordinary_disability", "fmla"]
Amount = int | Fraction


@dataclass(frozen=True, slots=True)
class FurtherAccount:
    """One account as of the end of a day.

    `unit` says what `limit`, `used` and `remaining` are: calendar days, or work weeks as exact
    fractions. `limit` None is a cap that cannot be worked out, never the lack of one; `remaining`
    is None with it, and a remark says what is not known. `last_day` is the last day that the
    account covers under the assumption, `first_day_over` the first that it does not; both are None
    where nothing runs or nothing ends. `remarks` are sentences for people.
    """

    account: FurtherName
    unit: Literal["days", "weeks"]
    limit: Amount | None
    window: tuple[date, date] | None
    used: Amount
    remaining: Amount | None
    last_day: date | None
    first_day_over: date | None
    assumption: str
    counted: tuple[Stretch, ...]
    not_counted: tuple[NotCounted, ...]
    rule: Rule
    remarks: tuple[str, ...] = ()
    credits: tuple[CreditLine, ...] = ()
    digest: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The keys of every account of the contract, then those of its own; the digest last."""
        return {
            "account": self.account,
            "injury": None,
            "unit": self.unit,
            "limit": amount(self.limit),
            "window": None if self.window is None else [day.isoformat() for day in self.window],
            "used": amount(self.used),
            "remaining": amount(self.remaining),
            "first_unpaid_day": None,
            "last_day": _iso(self.last_day),
            "first_day_over": _iso(self.first_day_over),
            "assumption": self.assumption,
            "counted": [stretch.as_dict() for stretch in self.counted],
            "not_counted": [entry.as_dict() for entry in self.not_counted],
            "credits": [credit.as_dict() for credit in self.credits],
            "remarks": list(self.remarks),
            "rule": self.rule.as_dict(),
            "digest": self.digest,
        }


def amount(value: Amount | None) -> int | str | None:
    """As JSON has it: a whole number, or an exact fraction as text such as `23/5`."""
    if value is None or isinstance(value, int):
        return value
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def with_digest(member: str, on: date, account: FurtherAccount) -> FurtherAccount:
    """The account with its digest: sha256 of member, on and the account without it, as for the
    accounts of `usage`."""
    content = account.as_dict()
    del content["digest"]
    digest = digest_of({"member": member, "on": on.isoformat(), "account": content})
    return replace(account, digest=digest)
