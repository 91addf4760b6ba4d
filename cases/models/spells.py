"""Who holds a case, and when it waits. The office's spells of instants."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cases.models.case import Case

_ended_pair = Q(ended_at__isnull=True, ended_by__isnull=True) | Q(
    ended_at__isnull=False, ended_by__isnull=False
)


class Assignment(models.Model):
    """Who was responsible from when until when; the open one is `Case.owner`."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="one_open_assignment"
            ),
            models.CheckConstraint(condition=_ended_pair, name="assignment_ended_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} with {self.user_id}"


class Hold(models.Model):
    """The case waits for something, until a day or without one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=200)
    until = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="one_open_hold"
            ),
            models.CheckConstraint(condition=_ended_pair, name="hold_ended_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} on hold"
