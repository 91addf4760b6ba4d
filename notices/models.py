"""Issued notices: frozen the moment they are issued (HTML, PDF, digests, data); and the corrections
that they need once the facts behind them have changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from caseflow.access import Capability
from caseflow.guards import append_only
from cases.models import Case
from members.models import Member, hidden_members


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> "NoticeQuerySet":
        if not user.can(Capability.SEE):
            return self.none()
        hidden = hidden_members(user)
        return self.exclude(member_id__in=hidden) if hidden else self

    def for_list(self) -> "NoticeQuerySet":
        """With what a list shows, and without the letters themselves."""
        return self.select_related(
            "member", "member__unit", "case", "issued_by", "superseded_by"
        ).defer("html", "data", "superseded_by__html", "superseded_by__data")

    def newest_of(self, case: Case, code: str) -> "Notice | None":
        """The notice of a kind that stands for a case: the one that none supersedes."""
        return self.filter(case=case, code=code, superseded_by__isnull=True).first()


@append_only
class Notice(models.Model):
    """A written notification as it left the office. Never re-rendered; a later one may name it
    in `supersedes`. One to a member about no case in particular has none."""

    number = models.CharField(max_length=20, unique=True)
    short_code = models.CharField(max_length=10, unique=True)
    code = models.CharField(max_length=40)
    template_version = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="notices")
    as_of = models.DateField()
    data = models.JSONField()
    data_digest = models.CharField(max_length=64)
    html = models.TextField()
    html_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)
    pdf_size = models.PositiveIntegerField()
    facts_version = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        indexes = [
            models.Index(fields=["case", "-issued_at"], name="notice_case"),
            models.Index(fields=["-issued_at", "-id"], name="notice_issued"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("notices:detail", args=[self.number])

    @property
    def replaced_by(self) -> "Notice | None":
        """The letter that supersedes this one; None while it stands."""
        return getattr(self, "superseded_by", None)


class Settled(models.TextChoices):
    REPLACED = "replaced", "a new letter was issued"
    HOLDS = "holds", "what the letter says holds again, or its absence is over"
    DISMISSED = "dismissed", "dismissed"


class CorrectionQuerySet(models.QuerySet["LetterCorrection"]):
    def visible_to(self, user: Any) -> "CorrectionQuerySet":
        if not user.can(Capability.SEE):
            return self.none()
        hidden = hidden_members(user)
        return self.exclude(member_id__in=hidden) if hidden else self

    def open(self) -> "CorrectionQuerySet":
        return self.filter(settled_at__isnull=True)


class LetterCorrection(models.Model):
    """An issued letter that is wrong now: what it says of its own day is not what the facts and
    the policy, as known now, give for that day.

    `was` and `becomes` hold the values that differ, by their names in `notices.wrong.FIELDS`; `why`
    says what moved them, in words made of dates and reasons alone.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="corrections")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="corrections")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    was = models.JSONField()
    becomes = models.JSONField()
    why = models.TextField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=10, choices=Settled, blank=True)
    replaced_by = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="settles"
    )
    reason = models.CharField(max_length=500, blank=True)
    history = HistoricalRecords()

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["raised_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(settled_at__isnull=True),
                name="one_open_correction",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, how="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(how="")),
                name="correction_settled_pair",
            ),
            models.CheckConstraint(
                condition=Q(how=Settled.REPLACED, replaced_by__isnull=False)
                | (~Q(how=Settled.REPLACED) & Q(replaced_by__isnull=True)),
                name="correction_names_new_letter",
            ),
            models.CheckConstraint(
                condition=Q(how=Settled.DISMISSED) & ~Q(reason="")
                | (~Q(how=Settled.DISMISSED) & Q(reason="")),
                name="correction_dismissed_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["raised_at", "id"],
                condition=Q(settled_at__isnull=True),
                name="correction_open",
            ),
            models.Index(fields=["settled_at", "id"], name="correction_settled"),
        ]

    def __str__(self) -> str:
        return f"correction of notice {self.notice_id}"

    @property
    def is_open(self) -> bool:
        return self.settled_at is None
