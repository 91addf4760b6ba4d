from datetime import date

import holidays
from django.db import migrations

from caseflow.seeding import seed, system_user

YEARS = range(2020, 2031)
CALENDARS = (
    ("federal", "Federal holidays", "5 U.S.C. 6103", holidays.US(years=YEARS, observed=True)),
    (
        "state",
        "Illinois State holidays",
        "State of Illinois; editable where the office's list differs",
        holidays.US(subdiv="IL", years=YEARS, observed=True),
    ),
)


def forwards(apps, schema_editor):
    system_user(apps)
    for code, name, source, days in CALENDARS:
        calendar = seed(
            apps, "caseflow", "Calendar", [{"code": code, "name": name, "source": source}]
        )[0]
        seed(
            apps,
            "caseflow",
            "CalendarDay",
            [
                {"calendar": calendar, "day": day, "name": title[:120]}
                for day, title in sorted(days.items())
                if day >= date(2020, 1, 1)
            ],
        )


def backwards(apps, schema_editor):
    """Nothing is taken back: the rows may be in use, and history is append-only."""


class Migration(migrations.Migration):
    dependencies = [("caseflow", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
