"""Writing one batch while the next is made up: PostgreSQL works in a process of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, transaction

Job = Callable[[], None]


@contextmanager
def written_behind() -> Iterator[Callable[[Job], None]]:
    """Gives a function that runs a job in a transaction: in turn, on a connection of its own, at
    most one behind. SQLite has one writer, and a transaction that stands open one connection:
    there the job runs at once."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield _run
        return
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting: list[Future[None]] = []

        def later(job: Job) -> None:
            if waiting:
                waiting.pop().result()
            waiting.append(pool.submit(_run, job))

        try:
            yield later
            if waiting:
                waiting.pop().result()
        finally:
            pool.submit(_close).result()


def _run(job: Job) -> None:
    with transaction.atomic():
        job()


def _close() -> None:
    connection.close()
