"""Days off by which time limits are counted: dated, and in numbered versions.

A version says which days off it knows and from which day on it is used: a time limit that began on
a day is counted by the version in force on that day, and keeps its number, so that a day off
declared later does not move what was promised before. A day belongs to every version from
`added_in` up to, and without, `removed_in`.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords


class Calendar(models.Model):
    """A calendar of days off: City, sworn, civilian, federal, state."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=200)
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """What a calendar says from a day on. `in_force_from` None has no beginning; the days off are
    known for the days `covers_from` to `covers_to` and for no others."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    in_force_from = models.DateField(null=True, blank=True)
    covers_from = models.DateField()
    covers_to = models.DateField()
    source = models.CharField(max_length=300)
    reason = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["calendar", "number"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_once"),
            models.UniqueConstraint(
                fields=["calendar", "in_force_from"], name="calendar_version_day_once"
            ),
            models.CheckConstraint(
                condition=Q(covers_to__gte=models.F("covers_from")),
                name="calendar_version_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar.name} v{self.number}"


class CalendarDay(models.Model):
    """A day on which the calendar's office is closed."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    name = models.CharField(max_length=120)
    added_in = models.PositiveSmallIntegerField(default=1)
    removed_in = models.PositiveSmallIntegerField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "day"],
                condition=Q(removed_in__isnull=True),
                name="calendar_day_once",
            ),
            models.CheckConstraint(
                condition=Q(removed_in__isnull=True) | Q(removed_in__gt=models.F("added_in")),
                name="calendar_day_versions_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
