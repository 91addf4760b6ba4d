"""An act: one transaction, at whose end everything that follows from it is brought up to date.

Services are acts. Whatever rooms register as settling runs once, at the end of the outermost act
and inside its transaction, for all the cases and members that the act touched; so nobody can write
a fact and forget what follows from it (docs/decisions/0013).
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

Params = ParamSpec("Params")
Result = TypeVar("Result")


@dataclass(slots=True)
class Touched:
    """What an act has touched so far: keys of cases and of members, by whom and when."""

    cases: dict[int, None] = field(default_factory=dict)
    members: dict[int, None] = field(default_factory=dict)
    events: list[tuple[int, str]] = field(default_factory=list)
    by: Any = None
    now: datetime | None = None


Settle = Callable[[Touched], None]
_settlers: list[Settle] = []
_open = threading.local()


def settles(function: Settle) -> Settle:
    """Registers what runs at the end of every act that touched something."""
    if function not in _settlers:
        _settlers.append(function)
    return function


@contextmanager
def acting() -> Iterator[Touched]:
    """A transaction that is an act; inside another one, a part of it."""
    outer: Touched | None = getattr(_open, "act", None)
    with transaction.atomic():
        if outer is not None:
            yield outer
            return
        touched = _open.act = Touched()
        try:
            yield touched
            if touched.now is not None:
                for settle in _settlers:
                    settle(touched)
        finally:
            _open.act = None


def act(function: Callable[Params, Result]) -> Callable[Params, Result]:
    """Makes a service an act."""

    @wraps(function)
    def run(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        with acting():
            return function(*args, **kwargs)

    return run


def touch(
    *, by: Any, now: datetime, case: int | None = None, member: int | None = None, kind: str = ""
) -> None:
    """Names what the running act has touched; RuntimeError outside of one, for nothing would
    follow."""
    touched: Touched | None = getattr(_open, "act", None)
    if touched is None:
        raise RuntimeError("This is recorded outside of an act: put @act on the service.")
    touched.by, touched.now = by, now
    if case is not None:
        touched.cases[case] = None
        touched.events.append((case, kind))
    if member is not None:
        touched.members[member] = None


def touch_member(member: int, *, by: Any = None, now: datetime | None = None) -> None:
    """Names a member whose facts changed, inside an act; outside, the caller settles."""
    touched: Touched | None = getattr(_open, "act", None)
    if touched is None:
        return
    touched.members[member] = None
    if now is not None:
        touched.by, touched.now = by, now
