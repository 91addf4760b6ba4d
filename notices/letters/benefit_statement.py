"""A member's statement of medical benefits for a period (CBA 18.10: on written request, once in a
calendar year).

Every figure is that of `usage` as of the end of the period, with the digest that the same figures
carry on every screen. What a member was paid is not known here: payroll states it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from caseflow.canonical import canonical_json
from caseflow.dates import words
from caseflow.refusals import RuleViolation
from cases.kinds import Account as AccountCode
from cases.kinds import CaseKind
from cases.models import Case, LedgerEntry
from cases.models.ledger import LedgerKind
from cases.rules.facts import IOD, MemberFacts
from cases.rules.further import FurtherAccount
from cases.rules.ledger import OWN_ACCOUNT
from cases.rules.limited_duty import limited_duty_account
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.rules.results import AccountUsage
from cases.rules.usage import usage
from cases.services.facts import facts_of, load_policy
from members.models import Member
from notices.letters.count import REASONS, Days, GivenBack, count_of
from notices.letters.parts import (
    Letterhead,
    Occasion,
    Person,
    Recipient,
    letterhead,
    person,
    recipient,
)
from notices.models import Notice

CODE = "benefit_statement"
LIMITED = {
    "limited_iod": "limited duty, injury on duty",
    "limited_non_iod": "limited duty, not for an injury on duty",
    "limited_combat": "limited duty, injury in a combat zone",
}


class Channel(models.TextChoices):
    """How the member's written request came."""

    PAPER = "paper", "on paper"
    EMAIL = "email", "by e-mail"
    FAX = "fax", "by fax"
    DEPARTMENT_MAIL = "department_mail", "by department mail"


@dataclass(frozen=True, slots=True)
class Ask:
    """What the member asked for, when and how; both days are in the period."""

    first_day: date
    last_day: date
    requested_on: date
    channel: str


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account as of the end of the period. `limit`, `used` and `remaining` are calendar days;
    `window_first` is None where there is no window. `rule_text` and `digest` as on every screen."""

    title: str
    limit: int
    used: int
    remaining: int
    window_first: date | None
    rule_text: str
    rule_version: str
    digest: str


@dataclass(frozen=True, slots=True)
class BenefitStatement:
    """All that the statement may say. Rows hold the days within the period alone; `absences` are
    days on the roll, by case and account, whether they count or not."""

    letterhead: Letterhead
    recipient: Recipient
    as_of: date
    first_day: date
    last_day: date
    requested_on: date
    channel: str
    accounts: tuple[AccountLine, ...]
    absences: tuple[Days, ...]
    absent_days: int
    not_counted: tuple[Days, ...]
    given_back: tuple[GivenBack, ...]
    recoded: tuple[Days, ...]
    limited: tuple[Days, ...]
    sender: Person
    enclosures: tuple[str, ...] = ()


def build(occasion: Occasion) -> BenefitStatement:
    """The statement's values. Raises RuleViolation for what is missing or cannot be asked for."""
    member, ask = occasion.whose, occasion.ask
    check_ask(member, ask, occasion.on)
    to = recipient(member)
    return BenefitStatement(
        letterhead=letterhead(),
        recipient=to,
        as_of=occasion.on,
        first_day=ask.first_day,
        last_day=ask.last_day,
        requested_on=ask.requested_on,
        channel=Channel(ask.channel).label,
        **figures_of(member, ask),
        sender=person(occasion.by),
    )


def figures_of(member: Member, ask: Ask) -> dict[str, Any]:
    """The statement's figures by their names, of what is recorded now."""
    facts, policy = facts_of(member), load_policy()
    accounts, limited = accounts_of(facts, policy, ask.last_day)
    injuries = _injuries(member)
    lines = [_line(_title(account, injuries), account) for account in accounts]
    absences = tuple(_absences(facts, injuries, ask))
    return {
        "accounts": (*lines, _further(limited)) if limited.used else tuple(lines),
        "absences": absences,
        "absent_days": sum(row.days for row in absences),
        "not_counted": tuple(_not_counted(accounts, ask)),
        "given_back": tuple(_given_back(accounts, ask)),
        "recoded": tuple(_recoded(member, injuries, ask)),
        "limited": tuple(_limited(facts, ask)),
    }


WORDING = ("rule_text", "rule_version", "digest")
"""What may change of an account without a figure that does."""


def is_outdated(statement: Notice) -> bool:
    """Whether the figures of an issued statement are not those of what is recorded now.

    Raises RuleViolation where the policy has no value any more.
    """
    data = statement.data
    days = (date.fromisoformat(data[name]) for name in ("first_day", "last_day", "requested_on"))
    figures = figures_of(statement.member, Ask(*days, channel=""))
    now = json.loads(
        canonical_json(
            {
                name: [asdict(row) for row in value] if isinstance(value, tuple) else value
                for name, value in figures.items()
            }
        )
    )
    return any(_bare(now[name]) != _bare(data[name]) for name in figures)


def _bare(value: Any) -> Any:
    """Without what is wording alone."""
    if not isinstance(value, list):
        return value
    return [{name: v for name, v in row.items() if name not in WORDING} for row in value]


def check_ask(member: Member, ask: Ask, on: date) -> None:
    """Refuses days out of order or to come, and a second request in a calendar year."""
    if ask.last_day < ask.first_day:
        raise RuleViolation(
            "The last day of the period is before the first. Enter the days in order.",
            field="last_day",
        )
    if ask.last_day > on:
        raise RuleViolation(
            f"{words(ask.last_day)} has not come yet. The statement says what was used through "
            "the last day of its period: enter a day that is over.",
            field="last_day",
        )
    if ask.requested_on > on:
        raise RuleViolation(
            f"{words(ask.requested_on)} has not come yet. Enter the day of the member's request.",
            field="requested_on",
        )
    _check_appointed(member, ask)
    rows = Notice.objects.filter(
        member=member, code=CODE, data__requested_on__startswith=f"{ask.requested_on.year}-"
    ).exclude(data__requested_on=ask.requested_on.isoformat())
    if known := rows.order_by("-issued_at").first():
        asked = date.fromisoformat(known.data["requested_on"])
        raise RuleViolation(
            f"{known.number} answers a request of {words(asked)} already, and the agreement gives "
            "one statement in a calendar year (CBA 18.10). To correct that one, enter the day of "
            "its request.",
            field="requested_on",
        )


def _check_appointed(member: Member, ask: Ask) -> None:
    """Refuses a period or a request from before the member's time."""
    since = member.appointed_on
    early = (
        ("first_day", ask.first_day, "The period begins"),
        ("requested_on", ask.requested_on, "The request comes"),
    )
    for field, day, what in early:
        if day < since:
            raise RuleViolation(
                f"{what} on {words(day)}, before the member was appointed on {words(since)}. "
                "Enter a later day.",
                field=field,
            )


def former(occasion: Occasion) -> Notice | None:
    """The statement that answered the same request."""
    day = occasion.ask.requested_on.isoformat()
    rows = Notice.objects.filter(member=occasion.whose, code=CODE, data__requested_on=day)
    return rows.filter(superseded_by__isnull=True).first()


def accounts_of(
    facts: MemberFacts, policy: PolicyTimeline, on: date
) -> tuple[tuple[AccountUsage, ...], FurtherAccount]:
    """The paid days and the limited duty as of the end of the day."""
    try:
        return usage(facts, policy, on).accounts, limited_duty_account(facts, policy, on)
    except PolicyMissing as missing:
        raise RuleViolation(str(missing)) from missing


def _injuries(member: Member) -> dict[str, str]:
    """The injuries' cases by their labels: a label is free text, so none goes into a letter."""
    rows = Case.objects.filter(member=member, kind=CaseKind.IOD)
    return dict(rows.values_list("injury_label", "reference"))


def _title(account: AccountUsage, injuries: dict[str, str]) -> str:
    if account.account != IOD:
        return "Paid days, not on duty"
    label, _, own = (account.injury or "").partition(OWN_ACCOUNT)
    return f"Paid days, injury on duty {own or injuries[label]}"


def _line(title: str, account: AccountUsage) -> AccountLine:
    count = count_of(account)
    return AccountLine(
        title, count.limit, count.used, count.remaining, count.window_first, count.rule_text,
        count.rule_version, count.digest,
    )  # fmt: skip


def _further(account: FurtherAccount) -> AccountLine:
    assert isinstance(account.used, int)
    limit, remaining = int(account.limit or 0), int(account.remaining or 0)
    return AccountLine(
        "Limited duty, not for an injury, over the career", limit, account.used, remaining, None,
        account.rule.text, account.rule.version, account.digest,
    )  # fmt: skip


def _clipped(first: date, last: date | None, ask: Ask) -> tuple[date, date, int] | None:
    """The days that lie in the period: first, last and how many; None where none does."""
    first, last = max(first, ask.first_day), min(last or ask.last_day, ask.last_day)
    return (first, last, (last - first).days + 1) if first <= last else None


def _days(rows: Iterable[tuple[date, date | None, str, str]], ask: Ask) -> Iterator[Days]:
    for first, last, case, reason in rows:
        if span := _clipped(first, last, ask):
            yield Days(*span, case=case, reason=reason)


def _absences(facts: MemberFacts, injuries: dict[str, str], ask: Ask) -> Iterator[Days]:
    rows = (
        (a.first_day, a.last_day, a.case, _account_words(a.injury, injuries))
        for a in facts.absences
    )
    return _days(rows, ask)


def _account_words(injury: str | None, injuries: dict[str, str]) -> str:
    return f"injury on duty {injuries[injury]}" if injury else "not on duty"


def _not_counted(accounts: Iterable[AccountUsage], ask: Ask) -> Iterator[Days]:
    rows = (
        (n.first_day, n.last_day, "", REASONS.get(n.reason, n.reason))
        for account in accounts
        for n in account.not_counted
    )
    return _days(rows, ask)


def _given_back(accounts: Iterable[AccountUsage], ask: Ask) -> Iterator[GivenBack]:
    """Credits that take effect in the period, or whose days lie in it."""
    for account in accounts:
        for line in account.credits:
            if _clipped(line.first_day, line.last_day or line.first_day, ask):
                reason = REASONS.get(line.reason, line.reason)
                yield GivenBack(line.first_day, line.last_day, line.days, reason)


def _recoded(member: Member, injuries: dict[str, str], ask: Ask) -> Iterator[Days]:
    """Days moved to the other account; the reason says where they went."""
    rows = LedgerEntry.objects.standing().filter(
        Q(last_day__isnull=True) | Q(last_day__gte=ask.first_day),
        member=member,
        kind=LedgerKind.RECODE,
        first_day__lte=ask.last_day,
    )
    found = rows.order_by("first_day", "id").select_related("to_injury")
    return _days(((e.first_day, e.last_day, "", _whither(e, injuries)) for e in found), ask)


def _whither(entry: LedgerEntry, injuries: dict[str, str]) -> str:
    if entry.to_account == AccountCode.IOD and entry.to_injury:
        return f"to the injury on duty {entry.to_injury.reference}"
    return "to the days not on duty"


def _limited(facts: MemberFacts, ask: Ask) -> Iterator[Days]:
    rows = (
        (d.first_day, d.last_day, d.case, LIMITED[d.kind]) for d in facts.duty if d.kind in LIMITED
    )
    return _days(rows, ask)
