from django.db import migrations

from cases.note_questions import give_questions


def forwards(apps, schema_editor):
    """Questions and the mark of a contact for the kinds that the office never edited."""
    give_questions(apps)


def backwards(apps, schema_editor):
    """Nothing is taken back: notes may begin with them, and history is append-only."""


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_addenda")]
    operations = [migrations.RunPython(forwards, backwards)]
