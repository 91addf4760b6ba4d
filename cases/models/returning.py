"""What stands before a return to duty, the release itself, and permissions to leave the state."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cases.models.case import Case
from cases.models.dayspell import Reversible
from cases.models.duty import DutySpell


class ReturnRequirement(Reversible):
    """What a member must bring or do before returning, told in advance (CBA 18.6). A doctor's
    certificate for three days or less needs a good cause on record."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="requirements")
    issued_on = models.DateField()
    certificate_required = models.BooleanField(default=False)
    good_cause = models.CharField(max_length=400, blank=True)
    records_needed = models.TextField(blank=True)
    extra_tests = models.TextField(blank=True)
    met_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta(Reversible.Meta):
        ordering = ["issued_on", "id"]

    def __str__(self) -> str:
        return f"requirements of {self.issued_on}"


class ReleaseKind(models.TextChoices):
    FULL = "full", "Full duty"
    LIMITED = "limited", "Limited duty"


class Release(Reversible):
    """A release to duty, by authority of the section (E03-01-01 VII). `returns_on` is the first
    day back; the unit verifies it before the member works."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="releases")
    kind = models.CharField(max_length=8, choices=ReleaseKind)
    returns_on = models.DateField()
    restrictions = models.TextField(blank=True)
    expires_on = models.DateField(null=True, blank=True)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    duty_spell = models.ForeignKey(
        DutySpell, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.CharField(max_length=120, blank=True)
    history = HistoricalRecords()

    class Meta(Reversible.Meta):
        ordering = ["returns_on", "id"]
        constraints = [
            *Reversible.Meta.constraints,
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True, verified_by="")
                | (Q(verified_on__isnull=False) & ~Q(verified_by="")),
                name="release_verified_pair",
            ),
            models.UniqueConstraint(
                fields=["case", "returns_on"],
                condition=Q(reversed_at__isnull=True),
                name="release_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.returns_on}"


class TravelPermission(Reversible):
    """Leave of the state while on the roll, in writing and before; beyond so many days a second
    approver signs too (E03-01-01 IX.D, E03-01-02)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="travels")
    first_day = models.DateField()
    last_day = models.DateField()
    destination = models.CharField(max_length=200)
    address = models.CharField(max_length=400, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_office = models.CharField(max_length=120, blank=True)
    second_approved_on = models.DateField(null=True, blank=True)
    second_approved_by = models.CharField(max_length=120, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal_reason = models.CharField(max_length=400, blank=True)
    history = HistoricalRecords()

    class Meta(Reversible.Meta):
        ordering = ["first_day", "id"]
        constraints = [
            *Reversible.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="travel_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="travel_approved_pair",
            ),
            models.CheckConstraint(
                condition=Q(second_approved_on__isnull=True, second_approved_by="")
                | (Q(second_approved_on__isnull=False) & ~Q(second_approved_by="")),
                name="travel_second_pair",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refused_by__isnull=True, refusal_reason="")
                | (Q(refused_at__isnull=False, refused_by__isnull=False) & ~Q(refusal_reason="")),
                name="travel_refused_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"travel from {self.first_day}"
