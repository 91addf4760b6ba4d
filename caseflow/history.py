"""Saving with history: who, when and why come from the service, never from a middleware."""

from datetime import datetime
from typing import Any

from django.db import models


def save_tracked(
    instance: models.Model, *, by: Any, reason: str, now: datetime, fields: list[str] | None = None
) -> None:
    """Saves a tracked row with its history row. `fields` are the changed ones (None: a new row).

    Call inside `atomic()`: a history row that fails must take the row back with it.
    """
    instance._history_user = by  # type: ignore[attr-defined]
    instance._change_reason = reason  # type: ignore[attr-defined]
    instance._history_date = now  # type: ignore[attr-defined]
    if fields is None:
        instance.save(force_insert=True)
    else:
        instance.save(update_fields=fields)
