"""What must be settled before a case closes. Every room registers its own items.

Closing a case with something open has cost members pay and records before; so what is open is
either settled first or waived by name, with a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from caseflow.dates import words
from cases.models import Case, Obligation
from cases.returning import open_requirements, releases, travels
from cases.standing import open_hold, pending_review, running_absence

Check = Callable[[Case, date], str | None]


@dataclass(frozen=True, slots=True)
class Item:
    """`check` gives the sentence of what is still open, or None when the item is met."""

    code: str
    label: str
    check: Check
    waivable: bool


@dataclass(frozen=True, slots=True)
class ItemState:
    item: Item
    open_because: str | None


_items: dict[str, Item] = {}


def register_item(code: str, label: str, check: Check, *, waivable: bool) -> None:
    """Adds an item to the closing checklist; two with one code is a programming error."""
    if code in _items:
        raise ValueError(f"The checklist has the item {code} already.")
    _items[code] = Item(code, label, check, waivable)


def checklist(case: Case, on: date) -> list[ItemState]:
    """Every item with what is still open on the day."""
    return [ItemState(item, item.check(case, on)) for item in _items.values()]


def unwaivable(case: Case, on: date) -> str | None:
    """The first thing open that no reason can waive; None when a case can be closed."""
    sentences = (item.check(case, on) for item in _items.values() if not item.waivable)
    return next((sentence for sentence in sentences if sentence), None)


def _last_day(case: Case, on: date) -> str | None:
    if running_absence(case) is None:
        return None
    return "The absence has no last day yet. Record the return first."


def _held(case: Case, on: date) -> str | None:
    return "The case is on hold. End the hold first." if open_hold(case) else None


def _documented(case: Case, on: date) -> str | None:
    noted = case.notes.filter(struck_at__isnull=True).exists()
    return None if noted else "No note says how the case ended."


def _reviewed(case: Case, on: date) -> str | None:
    if pending_review(case) is None:
        return None
    return "A review of the certification waits for its answer. Answer it first."


def _verified(case: Case, on: date) -> str | None:
    for release in releases(case):
        if release.verified_on is None:
            return f"The release of {words(release.returns_on)} is not verified by the unit."
    return None


def _met(case: Case, on: date) -> str | None:
    """A release after them has waived what was not met."""
    freed = max((release.returns_on for release in releases(case)), default=date.min)
    for row in open_requirements(case):
        if freed >= row.issued_on:
            continue
        return f"The requirements told on {words(row.issued_on)} are not met."
    return None


def _no_travel(case: Case, on: date) -> str | None:
    for travel in travels(case):
        if travel.refused_at is None and travel.last_day >= on:
            days = f"{words(travel.first_day)} to {words(travel.last_day)}"
            return f"Travel from {days} is asked for or permitted. Take it back if it is off."
    return None


def _nothing_left(case: Case, on: date) -> str | None:
    """What people entered themselves: things to do, and events from which time limits run. The
    rest follows from the case and falls away with it."""
    entered = Q(by_rule=False) | Q(subject__startswith="clock-")
    left = Obligation.objects.filter(entered, case=case).exclude(code="mention")
    row = left.open().order_by("due_on", "id").first()
    return f"Still to do: {row.what}, due on {words(row.due_on)}." if row else None


register_item("last_day", "The absence has its last day", _last_day, waivable=False)
register_item("hold", "The case is not on hold", _held, waivable=False)
register_item("review", "No review waits for its answer", _reviewed, waivable=False)
register_item("note", "A note is on file", _documented, waivable=True)
register_item("verified", "The unit has verified the release", _verified, waivable=True)
register_item("requirements", "What the return requires is met", _met, waivable=True)
register_item("to_do", "Nothing that was entered is left to do", _nothing_left, waivable=True)
register_item("travel", "No travel out of the state is open", _no_travel, waivable=True)
