from django.db import migrations

from cases.seeding import give_missing_values


def forwards(apps, schema_editor):
    """A new office got all values in 0002; an older one gets those that it lacks."""
    give_missing_values(apps)


def backwards(apps, schema_editor):
    """Nothing is taken back: the rows may be in use, and history is append-only."""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_the_roll"), ("caseflow", "0002_seed_office")]
    operations = [migrations.RunPython(forwards, backwards)]
