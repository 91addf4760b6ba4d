"""How a page is measured: against the floor, request by request, in turns.

The floor (session, user, bare response) and the page are asked for in turns on connections that
stay open, so that a machine that is busy for a moment slows both. A page's figure is the median of
its times over the median of the floor's times between them. Two servers, one on a small set and one
on a large set, are asked in turns as well, and growth is the quotient of the two medians.
"""

import statistics
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from caseflow.bench.client import Client
from caseflow.bench.depth import last_path, middle_path
from caseflow.bench.pages import Page

FLOOR = "/bench/floor/"
SWEEP = "/bench/sweep/"
TIMES = 31
WARM_UP = 3
GROWTH = 1.3
HOW = "medians of {times} requests in turns with the floor, collector off"

ClientOf = Callable[[str], Client]


@dataclass(frozen=True, slots=True)
class Measured:
    """One page. `growth` is the quotient of its times on the large set and on the small one, where
    both were measured; `problem` why it could not be measured."""

    label: str
    path: str
    user: str
    milliseconds: float = 0.0
    floor_ms: float = 0.0
    ratio: float = 0.0
    queries: int = 0
    limit_ratio: float = 0.0
    limit_queries: int = 0
    growth: float | None = None
    problem: str = ""

    @property
    def wrong(self) -> bool:
        """What fails the run on any machine: an error, or too many queries."""
        return bool(self.problem) or self.queries > self.limit_queries

    @property
    def within(self) -> bool:
        grown = self.growth is not None and self.growth > GROWTH
        return not (self.wrong or grown or self.ratio > self.limit_ratio)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "within": self.within}


@dataclass(frozen=True, slots=True)
class Beside:
    """The same page on the small set."""

    page: Page
    client_of: ClientOf


def measure(
    page: Page, client_of: ClientOf, times: int, small: Beside | None = None
) -> Iterator[Measured]:
    """The page, and those deep behind it where there are some; with `small` also their growth."""
    client = client_of(page.user)
    other = small.client_of(small.page.user) if small else None
    before = dict(_depths(small.page, other)) if small and other else {}
    for depth, path in _depths(page, client):
        measured = _measured(page, f"{page.label}{depth}", path, client, times)
        if other and depth in before and not measured.problem:
            was, now = _in_turns(other, before[depth], client, path, times)
            measured = replace(measured, growth=round(now / was, 2))
        yield measured


def _depths(page: Page, client: Client) -> Iterator[tuple[str, str]]:
    yield "", page.path
    if page.deep:
        for what, find in ((", middle", middle_path), (", last", last_path)):
            if path := find(page.path, client):
                yield what, path


def _measured(page: Page, label: str, path: str, client: Client, times: int) -> Measured:
    answer = client.get(path, count=True)
    if answer.status != 200:
        return Measured(label, path, page.user, problem=f"gave {answer.status}")
    floor, seconds = _in_turns(client, FLOOR, client, path, times)
    return Measured(
        label=label,
        path=path,
        user=page.user,
        milliseconds=round(1000 * seconds, 2),
        floor_ms=round(1000 * floor, 3),
        ratio=round(seconds / floor, 1),
        queries=answer.queries,
        limit_ratio=page.limit.ratio,
        limit_queries=page.limit.queries,
    )


def _in_turns(
    one: Client, first: str, other: Client, second: str, times: int
) -> tuple[float, float]:
    """The medians of two addresses, in seconds."""
    for client, path in ((one, first), (other, second)):
        client.get(SWEEP)
        for _ in range(WARM_UP):
            client.get(path)
    pairs = [(one.get(first).seconds, other.get(second).seconds) for _ in range(times)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
