"""The texts that hold every scrap, the one written last first.

To rank a common word over millions of rows takes a second on either engine; to take the last of
them does not, when one looks in the right order: first through the latest rows one by one, where a
common word is found at once; then, for a word that is rare there, through the full-text index.
What holds the scraps is decided by one comparison of text, so both engines find the same rows.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from cases.models.search import TEXTS, SearchText, Wanted
from cases.rules.scraps import Scrap

RECENT = 2_000
"""The latest rows, looked through one by one."""
LATER = 100_000
"""The rows among which a word that is rare in the latest is looked for by index."""
FEW = 100
"""Members whose texts are looked through; that many have some twenty thousand."""


def newest_keys() -> dict[type[SearchText], int]:
    """The highest key of each table of texts, in one query."""
    tops = ", ".join(
        f'(SELECT MAX("{model._meta.pk.column}") FROM "{model._meta.db_table}")' for model in TEXTS
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {tops}")
        return {model: top or 0 for model, top in zip(TEXTS, cursor.fetchone(), strict=True)}


def holding(model: Any, scraps: Sequence[Scrap], user: Any) -> QuerySet[Any]:
    """The texts that hold every scrap, of members whom the person may see."""
    rows = model.objects.visible_to(user)
    for scrap in scraps:
        rows = rows.filter(text__contains=scrap.pattern)
    return rows


def of_members(
    model: Any, scraps: Sequence[Scrap], members: Collection[int], user: Any, limit: int | None
) -> list[int]:
    """The keys of these members' texts that hold every scrap, the newest first."""
    if not scraps or not members or len(members) > FEW:
        return []
    rows = holding(model, scraps, user).filter(member__in=members)
    if connection.vendor == "postgresql":  # which can intersect the two indexes
        rows = rows.filter(text__words=_wanted(scraps))
    return list(_by_place(rows)[:limit])


def newest(
    model: Any, scraps: Sequence[Scrap], user: Any, limit: int | None, top: int
) -> list[int]:
    """The keys of the texts that hold every scrap, the newest first; all without a limit."""
    rows = holding(model, scraps, user)
    if limit is not None:
        latest = rows.filter(pk__gt=top - RECENT).order_by("-pk")
        found = list(latest.values_list("pk", flat=True)[:limit])
        if len(found) == limit or top <= RECENT:
            return found
    if limit is not None and top > 2 * LATER:
        later = rows.filter(text__words=_wanted(scraps, since=top - LATER))
        found = list(_by_place(later)[:limit])
        if len(found) == limit:
            return found
    return list(_by_place(rows.filter(text__words=_wanted(scraps)))[:limit])


def _wanted(scraps: Sequence[Scrap], *, since: int = 0) -> Wanted:
    return Wanted([term for scrap in scraps for term in scrap.terms], since)


def _by_place(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The newest first, by an expression: a planner that could use the order of the key would walk
    it backwards, past millions of rows, for a word that is rare."""
    return rows.annotate(place=F("pk") + 0).order_by("-place").values_list("pk", flat=True)
