"""One run of the bench: the reference set, the imports, the pages, the report."""

import shutil
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from caseflow.bench.client import Client
from caseflow.bench.files import write_files
from caseflow.bench.imports import Timed, import_files
from caseflow.bench.pages import FLOOR, TIMES, Measured, judged, measure, pages
from caseflow.bench.reference import PASSWORD
from caseflow.bench.server import BenchFailed, environment, manage, serving

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How large the reference set is. 13,200 and 170,000 are those of the department."""

    members: int = 13_200
    absences: int = 170_000

    @property
    def name(self) -> str:
        return f"reference-{self.members}-{self.absences}"


@dataclass(slots=True)
class Result:
    """`floor_ms` is None when only the imports were measured."""

    size: Size
    imports: list[Timed] = field(default_factory=list)
    floor_ms: float | None = None
    pages: list[Measured] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {
            "members": self.size.members,
            "absences": self.size.absences,
            "floor_ms": self.floor_ms,
            "imports": [each.as_dict() for each in self.imports],
            "pages": [each.as_dict() for each in self.pages],
        }

    @property
    def over(self) -> int:
        return sum(1 for each in [*self.imports, *self.pages] if not each.within)


@dataclass(slots=True)
class Bench:
    """`folder` keeps the reference set between runs."""

    folder: Path
    size: Size
    on: date
    say: Say

    @property
    def database(self) -> Path:
        return self.folder / f"{self.size.name}.sqlite3"

    def env(self, database: Path) -> dict[str, str]:
        return environment(f"sqlite:///{database}", self.folder)

    def prepare(self, *, imports: bool) -> list[Timed]:
        """The reference set, made where it is missing or of an older layout. `imports`: the files
        are imported in any case, into a database of their own, and timed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        current = self._is_current()
        if current and not imports:
            return []
        fresh = self.folder / "fresh.sqlite3"
        _remove(fresh)
        env = self.env(fresh)
        manage(env, "migrate", "--no-input", "--verbosity", "0")
        self.say(f"Importing {self.size.members:,} members, {self.size.absences:,} absences")
        files = write_files(
            self.folder, members=self.size.members, absences=self.size.absences, on=self.on
        )
        measured = import_files(env, files)
        if current:
            _remove(fresh)
        else:
            self.say("Adding caseloads, notes, appointments, letters")
            manage(env, "reference_set", "--dress")
            _move(fresh, self.database)
        return measured if imports else []

    def _is_current(self) -> bool:
        """Whether the set is there, with the tables as they are now."""
        if not self.database.exists():
            return False
        try:
            manage(self.env(self.database), "migrate", "--check")
        except BenchFailed:
            return False
        return True

    def measure_pages(self, result: Result, *, times: int = TIMES, only: str = "") -> None:
        """Starts the server on the set, measures the floor and every page whose label holds
        `only`, and ends the server."""
        env = self.env(self.database)
        manage(env, "collectstatic", "--no-input", "--verbosity", "0")
        with serving(env, self.folder / "server.log") as port:
            clients: dict[str, Client] = {}

            def client_of(user: str) -> Client:
                if user not in clients:
                    clients[user] = Client(port)
                    clients[user].sign_in(user, PASSWORD)
                return clients[user]

            try:
                _measure_all(result, client_of, times, only)
            finally:
                for client in clients.values():
                    client.close()


def _measure_all(result: Result, client_of: Callable[[str], Client], times: int, only: str) -> None:
    """The floor is measured before every page and taken from all of them, so that a machine that
    slows down meanwhile slows both."""
    found = client_of("coordinator").get_json("/bench/targets/")
    floors, timings = [], []
    for page in pages(found):
        if only in page.label:
            floors.append(client_of("coordinator").p50(FLOOR, times))
            timings += measure(page, client_of(page.user), times)
    if not floors:
        raise BenchFailed(f"No page's label holds {only!r}.")
    floor = statistics.median(floors)
    result.floor_ms = round(1000 * floor, 2)
    result.pages = [judged(timing, floor) for timing in timings]


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _move(database: Path, to: Path) -> None:
    _remove(to)
    for suffix in ("", "-wal", "-shm"):
        part = database.with_name(database.name + suffix)
        if part.exists():
            shutil.move(part, to.with_name(to.name + suffix))
