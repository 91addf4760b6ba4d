"""`import_roster FILE [--dry-run] [--skip-bad] [--json]`"""

from pathlib import Path
from typing import Any

from caseflow.importing import ImportCommand, ImportReport
from caseflow.models import User
from members.services.roster import import_roster


class Command(ImportCommand):
    help = "Imports the department's roster: members added and updated, with their history."

    def run(self, path: Path, **options: Any) -> ImportReport:
        return import_roster(path=path, by=User.objects.system(), **options)
