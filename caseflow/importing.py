"""What every import has in common: its report, the file of refused rows, the command around it."""

import csv
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandParser

from caseflow.bulk import without_query_log
from caseflow.csvin import REASON_COLUMN, FileRefused, Problem, Record, refuse_file
from caseflow.csvout import harmless
from caseflow.dates import now, today

SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """Why a record was not taken: its line, the column, the cell's text, a sentence."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What an import found and did. The counts are of what was written; of what would be, when
    it was only tried (`dry_run`). After a refusal that stopped everything they are 0."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, line: int, column: str, value: str, reason: str) -> None:
        shown = value if len(value) <= SHOWN_CHARACTERS else f"{value[:SHOWN_CHARACTERS]}…"
        self.refused.append(Refusal(line, column, shown, reason))

    def refuse_record(self, record: Record) -> None:
        """Lists a record that cannot be taken apart."""
        problem = record.problem or Problem("", "", "The row cannot be read.")
        self.refuse(record.line, problem.column, ",".join(record.raw), problem.sentence)

    def stop(self) -> None:
        """Nothing is written after all."""
        self.created = self.updated = 0

    def as_dict(self) -> dict[str, Any]:
        """The JSON object of the contract; refusals in the order of the lines."""
        return {**asdict(self), "refused": [asdict(entry) for entry in sorted(self.refused)]}


def refused_file(error: FileRefused) -> ImportReport:
    """The report on a file that was refused as a whole: line 1, nothing counted."""
    report = ImportReport()
    for problem in error.problems:
        report.refuse(1, problem.column, problem.value, problem.sentence)
    return report


def rejected_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.rejected.csv")


def write_rejected(
    path: Path, header: list[str], records: Iterable[Record], refused: Iterable[Refusal]
) -> None:
    """The refused rows as they stood, with the reason in a last column.

    Raises:
        FileRefused: the file beside the imported one cannot be written.
    """
    reasons: dict[int, list[str]] = {}
    for entry in sorted(refused):
        column = f"{entry.column}: " if entry.column else ""
        reasons.setdefault(entry.line, []).append(f"{column}{entry.reason}")
    try:
        with rejected_path(path).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([*_without_reason(header, header), REASON_COLUMN])
            for record in records:
                if record.line in reasons:
                    row = [*record.raw, *[""] * (len(header) - len(record.raw))]
                    because = " ".join(reasons[record.line])
                    kept = [*_without_reason(row, header), because]
                    writer.writerow([harmless(value) for value in kept])
    except OSError as error:
        raise refuse_file(
            f"The refused rows cannot be written to {rejected_path(path)} ({error.strerror}), so "
            "nothing was written. Copy the file to a folder where you may write.",
            value=str(path),
        ) from None


def _without_reason(row: list[str], header: list[str]) -> list[str]:
    """The row of a file that was itself one of refused rows, without their old reason."""
    if REASON_COLUMN not in header:
        return row
    at = header.index(REASON_COLUMN)
    return [*row[:at], *row[at + 1 :]]


@dataclass(slots=True)
class Progress:
    """One line on a terminal that says how far a long import is; nothing elsewhere."""

    stream: TextIO
    every: float = 0.25
    shown_at: float = 0.0

    def __call__(self, what: str, done: int, total: int = 0) -> None:
        """`done` of `total` (0: not known)."""
        if not self.stream.isatty() or time.monotonic() - self.shown_at < self.every:
            return
        self.shown_at = time.monotonic()
        share = f" of {total:,} ({done * 100 // total} %)" if total else ""
        self.stream.write(f"\r\x1b[K{what}: {done:,}{share}")
        self.stream.flush()

    def done(self) -> None:
        if self.shown_at:
            self.stream.write("\r\x1b[K")
            self.stream.flush()


class ImportCommand(BaseCommand):
    """A command that imports one CSV file: the options, the report, the exit code."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument(
            "--skip-bad",
            action="store_true",
            help="write the good rows; the others go to FILE.rejected.csv",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on standard out")

    def run(
        self,
        path: Path,
        *,
        dry_run: bool,
        skip_bad: bool,
        now: datetime,
        on: date,
        progress: Progress,
    ) -> ImportReport:
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(sys.stderr)
        path, dry_run, skip_bad = options["file"], options["dry_run"], options["skip_bad"]
        try:
            with without_query_log():
                report = self.run(
                    path,
                    dry_run=dry_run,
                    skip_bad=skip_bad,
                    now=now(),
                    on=today(),
                    progress=progress,
                )
            wrote = not dry_run and (skip_bad or not report.refused)
        except FileRefused as error:
            report, wrote = refused_file(error), False
        finally:
            progress.done()
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            for line in sentences(report, path, wrote=wrote, dry_run=dry_run):
                self.stderr.write(line)
        if report.refused and not (wrote and skip_bad):
            raise SystemExit(1)


def sentences(report: ImportReport, path: Path, *, wrote: bool, dry_run: bool) -> Iterator[str]:
    """The report for people, a line each."""
    for entry in sorted(report.refused):
        where = f"line {entry.line}" + (f", {entry.column}" if entry.column else "")
        value = f" “{entry.value}”" if entry.value else ""
        yield f"{where}{value}: {entry.reason}"
    yield from report.notes
    if report.missing:
        shown = ", ".join(report.missing[:20]) + (" ..." if len(report.missing) > 20 else "")
        yield f"{_count(len(report.missing), 'member')} of the office not in the file: {shown}"
    yield (
        f"{_count(report.rows, 'row')}: {report.created:,} created, {report.updated:,} updated, "
        f"{report.unchanged:,} unchanged, {len({e.line for e in report.refused}):,} refused."
    )
    if dry_run:
        yield "A trial: nothing was written."
    elif not wrote:
        yield "Nothing was written."
    elif report.refused:
        yield f"The refused rows are in {rejected_path(path)}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
