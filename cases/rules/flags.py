"""Thresholds of use of the medical roll that others own: facts for them to judge, no verdicts.

Each flag says what was counted, what was left out and why, what may follow and who decides. The
values in force on the day asked for are applied. Use for a serious condition is no sign of misuse
(E06-05), and injuries on duty are left out where the text says so (docs/entitlement.md).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.rules.days import FAR, FIRST, Span, window_start
from cases.rules.events import Event, EventLine, events, line_of, unbroken
from cases.rules.facts import MemberFacts
from cases.rules.policy_timeline import PolicyRow, PolicyTimeline

IOD_EXCLUDED: Final = "injury on duty"
SERIOUS: Final = "serious condition"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An event, or days, that the flag does not count, with the reason."""

    event: EventLine
    reason: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A threshold that is reached as of the end of `on`, within `window` (both days included).

    `thresholds` are the policy values that were applied; `verified` is False when one of them is.
    """

    code: str
    title: str
    sentence: str
    consequence: str
    judged_by: str
    source: str
    on: date
    window: tuple[date, date]
    counted: tuple[EventLine, ...]
    left_out: tuple[LeftOut, ...]
    thresholds: tuple[PolicyRow, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What the flags look at: the member's events, the serious cases, the values by key."""

    facts: MemberFacts
    on: int
    events: list[Event]
    serious: frozenset[str]
    rows: dict[str, PolicyRow]

    def number(self, key: str) -> int:
        """A policy value that is a number."""
        return int(self.rows[key].value)  # type: ignore[arg-type]

    def months_back(self, months: int) -> Span:
        """The last so many months, through `on`."""
        return window_start(self.on, months), self.on

    def days_back(self, days: int) -> Span:
        """The last so many days, `on` included."""
        return max(FIRST, self.on - days + 1), self.on


@dataclass(frozen=True, slots=True)
class Found:
    """What reaches a threshold."""

    sentence: str
    window: Span
    counted: list[EventLine]
    left_out: list[LeftOut]


@dataclass(frozen=True, slots=True)
class Kind:
    """One threshold: its policy keys, what follows, who decides; `find` is None below it."""

    code: str
    title: str
    keys: tuple[str, ...]
    consequence: str
    judged_by: str
    source: str
    find: Callable[[Seen], Found | None]


def _lines(seen: Seen, window: Span, *, iod: bool = True, other: bool = True) -> list[EventLine]:
    lines = (line_of(event, window, iod=iod, other=other) for event in seen.events)
    return [line for line in lines if line.days]


def _said(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _iod_left_out(seen: Seen, window: Span) -> list[LeftOut]:
    return [LeftOut(line, IOD_EXCLUDED) for line in _lines(seen, window, other=False)]


def _medical_events(seen: Seen) -> Found | None:
    """The text counts medical events of either kind, so all are counted and the IOD ones named."""
    months = seen.number("mis_events_months")
    window = seen.months_back(months)
    counted = _lines(seen, window)
    if len(counted) < seen.number("mis_events"):
        return None
    iod = sum(line.iod_days == line.days for line in counted)
    serious = sum(line.case in seen.serious for line in counted)
    return Found(
        f"{_said(len(counted), 'medical event')} in {months} months; {iod} injury on duty, "
        f"{serious} marked serious.",
        window, counted, [],
    )  # fmt: skip


def _incidents(seen: Seen) -> Found | None:
    months = seen.number("bis_incidents_months")
    window = seen.months_back(months)
    lines = _lines(seen, window, iod=False)
    counted = [line for line in lines if line.case not in seen.serious]
    if len(counted) < seen.number("bis_incidents"):
        return None
    left_out = [LeftOut(line, SERIOUS) for line in lines if line.case in seen.serious]
    left_out += _iod_left_out(seen, window)
    return Found(
        f"{_said(len(counted), 'incident')} of non-IOD medical use in {months} months, serious "
        "conditions left out.",
        window, counted, left_out,
    )  # fmt: skip


def _screen(seen: Seen) -> Found | None:
    years = seen.number("screen_years")
    window = seen.months_back(12 * years)
    with_iod = bool(seen.rows["promotion_screen_counts_iod"].value)
    counted = _lines(seen, window, iod=with_iod)
    days = sum(line.days for line in counted)
    if len(counted) < seen.number("screen_incidents") and days < seen.number("screen_days"):
        return None
    how = "injuries on duty counted too" if with_iod else "injuries on duty left out"
    return Found(
        f"{_said(len(counted), 'incident')} and {_said(days, 'day')} on the roll in {years} years, "
        f"{how}.",
        window, counted, [] if with_iod else _iod_left_out(seen, window),
    )  # fmt: skip


def _special_employment(seen: Seen) -> Found | None:
    length = seen.number("special_employment_window_days")
    window = seen.days_back(length)
    counted = _lines(seen, window, iod=False)
    days = sum(line.days for line in counted)
    if days < seen.number("special_employment_days"):
        return None
    return Found(
        f"{_said(days, 'day')} absent for other than duty in the last {length} days.",
        window, counted, _iod_left_out(seen, window),
    )  # fmt: skip


def _no_evaluation(seen: Seen) -> Found | None:
    """Days off the roll within the absence, such as furlough, do not interrupt it.

    The months are full when the day after `on` is the same date so many months later, or later.
    """
    months = seen.number("no_evaluation_months")
    run = unbroken(seen.facts, seen.on)
    if run is None or run[0] >= window_start(min(seen.on + 1, FAR), months):
        return None
    return Found(
        f"On the medical roll without a break since {date.fromordinal(run[0])}, {months} months "
        "or more.",
        run, _lines(seen, run), [],
    )  # fmt: skip


def _no_exchange(seen: Seen) -> Found | None:
    days = seen.number("no_exchange_days")
    window = seen.days_back(days)
    counted = _lines(seen, window, iod=False)
    if not counted:
        return None
    ends = (span[1] for event in seen.events for span in event.other if span[0] <= seen.on)
    last = date.fromordinal(max(ends))
    total = _said(sum(line.days for line in counted), "day")
    return Found(
        f"{total} on the non-IOD roll in the last {days} days, the last on {last}. Exchanges of "
        "tours are not known to this office.",
        window, counted, _iod_left_out(seen, window),
    )  # fmt: skip


KINDS: Final = (
    Kind(
        "mis_events", "Medical events", ("mis_events", "mis_events_months"),
        "The Medical Integrity Section may look into it.",
        "Medical Integrity Section", "S08-01-09 II.B.5", _medical_events,
    ),
    Kind(
        "bis_incidents", "Incidents of non-IOD use", ("bis_incidents", "bis_incidents_months"),
        "The timekeeper tells the commanding officer, who asks whether the use was for a serious "
        "condition; such use is no indicator.",
        "Administrator, Medical Services Section", "E06-05", _incidents,
    ),
    Kind(
        "selection_screen", "Screen for selection and promotion",
        ("screen_incidents", "screen_days", "screen_years", "promotion_screen_counts_iod"),
        "It can stand against selection for a captain's rank and for special units, exceptional "
        "circumstances aside.",
        "Those who select", "E05-05 V.B.9", _screen,
    ),
    Kind(
        "special_employment", "Special employment",
        ("special_employment_days", "special_employment_window_days"),
        "No special employment for now.",
        "Those who assign special employment", "CBA, on special employment", _special_employment,
    ),
    Kind(
        "no_evaluation", "Performance evaluation", ("no_evaluation_months",),
        "No performance evaluation for a period that follows on such an absence.",
        "The evaluating supervisor", "E05-01", _no_evaluation,
    ),
    Kind(
        "no_exchange", "Exchange of tours", ("no_exchange_days",),
        "Where an exchange of tours was agreed for one of these days, none for the time after it.",
        "The unit's commanding officer", "E02-02-04", _no_exchange,
    ),
)  # fmt: skip
"""Every threshold, in the order in which flags are shown."""


def flags(
    facts: MemberFacts, policy: PolicyTimeline, on: date, serious: Collection[str] = ()
) -> tuple[Flag, ...]:
    """The thresholds that are reached as of the end of `on`.

    `serious` are the references of the cases that were marked as a serious condition.

    Raises:
        PolicyMissing: a threshold is not in force on `on`.
    """
    day = on.toordinal()
    rows = {
        key: policy.at_ordinal(key, day, facts.bargaining_unit, facts.rank)
        for kind in KINDS
        for key in kind.keys
    }
    seen = Seen(facts, day, events(facts, day), frozenset(serious), rows)
    answers = ((kind, kind.find(seen)) for kind in KINDS)
    return tuple(_flag(kind, found, seen, on) for kind, found in answers if found is not None)


def _flag(kind: Kind, found: Found, seen: Seen, on: date) -> Flag:
    thresholds = tuple(seen.rows[key] for key in kind.keys)
    first, last = found.window
    return Flag(
        kind.code, kind.title, found.sentence, kind.consequence, kind.judged_by, kind.source, on,
        (date.fromordinal(first), date.fromordinal(last)), tuple(found.counted),
        tuple(found.left_out), thresholds, all(row.verified for row in thresholds),
    )  # fmt: skip
