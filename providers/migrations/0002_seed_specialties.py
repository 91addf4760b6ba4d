from django.db import migrations

from caseflow.seeding import seed

SPECIALTIES = (
    ("cardiology", "Cardiology"),
    ("dental", "Dentistry"),
    ("emergency", "Emergency medicine"),
    ("hand", "Hand surgery"),
    ("infectious", "Infectious disease"),
    ("internal", "Internal medicine"),
    ("neurology", "Neurology"),
    ("neurosurgery", "Neurosurgery"),
    ("occupational", "Occupational medicine"),
    ("ophthalmology", "Ophthalmology"),
    ("orthopedics", "Orthopedics"),
    ("pain", "Pain medicine"),
    ("physiatry", "Physical medicine and rehabilitation"),
    ("therapy", "Physical therapy"),
    ("psychiatry", "Psychiatry"),
    ("psychology", "Psychology"),
    ("pulmonology", "Pulmonology"),
)


def forwards(apps, schema_editor):
    seed(apps, "providers", "Specialty", [{"code": c, "name": n} for c, n in SPECIALTIES])


def backwards(apps, schema_editor):
    """Nothing is taken back: the rows may be in use, and history is append-only."""


class Migration(migrations.Migration):
    dependencies = [("providers", "0001_initial"), ("caseflow", "0002_seed_office")]
    operations = [migrations.RunPython(forwards, backwards)]
