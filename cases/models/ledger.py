"""The ledger: exceptions and credits, written once, each with its source document.

Nothing in it is edited; an entry is taken back by a reversal that says why (credits
and restorations: E03-01-08, CBA Art. 9.4, 9.5, App. N; Nielsen award 2017).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from caseflow.guards import append_only
from cases.kinds import Account
from cases.models.case import Case
from members.models import Member


class LedgerKind(models.TextChoices):
    EXCEPTION = "exception", "days taken off the roll"
    CREDIT = "credit", "days given back"
    RECODE = "recode", "days moved to the other account"
    REVERSAL = "reversal", "entry taken back"


class LedgerReason(models.TextChoices):
    FURLOUGH = "furlough", "furlough"
    SUSPENSION = "suspension", "suspension"
    RECURRENCE_WRONGLY_DENIED = "recurrence_wrongly_denied", "recurrence wrongly denied"
    TREATMENT_DELAY = "treatment_delay", "delay in approving treatment"
    PSYCHOLOGICAL_RESTORATION = "psychological_restoration", "psychological restoration"
    RECODED = "recoded", "recoded to the other account"
    ENTERED_IN_ERROR = "entered_in_error", "entered in error"


EXCEPTION_REASONS = (LedgerReason.FURLOUGH, LedgerReason.SUSPENSION)
CREDIT_REASONS = (
    LedgerReason.RECURRENCE_WRONGLY_DENIED,
    LedgerReason.TREATMENT_DELAY,
    LedgerReason.PSYCHOLOGICAL_RESTORATION,
    LedgerReason.RECODED,
)


# `to_account` and `to_injury` say where a recoding moves its days, `elective_time` what of the
# member's own time (furlough, personal days, compensatory time) is to be given back with it.


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def standing(self) -> "LedgerQuerySet":
        """Entries that count: neither reversals nor reversed."""
        return self.exclude(kind=LedgerKind.REVERSAL).filter(reversal__isnull=True)


@append_only
class LedgerEntry(models.Model):
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=10, choices=LedgerKind)
    account = models.CharField(max_length=8, choices=Account, blank=True)
    injury = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger"
    )
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    days = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=30, choices=LedgerReason)
    source = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    to_account = models.CharField(max_length=8, choices=Account, blank=True)
    to_injury = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger_to"
    )
    elective_time = models.CharField(max_length=400, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal"
    )

    objects = LedgerQuerySet.as_manager()

    added_later = ("to_account", "to_injury_id", "elective_time")

    class Meta:
        verbose_name_plural = "ledger entries"
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
                name="ledger_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(kind=LedgerKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=LedgerKind.REVERSAL) & Q(reverses__isnull=True)),
                name="ledger_reversal_names_entry",
            ),
            models.CheckConstraint(
                condition=~Q(kind=LedgerKind.RECODE)
                | Q(to_account=Account.IOD, to_injury__isnull=False)
                | Q(to_account=Account.NON_IOD, to_injury__isnull=True),
                name="ledger_recode_says_where",
            ),
        ]
        indexes = [models.Index(fields=["member", "first_day"], name="ledger_member")]

    def __str__(self) -> str:
        return f"{self.kind} from {self.first_day}"


class LedgerState(models.Model):
    """Counts the changes of a member's facts, so that a computed value can say from which
    version it comes. Written under the member's lock by every act that changes them."""

    member = models.OneToOneField(
        Member, on_delete=models.PROTECT, primary_key=True, related_name="ledger_state"
    )
    facts_version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"version {self.facts_version}"
