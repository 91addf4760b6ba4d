"""One canonical text for values, so that a digest means the same on screen, paper and disk."""

import hashlib
import json
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import models


def plain(value: Any) -> Any:
    """A value as JSON knows it: instants in UTC with microseconds, days in ISO form."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    return value


def canonical_json(value: Any) -> str:
    """Sorted keys, no spaces, UTF-8 text as it is."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=plain
    )


def digest_of(value: Any) -> str:
    """sha256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def tracked_attnames(model: type[models.Model]) -> list[str]:
    """The columns of a model that its history keeps, by attribute name, sorted."""
    manager = model.history  # type: ignore[attr-defined]
    return sorted(field.attname for field in manager.model.tracked_fields)


@cache
def _digested_attnames(model: type[models.Model]) -> list[str]:
    if hasattr(model._meta, "simple_history_manager_attribute"):
        return tracked_attnames(model)
    return sorted(field.attname for field in model._meta.concrete_fields)


def digested(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """The columns that a row's digest covers. A column that a later version added (the model
    names it in `added_later`) counts only once it holds something: a row written before the
    column was there keeps its digest (docs/decisions/0008)."""
    later = getattr(model, "added_later", ())
    if not later:
        return values
    return {n: v for n, v in values.items() if n not in later or v not in (None, "", False)}


def row_digest(instance: models.Model) -> str:
    """The digest of a row as it stands: of its tracked columns, or of all when it has no history.

    The same columns of its newest history row give the same digest.
    """
    model = type(instance)
    values = {name: getattr(instance, name) for name in _digested_attnames(model)}
    return digest_of([model._meta.label_lower, digested(model, values)])
