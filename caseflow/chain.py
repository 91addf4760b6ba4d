"""Hash chains: what happened, in order, so that a missing or changed link shows.

hash = sha256(previous hash + canonical JSON of the event). One chain per case and one per
member. The caller holds the lock of the chain's row (member first, then case).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from caseflow.canonical import canonical_json, plain, row_digest

START = "0" * 64


class ChainedEvent(models.Model):
    """One act. `data` holds what the sentence needs and, in `wrote`, the rows it wrote as
    [model, primary key, digest]."""

    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def payload(self, chain: str) -> str:
        """The canonical JSON over which, after the previous hash, the hash is taken."""
        return canonical_json(
            {
                "chain": chain,
                "sequence": self.sequence,
                "kind": self.kind,
                "happened_at": plain(self.happened_at),
                "recorded_at": plain(self.recorded_at),
                "by": self.by_id,
                "reason": self.reason,
                "data": self.data,
            }
        )

    def computed_hash(self, chain: str) -> str:
        return hashlib.sha256((self.previous_hash + self.payload(chain)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """The end of a chain: the last sequence number and its hash."""

    sequence: int = 0
    hash: str = START


def wrote_entries(rows: Iterable[models.Model]) -> list[list[Any]]:
    """[model, primary key, digest] for every row that an act wrote."""
    return [[row._meta.label_lower, row.pk, row_digest(row)] for row in rows]


def link_event(
    event: ChainedEvent, chain: str, last: Link, *, happened_at: datetime, recorded_at: datetime
) -> Link:
    """Fills the event's place in its chain (it is not saved) and gives the new end."""
    event.sequence = last.sequence + 1
    event.happened_at = happened_at
    event.recorded_at = recorded_at
    event.previous_hash = last.hash
    event.hash = event.computed_hash(chain)
    return Link(event.sequence, event.hash)
