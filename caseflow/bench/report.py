"""What the bench says, for people."""

from collections.abc import Iterator
from typing import Any

from caseflow.bench.measuring import GROWTH, HOW
from caseflow.bench.run import Result
from caseflow.bench.server import SAYS


def report(result: Result) -> Iterator[str]:
    """A line each, with its limits and whether it keeps them; first on what it was measured."""
    for each in result.imports:
        yield (
            f"{each.command:<50}{each.seconds:>8.1f} s  of {each.limit_seconds:.0f}"
            f"{each.megabytes:>8.0f} MB of {each.limit_megabytes:.0f}  {_word(each.within)}"
        )
    if not result.pages:
        return
    yield said(result.sizes)
    if result.small:
        yield f"growth from: {said(result.small)}; at most {GROWTH} times"
    yield f"{SAYS}; {HOW.format(times=result.times)}"
    yield f"floor: session, user, bare response: {result.floor_ms:.2f} ms = 1.0"
    grown = "  growth" if result.small else ""
    yield f"{'page':<50}{'ms':>8}  {'ratio':>12}  {'queries':>9}{grown}"
    for page in result.pages:
        if page.problem:
            yield f"{page.label:<50}{page.problem}  WRONG"
            continue
        ratio = f"{page.ratio:.1f} of {page.limit_ratio:.0f}"
        queries = f"{page.queries} of {page.limit_queries}"
        growth = f"{page.growth:>8.2f}" if page.growth is not None else ""
        word = "WRONG" if page.wrong else _word(page.within)
        cost = f"{page.label:<50}{page.milliseconds:>8.2f}  {ratio:>12}"
        yield f"{cost}  {queries:>9}{growth}  {word}"
    yield f"{result.over} over their limit" if result.over else "Everything within its limit"


def said(sizes: dict[str, Any]) -> str:
    """`PostgreSQL: 250,000 cases (4,800 open), ...`: without it no figure means anything."""
    return (
        f"{sizes['engine']}: {sizes['cases']:,} cases ({sizes['open_cases']:,} open) of "
        f"{sizes['members']:,} members, {sizes['absences_in_all']:,} absences, "
        f"{sizes['notes']:,} notes, {sizes['events']:,} events, "
        f"{sizes['obligations']:,} open obligations"
    )


def _word(within: bool) -> str:
    return "within" if within else "over"
