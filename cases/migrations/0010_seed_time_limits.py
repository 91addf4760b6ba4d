from django.db import migrations

from cases.seeding import give_missing_values


def forwards(apps, schema_editor):
    """The time limits of the working day, for an office that is older than they are."""
    give_missing_values(apps)


def backwards(apps, schema_editor):
    """Nothing is taken back: the rows may be in use, and history is append-only."""


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_the_working_day")]
    operations = [migrations.RunPython(forwards, backwards)]
