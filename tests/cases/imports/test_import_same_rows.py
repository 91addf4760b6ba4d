"""The bulk service leaves the rows that the single services leave, but for keys and instants."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from django.db import models

from caseflow.dates import start_of
from cases.models import Absence, Case, LedgerEntry, LedgerState, Projection
from cases.services.bulk import CLOSED_BECAUSE
from cases.services.closing import close_case
from cases.services.ledger import record_credit, record_exception
from cases.services.moving import return_case
from cases.services.opening import open_case
from members.models import Member, MemberEvent
from tests.factories import NOW, TODAY, make_member
from tests.generate import absence, credit, exception, injury, restored

pytestmark = pytest.mark.django_db
STAR = "5"
KEYS = {"id", "history_id", "hash", "previous_hash", "reference", "digest"}
WHOSE = {"case_id", "member_id", "injury_id", "parent_id"}
MINE = {"star_number": STAR, "source": "AWARD-1"}
LEDGER = (
    injury("2025-01-01", "2025-01-31", label="X", star_number=STAR),
    absence("2026-01-05", star_number=STAR),
    exception("2025-01-05", "2025-01-06", **MINE),
    credit("2025-02-01", "25", label="X", **MINE),
    restored("2026-01-10", "2026-01-11", **MINE),
)


def plain(row: models.Model) -> dict[str, Any]:
    """The row without keys, instants and whose it is; foreign keys by what they lead to."""
    found = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in KEYS | WHOSE and not isinstance(field, models.DateTimeField)
    }
    for name in WHOSE & {field.attname for field in row._meta.concrete_fields}:
        found[name] = getattr(row, name) is None or (getattr(row, name[:-3]).__class__.__name__)
    if "data" in found:
        found["data"] = {**found["data"], "wrote": [w[0] for w in found["data"]["wrote"]]}
    return found


def all_rows(member: Member) -> dict[str, list[dict[str, Any]]]:
    """Everything that hangs on the member's cases and ledger, in its order."""
    cases = Case.objects.filter(member=member).order_by("first_day")
    sets: dict[str, Iterable[models.Model]] = {
        "cases": cases,
        "versions": Case.history.filter(member=member).order_by("first_day", "history_id"),
        "absences": Absence.objects.filter(member=member).order_by("first_day"),
        "absence versions": Absence.history.filter(member=member).order_by(
            "first_day", "history_id"
        ),
        "events": [event for case in cases for event in case.events.order_by("sequence")],
        "ledger": LedgerEntry.objects.filter(member=member).order_by("first_day", "id"),
        "acts": MemberEvent.objects.filter(member=member, sequence__gt=1).order_by("sequence"),
        "state": LedgerState.objects.filter(member=member),
        "projection": Projection.objects.filter(member=member).order_by("valid_from"),
    }
    return {name: [plain(row) for row in found] for name, found in sets.items()}


@pytest.fixture
def singly(coordinator):
    """The single services on another member with the same facts."""
    member = make_member("7")
    act = {"by": coordinator, "now": NOW}

    def opening(kind: str, first: str, last: str = "", *, nature: str, **fields: Any) -> Case:
        first_day = date.fromisoformat(first)
        case = open_case(
            member=member, kind=kind, first_day=first_day, nature=nature, on=TODAY,
            last_day=date.fromisoformat(last) if last else None, source=f"MAR-{first}",
            reported_at=min(start_of(first_day), NOW), **act, **fields,
        )  # fmt: skip
        return closing(case) if last else case

    def closing(case: Case) -> Case:
        words = {"outcome": "other", "reason": CLOSED_BECAUSE, "waived": ["note"]}
        return close_case(case=case, on=TODAY, **words, **act)

    return member, opening, closing, {**act, "on": TODAY}


def test_bulk_leaves_what_opening_and_closing_leave(rows, singly, coordinator):
    member, opening, _, _ = singly
    label = "IOD-2024-00001"
    opening("non_iod", "2025-02-01", "2025-02-09", nature="back pain")
    hurt = opening("iod", "2025-03-01", "2025-03-31", nature="wrist sprain", injury_label=label)
    opening("iod_recurrence", "2026-01-05", nature="wrist sprain", parent=hurt)
    imported = make_member(STAR)
    rows(
        absence("2025-02-01", "2025-02-09", star_number=STAR),
        injury("2025-03-01", "2025-03-31", label=label, star_number=STAR),
        injury("2026-01-05", label=label, reason="recurrence", star_number=STAR),
        by=coordinator,
    )
    assert all_rows(imported) == all_rows(member)


def test_bulk_leaves_what_exceptions_and_credits_leave(rows, singly, coordinator):
    member, opening, _, act = singly
    hurt = opening("iod", "2025-01-01", "2025-01-31", nature="wrist sprain", injury_label="X")
    opening("non_iod", "2026-01-05", nature="back pain")
    common = {"member": member, "source": "AWARD-1", **act}
    record_exception(
        first_day=date(2025, 1, 5), last_day=date(2025, 1, 6), reason="furlough", **common
    )
    record_credit(
        account="iod", injury=hurt, days=25, first_day=date(2025, 2, 1),
        reason="treatment_delay", **common,
    )  # fmt: skip
    record_credit(
        account="non_iod", first_day=date(2026, 1, 10), last_day=date(2026, 1, 11),
        reason="psychological_restoration", **common,
    )  # fmt: skip
    imported = make_member(STAR)
    rows(*LEDGER, by=coordinator)
    assert all_rows(imported) == all_rows(member)


def test_bulk_leaves_what_a_return_leaves(rows, singly, coordinator):
    member, opening, closing, act = singly
    case = opening("non_iod", "2026-01-05", nature="back pain")
    return_case(case=case, last_day=date(2026, 2, 20), **act)
    case.refresh_from_db()
    closing(case)
    imported = make_member(STAR)
    rows(absence("2026-01-05", star_number=STAR), by=coordinator)
    rows(absence("2026-01-05", "2026-02-20", star_number=STAR), by=coordinator)
    assert all_rows(imported) == all_rows(member)
