"""The import of an absences file: read, decide, number, write, all or nothing."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path

from caseflow.acts import acting
from caseflow.bulk import Thing, batches, lock_imports
from caseflow.csvin import Record, read_csv, read_header, refuse_file
from caseflow.importing import ImportReport, write_rejected
from caseflow.models import User
from caseflow.references import next_numbers
from cases.imports.deciding import Outcome, decide_member
from cases.imports.known import load_known
from cases.imports.parsing import COLUMNS, REQUIRED, Row, read_row
from cases.imports.spool import Spool
from cases.kinds import KINDS
from cases.rules.policy import PolicyMissing
from cases.services.bulk import Act, write_batch
from cases.services.facts import load_policy
from members.models import Member
from members.services.stars import Person, StarBook

BATCH_ROWS = 2_000
"""Rows decided or written at a time; a member's rows stay together."""
LOCKED_AT_ONCE = 1_000

Progress = Callable[[str, int, int], None]


def import_absences(
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
        FileRefused: the file as a whole cannot be read, or the office has no policy value by which
            an open absence could be judged.
    """
    report = ImportReport()
    with Spool() as spool:
        _read(path, on, spool, report, progress)
        with nullcontext() if dry_run else acting():
            if not dry_run:
                lock_imports(by)
            people = _find_members(spool, on, report)
            if not dry_run:
                _lock_members(people)
            _decide(spool, people, report, progress)
            if report.refused and not skip_bad:
                report.stop()
            elif not dry_run:
                try:
                    _write(spool, Act(by, now, on, load_policy()), progress)
                except PolicyMissing as missing:
                    raise refuse_file(str(missing)) from missing
                if report.refused:
                    _reject(path, report)
    return report


def _read(path: Path, on: date, spool: Spool, report: ImportReport, progress: Progress) -> None:
    for batch in batches(_records(path), BATCH_ROWS):
        rows: list[Row] = []
        for record in batch:
            if record.problem:
                report.refuse_record(record)
                continue
            row, problems = read_row(record, on)
            for problem in problems:
                report.refuse(record.line, problem.column, problem.value, problem.sentence)
            if row:
                rows.append(row)
        spool.add(rows)
        report.rows += len(batch)
        progress("Reading", report.rows, 0)


def _records(path: Path) -> Iterator[Record]:
    return read_csv(path, known=COLUMNS, required=REQUIRED)


def _find_members(spool: Spool, on: date, report: ImportReport) -> dict[int, Person]:
    """Whom the stars of the file mean, by key; rows of a star that means nobody are refused."""
    book, stars = StarBook(on), spool.stars()
    found = {star: book.holders[star] for star in stars if star in book.holders}
    former = book.former([star for star in stars if star not in found])
    for star, person in former.items():
        report.notes.append(f"Star {star} is a former star; its rows go to star {person.star}.")
    found.update(former)
    spool.assign((person.pk, star) for star, person in found.items())
    for row in spool.strangers():
        sentence = f"No member has or had star {row.star}. Leading zeros are part of a star."
        report.refuse(row.line, "star_number", row.star, sentence)
    return {person.pk: person for person in found.values()}


def _lock_members(people: Iterable[int]) -> None:
    """The members of the file, always before any counter of references and in one order, so that
    two at work never wait for each other in a ring."""
    for keys in batches(sorted(people), LOCKED_AT_ONCE):
        rows = Member.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
        list(rows.values_list("pk"))


def _decide(
    spool: Spool, people: dict[int, Person], report: ImportReport, progress: Progress
) -> None:
    outcome, done = Outcome(report.refuse), 0
    for batch in _together(spool.by_member()):
        known = load_known(member for member, _ in batch)
        for member, rows in batch:
            decide_member(people[member], rows, known[member], outcome)
            done += len(rows)
        spool.decide(outcome.decisions)
        outcome.decisions.clear()
        progress("Checking", done, report.rows)
    for line, last_day in outcome.later_last_days.items():
        spool.set_last_day(line, last_day)
    report.created, report.updated = outcome.created, outcome.updated
    report.unchanged = outcome.unchanged
    report.notes += outcome.notes


def _write(spool: Spool, act: Act, progress: Progress) -> None:
    for kind, year, count in spool.openings():
        spool.number(kind, year, next_numbers(KINDS[kind].series, year, count))
    done, total = 0, spool.count()
    for batch in _together(spool.to_write()):
        write_batch(batch, act)
        done += sum(len(rows) for _, rows in batch)
        progress("Writing", done, total)


def _together(
    members: Iterable[tuple[int, list[Thing]]],
) -> Iterator[list[tuple[int, list[Thing]]]]:
    """Members in batches of about BATCH_ROWS rows."""
    batch: list[tuple[int, list[Thing]]] = []
    size = 0
    for member, rows in members:
        batch.append((member, rows))
        size += len(rows)
        if size >= BATCH_ROWS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _reject(path: Path, report: ImportReport) -> None:
    header = read_header(path, known=COLUMNS, required=REQUIRED)
    write_rejected(path, header, _records(path), report.refused)
