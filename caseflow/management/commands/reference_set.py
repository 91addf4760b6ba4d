"""`reference_set`: fills an empty database with the set on which `bench` measures."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from caseflow.bench.proposal import propose
from caseflow.bench.reference import Figures, make_reference
from caseflow.dates import today
from caseflow.demo.build import what_is_there
from caseflow.importing import Progress


class Command(BaseCommand):
    help = (
        "Fills an empty database with the reference set: 250,000 cases of 21,000 members, 600,000 "
        "absences, 3,000,000 notes, 50,000 open obligations; on PostgreSQL within 15 minutes."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--share", type=int, default=1, metavar="N", help="an N-th of it: 50 for tests"
        )
        parser.add_argument(
            "--check", action="store_true", help="only say whether the database is empty or filled"
        )
        parser.add_argument(
            "--propose",
            action="store_true",
            help="only propose other paid days and print the number of the proposal",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["propose"]:
            self.stdout.write(str(propose(today()).pk))
            return
        if options["check"]:
            self.stdout.write("filled" if what_is_there() else "empty")
            return
        if options["share"] < 1:
            raise CommandError("--share takes a whole number: 1 for all of it, 50 for a fiftieth.")
        if there := what_is_there():
            raise CommandError(
                f"The database holds {there} already, and reference_set fills only an empty one. "
                "Point DATABASE_URL at another database, and run migrate and reference_set there."
            )
        figures = Figures().share(options["share"])
        progress = Progress(sys.stderr)
        try:
            make_reference(figures, on=today(), progress=progress, say=self.stderr.write)
        finally:
            progress.done()
        self.stderr.write("The reference set stands; its users sign in with caseflow-bench.")
