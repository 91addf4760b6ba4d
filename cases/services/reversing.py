"""Taking back a row that was entered in error: it stays, and counts for nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from caseflow.history import save_tracked
from caseflow.models import User
from caseflow.refusals import RuleViolation, require_words

LONGEST = 400
"""Characters of a reason."""


def reversal_reason(text: str, sentence: str) -> str:
    """Why something is taken back; `sentence` when nothing is said."""
    text = require_words(text, sentence, field="reason")
    if len(text) > LONGEST:
        raise RuleViolation(
            f"The reason has {len(text)} characters. Say it in {LONGEST} or fewer.", field="reason"
        )
    return text


def reverse_row(row: Any, *, reason: str, by: User, now: datetime) -> None:
    """Marks a reversible row as taken back; hold the lock of its case or member. The caller's act
    names the row in its event."""
    row.reversed_at, row.reversed_by, row.reversal_reason = now, by, reason
    fields = ["reversed_at", "reversed_by", "reversal_reason"]
    save_tracked(row, by=by, reason=reason, now=now, fields=fields)


def reverse_last(
    spells: Sequence[Any], *, reason: str, by: User, now: datetime
) -> list[models.Model]:
    """Takes back the last of a case's spells, the latest first; the one before it, if it ended for
    this one, goes on through its days. Gives the rows written; hold the case's lock."""
    last, *earlier = spells
    reverse_row(last, reason=reason, by=by, now=now)
    if not earlier or earlier[0].last_day != last.first_day - timedelta(days=1):
        return [last]
    before = earlier[0]
    before.last_day = last.last_day
    save_tracked(before, by=by, reason=reason, now=now, fields=["last_day"])
    return [last, before]
