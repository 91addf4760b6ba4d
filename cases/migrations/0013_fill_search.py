from django.db import migrations

from cases.searching.filling import rebuild


def forwards(apps, schema_editor):
    rebuild(apps)


class Migration(migrations.Migration):
    atomic = False  # in batches, each a transaction of its own
    dependencies = [("cases", "0012_search")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
