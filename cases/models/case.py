"""The case: one matter of one member, from the first call to the closing."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from simple_history.models import HistoricalRecords

from caseflow.access import Capability
from cases.kinds import KINDS, CaseKind, KindSpec
from members.models import Member, hidden_members


class CaseState(models.TextChoices):
    """Where a case stands; the moves between them are in lifecycle.py."""

    REPORTED = "reported", "Reported"
    APPROVED = "approved", "Approved by the unit"
    ON_ROLL = "on_roll", "On the medical roll"
    RETURNED = "returned", "Returned to duty"
    CLOSED = "closed", "Closed"


OPEN_STATES = [CaseState.REPORTED, CaseState.APPROVED, CaseState.ON_ROLL, CaseState.RETURNED]


NOT_IN_LISTS = (
    *(
        f"member__{name}"
        for name in (
            "employee_number", "bargaining_unit", "appointed_on", "born_on", "sex", "email",
            "phone", "address", "city", "state", "zip", "created_at",
        )
    ),
    *(f"owner__{name}" for name in ("password", "title", "email", "phone", "created_at")),
)  # fmt: skip


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: Any) -> "CaseQuerySet":
        """The cases this person may open; never one of their own or a relative's record."""
        if not user.can(Capability.SEE):
            return self.none()
        hidden = hidden_members(user)
        return self.exclude(member_id__in=hidden) if hidden else self

    def open(self) -> "CaseQuerySet":
        return self.filter(closed_at__isnull=True)

    def unassigned(self) -> "CaseQuerySet":
        return self.open().filter(owner__isnull=True)

    def owned_by(self, user: Any) -> "CaseQuerySet":
        return self.open().filter(owner=user)

    def held(self) -> "CaseQuerySet":
        from cases.models.spells import Hold

        hold = Hold.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)
        return self.open().filter(Exists(hold))

    def closed_since(self, since: datetime) -> "CaseQuerySet":
        return self.filter(closed_at__gte=since)

    def with_first_unpaid(self, on: date) -> "CaseQuerySet":
        """Adds `first_unpaid_day` of the account that the case's open absence draws, from the
        stored projection in force on the day."""
        from cases.models.projection import Projection

        rows = Projection.objects.paid_days().in_force(on).filter(case=OuterRef("pk"))
        return self.annotate(first_unpaid_day=Subquery(rows.values("first_unpaid_day")[:1]))

    def near_exhaustion(self, on: date, days: int) -> "CaseQuerySet":
        """Open cases whose first unpaid day has come or comes within so many days."""
        return self.near_exhaustion_until(on, on + timedelta(days=days))

    def near_exhaustion_until(self, on: date, last: date) -> "CaseQuerySet":
        """Open cases whose first unpaid day, as it is known on a day, comes by another one."""
        from cases.models.projection import Projection

        near = (
            Projection.objects.paid_days()
            .in_force(on)
            .filter(case=OuterRef("pk"), first_unpaid_day__lte=last)
        )
        return self.open().filter(Exists(near))

    def for_list(self) -> "CaseQuerySet":
        """With what a list shows; the columns that none shows are left out, for reading and
        converting them for fifty rows takes longer than finding the rows."""
        return self.select_related("member", "member__unit", "owner").defer(*NOT_IN_LISTS)


class Case(models.Model):
    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=CaseKind)
    state = models.CharField(max_length=12, choices=CaseState)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="cases")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="recurrences"
    )
    injury_label = models.CharField(max_length=40, blank=True)
    nature = models.CharField(max_length=200)
    first_day = models.DateField()
    expected_return_on = models.DateField(null=True, blank=True)
    reported_by = models.CharField(max_length=120, blank=True)
    reported_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_cases",
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=120, blank=True)
    serious = models.BooleanField(default=False)
    history = HistoricalRecords()

    added_later = ("approved_on", "approved_by", "serious")

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="case_closed_pair",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, state=CaseState.CLOSED)
                | (Q(closed_at__isnull=True) & ~Q(state=CaseState.CLOSED)),
                name="case_closed_state",
            ),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True, approved_by="")
                | (Q(approved_on__isnull=False) & ~Q(approved_by="")),
                name="case_approved_pair",
            ),
            models.UniqueConstraint(
                fields=["member", "injury_label"],
                condition=Q(kind=CaseKind.IOD),
                name="injury_label_once_per_member",
            ),
            models.CheckConstraint(
                condition=(~Q(kind=CaseKind.IOD_RECURRENCE) & Q(parent__isnull=True))
                | Q(kind=CaseKind.IOD_RECURRENCE, parent__isnull=False),
                name="recurrence_has_parent",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "first_day"], name="case_member"),
            models.Index(fields=["-first_day", "-id"], name="case_first_day"),
            models.Index(
                fields=["owner", "first_day", "id"],
                condition=Q(closed_at__isnull=True),
                name="case_open_owner",
            ),
            models.Index(
                fields=["first_day", "id"], condition=Q(closed_at__isnull=True), name="case_open"
            ),
            models.Index(
                fields=["opened_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="case_open_opened",
            ),
            # The open cases by their members' names: one look for each member of the page.
            models.Index(
                fields=["member"], condition=Q(closed_at__isnull=True), name="case_open_member"
            ),
            models.Index(fields=["closed_at", "id"], name="case_closed"),
            models.Index(fields=["opened_at", "id"], name="case_opened"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("cases:detail", args=[self.reference])

    @property
    def spec(self) -> KindSpec:
        return KINDS[self.kind]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def injury(self) -> "Case | None":
        """The case whose bank the absences draw: itself, or the parent of a recurrence."""
        if self.kind == CaseKind.IOD:
            return self
        return self.parent
