"""Files of a case: kept under their sha256, given out only after a permission check."""

from django.conf import settings
from django.db import models

from caseflow.guards import append_only
from caseflow.keys import public_id
from cases.models.case import Case


@append_only
class Document(models.Model):
    key = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-stored_at"]

    def __str__(self) -> str:
        return f"document {self.key}"
