"""Public ids: ten random characters for rows without a business reference."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"

# The default holds no state of ours: it asks the system each time.
_source: ContextVar[random.Random] = ContextVar("source", default=secrets.SystemRandom())  # noqa: B039


def public_id() -> str:
    """Ten characters without look-alikes; it starts with a letter, so it is never a star."""
    source = _source.get()
    return source.choice(ALPHABET[8:]) + "".join(source.choice(ALPHABET) for _ in range(9))


@contextmanager
def seeded_keys(seed: int) -> Iterator[None]:
    """Keys that are the same each time and so can be guessed: for the demo office and the
    reference set of the bench, nothing else."""
    token = _source.set(random.Random(seed))
    try:
        yield
    finally:
        _source.reset(token)
