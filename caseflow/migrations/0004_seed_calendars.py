from datetime import date, timedelta

import holidays
from django.db import migrations
from django.utils import timezone

from caseflow.seeding import seed, system_user

FIRST, LAST = date(2020, 1, 1), date(2030, 12, 31)
YEARS = range(FIRST.year, LAST.year + 2)  # a New Year's Day may be kept on the day before
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6

# What each of the twelve days is called by those who keep the calendar, by its name in the table
# that the days are taken from.
TWELVE = {
    "New Year's Day": "New Year's Day",
    "Martin Luther King Jr. Day": "Dr. Martin Luther King Jr.'s Birthday",
    "Lincoln's Birthday": "Lincoln's Birthday",
    "Washington's Birthday": "Washington's Birthday",
    "Casimir Pulaski Day": "Casimir Pulaski's Birthday",
    "Memorial Day": "Memorial Day",
    "Independence Day": "Independence Day",
    "Labor Day": "Labor Day",
    "Columbus Day": "Columbus Day",
    "Veterans Day": "Veterans Day",
    "Thanksgiving Day": "Thanksgiving Day",
    "Christmas Day": "Christmas Day",
}
MEMORIAL = "Police Memorial Day"
NEW = (
    (
        "city",
        "City calendar",
        "MCC 2-152: the twelve days on which the City's offices are closed",
        "MCC 2-152 names twelve days and no day in place of one on a weekend. Neither Juneteenth "
        "nor the day after Thanksgiving is among them; a later adoption of Juneteenth is known "
        "from memory only and not confirmed.",
    ),
    (
        "sworn",
        "Sworn calendar",
        "E02-02-03 of 9 Feb 2018; FOP agreement 2012-2017, section 11.1",
        "E02-02-03, CBA 11.1: thirteen days, each on its own date, with Police Memorial Day (last "
        "Saturday of April). CBA 11.5 adds holidays declared later; none was available.",
    ),
    (
        "civilian",
        "Civilian calendar",
        "E02-02-03 of 9 Feb 2018",
        "E02-02-03: twelve days, without Police Memorial Day; one on a Saturday is kept on the "
        "Friday before, one on a Sunday on the Monday after.",
    ),
)
STATE_SOURCE = (
    "5 ILCS 70/1.11 with 205 ILCS 630/17 and 10 ILCS 5/1-6 (Good Friday; the general election "
    "days of even years); 5 ILCS 490/63 (no Friday in place of Juneteenth)"
)
STATE_REASON = (
    "The first filling lacked Good Friday and held Fridays in place of Juneteenth. The other days "
    "kept before or after a weekend are not confirmed. No time limit was counted by version 1."
)


def forwards(apps, schema_editor):
    """Every calendar gets the version that its days are; then the new ones and the better State."""
    system_user(apps)
    for calendar in apps.get_model("caseflow", "Calendar").objects.filter(versions=None):
        _first_version(apps, calendar)
    here = set(apps.get_model("caseflow", "Calendar").objects.values_list("code", flat=True))
    for code, name, source, why in NEW:
        if code not in here:
            _new(apps, code, name, source, why)
    _better_state(apps)


def _first_version(apps, calendar):
    """The days that were entered before calendars had versions: they are in force from ever."""
    days = sorted(calendar.days.values_list("day", flat=True))
    if not days:
        return
    seeded = calendar.code in ("federal", "state")
    _version(
        apps, calendar, 1, calendar.source[:300],
        covers_from=min(FIRST, days[0]) if seeded else days[0].replace(month=1, day=1),
        covers_to=max(LAST, days[-1]) if seeded else days[-1].replace(month=12, day=31),
    )  # fmt: skip


def _new(apps, code, name, source, why):
    row = {"code": code, "name": name, "source": source}
    calendar = seed(apps, "caseflow", "Calendar", [row])[0]
    _version(apps, calendar, 1, why)
    _add(apps, calendar, _days(code))


def _days(code):
    """The days of a calendar by date."""
    table = holidays.US(subdiv="IL", years=YEARS, observed=False)
    found = {day: TWELVE[name] for day, name in table.items() if name in TWELVE}
    if code == "sworn":
        found.update((_last_saturday_of_april(year), MEMORIAL) for year in YEARS)
    if code == "civilian":
        found = {_kept(day): _kept_name(day, name) for day, name in found.items()}
    return {day: name for day, name in found.items() if FIRST <= day <= LAST}


def _last_saturday_of_april(year):
    last = date(year, 4, 30)
    return last - timedelta(days=(last.weekday() - SATURDAY) % 7)


def _kept(day):
    """The day on which staff who work from Monday to Friday have it off."""
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


def _kept_name(day, name):
    return name if _kept(day) == day else f"{name} (observed)"


def _better_state(apps):
    """Version 2 of the State calendar, from the beginning like version 1, which it takes over."""
    model = apps.get_model("caseflow", "Calendar")
    calendar = model.objects.filter(code="state").first()
    if calendar is None or calendar.versions.filter(number=2).exists():
        return
    first = calendar.versions.get(number=1)
    _version(
        apps, calendar, 2, STATE_SOURCE, reason=STATE_REASON,
        covers_from=first.covers_from, covers_to=first.covers_to,
    )  # fmt: skip
    here = set(calendar.days.values_list("day", flat=True))
    fridays = {_good_friday(year): "Good Friday" for year in range(FIRST.year, LAST.year + 1)}
    _add(apps, calendar, {day: name for day, name in fridays.items() if day not in here}, 2)
    for row in calendar.days.filter(removed_in=None, name__startswith="Juneteenth"):
        if row.day.weekday() == FRIDAY and "observed" in row.name:
            _remove(apps, row, 2)


def _good_friday(year):
    """Two days before Easter Sunday, which the days of another State know."""
    table = holidays.US(subdiv="CT", years=year, observed=False)
    return next(day for day, name in table.items() if name == "Good Friday")


def _version(apps, calendar, number, source, covers_from=FIRST, covers_to=LAST, reason=""):
    seed(
        apps,
        "caseflow",
        "CalendarVersion",
        [
            {
                "calendar": calendar,
                "number": number,
                "covers_from": covers_from,
                "covers_to": covers_to,
                "source": source,
                "reason": reason or "Set up with the office",
                "published_at": timezone.now(),
                "published_by": system_user(apps),
            }
        ],
    )


def _add(apps, calendar, days, version=1):
    rows = [
        {"calendar": calendar, "day": day, "name": name, "added_in": version}
        for day, name in sorted(days.items())
    ]
    seed(apps, "caseflow", "CalendarDay", rows)


def _remove(apps, row, version):
    row.removed_in = version
    row.save(update_fields=["removed_in"])
    history = apps.get_model("caseflow", "HistoricalCalendarDay")
    kept = [field.attname for field in history._meta.concrete_fields]
    history.objects.create(
        **{name: getattr(row, name) for name in kept if hasattr(row, name)},
        history_date=timezone.now(),
        history_type="~",
        history_change_reason="Version 2: no Friday in place of Juneteenth (5 ILCS 490/63)",
    )


def backwards(apps, schema_editor):
    """Nothing is taken back: the rows may be in use, and history is append-only."""


class Migration(migrations.Migration):
    dependencies = [("caseflow", "0003_the_working_day")]
    operations = [migrations.RunPython(forwards, backwards)]
