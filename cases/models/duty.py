"""Limited duty and leave as spells of a member, and every member's time cut into duty statuses.

`DutySpell` is entered; `DutyStatus` is derived from absences, ledger, these spells and the service,
and rewritten with them. It stores beginnings only: a status holds from its first day until the day
before the next beginning, so that two statuses on one day, or a day without one, cannot be written
down at all. The one thing to be kept is that no two begin on the same day, and a unique constraint
keeps that (docs/decisions/0009).
"""

from datetime import date

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from simple_history.models import HistoricalRecords

from cases.models.case import Case
from cases.models.dayspell import DaySpell, no_overlap
from members.models import Member


class DutyKind(models.TextChoices):
    """Limited duty by its stream (E03-01-03 III), leave by its ground (40 ILCS 5/5-154, 5-154.1,
    5-155; CBA 18.1; E01-16)."""

    LIMITED_IOD = "limited_iod", "Limited duty, injury on duty"
    LIMITED_NON_IOD = "limited_non_iod", "Limited duty, not on duty"
    LIMITED_COMBAT = "limited_combat", "Limited duty, combat-zone injury"
    DISABILITY_DUTY = "disability_duty", "Disability leave, duty"
    DISABILITY_ORDINARY = "disability_ordinary", "Disability leave, ordinary"
    DISABILITY_OCCUPATIONAL = "disability_occupational", "Disability leave, occupational"
    UNPAID_MEDICAL = "unpaid_medical", "Unpaid medical leave"
    LEAVE = "leave", "Other leave of absence"


LIMITED = (DutyKind.LIMITED_IOD, DutyKind.LIMITED_NON_IOD, DutyKind.LIMITED_COMBAT)
DISABILITY = (
    DutyKind.DISABILITY_DUTY, DutyKind.DISABILITY_ORDINARY, DutyKind.DISABILITY_OCCUPATIONAL,
)  # fmt: skip


class DutySpell(DaySpell):
    """A spell of limited duty or leave. `expires_on` is the day on which an approval ends unless
    it is renewed; `restrictions` are what the unit may know (never a diagnosis)."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="duty_spells")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="duty_spells"
    )
    kind = models.CharField(max_length=24, choices=DutyKind)
    restrictions = models.TextField(blank=True)
    expires_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta(DaySpell.Meta):
        ordering = ["first_day", "id"]
        indexes = [models.Index(fields=["member", "first_day"], name="duty_member")]

    def __str__(self) -> str:
        return f"{self.kind} from {self.first_day}"


no_overlap("duty_one_a_day", "cases_dutyspell", "member_id")


class DutyStatusQuerySet(models.QuerySet["DutyStatus"]):
    def with_next(self) -> "DutyStatusQuerySet":
        """Adds `until`: the first day of the status that follows; None for the last."""
        following = DutyStatus.objects.filter(
            member=OuterRef("member"), first_day__gt=OuterRef("first_day")
        ).order_by("first_day")
        return self.annotate(until=Subquery(following.values("first_day")[:1]))

    def on(self, day: date) -> "DutyStatusQuerySet":
        """The status of every member on the day: the last that has begun."""
        last = DutyStatus.objects.filter(member=OuterRef("member"), first_day__lte=day)
        newest = Subquery(last.order_by("-first_day").values("first_day")[:1])
        return self.filter(first_day__lte=day, first_day=newest)


class DutyStatus(models.Model):
    """From this day on, until the next beginning. Codes and words are in members/status.py."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="duty_statuses")
    first_day = models.DateField()
    status = models.CharField(max_length=24)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=30, blank=True)

    objects = DutyStatusQuerySet.as_manager()

    class Meta:
        ordering = ["member", "first_day"]
        constraints = [
            models.UniqueConstraint(fields=["member", "first_day"], name="one_status_a_day"),
            models.CheckConstraint(condition=~Q(status=""), name="duty_status_said"),
        ]

    def __str__(self) -> str:
        return f"{self.status} from {self.first_day}"
