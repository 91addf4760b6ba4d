"""Where the facts come from by which a case's obligations are judged.

A room registers a reader: a function of keys of cases that gives, for each key, the fields of
`CaseFacts` that it knows, in as few queries as it has tables, whatever the number of cases. So this
room gathers them all without knowing the others.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

Fields = dict[str, Any]
Reader = Callable[[Collection[int]], Mapping[int, Fields]]

_readers: list[Reader] = []


def gives_facts(reader: Reader) -> Reader:
    """Registers a reader."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def gathered(cases: Collection[int]) -> dict[int, Fields]:
    """The fields of every case, from all rooms."""
    found: dict[int, Fields] = {key: {} for key in cases}
    for reader in _readers:
        for key, fields in reader(cases).items():
            found[key].update(fields)
    return found
