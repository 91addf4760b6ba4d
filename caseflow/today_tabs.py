"""What each tab of Today holds: said once, for the rows, for their number, for the download.

Where no record is hidden from the person and no filter is in force (nearly every morning of nearly
everybody), the rows of a tab are a statement that is written once in a process.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from caseflow.prepared import Prepared
from cases.models import Obligation, ObligationState
from cases.models.obligation import ObligationQuerySet
from cases.work_rows import DONE_ORDER, ORDER, rows_in_order

DONE_DAYS = 30
SHOWN = 500


def _done(rows: ObligationQuerySet, done_after: date) -> ObligationQuerySet:
    return rows.filter(state=ObligationState.DONE, settled_on__gt=done_after)


DUE_TABS: dict[str, tuple[Callable[..., ObligationQuerySet], tuple[str, ...]]] = {
    "overdue": (ObligationQuerySet.overdue, ("on", "now")),
    "today": (ObligationQuerySet.due_today, ("on", "now")),
    "coming": (ObligationQuerySet.coming, ("on",)),
    "waiting": (ObligationQuerySet.waiting, ("on", "now")),
    "done": (_done, ("done_after",)),
}
"""The tabs of obligations: their condition, and what it depends on."""
KINDS: dict[str, type] = {"on": date, "now": datetime, "done_after": date}


def moments(on: date, instant: datetime) -> dict[str, Any]:
    return {"on": on, "now": instant, "done_after": on - timedelta(days=DONE_DAYS)}


def tab_rows(tab: str, rows: ObligationQuerySet, values: dict[str, Any]) -> ObligationQuerySet:
    """Those of the rows that stand in the tab; `values` are `moments`."""
    condition, names = DUE_TABS[tab]
    return condition(rows, **{name: values[name] for name in names})


def shown_rows(tab: str, rows: ObligationQuerySet) -> Any:
    """The first of a tab's rows, in its order, as tuples."""
    return rows_in_order(rows, DONE_ORDER if tab == "done" else ORDER)[:SHOWN]


@cache
def _shown(tab: str, number: int) -> Prepared:
    def build(**values: Any) -> Any:
        people = [values.pop(name) for name in _places(number)]
        return shown_rows(tab, tab_rows(tab, Obligation.objects.of(people), values))

    kinds = {name: KINDS[name] for name in DUE_TABS[tab][1]}
    return Prepared(build, **dict.fromkeys(_places(number), int), **kinds)


def plain_rows(tab: str, people: list[int], values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The same as `shown_rows`, for these people, written once."""
    given = {name: values[name] for name in DUE_TABS[tab][1]}
    return _shown(tab, len(people)).rows(
        **given, **dict(zip(_places(len(people)), people, strict=True))
    )


@cache
def _places(number: int) -> tuple[str, ...]:
    return tuple(f"person_{place}" for place in range(number))
