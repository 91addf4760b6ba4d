"""What happened to a member's record, in sentences: one table from a kind of event to its words.

A room registers the sentences of its acts here, as it does for a case in cases/timeline.py.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseflow.datewords import day as day_words
from caseflow.datewords import moment
from members.models import MemberEvent

Words = Callable[[dict[str, Any]], str]
SENTENCES: dict[str, Words] = {}


def register(kind: str, words: Words) -> None:
    """Adds the sentence of a kind, made of the event's data; two for one kind is a programming
    error."""
    if kind in SENTENCES:
        raise ValueError(f"There is a sentence for {kind} already.")
    SENTENCES[kind] = words


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history of a record, in words."""

    what: str
    reason: str
    recorded: str
    by: str


def lines(events: Iterable[MemberEvent]) -> list[Line]:
    """The lines for these events (with `by` loaded), in their order."""
    return [
        Line(_said(event), event.reason, moment(event.recorded_at), str(event.by))
        for event in events
    ]


def span_words(data: dict[str, Any], first: str = "first_day", last: str = "last_day") -> str:
    """The days of an event's data: `3 Mar 2026 to 5 Mar 2026`, `from 3 Mar 2026 on`."""
    begin, end = data.get(first), data.get(last)
    if not begin:
        return ""
    if not end:
        return f"from {day_words(date.fromisoformat(begin))} on"
    if begin == end:
        return day_words(date.fromisoformat(begin))
    return f"{day_words(date.fromisoformat(begin))} to {day_words(date.fromisoformat(end))}"


def _said(event: MemberEvent) -> str:
    words = SENTENCES.get(event.kind)
    return words(event.data) if words else event.kind.replace("_", " ").capitalize()


def _updated(data: dict[str, Any]) -> str:
    if "former_star" in data:
        return f"Star {data['former_star']} became star {data['star']}"
    changed = [name.replace("_", " ") for name in data.get("changed", [])]
    return f"Roster changed: {', '.join(changed)}" if changed else "Roster changed"


def _ended(data: dict[str, Any]) -> str:
    return f"Authorization {data.get('number')} ended ({data.get('about')})"


def _authorized(data: dict[str, Any]) -> str:
    return f"Authorization {data.get('number')} recorded ({data.get('about')})"


register("authorization_recorded", _authorized)
register("authorization_ended", _ended)
register("member_added", lambda data: "Entered in the roster")
register("member_updated", _updated)
