"""Policy values: every number that comes from a policy or a contract, dated, with its source."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords


class PolicyValue(models.Model):
    """One value of one key for a stretch of days and a scope. It is in force only once somebody
    other than its proposer has approved it. An empty day means without beginning or end."""

    key = models.SlugField(max_length=60)
    value = models.JSONField()
    unit = models.CharField(max_length=60)
    bargaining_unit = models.CharField(max_length=20, blank=True)
    rank = models.CharField(max_length=40, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    authority = models.TextField(help_text="The rule's words or substance.")
    source = models.CharField(max_length=400, help_text="Where it stands.")
    verified = models.BooleanField(
        "read in its primary text",
        default=False,
        help_text="If not, every page that uses it says so.",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["key", "effective_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="policy_approved_pair",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True)
                | Q(effective_from__isnull=True)
                | Q(effective_to__gte=models.F("effective_from")),
                name="policy_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.key
