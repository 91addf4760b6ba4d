"""Providers and their specialties, what they report on a case, and appointments of every kind."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from caseflow.access import Capability
from caseflow.keys import public_id
from cases.models import Case, Document
from members.models import hidden_members
from members.names import search_key


class Specialty(models.Model):
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "specialties"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProviderQuerySet(models.QuerySet["Provider"]):
    def visible_to(self, user: Any) -> "ProviderQuerySet":
        """The directory holds no medical content: all of it, to whoever may see cases."""
        return self if user.can(Capability.SEE) else self.none()

    def search(self, text: str) -> "ProviderQuerySet":
        """Every word must be part of the name, the practice or the city, accents aside."""
        found = self
        for word in search_key(text).split():
            found = found.filter(search_key__contains=word)
        return found

    def for_list(self) -> "ProviderQuerySet":
        return self.prefetch_related("specialties")


class Provider(models.Model):
    """A person or practice that treats or examines members. `search_key` is what the search
    looks in and what the directory is ordered by; the services keep it."""

    key = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=120)
    practice = models.CharField(max_length=120, blank=True)
    specialties = models.ManyToManyField(Specialty, blank=True, related_name="providers")
    phone = models.CharField(max_length=40, blank=True)
    fax = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField("offered for new work", default=True)
    search_key = models.CharField(max_length=400, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords(m2m_fields=[specialties])

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["search_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["search_key"], condition=~Q(search_key=""), name="one_provider_of_a_name"
            )
        ]
        indexes = [
            models.Index(fields=["search_key", "id"], name="provider_search"),
            models.Index(fields=["city", "search_key", "id"], name="provider_city"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("providers:detail", args=[self.key])

    @property
    def label(self) -> str:
        """Name, practice and city, as a person picks one of several of the same name."""
        return ", ".join(part for part in (self.name, self.practice, self.city) if part)


def search_key_of(provider: Provider) -> str:
    """What `Provider.search_key` holds: name, practice and city as people look for them."""
    return search_key(f"{provider.name} {provider.practice} {provider.city}")[:400]


class CaseBound(models.QuerySet[Any]):
    """Rows that hang on a case are visible when the case is."""

    def visible_to(self, user: Any) -> "CaseBound":
        if not user.can(Capability.SEE):
            return self.none()
        hidden = hidden_members(user)
        return self.exclude(case__member_id__in=hidden) if hidden else self

    def for_list(self) -> "CaseBound":
        return self.select_related("case__member__unit", "case__owner", "provider")


class WorkStatus(models.TextChoices):
    """What a provider says a member can do (E03-01-08: work status)."""

    OFF = "off", "unable to work"
    LIMITED = "limited", "limited duty, with restrictions"
    FULL = "full", "full duty"
    NOT_STATED = "not_stated", "not stated"


class Channel(models.TextChoices):
    MAIL = "mail", "by mail"
    FAX = "fax", "by fax"
    EMAIL = "email", "by e-mail"
    MESSAGE = "message", "by message"
    HAND = "hand", "by hand"


class ProviderReport(models.Model):
    """A report received on a case: what came, how, when, and what it says. It comes from a
    provider of the directory, or from one who is only named."""

    key = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    provider_name = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    received_on = models.DateField()
    authored_on = models.DateField(null=True, blank=True)
    work_status = models.CharField(max_length=12, choices=WorkStatus)
    restrictions = models.TextField(blank=True)
    covers_from = models.DateField(null=True, blank=True)
    covers_to = models.DateField(null=True, blank=True)
    diagnosis = models.TextField(blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    objects = CaseBound.as_manager()

    class Meta:
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(provider__isnull=True) | Q(provider_name=""),
                name="report_from_one_provider",
            ),
            models.CheckConstraint(
                condition=Q(covers_from__isnull=True)
                | Q(covers_to__isnull=True)
                | Q(covers_to__gte=models.F("covers_from")),
                name="report_days_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-received_on"], name="report_case"),
            models.Index(fields=["-received_on", "-id"], name="report_received"),
        ]

    def __str__(self) -> str:
        return f"report {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("providers:report", args=[self.case.reference, self.key])

    @property
    def from_whom(self) -> str:
        return str(self.provider) if self.provider else self.provider_name


class AppointmentKind(models.TextChoices):
    CASE_MANAGEMENT = "case_management", "Case management"
    MEDICAL_REVIEW = "medical_review", "Medical review"
    FITNESS_FOR_DUTY = "fitness_for_duty", "Fitness for duty"
    FIRING_RANGE = "firing_range", "Firing range"


class AppointmentState(models.TextChoices):
    SCHEDULED = "scheduled", "Scheduled"
    KEPT = "kept", "Kept"
    NO_SHOW = "no_show", "No-show"
    MOVED = "moved", "Moved"
    CANCELLED = "cancelled", "Cancelled"


class Appointment(models.Model):
    """A time and place for a member on a case. Moving it makes a new one that names the old."""

    key = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appointments")
    kind = models.CharField(max_length=20, choices=AppointmentKind)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    place = models.CharField(max_length=120, blank=True)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    state = models.CharField(
        max_length=10, choices=AppointmentState, default=AppointmentState.SCHEDULED
    )
    moved_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_to"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    objects = CaseBound.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=AppointmentState.SCHEDULED,
                    settled_at__isnull=True,
                    settled_by__isnull=True,
                )
                | (
                    ~Q(state=AppointmentState.SCHEDULED)
                    & Q(settled_at__isnull=False, settled_by__isnull=False)
                ),
                name="appointment_settled_pair",
            ),
            models.UniqueConstraint(
                fields=["case", "starts_at"],
                condition=Q(state=AppointmentState.SCHEDULED),
                name="one_appointment_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="appointment_starts"),
            models.Index(fields=["case", "starts_at"], name="appointment_case"),
        ]

    def __str__(self) -> str:
        return f"appointment {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("providers:appointment", args=[self.key])

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def entered_late(self) -> bool:
        """Written down after its time: back-entry from paper, for one."""
        return self.made_at > self.starts_at
