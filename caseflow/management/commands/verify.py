"""`manage.py verify`: every chain, every row against its history, every file against its digest."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from caseflow.dates import today
from caseflow.verify.run import verify


class Command(BaseCommand):
    help = "Checks every history chain and every row against its history; exit 1 when broken."
    requires_system_checks = []  # it names missing guards itself, with all else that is broken

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify(on=today(), say=self._say)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), indent=1))
        else:
            out = self.stdout if report.whole else self.stderr
            for line in report.sentences():
                out.write(line)
        if not report.whole:
            sys.exit(1)

    def _say(self, words: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"Checking {words} ...")
