"""One run of the bench: the imports, the reference set, the pages."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from caseflow.bench.client import Client
from caseflow.bench.files import write_files
from caseflow.bench.imports import Timed, import_files
from caseflow.bench.measuring import TIMES, Beside, ClientOf, Measured, measure
from caseflow.bench.pages import pages
from caseflow.bench.reference.people import PASSWORD
from caseflow.bench.server import BenchFailed, environment, manage, serving

Say = Callable[[str], None]
SMALL = 25


@dataclass(frozen=True, slots=True)
class Size:
    """How large the files of the imports are. These are the department's."""

    members: int = 13_200
    absences: int = 170_000


@dataclass(slots=True)
class Result:
    """`sizes` is what the pages were measured on; `small` the other set, where growth was."""

    times: int = TIMES
    sizes: dict[str, Any] = field(default_factory=dict)
    small: dict[str, Any] = field(default_factory=dict)
    imports: list[Timed] = field(default_factory=list)
    pages: list[Measured] = field(default_factory=list)

    @property
    def floor_ms(self) -> float:
        floors = [page.floor_ms for page in self.pages if page.floor_ms]
        return statistics.median(floors) if floors else 0.0

    @property
    def over(self) -> int:
        slow = sum(1 for page in self.pages if not page.within)
        return slow + sum(1 for each in self.imports if not each.within)

    @property
    def wrong(self) -> int:
        return sum(1 for page in self.pages if page.wrong)

    def as_dict(self) -> dict[str, Any]:
        return {
            "sizes": self.sizes,
            "small": self.small,
            "times": self.times,
            "floor_ms": self.floor_ms,
            "imports": [each.as_dict() for each in self.imports],
            "pages": [each.as_dict() for each in self.pages],
        }


@dataclass(slots=True)
class Bench:
    """`folder` keeps what the bench makes between runs."""

    folder: Path
    on: date
    say: Say

    def import_files(self, size: Size) -> list[Timed]:
        """The imports of the full files, timed, into a database of their own on SQLite."""
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / "fresh.sqlite3"
        _remove(fresh)
        env = environment(f"sqlite:///{fresh}", self.folder)
        manage(env, "migrate", "--no-input", "--verbosity", "0")
        self.say(f"Importing {size.members:,} members, {size.absences:,} absences")
        files = write_files(self.folder, members=size.members, absences=size.absences, on=self.on)
        try:
            return import_files(env, files)
        finally:
            _remove(fresh)

    def own(self, share: int) -> str:
        """The address of the bench's own set of this share, on SQLite; removed where its tables
        are of an older layout, to be made anew."""
        self.folder.mkdir(parents=True, exist_ok=True)
        database = self.folder / f"reference-{share}.sqlite3"
        address = f"sqlite:///{database}"
        if database.exists():
            try:
                manage(environment(address, self.folder), "migrate", "--check")
            except BenchFailed:
                _remove(database)
        return address

    def fill(self, address: str, share: int) -> None:
        """Brings the tables up to date; fills the database where it is empty."""
        env = environment(address, self.folder)
        manage(env, "migrate", "--no-input", "--verbosity", "0")
        if "empty" in manage(env, "reference_set", "--check"):
            self.say(f"Filling the reference set, one part in {share}")
            manage(env, "reference_set", f"--share={share}")

    def measure_pages(
        self, result: Result, address: str, *, only: str = "", small: str = ""
    ) -> None:
        """Starts a server on the set (and one on the `small` set), measures every page whose label
        holds `only`, and ends the servers."""
        env = environment(address, self.folder)
        manage(env, "collectstatic", "--no-input", "--verbosity", "0")
        with ExitStack() as stack:
            clients = stack.enter_context(self._served(address, "server.log"))
            others = stack.enter_context(self._served(small, "small.log")) if small else None
            found = clients("coordinator").get_json("/bench/targets/")
            beside = others("coordinator").get_json("/bench/targets/") if others else {}
            result.sizes, result.small = found, beside
            chosen = [page for page in pages(found) if only in page.label]
            if not chosen:
                raise BenchFailed(f"No page's label holds {only!r}.")
            same = dict(zip(pages(found), pages(beside), strict=True)) if others else {}
            for page in chosen:
                small_one = Beside(same[page], others) if others else None
                result.pages += measure(page, clients, result.times, small_one)

    @contextmanager
    def _served(self, address: str, log: str) -> Iterator[ClientOf]:
        """A server on the database; gives a client of each user, signed in."""
        clients: dict[str, Client] = {}
        with serving(environment(address, self.folder), self.folder / log) as port:

            def client_of(user: str) -> Client:
                if user not in clients:
                    clients[user] = Client(port)
                    clients[user].sign_in(user, PASSWORD)
                return clients[user]

            try:
                yield client_of
            finally:
                for client in clients.values():
                    client.close()


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
