"""Events from which a time limit runs and which no other record of a case holds: a grievance, a
request for records, a hospital's letter, a legal action. What each starts is in rules/limits.py."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from cases.models.case import Case
from cases.models.dayspell import Reversible


class CaseClock(Reversible):
    """`kind` is a code of rules/limits.py. `starts_on` is the day of the event; `starts_at` its
    instant where the limit is in hours. It stops on `ended_on`, with the words of how."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    starts_on = models.DateField()
    starts_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta(Reversible.Meta):
        ordering = ["starts_on", "id"]
        constraints = [
            *Reversible.Meta.constraints,
            models.UniqueConstraint(fields=["case", "number"], name="clock_number_once"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True, outcome="")
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(outcome="")),
                name="clock_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts_on}"
