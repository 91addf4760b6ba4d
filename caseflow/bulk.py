"""Many rows at once, with the history that saving them one by one would leave."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from caseflow.models import User

Row = TypeVar("Row", bound=models.Model)
Thing = TypeVar("Thing")


def create_tracked(rows: Sequence[Row], *, by: User, reason: str, now: datetime) -> None:
    """Inserts rows of one model and their history; gives them their keys. Inside atomic()."""
    if rows:
        bulk_create_with_history(
            rows,
            type(rows[0]),
            default_user=by,
            default_change_reason=reason,
            default_date=now,
        )


def update_tracked(
    rows: Sequence[Row], fields: Iterable[str], *, by: User, reason: str, now: datetime
) -> None:
    """Updates these fields of rows of one model and writes their history. Inside atomic()."""
    if rows:
        bulk_update_with_history(
            rows,
            type(rows[0]),
            sorted(fields),
            default_user=by,
            default_change_reason=reason,
            default_date=now,
        )


def batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """The things in lists of at most `size`, read as they are asked for."""
    source = iter(things)
    while batch := list(islice(source, size)):
        yield batch


def lock_imports(by: User) -> None:
    """Imports wait for each other: the row of the user as whom they act, until the end of the
    transaction. It does not stop others from writing rows that name this user."""
    list(User.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))


def plain_fields(rows: Iterable[dict[str, Any]]) -> set[str]:
    """All the names in these mappings."""
    return {name for row in rows for name in row}
