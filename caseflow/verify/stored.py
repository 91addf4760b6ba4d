"""Stored files and references: two checks that every room needs in the same shape."""

from collections import defaultdict
from collections.abc import Iterable

from caseflow.files import stored_intact
from caseflow.models import ReferenceCounter
from caseflow.verify.registry import files
from caseflow.verify.report import Report


def check_files(report: Report) -> None:
    """Every stored file that a row names is there and has its digest."""
    for what, listed in files().items():
        for where, sha256 in listed():
            report.count(what)
            if not stored_intact(sha256):
                report.add(what, where, "the stored file is gone or was changed.")


def check_references(report: Report, what: str, references: Iterable[str]) -> None:
    """The references of a series and year are 1 to n, and its counter stands at n."""
    numbers: dict[tuple[str, int], list[int]] = defaultdict(list)
    for reference in references:
        series, two_digits, number = reference.rsplit("-", 2)
        numbers[series, int(two_digits)].append(int(number))
        report.count(what)
    counters = {
        (counter.series, counter.year % 100): counter.last
        for counter in ReferenceCounter.objects.filter(series__in={key[0] for key in numbers})
    }
    for (series, year), found in sorted(numbers.items()):
        last = counters.get((series, year), 0)
        gone = sorted(set(range(1, max(last, *found) + 1)) - set(found))
        where = f"{series}-{year:02d}"
        if max(found) > last:
            report.add(what, where, f"the counter stands at {last}, the last is {max(found)}.")
        if gone:
            more = f" and {len(gone) - 1:,} more" if len(gone) > 1 else ""
            report.add(what, where, f"number {gone[0]}{more} was given out and is not there.")
