"""What Today says in a sentence: what has changed since yesterday, what can still be undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from caseflow.coverage import Coverage
from caseflow.dates import local_day, start_of
from caseflow.datewords import clock
from caseflow.models import User
from cases.answering import in_front_of
from cases.models import ObligationState
from cases.services.obligation_acts import DONE, HANDED, HELD, MADE, MOVED, RESUMED, undoable
from cases.work_rows import kind_label

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


def changes_words(user: User, coverage: Coverage, instant: datetime) -> str:
    """`3 due dates moved (provider note ends for Diaz to 2 Apr, ...), 2 new, 1 fell away`; empty
    when nothing has changed."""
    rows = in_front_of(user, coverage).filter(
        changed_at__gte=since_yesterday(instant),
        changed_how__in=("moved", "created", "withdrawn"),
        opens_on__lte=local_day(instant),
    )
    columns = ("changed_how", "state", "code", "member__last_name", "due_on")
    found = list(rows.order_by("-changed_at", "pk").values_list(*columns)[: MOST + 1])
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
    columns = ("batch", "kind", "at", "obligation__what", "obligation__member__last_name")
    for batch, *act in undoable(user, instant).values_list(*columns)[:MOST]:
        batches.setdefault(batch, []).append(tuple(act))  # type: ignore[arg-type]
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
