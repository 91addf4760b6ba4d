"""What has changed in the saved views that a person watches, since they looked last.

A view is asked as its list asks: the person's own eyes, the filters as they are now. All watched
views of a person are one query, whatever their lists.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Value

from caseflow.models import User, ViewWatch
from caseflow.models.saved import Watch
from caseflow.paging import CAP
from caseflow.saved_pages import Chosen, page_of, read_text
from caseflow.services.saving import MOST_WATCHED

NAMED = 3


@dataclass(frozen=True, slots=True)
class WatchLine:
    """One line for all watches, and where it leads."""

    words: str
    url: str = "/views/"


@dataclass(slots=True)
class News:
    """A watched view: what it holds now; who entered and who left since the person looked; or, for
    a threshold, how many there are. `named` are the rows that may be named: (key, words, url)."""

    watch: ViewWatch
    chosen: Chosen
    now: list[int] = field(default_factory=list)
    count: int = 0
    entered: list[tuple[int, str, str]] = field(default_factory=list)
    left: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def reached(self) -> bool:
        return self.watch.threshold is not None and self.count >= self.watch.threshold

    @property
    def too_many(self) -> bool:
        return self.watch.how == Watch.CHANGES and self.count > MOST_WATCHED

    @property
    def seen_count(self) -> int:
        """How many rows a threshold's view held when the person looked."""
        return int(self.watch.seen[0]) if self.watch.seen else 0

    @property
    def is_new(self) -> bool:
        if self.watch.how == Watch.THRESHOLD:
            grown = self.seen_count < (self.watch.threshold or 0) or self.count > self.seen_count
            return self.reached and grown
        return bool(self.entered or self.left) and not self.too_many

    @property
    def how(self) -> str:
        """`when it holds at least 10 rows`"""
        if self.watch.how == Watch.THRESHOLD:
            return f"when it holds at least {self.watch.threshold} rows"
        return Watch(self.watch.how).label

    @property
    def shown(self) -> dict[str, str]:
        """The keys of what is shown, for the form that marks just that as seen."""
        keys = {"entered": self.entered, "left": self.left}
        return {name: ",".join(str(row[0]) for row in rows) for name, rows in keys.items()}

    @property
    def words(self) -> str:
        """`2 entered and 1 left Before noon calls`, `Near the end holds 12, at least 10`"""
        name = self.watch.view.name
        if self.watch.how == Watch.THRESHOLD:
            held = self.count if self.count <= CAP else f"more than {CAP:,}"
            return f"{name} holds {held}, and you asked from {self.watch.threshold}"
        parts = [(len(self.entered), "entered"), (len(self.left), "left")]
        return " and ".join(f"{count} {verb}" for count, verb in parts if count) + f" {name}"


def watch_line(user: User, on: date) -> WatchLine | None:
    """The line for Today; None when nothing is new. One query when the person watches nothing."""
    fresh = [news.words for news in news_of(user, on) if news.is_new]
    if not fresh:
        return None
    more = len(fresh) - NAMED
    rest = f"; and {more} more saved view{'s' if more > 1 else ''}" if more > 0 else ""
    return WatchLine(f"{'; '.join(fresh[:NAMED])}{rest}.")


def news_of(user: User, on: date) -> list[News]:
    """What is to be said of each view that the person watches."""
    watches = ViewWatch.objects.standing(user).select_related("view", "view__owner")
    found = []
    for watch in watches.order_by("view__name", "id"):
        page = page_of(watch.view.page)
        if page is not None:
            found.append(News(watch, read_text(page, watch.view.query)))
    if found:
        _count(found, user, on)
    for news in found:
        _name(news, user)
    return found


def held(chosen: Chosen, user: User, on: date) -> list[int]:
    """The keys of the rows in a view, in the list's order; at most one more than can be watched."""
    rows = chosen.page.rows(user, chosen, on).order_by(*chosen.order.order_by())
    return list(rows.values_list("pk", flat=True)[: MOST_WATCHED + 1])


def counted(chosen: Chosen, user: User, on: date) -> int:
    return int(chosen.page.rows(user, chosen, on).order_by().values("pk")[: CAP + 1].count())


def _count(found: list[News], user: User, on: date) -> None:
    """The keys of each watched view, or how many rows it has, in one query for all."""
    parts = [_asked(place, news, user, on) for place, news in enumerate(found)]
    first, *others = parts
    for place, number in first.union(*others, all=True) if others else first:
        news = found[place]
        if news.watch.how == Watch.THRESHOLD:
            news.count = number
        else:
            news.now.append(number)
            news.count += 1


def _asked(place: int, news: News, user: User, on: date) -> QuerySet[Any, Any]:
    rows = news.chosen.page.rows(user, news.chosen, on).order_by()
    changes = news.watch.how == Watch.CHANGES
    most = (MOST_WATCHED if changes else CAP) + 1
    # The limit is inside: SQLite allows none in the parts of a union.
    few = rows.model._default_manager.filter(pk__in=rows.values("pk")[:most]).order_by()
    marked = few.annotate(watch=Value(place, output_field=IntegerField()))
    if changes:
        return marked.values_list("watch", "pk")
    return marked.values("watch").annotate(number=Count("pk")).values_list("watch", "number")


def _name(news: News, user: User) -> None:
    """Who entered and who left, as far as the person may see them."""
    if news.watch.how != Watch.CHANGES or news.too_many:
        return
    here, seen = set(news.now), set(news.watch.seen)
    if here == seen:
        return
    named = news.chosen.page.named(user, here ^ seen)
    news.entered = [row for row in named if row[0] in here]
    news.left = [row for row in named if row[0] not in here]
