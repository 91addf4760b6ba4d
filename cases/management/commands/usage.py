"""`usage STAR [--on DATE] [--account NAME ...] [--json]`, `usage --all [--on DATE] --json`"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from caseflow.bulk import batches
from caseflow.dates import today, words
from cases.rules.every_account import FURTHER, every_account
from cases.rules.facts import ACCOUNTS, MemberFacts
from cases.rules.further import FurtherAccount, amount
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.rules.results import AccountUsage
from cases.services.facts import counted_members, facts_of, facts_of_many, load_policy
from members.models import Member
from members.services.stars import member_by_star

BATCH = 2000
NAMES = {
    "limited_duty": "Limited duty",
    "ordinary_disability": "Ordinary disability",
    "fmla": "Family and medical leave",
}
Account = AccountUsage | FurtherAccount


@dataclass(frozen=True, slots=True)
class Asked:
    """As of which day, by which policy, and which accounts (none: all)."""

    on: date
    policy: PolicyTimeline
    only: frozenset[str]

    def of(self, facts: MemberFacts) -> dict[str, Any]:
        """The contract's object of a member, its accounts not yet in JSON values."""
        found = every_account(facts, self.policy, self.on, self.only)
        return {"member": facts.member, "on": self.on.isoformat(), "accounts": found}


class Command(BaseCommand):
    help = "Paid days used and left, and the first unpaid day, with the explanation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("star", nargs="?", help="the member's star number")
        parser.add_argument("--all", action="store_true", help="every member, one JSON line each")
        parser.add_argument("--on", default="", help="as of the end of this day, YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--account",
            action="append",
            default=[],
            help=f"only this account: {', '.join((*ACCOUNTS, *FURTHER))}, or an injury's label; "
            "may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        on = _day(options["on"])
        if bool(options["star"]) == options["all"]:
            raise CommandError("Give a star number, or --all for every member.")
        if options["all"] and not options["json"]:
            raise CommandError("--all prints JSON, one line a member: add --json.")
        asked = Asked(on, load_policy(), frozenset(options["account"]))
        try:
            if options["all"]:
                for answer in _everyone(asked):
                    self.stdout.write(_line(answer))
                return
            answer = asked.of(facts_of(_member(options["star"], on)))
        except PolicyMissing as missing:
            raise CommandError(str(missing)) from missing
        if asked.only and not answer["accounts"]:
            raise CommandError(
                f"The member has no account {', '.join(sorted(asked.only))} on {words(on)}. Known "
                f"are {', '.join((*ACCOUNTS, *FURTHER))} and the labels of the member's injuries."
            )
        self.stdout.write(_line(answer) if options["json"] else _text(answer, on))


def _day(text: str) -> date:
    if not text:
        return today()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is not a day. Write it as 2026-03-05.") from None
    if not 1950 <= day.year <= 2150:
        raise CommandError(f"{text} is outside the years 1950 to 2150.")
    return day


def _member(star: str, on: date) -> Member:
    """The current holder of the star; without one, the last member who left with it, or the one
    whose former star it is."""
    member = member_by_star(star.strip(), on)
    if member is None:
        raise CommandError(f"No member has star {star}. `import_roster` brings members in.")
    return member


def _everyone(asked: Asked) -> Iterator[dict[str, Any]]:
    for batch in batches(counted_members(asked.on).iterator(chunk_size=BATCH), BATCH):
        yield from (asked.of(facts) for facts in facts_of_many(batch))


def _line(answer: dict[str, Any]) -> str:
    accounts = [account.as_dict() for account in answer["accounts"]]
    return json.dumps({**answer, "accounts": accounts}, ensure_ascii=False)


def _text(answer: dict[str, Any], on: date) -> str:
    lines = [f"Star {answer['member']}, as of the end of {words(on)}"]
    for account in answer["accounts"]:
        lines += ["", *_account_lines(account)]
    return "\n".join(lines)


def _account_lines(account: Account) -> Iterator[str]:
    yield from _paid(account) if isinstance(account, AccountUsage) else _further(account)
    for part in account.counted:
        days = f"{words(part.first_day)} to {words(part.last_day)}"
        yield f"  counted {part.days} days, {days}" + (f", case {part.case}" if part.case else "")
    for left_out in account.not_counted:
        days = f"{words(left_out.first_day)} to {words(left_out.last_day)}"
        yield f"  not counted {left_out.days} days, {days}: {left_out.reason}"
    yield f"  rule: {account.rule.text}"
    yield f"  digest {account.digest}"


def _paid(account: AccountUsage) -> Iterator[str]:
    yield f"Injury {account.injury}" if account.injury else "Not on duty"
    yield f"  used {account.used} of {account.limit} days, {account.remaining} left"
    unpaid = words(account.first_unpaid_day) if account.first_unpaid_day else "none"
    yield f"  first unpaid day {unpaid}, {account.assumption}"


def _further(account: FurtherAccount) -> Iterator[str]:
    yield NAMES[account.account]
    if account.limit is None:
        yield f"  used {amount(account.used)} {account.unit}, the cap is not known"
    else:
        used, limit, left = map(amount, (account.used, account.limit, account.remaining))
        yield f"  used {used} of {limit} {account.unit}, {left} left"
    if account.last_day:
        yield f"  last day covered {words(account.last_day)}, {account.assumption}"
    yield from (f"  {remark}" for remark in account.remarks)
