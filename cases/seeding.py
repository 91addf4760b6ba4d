"""Policy values that a newer version knows, given to an office that is older than they are."""

from typing import Any

from django.utils import timezone

from caseflow.seeding import seed, system_user
from cases.rules.policy_defaults import DEFAULTS


def give_missing_values(apps: Any) -> None:
    """A key and scope that the office has already, in whatever form, is left to it."""
    model = apps.get_model("cases", "PolicyValue")
    here = set(model.objects.values_list("key", "bargaining_unit", "rank"))
    missing = [row for row in DEFAULTS if (row.key, row.bargaining_unit, row.rank) not in here]
    if not missing:
        return
    system, now = system_user(apps), timezone.now()
    rows = [
        {
            "key": row.key,
            "value": list(row.value) if isinstance(row.value, tuple) else row.value,
            "unit": row.unit,
            "bargaining_unit": row.bargaining_unit,
            "rank": row.rank,
            "effective_from": row.effective_from,
            "effective_to": row.effective_to,
            "authority": row.authority,
            "source": row.source,
            "verified": row.verified,
            "proposed_by": system,
            "proposed_at": now,
            "approved_by": system,
            "approved_at": now,
        }
        for row in missing
    ]
    seed(apps, "cases", "PolicyValue", rows)
