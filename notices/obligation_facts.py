"""What this room knows for a case's obligations: letters that stand, and those that are wrong."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from caseflow.dates import local_day
from cases.obligation_sources import Fields, gives_facts
from cases.rules.ladder import Issued
from cases.rules.obligation_facts import Wrong
from cases.services.obligation_facts import made
from notices.models import LetterCorrection, Notice
from notices.wrong import CODE


@gives_facts
def letters(cases: Collection[int]) -> Mapping[int, Fields]:
    rows = Notice.objects.filter(case__in=cases, code=CODE).order_by("issued_at", "id")
    columns = ("case_id", "number", "as_of", "data__count__first_unpaid_day")
    return made(rows.values_list(*columns), "letters", _issued)


def _issued(number: str, as_of: date, day: str | None) -> Issued:
    return Issued(number, as_of, date.fromisoformat(day) if day else None)


@gives_facts
def wrong(cases: Collection[int]) -> Mapping[int, Fields]:
    rows = LetterCorrection.objects.open().filter(case__in=cases).order_by("id")
    return made(rows.values_list("case_id", "notice__number", "raised_at"), "wrong", _wrong)


def _wrong(number: str, raised_at: datetime) -> Wrong:
    return Wrong(number, local_day(raised_at))
