"""What stands before a case's return to duty, and what was granted: loaded once for a page.

Each row is told by its number, which counts the rows of the case in the order of their entry, for
an address names no key of the database; a spell's counts those of its member, under whose address
it stands. A page takes all four tables in one statement, and none for a case that has nothing of
the kind; a service, which has just locked the case, takes the rows of one.
"""

from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from caseflow.prepared import Prepared
from cases.models import Case, DutySpell, Release, ReturnRequirement, TravelPermission
from cases.models.case import CaseQuerySet

# Table -> its model, and which of its columns stands under which common name.
_TABLES: dict[str, tuple[Any, dict[str, str]]] = {
    "requirements": (
        ReturnRequirement,
        {
            "issued_on": "day1", "met_on": "day2", "good_cause": "text1", "records_needed": "text2",
            "extra_tests": "text3", "certificate_required": "flag",
        },
    ),
    "releases": (
        Release,
        {
            "returns_on": "day1", "expires_on": "day2", "verified_on": "day3",
            "restrictions": "text1", "verified_by": "text2", "kind": "text3",
        },
    ),
    "travels": (
        TravelPermission,
        {
            "first_day": "day1", "last_day": "day2", "second_approved_on": "day3",
            "destination": "text1", "address": "text2", "second_office": "text3",
            "second_approved_by": "text4", "refusal_reason": "text5", "approved_at": "at1",
            "refused_at": "at2",
        },
    ),
    "duty_spells": (
        DutySpell,
        {
            "first_day": "day1", "last_day": "day2", "expires_on": "day3",
            "restrictions": "text1", "source": "text2", "kind": "text3",
        },
    ),
}  # fmt: skip
_BY = {"releases": "authorised_by", "travels": "approved_by"}
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("day1", "day2", "day3"), Cast(Value(None), DateField())),
    **dict.fromkeys(("text1", "text2", "text3", "text4", "text5"), Value("", TextField())),
    "flag": Value(False, BooleanField()),
    **dict.fromkeys(("at1", "at2"), Cast(Value(None), DateTimeField())),
}
_COLUMNS = ("in_table", "in_key", "in_reversed_at", "in_number", "in_by",
            *(f"in_{name}" for name in _EMPTY))  # fmt: skip


def with_returning(rows: CaseQuerySet) -> CaseQuerySet:
    """Marks whether a case has anything of this, in its own query."""
    any_of = Q()
    for model, _ in _TABLES.values():
        any_of |= Q(Exists(model._base_manager.filter(case=OuterRef("pk"))))
    return rows.annotate(has_returning=any_of)


def rows_of(case: Case, name: str) -> list[Any]:
    """The case's requirements, releases, travels or duty_spells in the order of their entry, those
    taken back included, each with its `number`."""
    loaded = getattr(case, f"loaded_{name}", None)
    if loaded is None and hasattr(case, "has_returning"):
        _load(case)
        loaded = getattr(case, f"loaded_{name}")
    if loaded is None:
        loaded = numbered(_TABLES[name][0].objects.filter(case=case))
    return loaded


def numbered(rows: QuerySet[Any]) -> list[Any]:
    """All rows in the order of their entry, each with its number."""
    found = list(rows.order_by("id"))
    for number, row in enumerate(found, 1):
        row.number = number
    return found


def _load(case: Case) -> None:
    found: dict[str, list[Any]] = {name: [] for name in _TABLES}
    rows = _four.rows(case=case.pk) if case.has_returning else []  # type: ignore[attr-defined]
    for row in (dict(zip(_COLUMNS, values, strict=True)) for values in rows):
        found[row["in_table"]].append(_instance(case, row))
    for name, rows in found.items():
        rows.sort(key=lambda row: row.pk)
        for number, row in enumerate(rows, 1):
            row.number = row.number or number
        setattr(case, f"loaded_{name}", rows)


def _instance(case: Case, row: dict[str, Any]) -> Any:
    """The row as its model, to be read and not to be saved; `by_name` is who granted it."""
    model, names = _TABLES[row["in_table"]]
    fields = {field: row[f"in_{common}"] for field, common in names.items()}
    made = model(pk=row["in_key"], case=case, reversed_at=row["in_reversed_at"], **fields)
    made.number, made.by_name = row["in_number"], row["in_by"]
    return made


def _asked(case: int) -> Any:
    first, *others = (_of(case, name) for name in _TABLES)
    return first.union(*others, all=True)


_four = Prepared(_asked, case=int)


def _of(case: int, name: str) -> Any:
    """The rows under common names, so that the four tables make one list."""
    model, names = _TABLES[name]
    shown = {**_EMPTY, **{common: F(field) for field, common in names.items()}}
    by = F(f"{_BY[name]}__full_name") if name in _BY else Value("", TextField())
    number = _place() if name == "duty_spells" else Value(0)
    columns = {
        "table": Value(name, CharField()), "key": F("pk"), "reversed_at": F("reversed_at"),
        "number": number, "by": by, **shown,
    }  # fmt: skip
    rows = model._base_manager.filter(case_id=case).order_by()
    named = rows.annotate(**{f"in_{key}": value for key, value in columns.items()})
    return named.values_list(*_COLUMNS)


def _place() -> Subquery:
    """A spell's number among those of its member."""
    before = DutySpell.objects.filter(member=OuterRef("member"), id__lte=OuterRef("id"))
    counted = before.order_by().values("member").annotate(many=Count("pk"))
    return Subquery(counted.values("many"))


def standing(case: Case, name: str) -> list[Any]:
    """Those that count, the latest first."""
    return [row for row in reversed(rows_of(case, name)) if not row.is_reversed]


def requirements(case: Case) -> list[Any]:
    return standing(case, "requirements")


def open_requirements(case: Case) -> list[Any]:
    """Told and not met, each with its `number`."""
    return [row for row in requirements(case) if row.met_on is None]


def releases(case: Case) -> list[Any]:
    return standing(case, "releases")


def travels(case: Case) -> list[Any]:
    return standing(case, "travels")


def duty_spells(case: Case) -> list[Any]:
    return standing(case, "duty_spells")
