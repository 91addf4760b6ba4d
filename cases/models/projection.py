"""The stored projection: the first unpaid day of the account that an open absence draws, and the
first day beyond the cap of a running limited duty.

Derived, so rewritten whenever a fact changes, and re-derived by `verify`. It does not move with
time while the absence stays open; where a recorded fact takes effect later, a further row holds
from that day. Lists, tabs and the forecast filter, sort and page on it.
"""

from datetime import date

from django.db import models
from django.db.models import Q

from cases.kinds import Account
from cases.models.case import Case
from members.models import Member

LIMITED_DUTY = ("limited_duty", "limited duty")


class ProjectionQuerySet(models.QuerySet["Projection"]):
    def paid_days(self) -> "ProjectionQuerySet":
        """The rows of paid days, without those of limited duty."""
        return self.exclude(account=LIMITED_DUTY[0])

    def in_force(self, on: date) -> "ProjectionQuerySet":
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


class Projection(models.Model):
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="projections")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="projections"
    )
    account = models.CharField(max_length=16, choices=[*Account.choices, LIMITED_DUTY])
    injury = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    first_unpaid_day = models.DateField()
    limit = models.PositiveIntegerField()
    as_of = models.DateField()
    facts_version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    objects = ProjectionQuerySet.as_manager()

    class Meta:
        ordering = ["first_unpaid_day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "account", "valid_from"], name="projection_once"
            )
        ]
        indexes = [models.Index(fields=["first_unpaid_day", "id"], name="projection_unpaid")]

    def __str__(self) -> str:
        return f"first unpaid {self.first_unpaid_day}"
