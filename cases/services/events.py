"""Acts on a case: the locks, in their order, and the chain."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from caseflow.acts import touch
from caseflow.chain import Link, link_event, wrote_entries
from caseflow.models import User
from cases.models import Case, CaseEvent
from members.services.events import lock_member


def lock_case(case: Case) -> Case:
    """The member's row, then the case's, both locked until the transaction ends."""
    member = lock_member(case.member_id)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    locked.member = member
    return locked


def chain_of(case: Case) -> str:
    return f"case:{case.reference}"


def last_link(case: Case) -> Link:
    """The end of the case's chain; hold the case's lock."""
    last = (
        CaseEvent.objects.filter(case=case)
        .order_by("-sequence")
        .values_list("sequence", "hash")
        .first()
    )
    return Link(*last) if last else Link()


def record_event(
    *,
    case: Case,
    kind: str,
    by: User,
    now: datetime,
    happened_at: datetime | None = None,
    reason: str = "",
    data: dict[str, Any] | None = None,
    wrote: Iterable[models.Model] = (),
) -> CaseEvent:
    """Adds one act to the case's chain; hold the case's lock. `kind` has its sentence in a
    timeline_entries module; `data` holds what that sentence needs, days in ISO form."""
    payload = {**(data or {}), "wrote": wrote_entries(wrote)}
    event = CaseEvent(case=case, kind=kind, by=by, reason=reason, data=payload)
    link_event(
        event, chain_of(case), last_link(case), happened_at=happened_at or now, recorded_at=now
    )
    event.save(force_insert=True)
    touch(case=case.pk, kind=kind, by=by, now=now)
    return event
