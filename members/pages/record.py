"""Letters, appointments and reports of a member as plain rows, each read once for a whole page."""

from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from caseflow.models import AccessEntry, User
from caseflow.prepared import Prepared
from cases.models import Release
from members.models import Member, ServiceSpell
from members.names import search_key
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


_LETTERS = Prepared(
    lambda member: (
        Notice.objects.filter(member=member).order_by("-issued_at", "-id").values_list(*LETTER)
    ),
    member=int,
)
_VISITS = Prepared(
    lambda member: (
        Appointment.objects.filter(case__member=member)
        .order_by("-starts_at", "-id")
        .values_list(*VISIT)
    ),
    member=int,
)
_REPORTS = Prepared(
    lambda member: (
        ProviderReport.objects.filter(case__member=member)
        .order_by("-received_on", "-id")
        .values_list(*REPORT)
    ),
    member=int,
)


def letters_of(member: Member) -> list[Letter]:
    """All of a member who was reached through `visible_to`, the newest first."""
    return [Letter(*row) for row in _LETTERS.rows(member=member.pk)]


def visits_of(member: Member) -> list[Visit]:
    """All, the latest first; of a member who was reached through `visible_to`."""
    return [Visit(*row) for row in _VISITS.rows(member=member.pk)]


def reports_of(member: Member) -> list[Report]:
    """All, the last received first; of a member who was reached through `visible_to`."""
    return [Report(*row) for row in _REPORTS.rows(member=member.pk)]


class Given(NamedTuple):
    """A release to duty that stands."""

    case: str
    kind: str
    returns_on: date
    expires_on: date | None
    verified_on: date | None
    verified_by: str
    by: str


_RELEASES = Prepared(
    lambda member: Release.objects.standing()
    .filter(case__member=member)
    .order_by("-returns_on", "-id")
    .values_list(
        "case__reference", "kind", "returns_on", "expires_on", "verified_on", "verified_by",
        "authorised_by__full_name",
    ),
    member=int,
)  # fmt: skip


def releases_of(member: Member) -> list[Given]:
    """The releases to duty from the member's cases, the latest first."""
    return [Given(*row) for row in _RELEASES.rows(member=member.pk)]


class Star(NamedTuple):
    """A star of a service spell, and the day on which the spell ended."""

    star_number: str
    ended_on: date | None


_STARS = Prepared(
    lambda member: (
        ServiceSpell.objects.filter(member=member)
        .order_by("started_on")
        .values_list("star_number", "ended_on")
    ),
    member=int,
)
_NAMES = Prepared(
    lambda member: (
        Member.history.filter(id=member)
        .order_by("-history_date", "-history_id")
        .values_list("first_name", "last_name")
    ),
    member=int,
)


def former_stars(member: Member) -> list[Star]:
    """The stars of earlier spells, the last spell of each, the latest first."""
    found = {
        star: Star(star, ended)
        for star, ended in _STARS.rows(member=member.pk)
        if star != member.star_number
    }
    return list(reversed(found.values()))


def former_names(member: Member) -> list[str]:
    """The names that the member's record bore before, the last first."""
    here = search_key(f"{member.first_name} {member.last_name}")
    names = (f"{first} {last}" for first, last in _NAMES.rows(member=member.pk))
    return list(dict.fromkeys(name for name in names if search_key(name) != here))


class Opened(NamedTuple):
    """An entry of the access log."""

    at: datetime
    who: str
    kind: str
    subject: str
    detail: str


LOG_SHOWN: Final = 8
_LOG = Prepared(
    lambda key: (
        AccessEntry.objects.filter(member_key=key)
        .order_by("-id")
        .values_list("at", "user__full_name", "kind", "subject", "detail")[:LOG_SHOWN]
    ),
    key=str,
)


def last_opened(member: Member) -> list[Opened]:
    """Who opened the member's record, or something of it, last."""
    return [Opened(*row) for row in _LOG.rows(key=member.key)]
