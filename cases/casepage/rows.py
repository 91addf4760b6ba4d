"""The case with what stands around it, in one statement; its absences in another."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import FilteredRelation, Max, OuterRef, Q, Subquery

from caseflow.models import AwayPeriod, User
from caseflow.prepared import Prepared, columns_of
from cases.certified_lines import with_page_facts
from cases.models import Absence, Case, CaseEvent, Hold
from cases.returning import with_returning
from members.models import Member, Unit

_CASE, _MEMBER, _ABSENCE = columns_of(Case), columns_of(Member), columns_of(Absence)
_UNIT = columns_of(Unit, "id", "code", "name")
_PERSON = columns_of(User, "id", "username", "full_name")
_PARENT = columns_of(
    Case, "id", "reference", "kind", "injury_label", "first_day", "state", "member_id"
)
_HOLD = columns_of(Hold, "id", "reason", "started_at", "until")
_BESIDE = (
    "assigned_since", "treatment_since", "reviewed", "has_roll", "has_returning", "covered_by",
    "covered_until", "last_sequence",
)  # fmt: skip

_PARTS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("", Case, _CASE),
    ("member", Member, _MEMBER),
    ("member__unit", Unit, _UNIT),
    ("owner", User, _PERSON),
    ("opened_by", User, _PERSON),
    ("closed_by", User, _PERSON),
    ("parent", Case, _PARENT),
    ("open_hold", Hold, _HOLD),
)
"""Path from the case, the model, and its columns that are read."""


def _asked(reference: str, on: date) -> Any:
    rows = with_page_facts(with_returning(Case.objects.filter(reference=reference)), on)
    away = AwayPeriod.objects.on(on).filter(user=OuterRef("owner")).order_by("-last_day")
    events = CaseEvent.objects.filter(case=OuterRef("pk")).order_by().values("case")
    waiting = FilteredRelation("holds", condition=Q(holds__ended_at__isnull=True))
    rows = rows.annotate(
        open_hold=waiting,
        covered_by=Subquery(away.values("stand_in__full_name")[:1]),
        covered_until=Subquery(away.values("last_day")[:1]),
        last_sequence=Subquery(events.annotate(last=Max("sequence")).values("last")),
    )
    columns = [f"{path}__{name}".removeprefix("__") for path, _, of in _PARTS for name in of]
    return rows.values_list(*columns, *_BESIDE)


_case = Prepared(_asked, reference=str, on=date)
_absences = Prepared(
    lambda case: (
        Absence.objects.standing()
        .filter(case_id=case)
        .order_by("-first_day")
        .values_list(*_ABSENCE)
    ),
    case=int,
)


def page_case(reference: str, on: date) -> Case | None:
    """The case with its member, people and injury, its open hold and its absences, and, as
    attributes, what `_BESIDE` names: since when it is assigned and under treatment, who stands in
    for its keeper. Whoever asks has to be allowed to see it."""
    row = _case.first(reference=reference, on=on)
    if row is None:
        return None
    made: dict[str, Any] = {}
    start = 0
    for path, model, names in _PARTS:
        values = row[start : start + len(names)]
        start += len(names)
        made[path] = model.from_db(connection.alias, names, values) if values[0] else None
    case: Case = made[""]
    made["member"].unit = made["member__unit"]
    for name in ("member", "owner", "opened_by", "closed_by", "parent"):
        setattr(case, name, made[name])
    for name, value in zip(_BESIDE, row[start:], strict=True):
        setattr(case, name, value)
    hold = made["open_hold"]
    case.loaded_holds = [hold] if hold else []  # type: ignore[attr-defined]
    case.loaded_absences = _absences_of(case)  # type: ignore[attr-defined]
    return case


def _absences_of(case: Case) -> list[Absence]:
    """The latest first, as `cases.standing` wants them."""
    found = []
    for row in _absences.rows(case=case.pk):
        absence = Absence.from_db(connection.alias, _ABSENCE, row)
        absence.case, absence.member = case, case.member
        found.append(absence)
    return found
