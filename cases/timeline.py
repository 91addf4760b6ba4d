"""The timeline: one table from a kind of event to its sentence, filled by every room.

A room registers the sentences of its acts in its `timeline_entries` module, with, where a body
belongs under the sentence, a partial template and a loader that fetches what it shows for a
whole page of events in one query.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet

from caseflow.dates import local_day, start_of, words
from caseflow.datewords import clock, moment
from cases.models import Case, CaseEvent

Loader = Callable[[list[CaseEvent]], Mapping[int, Any]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is a format string over the event's data; ISO days in it become words."""

    text: str
    milestone: bool = False
    template: str = ""
    load: Loader | None = None


SENTENCES: dict[str, Sentence] = {}


def register(
    kind: str, text: str, *, milestone: bool = False, template: str = "", load: Loader | None = None
) -> None:
    """Adds the sentence of a kind; two for one kind is a programming error."""
    if kind in SENTENCES:
        raise ValueError(f"The timeline has a sentence for {kind} already.")
    SENTENCES[kind] = Sentence(text, milestone, template, load)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline in words, ready for the template: fifty of them stand on a page.

    `body` is what the loader gave for it, `data` the event's data with days in words, `stamp` who
    and when (no time of day for what has a day only), `late` when it was entered, if late.
    """

    event: CaseEvent
    what: str
    data: "_Readable"
    starts: str
    day: str
    stamp: str
    late: str
    milestone: bool
    template: str
    body: Any

    @property
    def entered_late(self) -> bool:
        return bool(self.late)


def for_timeline(case: Case) -> QuerySet[CaseEvent]:
    """The case's events, newest first, with what a line shows and no more: a person's name
    instead of the person, no hashes."""
    rows = CaseEvent.objects.filter(case=case).annotate(by_name=F("by__full_name"))
    shown = rows.only("case_id", "kind", "happened_at", "recorded_at", "reason", "data")
    return shown.order_by("-happened_at", "-id")


def milestone_kinds() -> list[str]:
    return [kind for kind, sentence in SENTENCES.items() if sentence.milestone]


def entries(events: Iterable[CaseEvent], *, late_after: timedelta) -> list[Entry]:
    """The lines for these events, in their order; one query per kind that has a body.

    `late_after` is the policy value note_late_hours: an act recorded longer than that after it
    happened (what has a day only: after that day's end) is shown as entered late.
    """
    page = list(events)
    bodies: dict[int, Any] = {}
    for loader in {s.load for e in page if (s := SENTENCES.get(e.kind)) and s.load}:
        mine = [e for e in page if e.kind in SENTENCES and SENTENCES[e.kind].load is loader]
        bodies.update(loader(mine))
    return [_entry(event, bodies.get(event.pk), late_after) for event in page]


def _entry(event: CaseEvent, body: Any, late_after: timedelta) -> Entry:
    sentence = SENTENCES.get(event.kind, Sentence(event.kind.replace("_", " ").capitalize()))
    data = _Readable(event.data)
    day = local_day(event.happened_at)
    timed = event.happened_at != start_of(day)
    over = event.happened_at if timed else start_of(day + timedelta(days=1))
    late = event.recorded_at - over > late_after
    who = event.by_name  # type: ignore[attr-defined]  # of `for_timeline`
    return Entry(
        event=event,
        what=sentence.text.format_map(data),
        data=data,
        starts=event.happened_at.isoformat(),
        day=words(day),
        stamp=f"{who} \N{MIDDLE DOT} {clock(event.happened_at)}" if timed else who,
        late=f"entered late, {moment(event.recorded_at)}" if late else "",
        milestone=sentence.milestone,
        template=sentence.template,
        body=body,
    )


class _Readable(dict[str, Any]):
    """The event's data with ISO days and instants in words; a missing key reads as nothing."""

    def __getitem__(self, key: str) -> Any:
        value = super().get(key)
        if value is None:
            return ""
        if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
            try:
                return words(date.fromisoformat(value))
            except ValueError:
                return value
        return value

    def __missing__(self, key: str) -> str:
        return ""


def rows_written(events: list[CaseEvent], model_label: str) -> dict[int, int]:
    """event pk -> primary key of the row of that model which the act wrote."""
    found: dict[int, int] = {}
    for event in events:
        for label, key, _digest in event.data.get("wrote", []):
            if label == model_label:
                found[event.pk] = key
    return found
