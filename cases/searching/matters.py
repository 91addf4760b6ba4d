"""Which cases the scraps mean: by reference, by first day, through their members, by the injury's
label or the nature of the absence."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from caseflow.models import ReferenceCounter
from caseflow.references import format_reference
from cases.models import Case, CaseText
from cases.rules.likeness import swapped
from cases.rules.scraps import SERIES, Reference, Scrap
from cases.searching.people import Match, Person

WHOLE, PART, SWAPPED = "reference", "part of the reference", "reference, two digits swapped"
MOST_MEMBERS = 1_000
Kept = tuple[int, str, int]
"""Of a case that a scrap names: place of the scrap, reason, rank (the lower the surer)."""


@dataclass(frozen=True, slots=True)
class CaseHit:
    case: int
    why: str
    rank: int = 0
    told: tuple[Scrap, ...] = ()
    """The scraps that stand in its label or nature."""


def named_cases(
    scraps: Sequence[Scrap], matches: Sequence[dict[int, Match]], user: Any
) -> list[CaseHit]:
    """The cases that a reference or a day among the scraps names, and that the other scraps fit:
    their member, the label, the nature. A whole reference comes first, then the newest."""
    references, days = _named(scraps)
    if not references and not days:
        return []
    asked = Q(reference__in=references) | Q(first_day__in=days)
    rows = list(
        Case.objects.visible_to(user).filter(asked).order_by("-first_day", "-pk")
        .values_list("pk", "reference", "first_day", "member_id")
    )  # fmt: skip
    texts: dict[int, str] = {}
    if len(scraps) > 1:
        texts = dict(
            CaseText.objects.filter(pk__in=[row[0] for row in rows]).values_list("pk", "text")
        )
    hits = []
    for pk, reference, first_day, member in rows:
        own = [*references.get(reference, ()), *days.get(first_day, ())]
        whys = [
            _why(at, scrap, own, matches[at].get(member), texts.get(pk, ""))
            for at, scrap in enumerate(scraps)
        ]
        if all(whys):
            hits.append(
                CaseHit(pk, ", ".join(dict.fromkeys(whys)), min(rank for _, _, rank in own))
            )
    return sorted(hits, key=lambda hit: hit.rank)


def _why(at: int, scrap: Scrap, own: Iterable[Kept], match: Match | None, text: str) -> str:
    for place, why, _ in own:
        if place == at:
            return why
    if match:
        return match.why
    return "label or nature" if scrap.pattern in text else ""


def _named(
    scraps: Sequence[Scrap],
) -> tuple[dict[str, list[Kept]], dict[date, list[Kept]]]:
    references: dict[str, list[Kept]] = defaultdict(list)
    days: dict[date, list[Kept]] = defaultdict(list)
    years: list[tuple[str, int]] | None = None
    for at, scrap in enumerate(scraps):
        for day in scrap.days:
            days[day].append((at, "first day", 1))
        part = scrap.reference
        if part is None:
            continue
        if part.whole:
            for text, why, rank in _whole(part):
                references[text].append((at, why, rank))
            continue
        if years is None:
            years = list(
                ReferenceCounter.objects.filter(series__in=SERIES).values_list("series", "year")
            )
        for series, year in years:
            if part.series in ("", series) and part.year in (None, year % 100):
                references[format_reference(series, year, part.number)].append((at, PART, 2))
    return references, days


def _whole(part: Reference) -> Iterator[tuple[str, str, int]]:
    assert part.year is not None
    yield format_reference(part.series, part.year, part.number), WHOLE, 0
    for other in swapped(f"{part.number:05d}"):
        yield format_reference(part.series, part.year, int(other)), SWAPPED, 3


def cases_of(people: Sequence[Person], user: Any, limit: int | None) -> list[int]:
    """The cases of the members whom the scraps fit (of those meant as typed, where there are any):
    open ones first, then the newest."""
    members = [person.member for person in people if person.sure] or [p.member for p in people]
    if not members:
        return []
    rows = Case.objects.visible_to(user).filter(member__in=members[:MOST_MEMBERS])
    newest = rows.order_by("-first_day", "-pk").values_list("pk", flat=True)
    found = list(newest.filter(closed_at__isnull=True)[:limit])
    if limit is None or len(found) < limit:
        left = None if limit is None else limit - len(found)
        found += newest.filter(closed_at__isnull=False)[:left]
    return found
