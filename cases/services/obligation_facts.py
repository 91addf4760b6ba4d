"""From rows to the frozen facts by which a case's obligations are judged, for one case or many."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import F, Min
from django.utils import timezone

from caseflow.calendars import load_calendars
from caseflow.dates import local_day
from cases.models import (
    Absence,
    Case,
    CaseClock,
    CaseNote,
    Certification,
    DutySpell,
    Hold,
    Projection,
    Release,
    ReturnRequirement,
    TravelPermission,
)
from cases.models.duty import DutyKind
from cases.obligation_sources import Fields, gathered, gives_facts
from cases.rules.obligation_facts import (
    Authorized,
    CaseFacts,
    Clock,
    Contact,
    DutyWatch,
    HoldFact,
    ReleaseFact,
    Requirement,
    Review,
    Travel,
    Unpaid,
)
from members.authorizations import expiring

_CASE = (
    "pk", "reference", "kind", "state", "owner_id", "opened_at", "reported_at",
    "expected_return_on", "member__bargaining_unit", "member__rank",
)  # fmt: skip
DUTY_LABELS = dict(DutyKind.choices)
LAST = 2
"""Of the contacts and the reports, so many matter (rules/obligation_facts.py)."""


def case_facts(cases: Collection[int]) -> Iterator[tuple[int, CaseFacts]]:
    """The facts of these cases, by key; a constant number of queries. Hold their members' locks
    when something is written by them."""
    calendars, zone = load_calendars(), timezone.get_current_timezone()
    more = gathered(cases)
    for row in Case.objects.filter(pk__in=cases).order_by("pk").values_list(*_CASE):
        key, reference, kind, state, owner, opened, reported, expected, unit, rank = row
        yield (
            key,
            CaseFacts(
                case=reference,
                kind=kind,
                state=state,
                has_owner=owner is not None,
                opened_on=local_day(opened),
                reported_at=reported,
                expected_return_on=expected,
                bargaining_unit=unit,
                rank=rank,
                calendars=calendars,
                zone=zone,
                **more[key],
            ),
        )


def grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """By their first column, a case's key, without it."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found


def made(
    rows: Iterable[tuple[Any, ...]], name: str, make: Any, *, last: int | None = None
) -> dict[int, Fields]:
    """The rows of each case as a tuple of facts, under a field's name; the `last` ones, or all."""
    return {
        key: {name: tuple(make(*each) for each in (found[-last:] if last else found))}
        for key, found in grouped(rows).items()
    }


@gives_facts
def absences(cases: Collection[int]) -> Mapping[int, Fields]:
    rows = Absence.objects.standing().filter(case__in=cases).order_by("first_day")
    return made(rows.values_list("case_id", "first_day", "last_day"), "absences", _pair)


def _pair(first: date, last: date | None) -> tuple[date, date | None]:
    return first, last


@gives_facts
def contacts(cases: Collection[int]) -> Mapping[int, Fields]:
    rows = CaseNote.objects.filter(case__in=cases, kind__is_contact=True, struck_at=None)
    listed = rows.order_by("happened_at", "id").values_list("case_id", "number", "happened_at")
    return {
        key: {
            "first_contact": Contact(*found[0]),
            "contacts": tuple(Contact(*each) for each in found[-LAST:]),
        }
        for key, found in grouped(listed).items()
    }


@gives_facts
def certification(cases: Collection[int]) -> Mapping[int, Fields]:
    rows = Certification.objects.standing().filter(case__in=cases).order_by("first_day", "id")
    columns = ("case_id", "pk", "entered_at", "review_requested_on", "review_answered_on")
    return {
        key: {
            "certified_on": min(local_day(each[1]) for each in found),
            "reviews": tuple(Review(str(k), local_day(at), *days) for k, at, *days in found),
        }
        for key, found in grouped(rows.values_list(*columns)).items()
    }


@gives_facts
def requirements(cases: Collection[int]) -> Mapping[int, Fields]:
    rows = ReturnRequirement.objects.standing().filter(case__in=cases).order_by("pk")
    columns = ("case_id", "pk", "issued_on", "met_on")
    return made(rows.values_list(*columns), "requirements", lambda k, *r: Requirement(str(k), *r))


@gives_facts
def releases(cases: Collection[int]) -> Mapping[int, Fields]:
    rows = Release.objects.standing().filter(case__in=cases).order_by("pk")
    columns = ("case_id", "pk", "kind", "returns_on", "verified_on")
    return made(rows.values_list(*columns), "releases", lambda k, *r: ReleaseFact(str(k), *r))


@gives_facts
def duty(cases: Collection[int]) -> Mapping[int, Fields]:
    rows = DutySpell.objects.standing().filter(case__in=cases).order_by("first_day", "pk")
    columns = ("case_id", "pk", "kind", "first_day", "last_day", "expires_on")
    return made(rows.values_list(*columns), "duty", _duty)


def _duty(key: int, kind: str, *days: Any) -> DutyWatch:
    return DutyWatch(str(key), kind, DUTY_LABELS[kind], *days)


@gives_facts
def travels(cases: Collection[int]) -> Mapping[int, Fields]:
    rows = TravelPermission.objects.standing().filter(case__in=cases, refused_at=None)
    columns = (
        "case_id", "pk", "first_day", "last_day", "approved_at", "second_office",
        "second_approved_on",
    )  # fmt: skip
    return made(rows.order_by("pk").values_list(*columns), "travels", _travel)


def _travel(
    key: int, first: date, last: date, approved: Any, office: str, second: date | None
) -> Travel:
    waits = "" if approved else "the section has not signed"
    if not waits and office and second is None:
        waits = f"{office} has not signed"
    return Travel(str(key), first, last, waits)


@gives_facts
def holds(cases: Collection[int]) -> Mapping[int, Fields]:
    rows = Hold.objects.filter(case__in=cases, ended_at=None)
    return {
        key: {"hold": HoldFact(str(pk), local_day(since), until, reason)}
        for key, pk, since, until, reason in rows.values_list(
            "case_id", "pk", "started_at", "until", "reason"
        )
    }


@gives_facts
def clocks(cases: Collection[int]) -> Mapping[int, Fields]:
    rows = CaseClock.objects.standing().filter(case__in=cases).order_by("number")
    columns = ("case_id", "number", "kind", "starts_on", "starts_at", "ended_on")
    return made(rows.values_list(*columns), "clocks", Clock)


@gives_facts
def first_unpaid(cases: Collection[int]) -> Mapping[int, Fields]:
    rows = Projection.objects.paid_days().filter(case__in=cases).annotate(of=F("case_id"))
    columns = ("of", "account", "valid_from", "valid_to", "first_unpaid_day")
    listed = rows.order_by("valid_from", "id").values_list(*columns)
    return made(listed, "unpaid", Unpaid)


@gives_facts
def authorizations(cases: Collection[int]) -> Mapping[int, Fields]:
    """A member's stand on the first of their open cases, so that nobody is asked twice."""
    members = Case.objects.filter(pk__in=cases).order_by().values("member")
    opened = Case.objects.filter(member__in=members, closed_at=None).order_by()
    first = dict(opened.values_list("member").annotate(first=Min("pk")))
    ends = expiring([member for member, key in first.items() if key in cases])
    return {
        first[member]: {"authorizations": tuple(Authorized(*each) for each in found)}
        for member, found in ends.items()
    }
