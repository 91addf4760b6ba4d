"""Who holds a case, and when it waits. The office's spells of instants."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cases.models.case import Case


class Spell(models.Model):
    """A stretch of a case's time, written by acts; one of a kind is open at a time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)ss")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="one_open_%(class)s"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="%(class)s_ended_pair",
            ),
        ]


class Assignment(Spell):
    """Who was responsible from when until when; the open one is `Case.owner`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    history = HistoricalRecords()

    class Meta(Spell.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.case_id} with {self.user_id}"


class Hold(Spell):
    """The case waits for something, until a day or without one."""

    reason = models.CharField(max_length=200)
    until = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta(Spell.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.case_id} on hold"
