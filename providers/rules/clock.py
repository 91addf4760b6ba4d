"""Wall-clock times of the office, and the two nights a year when the clocks are changed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from caseflow.dates import words
from caseflow.refusals import RuleViolation


@dataclass(frozen=True, slots=True)
class WallClock:
    """A wall-clock time as an instant in UTC. `twice`: the night the clocks go back shows this
    time two times; the first is meant."""

    instant: datetime
    twice: bool


def instant_of(day: date, clock: time, zone: tzinfo) -> WallClock:
    """The instant of a day and a time in the zone. RuleViolation (field `clock`) for a time that
    the night skips in which the clocks go forward."""
    naive = datetime.combine(day, clock)
    first = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = naive.replace(tzinfo=zone, fold=1).astimezone(UTC)
    shown = first.astimezone(zone)
    if shown.replace(tzinfo=None) != naive:
        raise RuleViolation(
            f"{clock:%H:%M} does not exist on {words(day)}: the clocks go forward that night. "
            f"Choose another time, for example {shown:%H:%M}.",
            field="clock",
        )
    return WallClock(first, twice=first != second)


def twice_sentence(day: date, clock: time) -> str:
    """What is said of a time that comes two times."""
    return (
        f"{clock:%H:%M} comes twice on {words(day)}, when the clocks go back. "
        "The first of the two is meant."
    )


def moment_words(instant: datetime, zone: tzinfo) -> str:
    """`Tue 10 Mar 2026, 09:30` in the zone."""
    local = instant.astimezone(zone)
    return f"{local:%a} {words(local.date())}, {local:%H:%M}"


def overlaps(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    """Whether two stretches of time share a moment; one that ends when the other begins does
    not."""
    return start < other_end and other_start < end
