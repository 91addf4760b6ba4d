"""Who is away, and who does their work meanwhile."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from caseflow.guards import Guard, register_guard


class AwayPeriodQuerySet(models.QuerySet["AwayPeriod"]):
    def standing(self) -> "AwayPeriodQuerySet":
        """Those that were not called off."""
        return self.filter(cancelled_at__isnull=True)

    def on(self, day: date) -> "AwayPeriodQuerySet":
        return self.standing().filter(first_day__lte=day, last_day__gte=day)


class AwayPeriod(models.Model):
    """Days on which a person of staff is away, both ends counted, with the stand-in who sees the
    work. The work is not handed over: it is back by itself on the day after the last."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="away_periods"
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covering"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    remark = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    objects = AwayPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="away_days_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(user=models.F("stand_in")), name="away_stand_in_is_another"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="away_cancelled_pair",
            ),
        ]
        indexes = [models.Index(fields=["last_day", "first_day"], name="away_days")]

    def __str__(self) -> str:
        return f"{self.user} away from {self.first_day} to {self.last_day}"


_TABLE = "caseflow_awayperiod"
_OVERLAPS = """
    SELECT RAISE(ABORT, 'away_once') WHERE NEW.cancelled_at IS NULL AND EXISTS (
        SELECT 1 FROM caseflow_awayperiod AS other
        WHERE other.user_id = NEW.user_id AND other.id IS NOT {itself}
          AND other.cancelled_at IS NULL
          AND other.first_day <= NEW.last_day AND other.last_day >= NEW.first_day
    );
"""

register_guard(
    Guard(
        name="away_once",
        table=_TABLE,
        sqlite=tuple(
            f"CREATE TRIGGER IF NOT EXISTS away_once_{act} BEFORE {act.upper()} ON {_TABLE} "
            f"BEGIN {_OVERLAPS.format(itself=itself)} END"
            for act, itself in (("insert", "-1"), ("update", "OLD.id"))
        ),
        sqlite_names=("away_once_insert", "away_once_update"),
        postgresql=(
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE {_TABLE} ADD CONSTRAINT away_once EXCLUDE USING gist "
            "(user_id WITH =, daterange(first_day, last_day, '[]') WITH &&) "
            "WHERE (cancelled_at IS NULL)",
        ),
    )
)
