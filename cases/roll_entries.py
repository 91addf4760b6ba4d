"""What has been decided on a case while its member is on the roll, for a page: certification and
recuperation category, in one statement.

A page asks for all of them on every request and most cases have few. A service, which has just
locked the case, takes the rows themselves (cases/standing.py).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    F,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from caseflow.prepared import Prepared
from cases.models import Case, CategorySpell, Certification
from cases.models.certification import (
    Category,
    Cause,
    CertificationState,
    ReviewOutcome,
)

CERTIFICATION, CATEGORY = "certification", "category"


@dataclass(frozen=True, slots=True)
class RollEntry:
    """One entry, with the names that the rows of certification have; of a category, `state` is
    the category."""

    table: str
    pk: int
    first_day: date
    last_day: date | None
    state: str
    cause: str
    duty: str
    source: str
    decided_by: str
    entered_by: str
    entered_at: datetime
    review_requested_on: date | None
    review_due_on: date | None
    review_answered_on: date | None
    review_outcome: str
    review_answer: str
    reversed_at: datetime | None
    reversal_reason: str

    @property
    def label(self) -> str:
        return str(LABELS[self.table][self.state])

    @property
    def cause_words(self) -> str:
        return str(Cause(self.cause).label) if self.cause else ""

    def get_review_outcome_display(self) -> str:
        return str(ReviewOutcome(self.review_outcome).label) if self.review_outcome else ""


LABELS: dict[str, dict[str, Any]] = {
    CERTIFICATION: dict(CertificationState.choices),
    CATEGORY: dict(Category.choices),
}
NO_DAY = Cast(Value(None), DateField())
NO_TIME = Cast(Value(None), DateTimeField())
NO_WORDS = Value("", TextField())
_COLUMNS = tuple(f"of_{name}" for name in RollEntry.__slots__)


def load_roll_entries(case: Case) -> None:
    """Puts the entries on the case, each kind newest first, reversed ones too, as `loaded_roll`,
    a list by table; no query for a case that is marked as having none (`has_roll`)."""
    found: dict[str, list[RollEntry]] = {table: [] for table in LABELS}
    case.loaded_roll = found  # type: ignore[attr-defined]
    if not getattr(case, "has_roll", True):
        return
    for row in _entries.rows(case=case.pk):
        entry = RollEntry(*row)
        found[entry.table].append(entry)
    for entries in found.values():
        entries.sort(key=lambda entry: (entry.first_day, entry.pk), reverse=True)


def _asked(case: int) -> Any:
    return _of(
        Certification.objects.filter(case_id=case), CERTIFICATION,
        state=F("state"), cause=F("cause"), duty=F("duty"), source=F("source"),
        decided_by=F("decided_by__full_name"), review_requested_on=F("review_requested_on"),
        review_due_on=F("review_due_on"), review_answered_on=F("review_answered_on"),
        review_outcome=F("review_outcome"), review_answer=F("review_answer"),
    ).union(
        _of(
            CategorySpell.objects.filter(case_id=case), CATEGORY,
            state=F("category"), source=F("source"), decided_by=F("decided_by__full_name"),
        ),
        all=True,
    )  # fmt: skip


def _of(rows: Any, table: str, **columns: Any) -> Any:
    """The rows under common names, so that the tables make one list."""
    shown: dict[str, Any] = {
        "table": Value(table, CharField()),
        "pk": F("pk"),
        "first_day": F("first_day"),
        "last_day": F("last_day"),
        **dict.fromkeys(("state", "cause", "duty", "source", "decided_by"), NO_WORDS),
        "entered_by": F("entered_by__full_name"),
        "entered_at": F("entered_at"),
        **dict.fromkeys(("review_requested_on", "review_due_on", "review_answered_on"), NO_DAY),
        **dict.fromkeys(("review_outcome", "review_answer"), NO_WORDS),
        "reversed_at": F("reversed_at"),
        "reversal_reason": F("reversal_reason"),
        **columns,
    }
    named = {f"of_{name}": column for name, column in shown.items()}
    return rows.order_by().annotate(**named).values_list(*_COLUMNS)


_entries = Prepared(_asked, case=int)
