"""Authorizations to release medical information, as the member signed them (45 CFR 164.508;
740 ILCS 110/5; 410 ILCS 305/9)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from caseflow.access import Capability
from members.models.member import Member, hidden_members


class AuthorizationKind(models.TextChoices):
    """What the law keeps apart: no kind speaks for another."""

    GENERAL = "general", "general medical"
    MENTAL_HEALTH = "mental_health", "mental health"
    HIV = "hiv", "HIV test or AIDS"
    PSYCHOTHERAPY = "psychotherapy", "psychotherapy notes"


class EndedBy(models.TextChoices):
    REVOKED = "revoked", "revoked in writing"
    EVENT = "event", "the event on which it ends has come"
    MISTAKE = "mistake", "recorded by mistake"


class AuthorizationQuerySet(models.QuerySet["Authorization"]):
    def visible_to(self, user: Any) -> "AuthorizationQuerySet":
        if not user.can(Capability.SEE):
            return self.none()
        hidden = hidden_members(user)
        return self.exclude(member_id__in=hidden) if hidden else self

    def not_ended(self) -> "AuthorizationQuerySet":
        """Neither revoked nor ended by its event; the last day may have passed."""
        return self.filter(ended_on__isnull=True)


class Authorization(models.Model):
    """A signed paper: what may be released, by whom, to whom, why, until when. `number` counts
    the member's. Never edited: a wrong one is ended and recorded anew. `expires_on` is the last
    day on which it holds; `ended_on` the day on which the revocation came, or the event.

    An empty `representative` means that the member signed.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="authorizations")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=AuthorizationKind)
    information = models.TextField()
    discloser = models.CharField(max_length=200)
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=400)
    signed_on = models.DateField()
    representative = models.CharField(max_length=120, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    witness = models.CharField(max_length=120, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    expiry_event = models.CharField(max_length=200, blank=True)
    statements = models.JSONField(default=list)
    source = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)
    ended_how = models.CharField(max_length=10, choices=EndedBy, blank=True)
    ended_reason = models.CharField(max_length=400, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    objects = AuthorizationQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["member", "number"], name="authorization_number_once"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=False) | ~Q(expiry_event=""),
                name="authorization_says_when_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("signed_on")),
                name="authorization_ends_after_signing",
            ),
            models.CheckConstraint(
                condition=Q(representative="", authority="")
                | (~Q(representative="") & ~Q(authority="")),
                name="authorization_representative_pair",
            ),
            models.CheckConstraint(
                condition=Q(
                    ended_on__isnull=True,
                    ended_at__isnull=True,
                    ended_by__isnull=True,
                    ended_how="",
                )
                | (
                    Q(ended_on__isnull=False, ended_at__isnull=False, ended_by__isnull=False)
                    & ~Q(ended_how="")
                ),
                name="authorization_ended_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"authorization {self.number}"
