"""One row of an absences file: from cells to values, or to what is wrong with each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseflow import cells
from caseflow.cells import Wrong
from caseflow.csvin import Problem, Record
from cases.kinds import Account
from cases.models import Absence, Case
from cases.models.ledger import CREDIT_REASONS, EXCEPTION_REASONS

COLUMNS = "record star_number account injury first_day last_day days reason source".split()
REQUIRED = ("record", "star_number", "account", "first_day", "last_day", "reason")
ABSENCE, EXCEPTION, CREDIT = RECORDS = ("absence", "exception", "credit")
RECURRENCE = "recurrence"
MAX_CREDIT_DAYS = 36_500

_ACCOUNTS = tuple(account.value for account in Account)
_LIMITS: dict[str, int] = {
    "injury": Case._meta.get_field("injury_label").max_length or 0,
    "reason": Case._meta.get_field("nature").max_length or 0,
    "source": Absence._meta.get_field("source").max_length or 0,
}
_REASONS = {EXCEPTION: EXCEPTION_REASONS, CREDIT: CREDIT_REASONS}


@dataclass(slots=True)
class Row:
    """A row whose cells are all good by themselves. `days` only of a credit to an injury."""

    line: int
    record: str
    star: str
    account: str
    injury: str
    first_day: date
    last_day: date | None
    days: int | None
    reason: str
    source: str

    @property
    def is_iod(self) -> bool:
        return self.account == Account.IOD

    def cell(self, column: str) -> str:
        """The text of a cell, as a refusal shows it."""
        value = self.star if column == "star_number" else getattr(self, column)
        return "" if value is None else str(value)


def read_row(record: Record, on: date) -> tuple[Row | None, list[Problem]]:
    """The row, or a problem for every cell that is wrong."""
    texts = {column: record.cells.get(column, "") for column in COLUMNS}
    if texts["record"] not in RECORDS:
        sentence = f"The record is not known. Known are: {', '.join(RECORDS)}."
        return None, [Problem("record", texts["record"], sentence)]
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column, text in texts.items():
        try:
            values[column] = _value(texts["record"], column, text, on)
        except Wrong as wrong:
            problems.append(Problem(column, text, wrong.sentence))
    for column, sentence in _together(values, texts):
        problems.append(Problem(column, texts[column], sentence))
    if problems:
        return None, problems
    if texts["record"] == EXCEPTION:
        values["account"] = values["injury"] = ""  # an exception holds whatever the account
    if texts["record"] != CREDIT or values["account"] != Account.IOD:
        values["days"] = None
    return Row(record.line, star=values.pop("star_number"), **values), []


def _value(record: str, column: str, text: str, on: date) -> Any:
    if column == "record":
        return text
    if column == "star_number":
        return cells.star(text)
    if column == "account":
        return _account(record, text)
    if column in ("first_day", "last_day"):
        return _day(record, column, text, on)
    if column == "days":
        return cells.whole_number(text, least=1, most=MAX_CREDIT_DAYS) if text else None
    if column == "reason" and record != ABSENCE and text not in _REASONS[record]:
        known = ", ".join(reason.value for reason in _REASONS[record])
        raise Wrong(f"The reason of the {record} is not known. Known are: {known}.")
    return cells.short_text(text, _LIMITS[column])


def _account(record: str, text: str) -> str:
    if text not in _ACCOUNTS and not (record == EXCEPTION and not text):
        raise Wrong(f"The account is not known. Known are: {', '.join(_ACCOUNTS)}.")
    return text


def _day(record: str, column: str, text: str, on: date) -> date | None:
    if text:
        return cells.near_day(text, on)
    if column == "first_day":
        raise Wrong("The first day is missing.")
    if record == EXCEPTION:
        raise Wrong("The last day is missing: an exception names the days that it takes off.")
    return None


def _together(values: dict[str, Any], texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What cells say against each other: the column at fault and a sentence. Only cells that are
    good by themselves are in `values`."""
    first, last = values.get("first_day"), values.get("last_day")
    if first and last:
        span, days = (last - first).days + 1, values.get("days")
        to_injury = texts["record"] == CREDIT and texts["account"] == Account.IOD
        if span < 1:
            yield "last_day", "The last day is before the first."
        elif days and days != span and not to_injury:
            yield "days", f"From the first to the last day are {span} days. Correct or empty it."
    if texts["record"] == ABSENCE:
        yield from _absence_together(texts)
    elif texts["record"] == CREDIT:
        yield from _credit_together(texts)


def _absence_together(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    if texts["account"] == Account.IOD and not texts["injury"]:
        yield "injury", "An absence injured on duty names its injury."
    if texts["account"] == Account.NON_IOD and texts["injury"]:
        yield "injury", "An absence that is not injured on duty has no injury."
    if texts["account"] == Account.NON_IOD and texts["reason"] == RECURRENCE:
        yield "reason", "Only an injury on duty recurs; the account is another one."
    if texts["days"] and not texts["last_day"]:
        yield "days", "An absence without a last day has no number of days yet."


def _credit_together(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    if texts["account"] == Account.IOD:
        if not texts["injury"]:
            yield "injury", "A credit to an injury names the injury."
        if not texts["days"]:
            yield "days", "A credit to an injury says how many days it gives."
        if texts["last_day"]:
            yield "last_day", "A credit to an injury has days and an effective day, no last day."
    elif texts["account"] == Account.NON_IOD:
        if texts["injury"]:
            yield "injury", "Days restored to the non-IOD account belong to no injury."
        if not texts["last_day"]:
            yield "last_day", "The last of the restored days is missing."
