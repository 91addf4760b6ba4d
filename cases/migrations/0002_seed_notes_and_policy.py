from django.db import migrations
from django.utils import timezone

from caseflow.seeding import seed, system_user
from cases.rules.policy_defaults import DEFAULTS

NOTE_KINDS = (
    ("call_member", "Call with member"),
    ("call_unit", "Call with unit"),
    ("call_provider", "Call with provider"),
    ("visit", "Visit at the office"),
    ("mail", "Mail or message"),
    ("review", "Review of the file"),
    ("conference", "Case conference"),
    ("other", "Other"),
)


def forwards(apps, schema_editor):
    system = system_user(apps)
    now = timezone.now()
    seed(
        apps,
        "cases",
        "NoteKind",
        [
            {"code": code, "label": label, "position": 10 * (place + 1)}
            for place, (code, label) in enumerate(NOTE_KINDS)
        ],
    )
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
                "source": row.source[:400],
                "verified": row.verified,
                "proposed_by": system,
                "proposed_at": now,
                "approved_by": system,
                "approved_at": now,
            }
            for row in DEFAULTS
        ],
    )


def backwards(apps, schema_editor):
    """Nothing is taken back: the rows may be in use, and history is append-only."""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("caseflow", "0002_seed_office")]
    operations = [migrations.RunPython(forwards, backwards)]
