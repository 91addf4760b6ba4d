"""`policy_impact ID [--json]`: what a proposed policy value would move, kept for its approval."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from caseflow.dates import now, today
from caseflow.importing import Progress
from caseflow.models import User
from caseflow.refusals import RuleViolation
from cases.models import PolicyImpact, PolicyValue
from cases.rules.policy_values import described
from cases.services.facts import policy_row
from cases.services.policy_impact import compute_impact, named


class Command(BaseCommand):
    help = "Compares every member's first unpaid day with and without a proposed policy value."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=int, help="the number of the proposal, as in its address")
        parser.add_argument("--json", action="store_true", help="one object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        value = PolicyValue.objects.filter(pk=options["id"]).first()
        if value is None:
            raise CommandError(
                f"There is no policy value {options['id']}; its page has its number."
            )
        progress = Progress(sys.stderr)
        try:
            found = compute_impact(
                value=value,
                by=User.objects.system(),
                now=now(),
                on=today(),
                progress=lambda done, total: progress("Members", done, total),
            )
        except RuleViolation as refused:
            raise CommandError(refused.sentence) from refused
        finally:
            progress.done()
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False))
            return
        self.stdout.write(f"{described(policy_row(value))}\nas of the end of {found.on}:")
        self.stdout.write(f"{found.members:,} members compared, {found.moved:,} move,")
        self.stdout.write(f"{found.moved_open:,} of them on the roll now.")
        for label, rows in found.rows["consequences"].items():
            self.stdout.write(f"{label}: {len(rows):,}")


def as_json(found: PolicyImpact) -> dict[str, Any]:
    """The preview with named columns; members by star."""
    return {
        "value": found.value_id,
        "digest": found.digest,
        "on": found.on.isoformat(),
        "members": found.members,
        "moved": found.moved,
        "moved_open": found.moved_open,
        "moves": [
            {name: part for name, part in named(row).items() if name != "member"}
            for row in found.rows["moves"]
        ],
        "consequences": {
            label: [{k: each[k] for k in ("case", "subject", "says")} for each in rows]
            for label, rows in found.rows["consequences"].items()
        },
    }
