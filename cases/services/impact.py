"""What an act would change, before it is saved: the act is done for real and taken back again.

So the preview cannot differ from the effect. Compared are the accounts of the member, the duty
status of every day, and what other rooms say depends on the facts: due dates and issued letters.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal

from django.db import transaction

from caseflow.canonical import digest_of
from caseflow.dates import words
from caseflow.refusals import RuleViolation
from cases.kinds import Account
from cases.rules.every_account import every_account
from cases.rules.facts import MemberFacts
from cases.rules.further import FurtherAccount, amount
from cases.rules.ledger import OWN_ACCOUNT
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.rules.results import AccountUsage
from cases.services.facts import facts_of, load_policy
from cases.services.projection import facts_version
from members.models import Member
from members.services.events import lock_member
from members.status import Stretch, beginnings, service_of

Value = int | Fraction | date | None
Kind = Literal["due_date", "letter"]


@dataclass(frozen=True, slots=True)
class Affected:
    """Something that depends on a member's facts, as it stands: a due date, or an issued letter
    that is wrong. `key` finds it again after the act; `says` is its date or what is wrong with
    it, in words; `label` and `url` name it for people."""

    kind: Kind
    key: str
    label: str
    says: str
    url: str = ""


Reader = Callable[[Member, date], Iterable[Affected]]
_readers: list[Reader] = []


def register_affected(reader: Reader) -> Reader:
    """Registers what another room has that depends on the facts: a function of the member and the
    day of the act, asked before and after it. A letter is listed only while it is wrong."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


@dataclass(frozen=True, slots=True)
class AccountMove:
    """One number or day of one account that moves. `unit` is days, weeks or day; None: it does not
    run out, or there is no such account."""

    account: str
    injury: str | None
    title: str
    what: str
    unit: str
    was: Value
    becomes: Value

    @property
    def was_words(self) -> str:
        return value_words(self.was, self.unit)

    @property
    def becomes_words(self) -> str:
        return value_words(self.becomes, self.unit)


@dataclass(frozen=True, slots=True)
class StatusMove:
    """Days whose duty status changes; `last_day` None goes on."""

    first_day: date
    last_day: date | None
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class AffectedMove:
    """A due date or a letter that changes; an empty text: it is not there."""

    kind: Kind
    key: str
    label: str
    url: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What one act moves as of `on`. `facts_version` is the version of the facts before it;
    `digest` names all of this, so that what is saved is what was seen."""

    member: str
    on: date
    facts_version: int
    accounts: tuple[AccountMove, ...]
    days: tuple[StatusMove, ...]
    due_dates: tuple[AffectedMove, ...]
    letters: tuple[AffectedMove, ...]
    digest: str

    @property
    def moves(self) -> bool:
        return bool(self.accounts or self.days or self.due_dates or self.letters)


class _TakenBack(Exception):
    """Takes back all that the act has written."""


def preview_act(*, member: Member, on: date, act: Callable[[], Any]) -> Impact:
    """Does `act`, looks at what it moves, and takes everything back.

    The act must find its rows itself (as services do), for what it is handed is not taken back.

    Raises:
        RuleViolation: what the act itself refuses, or a policy without a value on a day that
            would have to be judged.
    """
    impact: Impact | None = None
    try:
        with transaction.atomic():
            member = lock_member(member)
            policy, version = load_policy(), facts_version(member)
            before = _picture(member, policy, on)
            act()
            after = _picture(Member.objects.get(pk=member.pk), policy, on)
            impact = _compared(member.star_number, on, version, before, after)
            raise _TakenBack
    except _TakenBack:
        pass
    except PolicyMissing as missing:
        raise RuleViolation(str(missing)) from missing
    assert impact is not None  # or one of the refusals was raised
    return impact


def value_words(value: Value, unit: str) -> str:
    """`12 days`, `3 2/5 weeks`, `5 Mar 2026`, `none`."""
    if value is None:
        return "none"
    if isinstance(value, date):
        return words(value)
    if isinstance(value, Fraction) and value.denominator > 1:
        whole, rest = divmod(value.numerator, value.denominator)
        return f"{whole or ''} {rest}/{value.denominator} {unit}".strip()
    return f"{value} {unit if value != 1 else unit.removesuffix('s')}"


@dataclass(frozen=True, slots=True)
class _Picture:
    """How a member stands: every figure of every account, every day, everything that depends."""

    figures: dict[tuple[str, str | None, str], AccountMove]
    stretches: list[Stretch]
    affected: dict[tuple[Kind, str], Affected]


def _picture(member: Member, policy: PolicyTimeline, on: date) -> _Picture:
    facts = facts_of(member)
    figures = {
        (figure.account, figure.injury, figure.what): figure
        for account in every_account(facts, policy, on)
        for figure in _figures(account, facts, on)
    }
    service = service_of(member.appointed_on, member.separated_on, facts)
    affected = {(a.kind, a.key): a for reader in _readers for a in reader(member, on)}
    return _Picture(figures, beginnings(service), affected)


TITLES = {
    "limited_duty": "Limited duty",
    "ordinary_disability": "Ordinary disability",
    "fmla": "Family and medical leave",
}


def _figures(
    account: AccountUsage | FurtherAccount, facts: MemberFacts, on: date
) -> Iterator[AccountMove]:
    """The figures of an account, each as a move from nothing."""
    injury, end, last = None, "First day beyond it", None
    title, unit = TITLES.get(account.account, account.account), "days"
    if isinstance(account, FurtherAccount):
        unit, last = account.unit, account.first_day_over
    else:
        injury, last = account.injury, account.first_unpaid_day
        title = f"Paid days, injury {injury}" if injury else "Paid days, not on duty"
        end = "First unpaid day"
        if not _drawn(account, facts):
            end += f", if absent from {words(on + timedelta(1))} on"
    shown: tuple[tuple[str, str, Value], ...] = (
        ("Allowed", unit, account.limit),
        ("Used", unit, account.used),
        ("Left", unit, account.remaining),
        (end, "day", last),
    )
    for what, measure, value in shown:
        yield AccountMove(account.account, injury, title, what, measure, None, value)


def _drawn(account: AccountUsage, facts: MemberFacts) -> bool:
    """Whether an open absence draws the account."""
    return any(
        absence.last_day is None
        and absence.account == account.account
        and (
            account.account == Account.NON_IOD
            or account.injury in (absence.injury, f"{absence.injury}{OWN_ACCOUNT}{absence.case}")
        )
        for absence in facts.absences
    )


def _compared(member: str, on: date, version: int, before: _Picture, after: _Picture) -> Impact:
    accounts = tuple(_moved_figures(before, after))
    days = tuple(_moved_days(before.stretches, after.stretches))
    moved = tuple(_moved_things(before, after))
    content = {
        "member": member,
        "on": on,
        "facts_version": version,
        "accounts": [
            [m.account, m.injury, m.what, m.unit, _plain(m.was), _plain(m.becomes)]
            for m in accounts
        ],
        "days": [[m.first_day, m.last_day, m.was, m.becomes] for m in days],
        "affected": [[m.kind, m.key, m.label, m.was, m.becomes] for m in moved],
    }
    return Impact(
        member=member,
        on=on,
        facts_version=version,
        accounts=accounts,
        days=days,
        due_dates=tuple(m for m in moved if m.kind == "due_date"),
        letters=tuple(m for m in moved if m.kind == "letter"),
        digest=digest_of(content),
    )


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else amount(value)


def _moved_figures(before: _Picture, after: _Picture) -> Iterator[AccountMove]:
    for key in dict.fromkeys([*before.figures, *after.figures]):
        old, new = before.figures.get(key), after.figures.get(key)
        was, becomes = old.becomes if old else None, new.becomes if new else None
        shown = new or old
        if shown and was != becomes:
            yield AccountMove(
                shown.account, shown.injury, shown.title, shown.what, shown.unit, was, becomes
            )


def _moved_days(before: list[Stretch], after: list[Stretch]) -> Iterator[StatusMove]:
    """The days on which status, case or reason differ, in order; both lists begin on one day and
    leave no gap."""
    cuts = sorted({stretch.first_day for stretch in (*before, *after)})
    last: StatusMove | None = None
    for place, cut in enumerate(cuts):
        end = cuts[place + 1] - timedelta(1) if place + 1 < len(cuts) else None
        was, becomes = _status_words(before, cut), _status_words(after, cut)
        if was == becomes:
            continue
        if last and last.last_day == cut - timedelta(1) and (last.was, last.becomes) == (
            was, becomes,
        ):  # fmt: skip
            last = StatusMove(last.first_day, end, was, becomes)
            continue
        if last:
            yield last
        last = StatusMove(cut, end, was, becomes)
    if last:
        yield last


def _status_words(stretches: list[Stretch], day: date) -> str:
    for stretch in stretches:
        if stretch.first_day <= day <= stretch.last_day:
            return f"{stretch.words}, {stretch.case}" if stretch.case else stretch.words
    return ""


def _moved_things(before: _Picture, after: _Picture) -> Iterator[AffectedMove]:
    for key in dict.fromkeys([*before.affected, *after.affected]):
        old, new = before.affected.get(key), after.affected.get(key)
        was, becomes = old.says if old else "", new.says if new else ""
        shown = new or old
        if shown and was != becomes:
            yield AffectedMove(shown.kind, shown.key, shown.label, shown.url, was, becomes)
