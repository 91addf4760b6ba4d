"""The ribbon: duty status as a line a year, hatched where no note covers the day, with marks.

Pure: stretches, gaps and marks in, what the `ribbon` component draws out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from caseflow.dates import words
from members.pages.coverage import Gap
from members.status import STATUSES, Stretch

NO_NOTE: Final = "No provider's note covers these days"


@dataclass(frozen=True, slots=True)
class MarkKind:
    """A kind of mark: its sign in the ribbon, its words."""

    css: str
    sign: str
    label: str


NOTICE: Final = MarkKind("mk-notice", "\N{BLACK SQUARE}", "Notice issued")
VISIT: Final = MarkKind("mk-visit", "\N{BLACK CIRCLE}", "Visit")
NO_SHOW: Final = MarkKind("mk-noshow", "\N{MULTIPLICATION X}", "No-show")
DECISION: Final = MarkKind("mk-decision", "\N{BLACK DIAMOND}", "Certification decided")
MARK_KINDS: Final = (NOTICE, VISIT, NO_SHOW, DECISION)


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened on a day, in words; `url` leads to it, `case` is its case's reference."""

    kind: MarkKind
    day: date
    title: str
    url: str = ""
    case: str = ""


def ribbon(
    found: Sequence[Stretch],
    first: date,
    last: date,
    gaps: Sequence[Gap] = (),
    marks: Sequence[Mark] = (),
) -> list[dict[str, Any]]:
    """A line for each year from `first` to `last`: every stretch, gap and mark with its place,
    and where it has one its width, in percent of the year."""
    lines = []
    for year in range(first.year, last.year + 1):
        begin, end = date(year, 1, 1), date(year, 12, 31)
        segments = [
            {
                **_place(part.first_day, part.last_day, begin, end),
                "letter": part.status.letter,
                "css": part.status.css,
                "title": f"{_days(part.first_day, part.last_day, begin, end)}: {part.words}",
            }
            for part in found
            if part.first_day <= end and part.last_day >= begin
        ]
        hatched = [
            {
                **_place(gap.first_day, gap.last_day, begin, end),
                "title": f"{_days(gap.first_day, gap.last_day, begin, end)}: {NO_NOTE}",
            }
            for gap in gaps
            if gap.first_day <= end and gap.last_day >= begin
        ]
        lines.append(
            {
                "year": year,
                "label": f"Duty status in {year}; the table has the days",
                "segments": segments,
                "gaps": hatched,
                "marks": [_mark(mark, begin, end) for mark in marks if mark.day.year == year],
            }
        )
    return lines


def legend(
    found: Iterable[Stretch], gaps: Sequence[Gap] = (), marks: Iterable[Mark] = ()
) -> list[tuple[str, str, str]]:
    """What a ribbon uses, as (css, letter or sign, words): the statuses in the order of STATUSES,
    an exception by its reasons; then the hatching and the marks."""
    used: dict[str, dict[str, None]] = {}
    for stretch in found:
        used.setdefault(stretch.status.code, {})[stretch.reason] = None
    keys = [
        (status.css, status.letter, _said(status.label, used[code]))
        for code, status in STATUSES.items()
        if code in used
    ]
    if gaps:
        keys.append(("key-hatch", "", NO_NOTE))
    kinds = {mark.kind for mark in marks}
    return keys + [(kind.css, kind.sign, kind.label) for kind in MARK_KINDS if kind in kinds]


def _said(label: str, reasons: Iterable[str]) -> str:
    """`Furlough`, `Furlough or suspension`; the status's own words where there is no reason."""
    named = sorted(reason for reason in reasons if reason)
    return " or ".join(named).capitalize() if named else label


def _place(first: date, last: date, begin: date, end: date) -> dict[str, float]:
    length = (end - begin).days + 1
    first, last = max(first, begin), min(last, end)
    return {
        "x": 100 * (first - begin).days / length,
        "width": 100 * ((last - first).days + 1) / length,
    }


def _mark(mark: Mark, begin: date, end: date) -> dict[str, Any]:
    place = _place(mark.day, mark.day, begin, end)
    return {
        "x": place["x"] + place["width"] / 2,
        "sign": mark.kind.sign,
        "css": mark.kind.css,
        "title": f"{words(mark.day)}: {mark.title}",
    }


def _days(first: date, last: date, begin: date, end: date) -> str:
    first, last = max(first, begin), min(last, end)
    return f"{first.day} {first:%b} to {last.day} {last:%b}"
