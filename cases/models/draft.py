"""What somebody is typing on a case, kept on the server until it is saved or thrown away."""

from typing import Any

from django.conf import settings
from django.db import models

from caseflow.access import Capability
from cases.models.case import Case
from members.models import hidden_members


class NoteDraftQuerySet(models.QuerySet["NoteDraft"]):
    def visible_to(self, user: Any) -> "NoteDraftQuerySet":
        """A person's own, on cases that they still see; nobody else's, whatever the role."""
        if not user.can(Capability.SEE) or not user.can(Capability.NOTE):
            return self.none()
        hidden = hidden_members(user)
        mine = self.filter(user=user)
        return mine.exclude(case__member_id__in=hidden) if hidden else mine


class NoteDraft(models.Model):
    """One person's unsaved text on a case: a new note (`note_number` 0) or the amendment of one.

    `fields` holds the form as typed; `serial` counts the savings, so that two windows of one person
    cannot overwrite each other unseen: what came in against an older serial is kept in `other`,
    under the name of the window that sent it.
    A draft is working paper, no record: it goes when the note is saved or the draft is dropped.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="note_drafts"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="note_drafts")
    note_number = models.PositiveIntegerField(default=0)
    fields = models.JSONField(default=dict)
    other = models.JSONField(default=dict, blank=True)
    serial = models.PositiveIntegerField(default=1)
    window = models.CharField(max_length=16, blank=True)
    saved_at = models.DateTimeField()

    objects = NoteDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "case", "note_number"], name="one_draft_a_note")
        ]

    def __str__(self) -> str:
        return f"draft of {self.user_id} on {self.case_id}"
