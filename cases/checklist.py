"""What must be settled before a case closes. Every room registers its own items.

Closing a case with something open has cost members pay and records before; so what is open is
either settled first or waived by name, with a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cases.models import Case
from cases.standing import open_hold, running_absence

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


register_item("last_day", "The absence has its last day", _last_day, waivable=False)
register_item("hold", "The case is not on hold", _held, waivable=False)
register_item("note", "A note is on file", _documented, waivable=True)
