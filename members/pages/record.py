"""Letters, appointments and reports of a member as plain rows, each read once for a whole page."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from caseflow.models import User
from cases.models import Case, Release
from members.models import Member
from notices.models import Notice
from providers.models import Appointment, ProviderReport


class Letter(NamedTuple):
    """A written notification; one about no case in particular has none."""

    pk: int
    number: str
    title: str
    issued_at: datetime
    by: str
    case: str | None


class Visit(NamedTuple):
    """An appointment; `by` is who recorded its outcome, empty while it is to come."""

    pk: int
    key: str
    kind: str
    state: str
    starts_at: datetime
    place: str
    made_by: str
    by: str | None
    case: str


class Report(NamedTuple):
    """What a provider sent; `by` is who recorded it."""

    pk: int
    key: str
    received_on: date
    channel: str
    provider: str | None
    provider_name: str
    work_status: str
    covers_from: date | None
    covers_to: date | None
    by: str
    case: str


LETTER = ("pk", "number", "title", "issued_at", "issued_by__full_name", "case__reference")
VISIT = (
    "pk", "key", "kind", "state", "starts_at", "place", "made_by__full_name",
    "settled_by__full_name", "case__reference",
)  # fmt: skip
REPORT = (
    "pk", "key", "received_on", "channel", "provider__name", "provider_name", "work_status",
    "covers_from", "covers_to", "recorded_by__full_name", "case__reference",
)  # fmt: skip


def letters(member: Member, user: User) -> QuerySet[Any]:
    return Notice.objects.visible_to(user).filter(member=member)


def visits(member: Member, user: User) -> QuerySet[Any]:
    return Appointment.objects.visible_to(user).filter(case__member=member)


def reports(member: Member, user: User) -> QuerySet[Any]:
    return ProviderReport.objects.visible_to(user).filter(case__member=member)


def letters_of(member: Member, user: User) -> list[Letter]:
    """All, the newest first."""
    rows = letters(member, user).order_by("-issued_at", "-id")
    return [Letter(*row) for row in rows.values_list(*LETTER)]


def visits_of(member: Member, user: User) -> list[Visit]:
    """All, the latest first."""
    rows = visits(member, user).order_by("-starts_at", "-id")
    return [Visit(*row) for row in rows.values_list(*VISIT)]


def reports_of(member: Member, user: User) -> list[Report]:
    """All, the last received first."""
    rows = reports(member, user).order_by("-received_on", "-id")
    return [Report(*row) for row in rows.values_list(*REPORT)]


class Given(NamedTuple):
    """A release to duty that stands."""

    case: str
    kind: str
    returns_on: date
    expires_on: date | None
    verified_on: date | None
    verified_by: str
    by: str


def releases_of(member: Member, user: User) -> list[Given]:
    """The releases to duty from the member's cases, the latest first."""
    cases = Case.objects.visible_to(user).filter(member=member)
    rows = Release.objects.standing().filter(case__in=cases).order_by("-returns_on", "-id")
    return [
        Given(*row)
        for row in rows.values_list(
            "case__reference", "kind", "returns_on", "expires_on", "verified_on", "verified_by",
            "authorised_by__full_name",
        )
    ]  # fmt: skip
