"""Policy values: every number that comes from a policy or a contract, dated, with its source."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from caseflow.guards import append_only


class PolicyValueQuerySet(models.QuerySet["PolicyValue"]):
    def approved(self) -> "PolicyValueQuerySet":
        return self.filter(approved_at__isnull=False)

    def proposed(self) -> "PolicyValueQuerySet":
        """Those that wait for somebody's approval."""
        return self.filter(approved_at__isnull=True, withdrawn_at__isnull=True)

    def for_list(self) -> "PolicyValueQuerySet":
        return self.select_related("proposed_by", "approved_by")


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
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = PolicyValueQuerySet.as_manager()

    class Meta:
        ordering = ["key", "effective_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="policy_approved_pair",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="policy_withdrawn_pair",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="policy_approved_or_withdrawn",
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

    def get_absolute_url(self) -> str:
        return reverse("policy:detail", args=[self.pk])

    @property
    def is_proposed(self) -> bool:
        return self.approved_at is None and self.withdrawn_at is None


@append_only
class PolicyImpact(models.Model):
    """What a proposal would move, computed before its approval; and, as an effect, what the
    approval moved. `digest` names the version of the proposal, `basis` the values that were in
    force beside it. `members` were compared, `moved` counts those with a day that moves,
    `moved_open` those of them with an open absence whose own day moves. `differs` (of an effect)
    counts the open absences that moved otherwise than the preview said."""

    class Kind(models.TextChoices):
        PREVIEW = "preview", "preview"
        EFFECT = "effect", "effect"

    value = models.ForeignKey(PolicyValue, on_delete=models.PROTECT, related_name="impacts")
    kind = models.CharField(max_length=8, choices=Kind)
    digest = models.CharField(max_length=64)
    basis = models.CharField(max_length=64)
    on = models.DateField()
    computed_at = models.DateTimeField()
    computed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    members = models.PositiveIntegerField()
    moved = models.PositiveIntegerField()
    moved_open = models.PositiveIntegerField()
    differs = models.PositiveIntegerField(null=True, blank=True)
    rows = models.JSONField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["value", "-id"], name="policy_impact_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} of value {self.value_id}"
