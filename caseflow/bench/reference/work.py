"""What the steps of the reference set share."""

import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from caseflow.bench.files import SEED
from caseflow.bench.reference.figures import Figures
from caseflow.dates import UTC, start_of
from caseflow.models import User

Progress = Callable[[str, int, int], None]
Say = Callable[[str], None]


@dataclass(slots=True)
class Work:
    """Everything that is in the set was written before `now`, the evening before `on`."""

    figures: Figures
    on: date
    progress: Progress
    say: Say
    chance: random.Random = field(default_factory=lambda: random.Random(SEED + 1))
    keepers: list[User] = field(default_factory=list)
    lead: User = field(init=False)
    intake: User = field(init=False)
    system: User = field(init=False)

    @property
    def now(self) -> datetime:
        return start_of(self.on).astimezone(UTC) - timedelta(hours=1)

    @property
    def yesterday(self) -> date:
        return self.on - timedelta(days=1)

    @contextmanager
    def phase(self, what: str) -> Iterator[None]:
        """Says how long a step took, how much of it this process was at work, and how much memory
        it has held so far."""
        started, worked = time.perf_counter(), time.process_time()
        yield
        took, cpu = time.perf_counter() - started, time.process_time() - worked
        self.say(f"{what:<34}{took:>8.1f} s{cpu:>8.1f} s of work{peak_megabytes():>8,.0f} MB")


def peak_megabytes() -> float:
    try:
        import resource
    except ImportError:  # Windows keeps no such count
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


@lru_cache(maxsize=20_000)
def midnight(day: date) -> datetime:
    return start_of(day).astimezone(UTC)


def moment(day: date, seconds: float) -> datetime:
    """So many seconds into the day, to the second."""
    return midnight(day) + timedelta(seconds=int(seconds))
