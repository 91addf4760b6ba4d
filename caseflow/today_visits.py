"""The tabs of Today beside what is due: the day's appointments, and mail that nobody looked at."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from caseflow import datewords
from caseflow.dates import local_day, start_of
from caseflow.models import AccessEntry, User
from cases.kinds import KINDS as CASE_KINDS
from members.models import listed_name
from providers.models import AppointmentKind, AppointmentState, ProviderReport
from providers.queries import between

MAIL_DAYS = 30
_MEMBER = (
    "case__reference", "case__kind", "case__member__last_name", "case__member__suffix",
    "case__member__first_name", "case__member__middle_initial", "case__member__star_number",
    "case__member__unit__code",
)  # fmt: skip
_VISIT = ("key", "starts_at", "kind", "state", "place", *_MEMBER)
_MAIL = ("key", "recorded_at", "recorded_by__full_name", "from_whom", "named", *_MEMBER)
VISIT_HEADER = ("day", "time", "kind", "state", "place", "case", "star", "last_name", "first_name")
MAIL_HEADER = ("filed", "filed_by", "from", "case", "star", "last_name", "first_name")


def visits_of(user: User, people: list[int], on: date) -> QuerySet[Any]:
    """The day's appointments on the cases of these people."""
    return between(user, on, on).filter(case__owner__in=people)


def mail_of(user: User, people: list[int], on: date) -> QuerySet[Any]:
    """The reports that others filed on these people's cases in the last days, and whose case the
    person has not opened since."""
    rows = ProviderReport.objects.visible_to(user).filter(case__owner__in=people)
    looked = AccessEntry.objects.filter(user=user)
    return unseen_mail(rows, looked, user.pk, start_of(on - timedelta(days=MAIL_DAYS)))


def unseen_mail(
    rows: QuerySet[Any], looked: QuerySet[Any], me: int, filed_from: datetime
) -> QuerySet[Any]:
    """Of these reports those that others filed from then on, on open cases that `looked`, the
    entries of the access log of one person, have not touched since."""
    seen = looked.filter(subject=OuterRef("case__reference"), at__gte=OuterRef("recorded_at"))
    rows = rows.filter(case__closed_at__isnull=True, recorded_at__gte=filed_from)
    return rows.exclude(recorded_by=me).filter(~Exists(seen))


def _visits(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("starts_at", "id").values_list(*_VISIT)


def _mail(rows: QuerySet[Any]) -> QuerySet[Any]:
    named = rows.annotate(from_whom=F("provider__name"), named=F("provider_name"))
    return named.order_by("-recorded_at", "-id").values_list(*_MAIL)


def visit_lines(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    return [
        {
            "at": datewords.clock(starts_at),
            "key": key,
            "url": f"/appointments/{key}/",
            "what": AppointmentKind(kind).label,
            "state": AppointmentState(state).label.lower(),
            "place": place,
            **_of_member(member),
        }
        for key, starts_at, kind, state, place, *member in _visits(rows)
    ]


def mail_lines(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    return [
        {
            "filed": f"{datewords.weekday(at)}, {datewords.clock(at)}",
            "key": key,
            "by": by,
            "whom": provider or named,
            **_of_member(member),
        }
        for key, at, by, provider, named, *member in _mail(rows)
    ]


def _of_member(row: list[Any]) -> dict[str, Any]:
    reference, kind, last, suffix, first, middle, star, unit = row
    return {
        "case_url": f"/cases/{reference}/",
        "member_url": f"/members/{star}/",
        "reference": reference,
        "kind": CASE_KINDS[kind].short,
        "name": listed_name(last, suffix, first, middle),
        "star": star,
        "unit": unit,
    }


def visit_csv(rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    for row in _visits(rows):
        _, starts_at, kind, state, place, reference, _, last, _, first, _, star, _ = row
        at = datewords.clock(starts_at)
        kinds = AppointmentKind(kind).label, AppointmentState(state).label
        yield local_day(starts_at), at, *kinds, place, reference, star, last, first


def mail_csv(rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    for _, at, by, provider, named, reference, _, last, _, first, _, star, _ in _mail(rows):
        yield at, by, provider or named, reference, star, last, first
