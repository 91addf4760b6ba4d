from django.db import migrations
from django.utils import timezone

from caseflow.seeding import seed, system_user
from cases.rules.policy_defaults import DEFAULTS


def forwards(apps, schema_editor):
    """Gives an office that is older than these keys their values. A key and scope that the office
    has already, in whatever form, is left to it; a new office got them all in 0002."""
    model = apps.get_model("cases", "PolicyValue")
    here = set(model.objects.values_list("key", "bargaining_unit", "rank"))
    missing = [row for row in DEFAULTS if (row.key, row.bargaining_unit, row.rank) not in here]
    if not missing:
        return
    system = system_user(apps)
    now = timezone.now()
    seed(
        apps,
        "cases",
        "PolicyValue",
        [
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
        ],
    )


def backwards(apps, schema_editor):
    """Nothing is taken back: the rows may be in use, and history is append-only."""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_the_roll"), ("caseflow", "0002_seed_office")]
    operations = [migrations.RunPython(forwards, backwards)]
