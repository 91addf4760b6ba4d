"""`manage.py access_table`: writes docs/access.md from the table in caseflow/access.py."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from caseflow.access import access_table

PAGE = settings.BASE_DIR / "docs" / "access.md"


class Command(BaseCommand):
    help = "Writes docs/access.md: who may do what."

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(access_table())
        self.stdout.write(f"Wrote docs/{PAGE.name}.")
