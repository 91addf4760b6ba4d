"""`manage.py limits_table`: writes the table of time limits into docs/deadlines.md."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cases.rules.limits import limits_as_text

PAGE = settings.BASE_DIR / "docs" / "deadlines.md"
HEAD, TAIL = "## The time limits of an event\n\n", "\n## "


class Command(BaseCommand):
    help = "Writes the table of time limits into docs/deadlines.md."

    def handle(self, *args: Any, **options: Any) -> None:
        text = PAGE.read_text()
        before, _, rest = text.partition(HEAD)
        after = rest[rest.index(TAIL) :]
        PAGE.write_text(f"{before}{HEAD}{limits_as_text()}{after}")
        self.stdout.write(f"Wrote docs/{PAGE.name}.")
