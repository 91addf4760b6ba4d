"""Sworn members, their units, their service spells, and the chain of what changed about them."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from simple_history.models import HistoricalRecords

from caseflow.access import Capability
from caseflow.chain import ChainedEvent
from caseflow.guards import append_only
from caseflow.keys import public_id
from members.names import search_key
from members.ranks import Rank


class Unit(models.Model):
    """A unit of assignment: a district, an area, a section."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


def hidden_members(user: Any) -> tuple[int, ...]:
    """The primary keys of the members whose record this person never opens: their own and a
    relative's. Asked once for each user object, that is once a request: a condition in every
    query of a page costs more than this one does."""
    if not hasattr(user, "_hidden_members"):
        links = StaffLink.objects.filter(user=user, is_active=True)
        user._hidden_members = tuple(links.values_list("member_id", flat=True))
    return user._hidden_members


def may_see(user: Any, member: "Member") -> bool:
    """Whether this person may open the member's record: as `visible_to` says of a query."""
    return user.can(Capability.SEE) and member.pk not in hidden_members(user)


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, user: Any) -> "MemberQuerySet":
        """The members whose record this person may open: none without the right to see, and
        never their own or a relative's (design: explicit denials win)."""
        if not user.can(Capability.SEE):
            return self.none()
        hidden = hidden_members(user)
        return self.exclude(pk__in=hidden) if hidden else self

    def current(self, on: date) -> "MemberQuerySet":
        """Members in service on the day."""
        return self.filter(Q(separated_on__isnull=True) | Q(separated_on__gt=on))

    def search(self, text: str) -> "MemberQuerySet":
        """By star or employee number when it is a number, else by any part of the name."""
        words = search_key(text).split()
        found = self
        for word in words:
            match = Q(name_key__contains=word)
            if word.isdigit():
                match |= Q(star_number=word) | Q(employee_number=word)
            found = found.filter(match)
        return found if words else self.none()

    def for_list(self) -> "MemberQuerySet":
        return self.select_related("unit")


class Member(models.Model):
    """A sworn member. The star, rank and unit are those of the current service spell; earlier
    ones are in `spells`. `key` is the member's own address, whatever the star."""

    class Sex(models.TextChoices):
        FEMALE = "F", "female"
        MALE = "M", "male"
        OTHER = "X", "not given or other"

    key = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    star_number = models.CharField(max_length=6)
    employee_number = models.CharField(max_length=12, null=True, blank=True, unique=True)
    last_name = models.CharField(max_length=80)
    first_name = models.CharField(max_length=80)
    middle_initial = models.CharField(max_length=4, blank=True)
    suffix = models.CharField(max_length=8, blank=True)
    name_key = models.CharField(max_length=200, editable=False)
    rank = models.CharField(max_length=40, choices=Rank)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="members")
    bargaining_unit = models.CharField(max_length=20, blank=True)
    appointed_on = models.DateField()
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField(max_length=10, blank=True)
    separated_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["star_number"],
                condition=Q(separated_on__isnull=True),
                name="star_held_once",
            ),
            models.CheckConstraint(
                condition=Q(separated_on__isnull=True)
                | Q(separated_on__gte=models.F("appointed_on")),
                name="member_separated_after_appointed",
            ),
        ]
        indexes = [
            models.Index(fields=["star_number"], name="member_star"),
            models.Index(fields=["name_key", "id"], name="member_name"),
            models.Index(fields=["unit", "name_key"], name="member_unit"),
            models.Index(fields=["appointed_on", "id"], name="member_appointed"),
            models.Index(Length("star_number"), "star_number", "id", name="member_star_as_number"),
        ]

    def __str__(self) -> str:
        return f"Star {self.star_number}"

    def get_absolute_url(self) -> str:
        slug = self.star_number if self.separated_on is None else self.key
        return reverse("members:detail", args=[slug])

    @property
    def name(self) -> str:
        """Last name, suffix, first name, initial: `O'Brien Sr., Sean K.`"""
        return listed_name(self.last_name, self.suffix, self.first_name, self.middle_initial)

    @property
    def letter_name(self) -> str:
        """First name first, as on an envelope."""
        initial = f"{self.middle_initial.rstrip('.')}." if self.middle_initial else ""
        parts = (self.first_name, initial, self.last_name, self.suffix)
        return " ".join(part for part in parts if part)

    def is_current(self, on: date) -> bool:
        return self.separated_on is None or self.separated_on > on


def listed_name(last_name: str, suffix: str, first_name: str, middle_initial: str) -> str:
    """A name as lists show it, for rows that are not loaded as members."""
    last = f"{last_name} {suffix}" if suffix else last_name
    initial = f" {middle_initial.rstrip('.')}." if middle_initial else ""
    return f"{last}, {first_name}{initial}"


def name_key_of(member: Member) -> str:
    """What `Member.name_key` holds: the whole name, both ways round, as a search key."""
    middle = member.middle_initial
    return search_key(f"{member.last_name} {member.suffix} {member.first_name} {middle}")[:200]


class ServiceSpell(models.Model):
    """A stretch of days in which star, rank, unit and bargaining unit stayed the same. The first
    one is taken to begin at the appointment: the roster does not say since when a rank is held."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="spells")
    star_number = models.CharField(max_length=6)
    rank = models.CharField(max_length=40, choices=Rank)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    bargaining_unit = models.CharField(max_length=20, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["started_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_on__isnull=True), name="one_open_service_spell"
            ),
        ]
        indexes = [models.Index(fields=["star_number"], name="spell_star")]

    def __str__(self) -> str:
        return f"Star {self.star_number} from {self.started_on}"


@append_only
class MemberEvent(ChainedEvent):
    """What happened to a member's record: roster changes, exceptions, credits."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="events")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "sequence"], name="member_event_sequence")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sequence}"


class StaffLink(models.Model):
    """Staff who are this member, or a relative of this member: they never see the record."""

    class Relation(models.TextChoices):
        SELF = "self", "is this member"
        RELATIVE = "relative", "is a relative"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="member_links"
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="staff_links")
    relation = models.CharField(max_length=10, choices=Relation)
    is_active = models.BooleanField(
        "in force", default=True, help_text="Switch off a link that was made by mistake or ended."
    )
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "member"], name="staff_link_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.relation} {self.member}"
