"""What the page of a case shows, as plain values: for now, and, inside `known_at`, for then.

One function for both: what a page of the past shows is what this gave on the day. Nothing here asks
for the time, and nothing offers an act; the view adds those to today's page.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from caseflow.dates import local_day
from caseflow.models import User
from cases.casepage.beside import load_beside
from cases.casepage.rows import page_case
from cases.certified_lines import certified_context
from cases.explained import account_for, recoded_days
from cases.models import Case
from cases.policy import note_late_after
from cases.returning_lines import returning_context
from cases.roll_entries import load_roll_entries
from cases.rules.facts import MemberFacts
from cases.rules.policy import PolicyMissing, PolicyTimeline
from cases.services.facts import facts_of, load_policy
from cases.standing import absences, open_hold
from cases.timeline import entries, newest, told
from cases.timeline_filters import GROUPS, PAGE, Wanted, read_wanted, wanted_events
from cases.timeline_html import lines_html
from notices.panels import case_letters


class Reader:
    """Nobody who could do anything: a page of the past is only read."""

    pk = None
    capabilities: frozenset[Any] = frozenset()

    def can(self, capability: Any) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Seen:
    """As whom and as of when a case is looked at. Of the past nothing can be done."""

    user: User
    instant: datetime
    past: bool = False

    @property
    def on(self) -> date:
        return local_day(self.instant)

    @property
    def doer(self) -> Any:
        return Reader() if self.past else self.user


def case_context(reference: str, seen: Seen) -> dict[str, Any]:
    """The facts of the case as of the instant. The case exists, and the person may see it."""
    case = page_case(reference, seen.on)
    if case is None:
        raise LookupError(reference)
    on, policy, facts = seen.on, load_policy(), facts_of(case.member)
    load_roll_entries(case)
    beside = load_beside(case, on)
    drawn = account_context(case, on, policy, facts)
    unpaid = unpaid_day(drawn)
    return {
        "case": case,
        "case_url": case.get_absolute_url(),
        "member": case.member,
        "on": on,
        "now": seen.instant,
        "policy": policy,
        "since": case.assigned_since,  # type: ignore[attr-defined]
        "hold": open_hold(case),
        "absence": next(iter(absences(case)), None),
        "beside": beside,
        "report": beside.report,
        **drawn,
        **case_letters(case, seen.doer, unpaid=unpaid, policy=policy, on=on),
        **certified_context(case, seen.doer, facts, on, policy, unpaid),
        **returning_context(case, seen.doer, on),
    }


def account_context(
    case: Case, on: date, policy: PolicyTimeline, facts: MemberFacts
) -> dict[str, Any]:
    """The account that the case draws; or, where the policy has a gap, the sentence that says so:
    the rest of the page must not depend on it."""
    try:
        account = account_for(case, on, policy, facts)
        return {"account": account, "recoded": recoded_days(case, facts)}
    except PolicyMissing as missing:
        return {"account_refused": str(missing)}


def unpaid_day(context: dict[str, Any]) -> date | None:
    """The first unpaid day of the account that `account_context` found."""
    account = context.get("account")
    return account.first_unpaid_day if account else None


def timeline_context(context: dict[str, Any], asked: QueryDict) -> dict[str, Any]:
    """A page of the timeline of the case in `context`, newest first, as the address asks for."""
    case, people = context["case"], dict(context["beside"].people)
    wanted = read_wanted(asked, people)
    rows = wanted_events(case, wanted)
    start = (wanted.page - 1) * PAGE
    if wanted.is_filtered or start:
        found = told(rows[start : start + PAGE])
    else:
        found = newest(case, PAGE, milestones=wanted.milestones)
    total = total_of(case, wanted, rows, start + len(found) if len(found) < PAGE else None)
    lines = entries(found, late_after=note_late_after(context["on"], context["policy"]))
    return {
        "timeline": lines,
        "timeline_html": lines_html(lines, context["case_url"]),
        "wanted": wanted,
        "shown_words": shown_words(start, len(found), total),
        "newer": wanted.address(page=wanted.page - 1) if wanted.page > 1 else "",
        "older": wanted.address(page=wanted.page + 1) if start + len(found) < total else "",
        "densities": (
            ("Milestones", wanted.address(milestones=True), wanted.milestones),
            ("Everything", wanted.address(milestones=False), not wanted.milestones),
        ),
        "kinds": [(code, label, code in wanted.groups) for code, (label, _) in GROUPS.items()],
        "people": [(key, name, key == wanted.person) for key, name in context["beside"].people],
        "chips": chips(wanted, people),
    }


def total_of(case: Case, wanted: Wanted, rows: Any, last: int | None) -> int:
    """How many lines there are: of a case's every event its last number, no need to count."""
    if last is not None and last > (wanted.page - 1) * PAGE:
        return last
    if not wanted.is_filtered and not wanted.milestones:
        return case.last_sequence or 0  # type: ignore[attr-defined]
    return int(rows.count())


def shown_words(start: int, shown: int, total: int) -> str:
    """`Showing 100 of 512`, on a later page `Showing 101 to 200 of 512`."""
    if not shown:
        return f"Nothing to show of {total:,}" if total else "Nothing to show"
    if not start:
        return f"Showing {shown:,} of {total:,}"
    return f"Showing {start + 1:,} to {start + shown:,} of {total:,}"


def chips(wanted: Wanted, people: dict[int, str]) -> list[dict[str, str]]:
    """The filters in force, each with the address without it."""
    found = []
    for group in wanted.groups:
        others = tuple(other for other in wanted.groups if other != group)
        found.append({"label": GROUPS[group][0], "url": wanted.address(groups=others)})
    if wanted.person:
        found.append({"label": f"By {people[wanted.person]}", "url": wanted.address(person=0)})
    if wanted.words:
        found.append({"label": f"Says {wanted.words}", "url": wanted.address(words="")})
    return found
