"""`import_absences FILE [--dry-run] [--skip-bad] [--json]`"""

from pathlib import Path
from typing import Any

from caseflow.importing import ImportCommand, ImportReport
from caseflow.models import User
from cases.services.absences import import_absences


class Command(ImportCommand):
    help = "Imports absences, exceptions and credits: a case for every absence, with its history."

    def run(self, path: Path, **options: Any) -> ImportReport:
        return import_absences(path=path, by=User.objects.system(), **options)
