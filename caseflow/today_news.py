"""What Today says in a sentence: what has changed since yesterday, what can still be undone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from caseflow.coverage import Coverage
from caseflow.dates import local_day, start_of
from caseflow.datewords import clock
from caseflow.models import User
from caseflow.prepared import Prepared
from cases.answering import in_front_of
from cases.models import Obligation, ObligationState
from cases.models.obligation import ObligationQuerySet
from cases.services.obligation_acts import (
    DONE,
    HANDED,
    HELD,
    MADE,
    MOVED,
    RESUMED,
    UNDO,
    undoable,
)
from cases.work_rows import kind_label
from members.models import hidden_members

NAMED = 2
MOST = 200
UNDO_LINES = 3
VERBS = {
    DONE: "done", MOVED: "moved", HELD: "put on hold", RESUMED: "taken off hold",
    HANDED: "handed over", MADE: "made",
}  # fmt: skip


def since_yesterday(instant: datetime) -> datetime:
    """The beginning of yesterday, from which changes are told."""
    return start_of(local_day(instant) - timedelta(days=1))


def _changes(rows: ObligationQuerySet, since: datetime, on: date) -> Any:
    rows = rows.filter(
        changed_at__gte=since,
        changed_how__in=("moved", "created", "withdrawn"),
        opens_on__lte=on,
    )
    columns = ("changed_how", "state", "code", "member__last_name", "due_on")
    return rows.order_by("-changed_at", "pk").values_list(*columns)[: MOST + 1]


_own_changes = Prepared(
    lambda me, since, on: _changes(Obligation.objects.of([me]), since, on),
    me=int, since=datetime, on=date,
)  # fmt: skip
_acts = Prepared(
    lambda me, since: undoable(me, since + UNDO).values_list(
        "batch", "kind", "at", "obligation__what", "obligation__member__last_name"
    )[:MOST],
    me=int, since=datetime,
)  # fmt: skip


def changes_words(user: User, coverage: Coverage, instant: datetime) -> str:
    """`3 due dates moved (provider note ends for Diaz to 2 Apr, ...), 2 new, 1 fell away`; empty
    when nothing has changed."""
    values = {"since": since_yesterday(instant), "on": local_day(instant)}
    if hidden_members(user) or len(coverage.people(user)) > 1:
        found = list(_changes(in_front_of(user, coverage), **values))
    else:
        found = _own_changes.rows(me=user.pk, **values)
    if len(found) > MOST:
        return f"more than {MOST} due dates are new or moved"
    is_open = [row for row in found if row[1] == ObligationState.OPEN]
    moved = [row for row in is_open if row[0] == "moved"]
    new = sum(row[0] == "created" for row in is_open)
    gone = sum(row[0] == "withdrawn" for row in found)
    parts = [_moved_words(moved)] if moved else []
    parts += [f"{new} new"] if new else []
    parts += [f"{gone} fell away"] if gone else []
    return ", ".join(parts)


def _moved_words(moved: list[tuple[str, ...]]) -> str:
    named = [
        f"{kind_label(code).lower()} for {last} to {due_on.day} {due_on:%b}"  # type: ignore[attr-defined]
        for _, _, code, last, due_on in moved[:NAMED]
    ]
    rest = ["and others"] if len(moved) > NAMED else []
    dates = "due date" if len(moved) == 1 else "due dates"
    return f"{len(moved)} {dates} moved ({', '.join([*named, *rest])})"


@dataclass(frozen=True, slots=True)
class UndoLine:
    """One act, on one or several, that the person can still take back."""

    batch: str
    words: str
    back: str


def undo_lines(user: User, instant: datetime, back: str) -> list[UndoLine]:
    """The last acts of the person, the newest first; one query."""
    batches: dict[str, list[tuple[str, datetime, str, str]]] = {}
    for batch, *act in _acts.rows(me=user.pk, since=instant - UNDO):
        batches.setdefault(batch, []).append(tuple(act))
    return [
        UndoLine(batch, _undo_words(acts), back)
        for batch, acts in list(batches.items())[:UNDO_LINES]
    ]


def _undo_words(acts: list[tuple[str, datetime, str, str]]) -> str:
    kind, at, what, last = acts[0]
    verb = VERBS.get(kind, kind)
    if len(acts) > 1:
        return f"{len(acts)} {verb} at {clock(at)}"
    return f"{what} ({last}): {verb} at {clock(at)}"
