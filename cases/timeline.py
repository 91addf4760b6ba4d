"""The timeline: one table from a kind of event to its sentence, filled by every room.

A room registers the sentences of its acts in its `timeline_entries` module, with, where a body
belongs under the sentence, a function that draws it (or a partial template, for rare kinds) and a
loader that fetches what it shows for a whole page of events in one query.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils.timezone import localtime

from caseflow.dates import start_of, words
from caseflow.datewords import moment
from caseflow.prepared import Prepared
from cases.models import Case, CaseEvent

Loader = Callable[[list[Any]], Mapping[int, Any]]
COLUMNS = ("pk", "kind", "happened_at", "recorded_at", "reason", "data", "by_name")


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what a line shows of it and no more: a person's name instead of the person,
    no hashes."""

    pk: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    reason: str
    data: dict[str, Any]
    by_name: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is a format string over the event's data; ISO days in it become words. `draw` gives
    the HTML under the date, from the entry and the address of its case."""

    text: str
    milestone: bool = False
    template: str = ""
    load: Loader | None = None
    draw: "Callable[[Entry, str], str] | None" = None


SENTENCES: dict[str, Sentence] = {}


def register(
    kind: str,
    text: str,
    *,
    milestone: bool = False,
    template: str = "",
    load: Loader | None = None,
    draw: "Callable[[Entry, str], str] | None" = None,
) -> None:
    """Adds the sentence of a kind; two for one kind is a programming error."""
    if kind in SENTENCES:
        raise ValueError(f"The timeline has a sentence for {kind} already.")
    SENTENCES[kind] = Sentence(text, milestone, template, load, draw)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline in words, ready to be drawn: a hundred of them stand on a page.

    `body` is what the loader gave for it, `data` the event's data with days in words, `stamp` who
    and when (no time of day for what has a day only), `late` when it was entered, if late.
    """

    event: Any
    what: str
    data: "_Readable"
    starts: str
    day: str
    stamp: str
    late: str
    milestone: bool
    sentence: Sentence
    body: Any

    @property
    def entered_late(self) -> bool:
        return bool(self.late)


def for_timeline(case: Case) -> QuerySet[CaseEvent]:
    """The case's events, newest first, with what a line shows (`COLUMNS`) and no more."""
    rows = CaseEvent.objects.filter(case=case).annotate(by_name=F("by__full_name"))
    shown = rows.only("case_id", "kind", "happened_at", "recorded_at", "reason", "data")
    return shown.order_by("-happened_at", "-id")


def told(rows: QuerySet[CaseEvent]) -> list[Told]:
    """The events of `for_timeline` as plain values, in their order."""
    return [Told(*row) for row in rows.values_list(*COLUMNS)]


def newest(case: Case, most: int, *, milestones: bool = False) -> list[Told]:
    """The newest events of a case, at most so many: what its page shows first, all day long."""
    asked = _newest.get((most, milestones))
    if asked is None:
        kinds = milestone_kinds() if milestones else None
        asked = _newest[most, milestones] = Prepared(
            lambda case: _first(case, most, kinds), case=int
        )
    return [Told(*row) for row in asked.rows(case=case.pk)]


_newest: dict[tuple[int, bool], Prepared] = {}


def _first(case: int, most: int, kinds: list[str] | None) -> Any:
    rows = CaseEvent.objects.filter(case_id=case).annotate(by_name=F("by__full_name"))
    rows = rows if kinds is None else rows.filter(kind__in=kinds)
    return rows.order_by("-happened_at", "-id").values_list(*COLUMNS)[:most]


def milestone_kinds() -> list[str]:
    return [kind for kind, sentence in SENTENCES.items() if sentence.milestone]


def entries(events: Iterable[Any], *, late_after: timedelta) -> list[Entry]:
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


def sentence_of(kind: str) -> Sentence:
    """The sentence of a kind; one that nobody registered reads as its name."""
    return SENTENCES.get(kind) or Sentence(kind.replace("_", " ").capitalize())


def _entry(event: Any, body: Any, late_after: timedelta) -> Entry:
    sentence = sentence_of(event.kind)
    data = _Readable(event.data)
    local = localtime(event.happened_at)
    timed = local.time() != time.min
    over = event.happened_at if timed else start_of(local.date() + timedelta(days=1))
    late = event.recorded_at - over > late_after
    who = event.by_name
    return Entry(
        event=event,
        what=sentence.text.format_map(data),
        data=data,
        starts=event.happened_at.isoformat(),
        day=words(local.date()),
        stamp=f"{who} \N{MIDDLE DOT} {local.hour:02}:{local.minute:02}" if timed else who,
        late=f"entered late, {moment(event.recorded_at)}" if late else "",
        milestone=sentence.milestone,
        sentence=sentence,
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


def rows_written(events: list[Any], model_label: str) -> dict[int, int]:
    """event pk -> primary key of the row of that model which the act wrote."""
    found: dict[int, int] = {}
    for event in events:
        for label, key, _digest in event.data.get("wrote", []):
            if label == model_label:
                found[event.pk] = key
    return found
