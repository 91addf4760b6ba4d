"""`reference_set`: fills an empty database with the set on which `bench` measures."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from caseflow.bench.reference import dress, make_reference, propose
from caseflow.bench.run import Size
from caseflow.dates import today
from caseflow.demo.build import what_is_there
from caseflow.importing import Progress


class Command(BaseCommand):
    help = "Fills an empty database with the reference set: by default 13,200 members."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--members", type=int, default=Size().members)
        parser.add_argument("--absences", type=int, default=Size().absences)
        parser.add_argument(
            "--dress",
            action="store_true",
            help="members and absences are in already; add what a working office adds",
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
        there = what_is_there()
        if there and not options["dress"]:
            raise CommandError(
                f"The database holds {there} already, and reference_set fills only an empty one. "
                "Point DATABASE_URL at another database, and run migrate and reference_set there."
            )
        progress, on = Progress(sys.stderr), today()
        try:
            if options["dress"]:
                dress(on=on, progress=progress)
            else:
                make_reference(
                    members=options["members"],
                    absences=options["absences"],
                    on=on,
                    progress=progress,
                )
        finally:
            progress.done()
        self.stderr.write("The reference set stands; its users sign in with caseflow-bench.")
