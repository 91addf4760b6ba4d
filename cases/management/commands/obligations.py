"""Brings the obligations of every open case in line with the facts: after an upgrade from a version
without them, and on a day on which a policy value begins that was approved before."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from caseflow.dates import now
from caseflow.models import User
from cases.services.obligations import reconcile_all


class Command(BaseCommand):
    help = "Derives the obligations of every open case anew; says how many rows changed."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            count = reconcile_all(by=User.objects.system(), now=now())
        if count or options["verbosity"] > 1:
            self.stdout.write(f"{count} obligation{'' if count == 1 else 's'} changed.")
