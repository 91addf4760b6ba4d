"""`usage STAR [--on DATE] [--json]`, `usage --all [--on DATE] --json`"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Exists, OuterRef, QuerySet

from caseflow.dates import today, words
from cases.models import Absence, LedgerEntry
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.rules.results import AccountUsage, Usage
from cases.rules.usage import usage
from cases.services.facts import facts_of, facts_of_many, load_policy
from members.models import Member
from members.services.stars import member_by_star

BATCH = 2000


class Command(BaseCommand):
    help = "Paid days used and left, and the first unpaid day, with the explanation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("star", nargs="?", help="the member's star number")
        parser.add_argument("--all", action="store_true", help="every member, one JSON line each")
        parser.add_argument("--on", default="", help="as of the end of this day, YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        on = _day(options["on"])
        if bool(options["star"]) == options["all"]:
            raise CommandError("Give a star number, or --all for every member.")
        if options["all"] and not options["json"]:
            raise CommandError("--all prints JSON, one line a member: add --json.")
        policy = load_policy()
        try:
            if options["all"]:
                for answer in _everyone(on, policy):
                    self.stdout.write(_line(answer))
                return
            answer = usage(facts_of(_member(options["star"], on)), policy, on)
        except PolicyMissing as missing:
            raise CommandError(str(missing)) from missing
        self.stdout.write(_line(answer) if options["json"] else _text(answer))


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


def counted_members(on: date) -> QuerySet[Member]:
    """Current members on the day, and anyone with an absence, exception or credit of any day."""
    own = {"member": OuterRef("pk")}
    with_rows = Exists(Absence.objects.filter(**own)) | Exists(LedgerEntry.objects.filter(**own))
    return (Member.objects.current(on) | Member.objects.filter(with_rows)).order_by("pk")


def _everyone(on: date, policy: PolicyTimeline) -> Iterator[Usage]:
    batch: list[Member] = []
    for member in counted_members(on).iterator(chunk_size=BATCH):
        batch.append(member)
        if len(batch) == BATCH:
            yield from (usage(facts, policy, on) for facts in facts_of_many(batch))
            batch = []
    yield from (usage(facts, policy, on) for facts in facts_of_many(batch))


def _line(answer: Usage) -> str:
    return json.dumps(answer.as_dict(), ensure_ascii=False)


def _text(answer: Usage) -> str:
    lines = [f"Star {answer.member}, as of the end of {words(answer.on)}"]
    for account in answer.accounts:
        lines += ["", *_account_lines(account)]
    return "\n".join(lines)


def _account_lines(account: AccountUsage) -> Iterator[str]:
    yield f"Injury {account.injury}" if account.injury else "Not on duty"
    yield f"  used {account.used} of {account.limit} days, {account.remaining} left"
    unpaid = words(account.first_unpaid_day) if account.first_unpaid_day else "none"
    yield f"  first unpaid day {unpaid}, {account.assumption}"
    for part in account.counted:
        days = f"{words(part.first_day)} to {words(part.last_day)}"
        yield f"  counted {part.days} days, {days}, case {part.case}"
    for left_out in account.not_counted:
        days = f"{words(left_out.first_day)} to {words(left_out.last_day)}"
        yield f"  not counted {left_out.days} days, {days}: {left_out.reason}"
    yield f"  rule: {account.rule.text}"
    yield f"  digest {account.digest}"
