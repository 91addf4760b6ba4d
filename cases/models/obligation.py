"""What must happen on a case, and by when: the one table behind every list, badge, tile and report.

What follows from the facts (`rules/obligations.py`) is written by `services/obligations.py` in the
transaction of the act that changed them; what a person decides about it (done, another day, a
hold, another colleague) stands beside it and is never overwritten. Nothing here moves with time: a
row says from which day it is in front of somebody, and until when.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from caseflow.access import Capability
from caseflow.keys import public_id
from cases.models.case import Case
from members.models import Member, hidden_members


class ObligationState(models.TextChoices):
    OPEN = "open", "Open"
    MET = "met", "Met by what was recorded"
    DONE = "done", "Done"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Actor(models.TextChoices):
    """Who has to act. What others owe waits until its day; late, it is the office's to chase."""

    OFFICE = "office", "the office"
    MEMBER = "member", "the member"
    UNIT = "unit", "the unit"
    PROVIDER = "provider", "the provider"
    CITY = "city", "the City or the Lodge"


class HoldEvent(models.TextChoices):
    """What a held obligation may wait for instead of a day."""

    REPORT = "report_received", "a provider's report comes in"
    APPOINTMENT = "appointment_settled", "an appointment is kept, missed or moved"
    CONTACT = "note_added", "the next note is written"
    DECISION = "certification", "certification is decided"


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, user: Any) -> "ObligationQuerySet":
        """Never one on the person's own or a relative's record."""
        if not user.can(Capability.SEE):
            return self.none()
        hidden = hidden_members(user)
        return self.exclude(member_id__in=hidden) if hidden else self

    def open(self) -> "ObligationQuerySet":
        return self.filter(state=ObligationState.OPEN)

    def of(self, people: Collection[int]) -> "ObligationQuerySet":
        """Those that these people answer for (keys of users)."""
        return self.filter(responsible_id__in=people)

    def in_time(self, on: date) -> "ObligationQuerySet":
        """Without those whose time has passed: a letter that a later one has overtaken."""
        return self.filter(Q(lapses_on__isnull=True) | Q(lapses_on__gte=on))

    def held(self, on: date) -> "ObligationQuerySet":
        """On hold: until a day that has not come, or until something happens."""
        return self.open().filter(Q(held_until__gt=on) | ~Q(held_for=""))

    def not_held(self, on: date) -> "ObligationQuerySet":
        free = Q(held_until__isnull=True) | Q(held_until__lte=on)
        return self.open().filter(free, held_for="")

    def overdue(self, on: date, now: datetime) -> "ObligationQuerySet":
        """Whose day has passed, or whose hour; a thing due today is not overdue."""
        past = Q(due_on__lt=on) | Q(due_at__lt=now)
        return self.in_time(on).not_held(on).filter(past, due_on__lte=on)

    def due_today(self, on: date, now: datetime) -> "ObligationQuerySet":
        """Due on the day and not late yet; what others owe on this day still waits for them."""
        later = Q(due_at__isnull=True) | Q(due_at__gte=now)
        rows = self.in_time(on).not_held(on).filter(later, due_on=on)
        return rows.filter(actor=Actor.OFFICE)

    def waiting(self, on: date, now: datetime) -> "ObligationQuerySet":
        """What others owe and is not late yet, and what is on hold."""
        theirs = ~Q(actor=Actor.OFFICE) & (
            Q(due_on__gt=on) | (Q(due_on=on) & (Q(due_at__isnull=True) | Q(due_at__gte=now)))
        )
        held = Q(held_until__gt=on) | ~Q(held_for="")
        begun = Q(opens_on__lte=on)
        return self.open().in_time(on).filter(held | (theirs & begun))

    def in_front(self, on: date) -> "ObligationQuerySet":
        """Begun, in time and not on hold: overdue, due today, coming, or owed by others."""
        begun = Q(opens_on__lte=on) | Q(due_on__lte=on)
        return self.in_time(on).not_held(on).filter(begun)

    def coming(self, on: date) -> "ObligationQuerySet":
        """Begun, the office's, and due after the day."""
        rows = self.in_time(on).not_held(on).filter(actor=Actor.OFFICE)
        return rows.filter(due_on__gt=on, opens_on__lte=on)


class Obligation(models.Model):
    """`code` is the kind (rules/obligations.py), `subject` what it hangs on, so that the same duty
    keeps its row when its date moves. `rule_due_on` follows from the facts; `due_on` is it, or the
    day that a person gave with a reason (`moved_to`). `due_at` is an instant for limits in hours.
    `opens_on` is the day from which it is in front of somebody, `lapses_on` the last on which it
    still makes sense. `responsible` is the keeper of the case or the colleague it was handed to;
    nobody means whoever leads."""

    key = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="obligations")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="obligations")
    code = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)
    what = models.CharField(max_length=300)
    actor = models.CharField(max_length=10, choices=Actor, default=Actor.OFFICE)
    legal = models.BooleanField(default=False)
    by_rule = models.BooleanField(default=True)

    trigger_on = models.DateField(null=True, blank=True)
    rule_due_on = models.DateField()
    due_at = models.DateTimeField(null=True, blank=True)
    opens_on = models.DateField()
    lapses_on = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)
    derivation = models.JSONField(default=dict)
    calendar = models.CharField(max_length=60, blank=True)

    state = models.CharField(max_length=10, choices=ObligationState, default=ObligationState.OPEN)
    due_on = models.DateField()
    moved_to = models.DateField(null=True, blank=True)
    moved_reason = models.CharField(max_length=300, blank=True)
    held_until = models.DateField(null=True, blank=True)
    held_for = models.CharField(max_length=30, choices=HoldEvent, blank=True)
    held_reason = models.CharField(max_length=300, blank=True)
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations",
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_for = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)

    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()
    changed_how = models.CharField(max_length=12, default="created")
    was_due_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code", "subject"],
                condition=Q(by_rule=True),
                name="obligation_once",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, done_for__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False, done_for__isnull=False),
                name="obligation_done_whole",
            ),
            models.CheckConstraint(
                condition=(Q(state="done") & Q(done_at__isnull=False))
                | (~Q(state="done") & Q(done_at__isnull=True)),
                name="obligation_done_state",
            ),
            models.CheckConstraint(
                condition=Q(moved_to__isnull=True, moved_reason="", due_on=F("rule_due_on"))
                | (Q(moved_to__isnull=False, due_on=F("moved_to")) & ~Q(moved_reason="")),
                name="obligation_moved_whole",
            ),
            models.CheckConstraint(
                condition=Q(held_reason="", held_until__isnull=True, held_for="")
                | (~Q(held_reason="") & (Q(held_until__isnull=False) | ~Q(held_for=""))),
                name="obligation_held_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_on__isnull=True)
                | (~Q(state="open") & Q(settled_on__isnull=False)),
                name="obligation_settled_pair",
            ),
        ]
        indexes = [
            models.Index(
                fields=["responsible", "due_on", "id"],
                condition=Q(state="open"),
                name="obligation_open_of",
            ),
            models.Index(
                fields=["due_on", "id"], condition=Q(state="open"), name="obligation_open"
            ),
            models.Index(fields=["responsible", "settled_on"], name="obligation_settled"),
            models.Index(fields=["responsible", "changed_at"], name="obligation_changed"),
            models.Index(fields=["case", "due_on"], name="obligation_case"),
        ]

    def __str__(self) -> str:
        return f"{self.code} due {self.due_on}"

    def get_absolute_url(self) -> str:
        return reverse("work:obligation", args=[self.key])


class ObligationAct(models.Model):
    """What a person did about an obligation, so that it can be undone within ten minutes: what
    stood there `before`, what was `wrote`. Several at once share a `batch`."""

    key = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    batch = models.CharField(max_length=10, db_index=True)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=12)
    before = models.JSONField(default=dict)
    version = models.PositiveIntegerField()
    note = models.ForeignKey(
        "cases.CaseNote", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="obligation_act_undone_pair",
            ),
        ]
        indexes = [models.Index(fields=["by", "-at"], name="obligation_act_by")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"
