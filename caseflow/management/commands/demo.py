"""`demo [--on DATE] [--if-empty]`: fills an empty database with the demo office."""

import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError

from caseflow import context
from caseflow.dates import today, words
from caseflow.demo.build import build_office, what_is_there
from caseflow.demo.people import PASSWORD, logins
from caseflow.importing import Progress


class Command(BaseCommand):
    help = "Fills an empty database with the demo office, the same each time for its day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            metavar="DATE",
            help="the day on which the office stands (2026-03-05); today without it",
        )
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="leave a database alone that holds anything, and say nothing against it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            there = what_is_there()
        except (OperationalError, ProgrammingError):
            raise CommandError("The database has no tables yet. Run manage.py migrate.") from None
        if there and not options["if_empty"]:
            raise CommandError(
                f"The database holds {there} already, and demo fills only an empty one. Point "
                "DATABASE_URL at another database, and run migrate and demo there."
            )
        if there:
            if context.demo_site():
                self.say_logins()
            return
        self.fill(options["on"] or today())
        self.say_logins()

    def fill(self, on: date) -> None:
        progress = Progress(sys.stderr)
        try:
            office = build_office(on=on, progress=progress)
        finally:
            progress.done()
        context._demo.clear()
        self.stdout.write(f"The demo office stands as of {words(on)}. Worth a look:")
        for who, why in office.look_at:
            self.stdout.write(f"  {who}: {why}")
        if office.why_no_letters:
            self.stdout.write(f"No letters were issued. {office.why_no_letters}")
        self.stdout.write("")

    def say_logins(self) -> None:
        rows = [("Role", "User", "Password", "Look at")]
        rows += [(role, user, PASSWORD, look_at) for role, user, look_at in logins()]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
            self.stdout.write("  ".join([*cells, row[3]]))
