"""Absences: spells of calendar days on the medical roll, both ends counted (E03-01-02 II.E).

One per member per day. The database holds that on both engines: PostgreSQL by an exclusion
constraint, SQLite by triggers before insert and update. An absence entered in error is reversed
with a reason; its days are free again.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cases.kinds import Account
from cases.models.case import Case
from cases.models.dayspell import ReversibleQuerySet, no_overlap
from members.models import Member


class Absence(models.Model):
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="absences")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="absences")
    account = models.CharField(max_length=8, choices=Account)
    injury = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="injury_absences"
    )
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=80, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reversed_at = models.DateTimeField(null=True, blank=True)
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reversal_reason = models.CharField(max_length=400, blank=True)
    history = HistoricalRecords()

    objects = ReversibleQuerySet.as_manager()

    added_later = ("reversed_at", "reversed_by_id", "reversal_reason")

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
                name="absence_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(account=Account.IOD, injury__isnull=False)
                | Q(account=Account.NON_IOD, injury__isnull=True),
                name="absence_injury_iff_iod",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(last_day__isnull=True, reversed_at__isnull=True),
                name="one_open_absence",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversal_reason="")
                | (
                    Q(reversed_at__isnull=False, reversed_by__isnull=False) & ~Q(reversal_reason="")
                ),
                name="absence_reversed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "first_day"], name="absence_member"),
            models.Index(fields=["last_day", "first_day"], name="absence_last_day"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day or 'open'}"


no_overlap("absence_one_a_day", "cases_absence", "member_id")
