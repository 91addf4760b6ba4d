"""`bench`: how much the pages cost against a floor of the same run, and the imports."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from caseflow.bench.pages import TIMES
from caseflow.bench.run import Bench, Result, Size
from caseflow.bench.server import SAYS, BenchFailed
from caseflow.dates import today


class Command(BaseCommand):
    help = (
        "Measures pages and imports on a reference set that it makes and keeps in .bench/; "
        "prints ratios against a floor. The exit code is 0 whatever is found."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--members", type=int, default=Size().members)
        parser.add_argument("--absences", type=int, default=Size().absences)
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / ".bench")
        parser.add_argument("--times", type=int, default=TIMES, help="requests a page")
        parser.add_argument("--only", default="", help="pages whose label holds this")
        parser.add_argument("--no-imports", action="store_true", help="pages alone")
        parser.add_argument("--no-pages", action="store_true", help="imports alone")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard out")

    def handle(self, *args: Any, **options: Any) -> None:
        size = Size(options["members"], options["absences"])
        bench = Bench(options["folder"].resolve(), size, today(), self.stderr.write)
        result = Result(size)
        try:
            result.imports = bench.prepare(imports=not options["no_imports"])
            if not options["no_pages"]:
                bench.measure_pages(result, times=options["times"], only=options["only"])
        except BenchFailed as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(result.as_dict()))
        else:
            for line in report(result):
                self.stdout.write(line)


def report(result: Result) -> Iterator[str]:
    """The result for people: a line each, with its limits and whether it keeps them."""
    yield f"{result.size.members:,} members, {result.size.absences:,} absences, SQLite; {SAYS}"
    for each in result.imports:
        yield (
            f"{each.command:<44}{each.seconds:>8.1f} s  of {each.limit_seconds:.0f}"
            f"{each.megabytes:>8.0f} MB of {each.limit_megabytes:.0f}  {_word(each.within)}"
        )
    if result.floor_ms is not None:
        yield f"floor: session, user, bare response: {result.floor_ms:.2f} ms = 1.0"
        yield f"{'page':<44}{'ms':>8}  {'ratio':>12}  {'queries':>9}"
    for page in result.pages:
        ratio = f"{page.ratio:.1f} of {page.limit_ratio:.0f}"
        queries = f"{page.queries} of {page.limit_queries}"
        yield (
            f"{page.label:<44}{page.milliseconds:>8.2f}  {ratio:>12}  {queries:>9}  "
            f"{_word(page.within)}"
        )
    yield f"{result.over} over their limit" if result.over else "Everything within its limit"


def _word(within: bool) -> str:
    return "within" if within else "OVER"
