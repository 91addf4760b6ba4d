"""Makers of import files: a row with good cells of which a test spoils some, and whole files of
any size, the same each time."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from caseflow.bench.files import write_files
from cases.imports.parsing import COLUMNS as ABSENCE_COLUMNS
from members.roster.parsing import COLUMNS as ROSTER_COLUMNS
from tests.factories import TODAY

Row = dict[str, str]


def person(star: str = "20001", **cells: str) -> Row:
    """A line of the roster: a police officer of the 11th; the employee number follows the star."""
    return {
        "star_number": star,
        "employee_number": f"9{star.zfill(6)}",
        "last_name": "Nowak",
        "first_name": "Anna",
        "middle_initial": "K",
        "suffix": "",
        "rank": "Police Officer",
        "unit": "011",
        "bargaining_unit": "FOP7",
        "appointed_on": "2010-03-01",
        "born_on": "1985-06-15",
        "sex": "F",
        "email": f"anna.nowak.{star}@example.org",
        "phone": "312-555-0101",
        "address": "100 W Belmont Ave",
        "city": "Chicago",
        "state": "IL",
        "zip": "60641",
        "separated_on": "",
        **cells,
    }


def absence(first_day: str, last_day: str = "", **cells: str) -> Row:
    """An absence off duty of the member whom `factories.make_member` makes."""
    return {
        "record": "absence",
        "star_number": "4497",
        "account": "non_iod",
        "injury": "",
        "first_day": first_day,
        "last_day": last_day,
        "days": "",
        "reason": "back pain",
        "source": f"MAR-{first_day}",
        **cells,
    }


def injury(first_day: str, last_day: str = "", label: str = "IOD-2024-00001", **cells: str) -> Row:
    """An absence on duty; `reason` is the injury's nature or `recurrence`."""
    cells = {"account": "iod", "injury": label, "reason": "wrist sprain", **cells}
    return absence(first_day, last_day, **cells)


def exception(first_day: str, last_day: str, **cells: str) -> Row:
    """A furlough that the timekeeper entered afterwards."""
    values = {"record": "exception", "reason": "furlough", "source": "MTE-1", **cells}
    return {**absence(first_day, last_day), **values}


def credit(first_day: str, days: str, label: str = "IOD-2024-00001", **cells: str) -> Row:
    """Days that an award gives to an injury."""
    values = {
        "record": "credit",
        "account": "iod",
        "injury": label,
        "days": days,
        "reason": "treatment_delay",
        "source": "AWARD-1",
        **cells,
    }
    return {**absence(first_day), **values}


def restored(first_day: str, last_day: str, **cells: str) -> Row:
    """Days given back to the rolling account."""
    values = {"account": "non_iod", "injury": "", "last_day": last_day, **cells}
    return {**credit(first_day, ""), "reason": "psychological_restoration", **values}


def roster_file(folder: Path, rows: Iterable[Row], name: str = "roster.csv") -> Path:
    return write_rows(folder / name, ROSTER_COLUMNS, rows)


def absences_file(folder: Path, rows: Iterable[Row], name: str = "absences.csv") -> Path:
    return write_rows(folder / name, ABSENCE_COLUMNS, rows)


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(columns))
        writer.writeheader()
        writer.writerows(rows)
    return path


def office_files(
    folder: Path, *, members: int, absences: int, on: date = TODAY
) -> tuple[Path, Path]:
    """A roster and the absences of as many members as asked for."""
    return write_files(folder, members=members, absences=absences, on=on)
