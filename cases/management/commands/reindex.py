"""`reindex`: makes all that search looks in anew."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from caseflow.bulk import without_query_log
from caseflow.importing import Progress
from cases.searching.filling import rebuild


class Command(BaseCommand):
    help = "Brings search in line with the members, cases, notes and documents; can be repeated."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(sys.stderr)
        try:
            with without_query_log():
                wrong = sum(rebuild(progress=progress).values())
        finally:
            progress.done()
        self.stdout.write(
            f"Search is in line with the rows; {wrong:,} were not."
            if wrong
            else "Search was in line with the rows already."
        )
