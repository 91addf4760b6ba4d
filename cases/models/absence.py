"""Absences: spells of calendar days on the medical roll, both ends counted (E03-01-02 II.E).

One per member per day. The database holds that on both engines: PostgreSQL by an exclusion
constraint, SQLite by triggers before insert and update.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from caseflow.guards import Guard, register_guard
from cases.kinds import Account
from cases.models.case import Case
from members.models import Member


class Absence(models.Model):
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="absences")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="absences")
    account = models.CharField(max_length=8, choices=Account)
    injury = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="injury_absences"
    )
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=80, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
                name="absence_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(account=Account.IOD, injury__isnull=False)
                | Q(account=Account.NON_IOD, injury__isnull=True),
                name="absence_injury_iff_iod",
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(last_day__isnull=True), name="one_open_absence"
            ),
        ]
        indexes = [
            models.Index(fields=["member", "first_day"], name="absence_member"),
            models.Index(fields=["last_day", "first_day"], name="absence_last_day"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day or 'open'}"


OVERLAP = "absence_no_overlap"
_OVERLAPS = """
    SELECT RAISE(ABORT, 'absence_no_overlap') WHERE EXISTS (
        SELECT 1 FROM cases_absence AS other
        WHERE other.member_id = NEW.member_id AND other.id IS NOT {itself}
          AND other.first_day <= COALESCE(NEW.last_day, '9999-12-31')
          AND COALESCE(other.last_day, '9999-12-31') >= NEW.first_day
    );
"""

register_guard(
    Guard(
        name=OVERLAP,
        table="cases_absence",
        sqlite=(
            f"CREATE TRIGGER IF NOT EXISTS {OVERLAP}_insert BEFORE INSERT ON cases_absence "
            f"BEGIN {_OVERLAPS.format(itself='-1')} END",
            f"CREATE TRIGGER IF NOT EXISTS {OVERLAP}_update BEFORE UPDATE ON cases_absence "
            f"BEGIN {_OVERLAPS.format(itself='OLD.id')} END",
        ),
        sqlite_names=(f"{OVERLAP}_insert", f"{OVERLAP}_update"),
        postgresql=(
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE cases_absence ADD CONSTRAINT {OVERLAP} EXCLUDE USING gist "
            "(member_id WITH =, daterange(first_day, last_day, '[]') WITH &&)",
        ),
    )
)
