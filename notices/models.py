"""Issued notices: frozen the moment they are issued (HTML, PDF, digests, data)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

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
    in `supersedes`."""

    number = models.CharField(max_length=20, unique=True)
    short_code = models.CharField(max_length=10, unique=True)
    code = models.CharField(max_length=40)
    template_version = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
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
