"""What happened to an obligation, step by step, from the rows of its history."""

from collections.abc import Iterable
from typing import Any

from caseflow.dates import words
from cases.models import HoldEvent, ObligationState

FOLLOWS = "Follows from the facts"


def history_steps(rows: Iterable[Any], people: dict[int, str]) -> list[dict[str, Any]]:
    """A step for each row, the first one on top: who, when, what was different, why."""
    steps, before = [], None
    for row in rows:
        said = _created(row) if before is None else "; ".join(_changes(before, row, people))
        if said:
            by_rule = row.history_change_reason == FOLLOWS
            steps.append(
                {
                    "at": row.history_date,
                    "by": "" if by_rule and before is not None else str(row.history_user),
                    "what": said,
                    "why": _why(row),
                }
            )
        before = row
    return steps


def _created(row: Any) -> str:
    what = "Created" if row.by_rule else "Made by hand"
    return f"{what}, due on {words(row.due_on)}"


def _why(row: Any) -> str:
    reason = row.history_change_reason or ""
    if reason == FOLLOWS:
        return "follows from the facts of the case"
    return "" if reason in ("Done", "Undone", "Made by hand", "Resumed") else reason


def _changes(old: Any, new: Any, people: dict[int, str]) -> Iterable[str]:
    if old.state != new.state:
        yield ObligationState(new.state).label if new.state != "open" else "Open again"
    if old.due_on != new.due_on:
        whose = ", by hand" if new.moved_to else ""
        yield f"Moved from {words(old.due_on)} to {words(new.due_on)}{whose}"
    elif old.rule_due_on != new.rule_due_on:
        yield f"The rule's day is {words(new.rule_due_on)} now"
    if (old.held_until, old.held_for) != (new.held_until, new.held_for):
        yield _held(new)
    if old.handed_to_id != new.handed_to_id:
        yield (
            f"Handed to {people.get(new.handed_to_id, 'somebody')}"
            if new.handed_to_id
            else ("Back with who keeps the case")
        )
    elif old.responsible_id != new.responsible_id:
        yield f"Now with {people.get(new.responsible_id, 'nobody')}"
    if old.what != new.what:
        yield f"Called {new.what} now"


def _held(row: Any) -> str:
    if not row.held_reason:
        return "Hold ended"
    parts = [f"until {words(row.held_until)}"] if row.held_until else []
    parts += [f"until {HoldEvent(row.held_for).label}"] if row.held_for else []
    return f"On hold {', or '.join(parts)}"
