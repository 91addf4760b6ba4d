"""What happened to a case, one row an act, chained. Sentences are made in cases/timeline.py."""

from django.db import models

from caseflow.chain import ChainedEvent
from caseflow.guards import append_only
from cases.models.case import Case


@append_only
class CaseEvent(ChainedEvent):
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "sequence"], name="case_event_sequence")
        ]
        indexes = [models.Index(fields=["case", "-happened_at", "-id"], name="case_event_happened")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sequence}"
