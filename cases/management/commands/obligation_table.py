"""Writes docs/obligations.md from the kinds of rules/obligations.py; a test compares the two."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cases.obligation_table import obligation_table


class Command(BaseCommand):
    help = "Writes docs/obligations.md from the kinds of obligations."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "obligations.md"
        path.write_text(obligation_table(), encoding="utf-8")
        self.stdout.write(f"{path.name} written.")
