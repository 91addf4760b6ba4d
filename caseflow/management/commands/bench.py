"""`bench`: how much the pages cost against a floor of the same run, and the imports."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from caseflow.bench.measuring import TIMES
from caseflow.bench.report import report
from caseflow.bench.run import SMALL, Bench, Result, Size
from caseflow.bench.server import BenchFailed
from caseflow.dates import today

OWN = "own"


class Command(BaseCommand):
    help = (
        "Measures pages on the reference set, and imports; prints ratios against a floor. The exit "
        "code is 1 for errors and for pages with too many queries; what takes long is only said."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--database",
            default="",
            metavar="URL",
            help="the database to measure on, filled where it is empty; else DATABASE_URL where "
            "that is PostgreSQL, else one of our own on SQLite, in the folder",
        )
        parser.add_argument(
            "--share", type=int, default=0, help="what an empty database gets: one part in so many"
        )
        parser.add_argument(
            "--growth",
            nargs="?",
            const=OWN,
            default="",
            metavar="URL",
            help="measure on 10,000 cases too, in the database URL, and print the quotient",
        )
        parser.add_argument("--members", type=int, default=Size().members)
        parser.add_argument("--absences", type=int, default=Size().absences)
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / ".bench")
        parser.add_argument("--times", type=int, default=TIMES, help="requests a page")
        parser.add_argument("--only", default="", help="pages whose label holds this")
        parser.add_argument("--no-imports", action="store_true", help="pages alone")
        parser.add_argument("--no-pages", action="store_true", help="imports alone")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard out")

    def handle(self, *args: Any, **options: Any) -> None:
        bench = Bench(options["folder"].resolve(), today(), self.stderr.write)
        result = Result(options["times"])
        try:
            if not options["no_imports"]:
                size = Size(options["members"], options["absences"])
                result.imports = bench.import_files(size)
            if not options["no_pages"]:
                self._pages(bench, result, options)
        except BenchFailed as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(result.as_dict()))
        else:
            for line in report(result):
                self.stdout.write(line)
        if result.wrong:
            sys.exit(1)

    def _pages(self, bench: Bench, result: Result, options: dict[str, Any]) -> None:
        named = options["database"] or os.environ.get("DATABASE_URL", "")
        postgresql = named.startswith("postgres")
        share = options["share"] or (1 if postgresql else 50)
        address = named if options["database"] or postgresql else bench.own(share)
        small = options["growth"]
        if small == OWN:
            if address.startswith("postgres"):
                raise CommandError("Name an empty database for the small set: --growth URL.")
            small = bench.own(SMALL)
        bench.fill(address, share)
        if small:
            bench.fill(small, SMALL)
        bench.measure_pages(result, address, only=options["only"], small=small)
