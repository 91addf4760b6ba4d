"""The import of a roster file: read, match, write, all or nothing."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db.models import Max

from caseflow.acts import acting
from caseflow.bulk import batches, lock_imports
from caseflow.csvin import Record, read_csv, read_header, refuse_file
from caseflow.importing import ImportReport, write_rejected
from caseflow.models import User
from members.models import Member, Unit
from members.roster.applying import Act, add_members, create_units, park_stars, update_members
from members.roster.matching import Change, Office, match
from members.roster.parsing import COLUMNS, REQUIRED, RosterRow, read_row
from members.services.following import description_changed, rank_changed, service_changed

MAX_ROWS = 250_000
BATCH = 500
SCOPE = {"rank", "bargaining_unit"}
SERVICE = {"appointed_on", "separated_on"}
"""What policy values may be limited to."""
DESCRIPTION = {
    "star_number", "employee_number", "last_name", "first_name", "middle_initial", "suffix",
    "born_on", "phone",
}  # fmt: skip
"""By what a member is asked for."""

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class _Seen:
    """The stars and employee numbers of the lines so far, and those that refused lines name."""

    stars: dict[str, int] = field(default_factory=dict)
    employees: dict[str, int] = field(default_factory=dict)
    refused: list[RosterRow] = field(default_factory=list)

    def twice(self, row: RosterRow) -> Iterator[tuple[str, str, str]]:
        """Column, value and sentence for what a line before this one has already."""
        star, employee = row.values.get("star_number"), row.employee
        for column, value, seen in (
            ("star_number", star, self.stars),
            ("employee_number", employee, self.employees),
        ):
            if value and seen.setdefault(value, row.line) != row.line:
                name = column.replace("_", " ").capitalize()
                yield column, value, f"{name} {value} stands on line {seen[value]} already."


def import_roster(
    *,
    path: Path,
    by: User,
    now: datetime,
    on: date,
    dry_run: bool = False,
    skip_bad: bool = False,
    progress: Progress = lambda what, done, total: None,
) -> ImportReport:
    """Imports the file in one transaction. A bad row stops everything unless `skip_bad`, which
    leaves the refused rows in a file beside it; `dry_run` writes nothing.

    Raises:
        FileRefused: the file as a whole cannot be read.
    """
    report, seen = ImportReport(), _Seen()
    rows = _read(path, on, report, seen, progress)
    with nullcontext() if dry_run else acting():
        if not dry_run:
            lock_imports(by)
        members = Member.objects.select_related("unit").order_by("pk")
        if not dry_run:
            members = members.select_for_update(of=("self",), no_key=True)
        changes = _match(rows, Office(list(members), on), report, seen)
        act = Act(by, now, on, {unit.code: unit for unit in Unit.objects.all()})
        new_units = _report(changes, report, act)
        if report.refused and not skip_bad:
            report.stop()
        elif not dry_run:
            _write(changes, new_units, act, progress)
            if report.refused:
                _reject(path, report)
    return report


def _read(
    path: Path, on: date, report: ImportReport, seen: _Seen, progress: Progress
) -> list[RosterRow]:
    rows: list[RosterRow] = []
    for record in _records(path):
        report.rows += 1
        progress("Reading", report.rows, 0)
        if report.rows > MAX_ROWS:
            raise refuse_file(f"A roster has at most {MAX_ROWS:,} rows. Check the file.")
        if record.problem:
            report.refuse_record(record)
            continue
        row, problems = read_row(record, on)
        bad = [(problem.column, problem.value, problem.sentence) for problem in problems]
        bad += seen.twice(row)
        for column, value, sentence in bad:
            report.refuse(row.line, column, value, sentence)
        (seen.refused if bad else rows).append(row)
    return rows


def _records(path: Path) -> Iterator[Record]:
    return read_csv(path, known=COLUMNS, required=REQUIRED)


def _match(
    rows: list[RosterRow], office: Office, report: ImportReport, seen: _Seen
) -> list[Change]:
    def refuse(row: RosterRow, column: str, sentence: str) -> None:
        report.refuse(row.line, column, str(row.values[column]), sentence)
        seen.refused.append(row)

    changes = match(rows, office, refuse)
    present = {change.member.pk for change in changes if change.member}
    present |= _named(seen.refused, office)
    report.missing = [
        member.star_number
        for member in office.members
        if member.is_current(office.on) and member.pk not in present
    ]
    return changes


def _named(rows: Iterable[RosterRow], office: Office) -> set[int]:
    """The members whom refused rows name: they are not missing from the file."""
    found = set()
    for row in rows:
        member = office.by_employee.get(row.employee or "")
        member = member or office.holder(row.values.get("star_number", ""))
        if member:
            found.add(member.pk)
    return found


def _report(changes: list[Change], report: ImportReport, act: Act) -> list[str]:
    """Counts and notes; gives the codes of the units that are not known yet."""
    report.created = sum(1 for change in changes if change.member is None)
    report.updated = sum(1 for change in changes if change.member and change.new)
    report.unchanged = len(changes) - report.created - report.updated
    new_units: dict[str, int] = {}
    for change in changes:
        code = change.row.values["unit"]
        if code not in act.units:
            new_units.setdefault(code, change.row.line)
        if change.member and "star_number" in change.new:
            former = change.member.star_number
            report.notes.append(
                f"Star {former} becomes star {change.row.star} (line {change.row.line}); "
                f"{former} is kept as a former star."
            )
    report.notes += [
        f"Unit {code} is new (line {line}); the import creates it."
        for code, line in new_units.items()
    ]
    return list(new_units)


def _write(changes: list[Change], new_units: list[str], act: Act, progress: Progress) -> None:
    create_units(new_units, act)
    last = Member.objects.aggregate(last=Max("pk"))["last"] or 0
    known = [change for change in changes if change.member and change.new]
    added = [change for change in changes if change.member is None]
    park_stars(known)
    done, total = 0, len(known) + len(added)
    # Updates first: they free the stars that new members take.
    for write, todo in ((update_members, known), (add_members, added)):
        for batch in batches(todo, BATCH):
            write(batch, act)
            done += len(batch)
            progress("Writing", done, total)
    rank_changed([c.member.pk for c in known if c.member and SCOPE & set(c.new)], act.on)
    joined = list(Member.objects.filter(pk__gt=last).values_list("pk", flat=True))
    service_changed([*(c.member.pk for c in known if c.member and SERVICE & set(c.new)), *joined])
    told = [c.member.pk for c in known if c.member and DESCRIPTION & set(c.new)]
    description_changed([*told, *joined])


def _reject(path: Path, report: ImportReport) -> None:
    header = read_header(path, known=COLUMNS, required=REQUIRED)
    write_rejected(path, header, _records(path), report.refused)
