"""Spells of calendar days that hang on a case, both ends counted, and their guard.

A spell is entered, ended and, when it was wrong, reversed with a reason; it is never deleted, and a
reversed one counts for nothing. Where one may not share a day with another, the database holds it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from caseflow.guards import Guard, register_guard


class ReversibleQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def standing(self) -> "ReversibleQuerySet":
        """Those that count: not reversed."""
        return self.filter(reversed_at__isnull=True)


class Reversible(models.Model):
    """Entered by somebody, and taken back with a reason when it was wrong."""

    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reversed_at = models.DateTimeField(null=True, blank=True)
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reversal_reason = models.CharField(max_length=400, blank=True)

    objects = ReversibleQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversal_reason="")
                | (
                    Q(reversed_at__isnull=False, reversed_by__isnull=False) & ~Q(reversal_reason="")
                ),
                name="%(class)s_reversed_whole",
            ),
        ]

    @property
    def is_reversed(self) -> bool:
        return self.reversed_at is not None


class DaySpell(Reversible):
    """A stretch of days; `last_day` None goes on. `source` names the document behind it."""

    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta(Reversible.Meta):
        abstract = True
        constraints = [
            *Reversible.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
                name="%(class)s_days_in_order",
            ),
        ]


_OVERLAPS = """
    SELECT RAISE(ABORT, '{name}') WHERE NEW.reversed_at IS NULL AND EXISTS (
        SELECT 1 FROM {table} AS other
        WHERE other.{owner} = NEW.{owner} AND other.id IS NOT {itself}
          AND other.reversed_at IS NULL
          AND other.first_day <= COALESCE(NEW.last_day, '9999-12-31')
          AND COALESCE(other.last_day, '9999-12-31') >= NEW.first_day
    );
"""


def no_overlap(name: str, table: str, owner: str) -> None:
    """Registers the guard: no two standing spells of one `owner` (a column) share a day."""
    insert, update = (
        _OVERLAPS.format(name=name, table=table, owner=owner, itself=itself)
        for itself in ("-1", "OLD.id")
    )
    register_guard(
        Guard(
            name=name,
            table=table,
            sqlite=(
                f"CREATE TRIGGER IF NOT EXISTS {name}_insert BEFORE INSERT ON {table} "
                f"BEGIN {insert} END",
                f"CREATE TRIGGER IF NOT EXISTS {name}_update BEFORE UPDATE ON {table} "
                f"BEGIN {update} END",
            ),
            sqlite_names=(f"{name}_insert", f"{name}_update"),
            postgresql=(
                "CREATE EXTENSION IF NOT EXISTS btree_gist",
                f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist "
                f"({owner} WITH =, daterange(first_day, last_day, '[]') WITH &&) "
                "WHERE (reversed_at IS NULL)",
            ),
        )
    )
