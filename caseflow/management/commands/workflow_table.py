"""`manage.py workflow_table`: writes docs/workflow.md from the table in cases/lifecycle.py."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

PAGE = settings.BASE_DIR / "docs" / "workflow.md"


class Command(BaseCommand):
    help = "Writes docs/workflow.md: the life cycle of a case."

    def handle(self, *args: Any, **options: Any) -> None:
        from cases.lifecycle import workflow_table

        PAGE.write_text(workflow_table())
        self.stdout.write(f"Wrote docs/{PAGE.name}.")
