"""Makers of rows for tests: through the services wherever there is one."""

import importlib
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps

from caseflow.models import User
from cases.kinds import CaseKind
from cases.models import Case
from cases.services.opening import open_case
from members.models import Member, ServiceSpell, Unit, name_key_of
from members.ranks import Rank
from members.services.events import record_member_event
from members.services.following import description_changed, service_changed

NOW = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
TODAY = date(2026, 3, 5)
PASSWORD = "caseflow-demo"


def make_user(username: str = "someone", roles: list[str] | None = None, **fields: Any) -> User:
    fields.setdefault("full_name", username.capitalize())
    return User.objects.create_user(
        username, PASSWORD, roles=["coordinator"] if roles is None else roles, **fields
    )


def make_unit(code: str = "011") -> Unit:
    return Unit.objects.get_or_create(code=code, defaults={"name": f"District {code}"})[0]


def make_member(star: str = "4497", **fields: Any) -> Member:
    """A police officer of the 11th, appointed 1 Mar 2010, with an address and one spell."""
    defaults: dict[str, Any] = {
        "star_number": star,
        "employee_number": f"1{star.zfill(6)}",
        "last_name": "Kowalski",
        "first_name": "Maria",
        "middle_initial": "A",
        "rank": Rank.OFFICER,
        "bargaining_unit": "FOP7",
        "appointed_on": date(2010, 3, 1),
        "born_on": date(1985, 6, 15),
        "phone": "312-555-0101",
        "address": "100 W Belmont Ave",
        "city": "Chicago",
        "state": "IL",
        "zip": "60641",
        "created_at": NOW,
    }
    values = {**defaults, **fields}
    values["unit"] = values.get("unit") or make_unit()
    member = Member(**values)
    member.name_key = name_key_of(member)
    member.save()
    spell = ServiceSpell.objects.create(
        member=member,
        star_number=member.star_number,
        rank=member.rank,
        unit=member.unit,
        bargaining_unit=member.bargaining_unit,
        started_on=member.appointed_on,
    )
    record_member_event(
        member=member,
        kind="member_added",
        by=User.objects.system(),
        now=NOW,
        wrote=[member, spell],
    )
    service_changed([member.pk])
    description_changed([member.pk])
    return member


def make_case(
    member: Member | None = None,
    kind: str = CaseKind.NON_IOD,
    first_day: date = date(2026, 2, 2),
    **fields: Any,
) -> Case:
    """An open case through the service, by a coordinator who exists or is made."""
    member = member or make_member()
    values: dict[str, Any] = {"nature": "back pain", "now": NOW, "on": TODAY, **fields}
    values.setdefault("by", None)
    values["by"] = values["by"] or User.objects.filter(username="coordinator").first()
    values["by"] = values["by"] or make_user("coordinator")
    return open_case(member=member, kind=kind, first_day=first_day, **values)


def make_note(case: Case, text: str = "Called; resting at home.", **fields: Any) -> Any:
    from cases.models import NoteKind
    from cases.services.notes import add_note

    values: dict[str, Any] = {
        "kind": NoteKind.objects.get(code="call_member"),
        "happened_at": NOW,
        "by": case.opened_by,
        "now": NOW,
        **fields,
    }
    return add_note(case=case, text=text, **values)


SEEDS = (
    "caseflow.migrations.0002_seed_office",
    "caseflow.migrations.0004_seed_calendars",
    "cases.migrations.0002_seed_notes_and_policy",
    "cases.migrations.0011_note_templates",
    "providers.migrations.0002_seed_specialties",
)


def seed_again() -> None:
    """After a flush: what the migrations seeded, so that the next test finds an office."""
    for name in SEEDS:
        importlib.import_module(name).forwards(apps, None)
