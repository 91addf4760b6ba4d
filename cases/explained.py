"""Paid days as pages show them: each account with its explanation, the same on every page.

The member page, the case page and the explanation take their numbers from here, and here they
come from `cases.rules.usage`, so that one digest stands behind one number wherever it is read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from django.urls import reverse

from caseflow.datewords import day as words
from cases.kinds import Account
from cases.models import Case
from cases.models.ledger import LedgerReason
from cases.rules.facts import AbsenceFact, MemberFacts
from cases.rules.policy import PolicyTimeline
from cases.rules.results import AccountUsage, Rule, Stretch, Tomorrow
from cases.rules.usage import first_day_to_roll_off, one_account, usage
from cases.services.facts import facts_of, load_policy
from members.models import Member

PAST_DAYS = 731
"""An injury without a counted day in so many days is folded away on the member page."""

_REASONS = dict(LedgerReason.choices)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of an explanation: days of a case, or days with the reason why they do not count."""

    first_day: date
    last_day: date | None
    days: int
    case: str = ""
    reason: str = ""
    source: str = ""


def line_words(lines: Iterable[Line]) -> list[dict[str, object]]:
    """Days of cases as the words of a row, for the `lines` component: an account may have
    hundreds."""
    base = reverse("cases:list")
    return [
        {
            "first": words(line.first_day),
            "last": words(line.last_day),
            "days": line.days,
            "case": line.case,
            "url": f"{base}{line.case}/",
        }
        for line in lines
    ]


@dataclass(frozen=True, slots=True)
class Other:
    """An account beside the one that is explained: its page and its name."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account as of the end of `on`, ready for a template; `limit`, `used`, `remaining` and
    `credited` are calendar days. `tomorrow` is empty for an injury, which has no window.
    `withheld_since`: since when the open absence is not certified, so that no day ahead counts."""

    account: str
    injury: str | None
    title: str
    on: date
    limit: int
    used: int
    remaining: int
    credited: int
    window: tuple[date, date] | None
    first_unpaid_day: date | None
    absent_from: date
    is_open: bool
    last_counted: date | None
    tomorrow: str
    next_leaving: date | None
    counted: tuple[Line, ...]
    not_counted: tuple[Line, ...]
    credits: tuple[Line, ...]
    rolled_off: tuple[Line, ...]
    rule: Rule
    digest: str
    how_url: str
    withheld_since: date | None = None

    @property
    def slug(self) -> str:
        """The account's place in an address: `non_iod` or the injury's label."""
        return account_slug(self.account, self.injury)

    @property
    def counted_rows(self) -> list[dict[str, object]]:
        return line_words(self.counted)

    @property
    def rolled_off_rows(self) -> list[dict[str, object]]:
        return line_words(self.rolled_off)

    @property
    def short_digest(self) -> str:
        return self.digest[:12]

    @property
    def bar(self) -> str:
        """What the bar says aloud."""
        return f"{self.used} of {self.limit} days used"

    @property
    def is_unpaid(self) -> bool:
        """Whether the first unpaid day has come."""
        return self.first_unpaid_day is not None and self.first_unpaid_day <= self.on

    @property
    def is_minor(self) -> bool:
        """An injury that nothing draws now: a line is enough."""
        return self.account == Account.IOD and not self.is_open

    @property
    def is_past(self) -> bool:
        """Long over: not drawn now, nor in the last two years."""
        if self.account == Account.NON_IOD or self.is_open:
            return False
        return self.last_counted is None or (self.on - self.last_counted).days > PAST_DAYS

    @property
    def not_counted_days(self) -> int:
        return sum(line.days for line in self.not_counted)

    @property
    def rolled_off_days(self) -> int:
        return sum(line.days for line in self.rolled_off)


def account_slug(account: str, injury: str | None) -> str:
    return injury or account


def account_views(
    member: Member,
    on: date,
    *,
    policy: PolicyTimeline | None = None,
    facts: MemberFacts | None = None,
) -> list[AccountView]:
    """Every account of the member as of the end of `on`: non-IOD first, then the injuries, those
    that an open absence draws before the others, the most recent before the older.

    Two queries for the facts and one for the policy, unless the caller has them already.

    Raises:
        PolicyMissing: a day that has to be judged has no policy value in force; its text is a
            sentence for people.
    """
    policy = policy or load_policy()
    facts = facts or facts_of(member)
    tomorrow = first_day_to_roll_off(facts, policy, on)
    base = usage_base(member)
    views = [
        _view(base, facts, account, on, tomorrow) for account in usage(facts, policy, on).accounts
    ]
    return [views[0], *sorted(views[1:], key=_most_recent_first)]


def account_beside_others(
    member: Member, slug: str, on: date, *, policy: PolicyTimeline, facts: MemberFacts
) -> tuple[AccountView | None, list[Other]]:
    """One account of paid days with its explanation, None where there is none of that name on the
    day, and the others by their names. The same numbers as `account_views`, without their pages.

    Raises:
        PolicyMissing: a day that has to be judged has no policy value in force.
    """
    account, names = one_account(facts, policy, on, slug)
    base = usage_base(member)
    others = [
        Other(f"{base}{quote(name)}/?on={on.isoformat()}", title_of(name))
        for name in names
        if name != slug
    ]
    if account is None:
        return None, others
    rolling = account.account == Account.NON_IOD
    tomorrow = first_day_to_roll_off(facts, policy, on) if rolling else None
    return _view(base, facts, account, on, tomorrow), others


def title_of(slug: str) -> str:
    """`Paid days, not on duty`, `Paid days, injury IOD-25-00291`."""
    return "Paid days, not on duty" if slug == Account.NON_IOD else f"Paid days, injury {slug}"


def account_for(
    case: Case, on: date, policy: PolicyTimeline, facts: MemberFacts | None = None
) -> AccountView | None:
    """The account that this case's absences draw, the others left out; None before its first
    day. The same numbers as `account_views`, for a page that shows one account."""
    facts = facts or facts_of(case.member)
    accounts = usage(facts, policy, on).accounts
    found = {account.injury: account for account in accounts}
    label = _label_now(case, facts, on)
    account = found.get(f"{label} / {case.reference}") or found.get(label)
    if account is None:
        return None
    return _view(usage_base(case.member), facts, account, on, None)


def _label_now(case: Case, facts: MemberFacts, on: date) -> str | None:
    """The injury that the case's latest days count to, recoded or not; None: not on duty."""
    days = [a for a in facts.absences if a.case == case.reference and a.first_day <= on]
    if days:
        return days[-1].injury
    return case.injury.injury_label if case.injury else None


@dataclass(frozen=True, slots=True)
class Recoded:
    """Days of a case that count elsewhere than its kind says; `last_day` None goes on."""

    first_day: date
    last_day: date | None
    where: str


def recoded_days(case: Case, facts: MemberFacts) -> list[Recoded]:
    """The days of the case that a recoding moved, in order."""
    own = (case.spec.account, case.injury.injury_label if case.injury else None)
    return [
        Recoded(a.first_day, a.last_day, f"injury {a.injury}" if a.injury else "not on duty")
        for a in facts.absences
        if a.case == case.reference and (a.account, a.injury) != own
    ]


def how_url(member: Member, slug: str, on: date | None = None) -> str:
    """The address of an account's explanation; with `on`, as of that day."""
    page = member.get_absolute_url().rstrip("/").rpartition("/")[2]
    url = reverse("members:usage", args=[page, slug])
    return f"{url}?on={on.isoformat()}" if on else url


def usage_base(member: Member) -> str:
    """What the addresses of a member's explanations begin with, for pages with many of them."""
    return how_url(member, Account.NON_IOD).removesuffix(f"{Account.NON_IOD}/")


def reason_words(reason: str) -> str:
    """Why days do not count, or were given back, in words; what is no code stands as it is."""
    return str(_REASONS.get(reason, reason))


def tomorrow_words(tomorrow: Tomorrow) -> str:
    """`1 day leaves the window, 1 enters`."""
    leaving, entering = tomorrow.leaving_days, tomorrow.entering_days
    if not leaving and not entering:
        return "Nothing leaves the window, nothing enters"
    leave = (
        f"{leaving} days leave" if leaving > 1 else ("1 day leaves" if leaving else "None leaves")
    )
    enter = f"{entering} enter" if entering > 1 else ("1 enters" if entering else "none enters")
    return f"{leave} the window, {enter}"


def _view(
    base: str, facts: MemberFacts, account: AccountUsage, on: date, tomorrow: Tomorrow | None
) -> AccountView:
    rolling = account.account == Account.NON_IOD
    slug = account_slug(account.account, account.injury)
    return AccountView(
        account=account.account,
        injury=account.injury,
        title=title_of(slug),
        on=on,
        limit=account.limit,
        used=account.used,
        remaining=account.remaining,
        credited=0 if rolling else sum(line.days for line in account.credits),
        window=account.window,
        first_unpaid_day=account.first_unpaid_day,
        absent_from=min(on, date.max - timedelta(1)) + timedelta(1),
        is_open=_is_open(facts, account, on),
        last_counted=account.counted[-1].last_day if account.counted else None,
        tomorrow=tomorrow_words(tomorrow) if rolling and tomorrow else "",
        next_leaving=tomorrow.next_leaving if rolling and tomorrow else None,
        counted=_stretches(account.counted),
        not_counted=tuple(
            Line(n.first_day, n.last_day, n.days, reason=reason_words(n.reason))
            for n in account.not_counted
        ),
        credits=tuple(
            Line(
                c.first_day,
                c.last_day,
                c.days,
                reason=reason_words(c.reason),
                source=c.source,
            )
            for c in account.credits
        ),
        rolled_off=_stretches(account.rolled_off or ()),
        rule=account.rule,
        digest=account.digest,
        how_url=f"{base}{quote(slug)}/?on={on.isoformat()}",
        withheld_since=_withheld_since(facts, account, on),
    )


def _withheld_since(facts: MemberFacts, account: AccountUsage, on: date) -> date | None:
    """The first day of a stretch without certification that goes on, on an absence of the account
    that goes on too."""
    if not facts.withheld:
        return None
    cases = {
        absence.case
        for absence in facts.absences
        if absence.last_day is None and _draws(absence, account)
    }
    since = [w.first_day for w in facts.withheld if w.last_day is None and w.case in cases]
    return min((day for day in since if day <= on), default=None)


def _draws(absence: AbsenceFact, account: AccountUsage) -> bool:
    return absence.account == account.account and account.injury in (
        absence.injury,
        f"{absence.injury} / {absence.case}",
    )


def _is_open(facts: MemberFacts, account: AccountUsage, on: date) -> bool:
    """Whether an absence of the account covers the day."""
    return any(
        absence.first_day <= on
        and (absence.last_day is None or absence.last_day >= on)
        and absence.account == account.account
        and (
            absence.injury == account.injury
            or f"{absence.injury} / {absence.case}" == account.injury
        )
        for absence in facts.absences
    )


def _stretches(stretches: Iterable[Stretch]) -> tuple[Line, ...]:
    return tuple(Line(s.first_day, s.last_day, s.days, case=s.case) for s in stretches)


def _most_recent_first(view: AccountView) -> tuple[bool, int, str]:
    last = view.last_counted.toordinal() if view.last_counted else 0
    return (not view.is_open, -last, view.injury or "")
