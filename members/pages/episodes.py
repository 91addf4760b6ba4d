"""The table of episodes: each stretch of the ribbon with its note, its account, what is withheld.

Pure: stretches, gaps, accounts and periods in, words out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html

from caseflow.dates import words
from cases.explained import AccountView, Line
from cases.explained_further import FurtherView
from cases.rules.facts import WithheldFact
from members.pages.coverage import DOCUMENTED, Gap, gaps_within
from members.pages.ribbon import Mark
from members.status import Stretch


class Counted(NamedTuple):
    """Consecutive days that count in an account, by the account's name."""

    account: str
    first_day: date
    last_day: date


def counted_days(accounts: Iterable[AccountView], further: Iterable[FurtherView]) -> list[Counted]:
    """Every counted day of the accounts of paid days and of limited duty."""
    found = []
    for account in accounts:
        name = f"injury {account.injury}" if account.injury else "not on duty"
        found += [_part(name, line) for line in (*account.rolled_off, *account.counted)]
    for view in further:
        if view.account == "limited_duty":
            found += [_part("limited duty", line) for line in view.counted]
    return found


def _part(name: str, line: Line) -> Counted:
    return Counted(name, line.first_day, line.last_day or line.first_day)


@dataclass(frozen=True, slots=True)
class Episode:
    """One row of the table, in words; `documentation` and the two after it may be empty."""

    stretch: Stretch
    documentation: str
    is_covered: bool
    counted: str
    withheld: str


def episodes(
    found: Iterable[Stretch],
    gaps: Sequence[Gap],
    counted: Sequence[Counted],
    withheld: Sequence[WithheldFact],
) -> list[Episode]:
    """The stretches as rows, in the order given."""
    rows = []
    for stretch in found:
        needs_note = stretch.status.code in DOCUMENTED
        missing = gaps_within(gaps, stretch.first_day, stretch.last_day) if needs_note else []
        rows.append(
            Episode(
                stretch,
                _documentation(stretch, missing) if needs_note else "",
                not missing,
                _counted(stretch, counted) if needs_note else "",
                _withheld(stretch, withheld) if needs_note else "",
            )
        )
    return rows


def episode_words(rows: Iterable[Episode]) -> list[dict[str, object]]:
    """The table's rows in words, for the `lines` component."""
    base = reverse("cases:list")
    return [
        {
            "status": row.stretch.words,
            "case": _case(base, row.stretch.case),
            "withheld": _sub(f"certification withheld {row.withheld}" if row.withheld else ""),
            "first": words(row.stretch.first_day),
            "last": words(row.stretch.last_day),
            "days": row.stretch.days,
            "note": row.documentation,
            "counted": row.counted,
        }
        for row in rows
    ]


def gap_words(gaps: Iterable[Gap]) -> list[dict[str, object]]:
    return [
        {"first": words(gap.first_day), "last": words(gap.last_day), "days": gap.days}
        for gap in gaps
    ]


def mark_words(marks: Iterable[Mark]) -> list[dict[str, object]]:
    return [
        {"day": words(mark.day), "url": mark.url, "title": mark.title, "case": mark.case}
        for mark in marks
    ]


def _case(base: str, case: str) -> str:
    if not case:
        return ""
    link = '<span class="sub"><a class="nowrap" href="{}{}/">{}</a></span>'
    return format_html(link, base, case, case)


def _sub(said: str) -> str:
    return format_html('<span class="sub">{}</span>', said) if said else ""


def days_words(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def span_words(first: date, last: date) -> str:
    """`3 Feb 2026 to 9 Feb 2026`, or the one day."""
    return words(first) if first == last else f"{words(first)} to {words(last)}"


def _documentation(stretch: Stretch, missing: list[Gap]) -> str:
    if not missing:
        return "covered"
    total = sum(gap.days for gap in missing)
    if total == stretch.days:
        return "no note"
    return f"no note for {days_words(total)}"


def _counted(stretch: Stretch, counted: Iterable[Counted]) -> str:
    totals: dict[str, int] = {}
    for part in counted:
        first, last = max(part.first_day, stretch.first_day), min(part.last_day, stretch.last_day)
        if first <= last:
            totals[part.account] = totals.get(part.account, 0) + (last - first).days + 1
    return "; ".join(f"{account}, {days_words(days)}" for account, days in totals.items()) or "none"


def _withheld(stretch: Stretch, withheld: Iterable[WithheldFact]) -> str:
    found = []
    for period in withheld:
        first = max(period.first_day, stretch.first_day)
        last = min(period.last_day or date.max, stretch.last_day)
        if period.case == stretch.case and first <= last:
            found.append(span_words(first, last))
    return ", ".join(found)
