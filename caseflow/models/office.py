"""The office's own rows: staff, the access log, reference counters."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from caseflow.access import KEEPERS, ROLES, Capability, capabilities_of
from caseflow.guards import append_only

SYSTEM_USERNAME = "system"


def known_roles(value: list[str]) -> None:
    """Refuses a list of roles that names one which the table in access.py does not hold."""
    unknown = [code for code in value if code not in ROLES]
    if unknown:
        known = ", ".join(ROLES)
        raise ValidationError(f"Unknown role {', '.join(unknown)}. The known ones: {known}.")


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator of an empty office (`manage.py createsuperuser`)."""
        fields.setdefault("roles", ["admin"])
        fields.setdefault("full_name", username)
        return self.create_user(username, password, **fields)

    def system(self) -> "User":
        """The named user as whom commands act; nobody can sign in as it."""
        user, _ = self.get_or_create(
            username=SYSTEM_USERNAME,
            defaults={"full_name": "Caseflow", "password": "!", "is_active": False},
        )
        return user


class User(AbstractBaseUser):
    """A member of staff. The sign-in times are in the access log, not here."""

    last_login = None
    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField("name", max_length=120)
    title = models.CharField(max_length=80, blank=True, help_text="As it stands under a letter.")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    roles = models.JSONField(default=list, blank=True, validators=[known_roles])
    is_active = models.BooleanField(
        "may sign in", default=True, help_text="Switch off instead of deleting."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    history = HistoricalRecords(excluded_fields=["password"])

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    @cached_property
    def capabilities(self) -> frozenset[Capability]:
        return capabilities_of(self.roles) if self.is_active else frozenset()

    def can(self, capability: Capability) -> bool:
        return capability in self.capabilities

    @property
    def keeps_cases(self) -> bool:
        """Whether a case can be theirs."""
        return self.is_active and not KEEPERS.isdisjoint(self.roles)

    @property
    def role_label(self) -> str:
        return ", ".join(ROLES[code].label for code in self.roles if code in ROLES)

    # What Django admin asks of a user.
    @property
    def is_staff(self) -> bool:
        return self.can(Capability.CONFIGURE)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.can(Capability.CONFIGURE)

    def has_module_perms(self, app_label: str) -> bool:
        return self.can(Capability.CONFIGURE)


@append_only
class AccessEntry(models.Model):
    """Who opened what, when, from where. Append-only; holds references, no medical content."""

    class Kind(models.TextChoices):
        SIGN_IN = "sign_in", "signed in"
        MEMBER = "member", "opened a member"
        CASE = "case", "opened a case"
        NOTICE = "notice", "opened a notice"
        FILE = "file", "opened a file"
        LIST = "list", "exported a list"
        SEARCH = "search", "searched"

    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.CharField(max_length=80, blank=True)
    member_key = models.CharField(max_length=10, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    address = models.GenericIPAddressField()
    request_id = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name_plural = "access entries"
        indexes = [
            models.Index(fields=["user", "id"], name="access_user"),
            models.Index(fields=["member_key", "id"], name="access_member"),
            models.Index(fields=["subject", "id"], name="access_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class ReferenceCounter(models.Model):
    """The last number given out per series and year; locked in the transaction that takes one."""

    series = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="reference_series_year")
        ]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}: {self.last}"
