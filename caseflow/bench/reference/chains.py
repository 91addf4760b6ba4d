"""Events at the end of chains that are written already."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from caseflow.bulk import insert_rows
from caseflow.chain import Link, link_event
from cases.models import Case, CaseEvent
from cases.services.events import chain_of

Said = tuple[Case, int, dict[str, Any]]
"""The case, who did it, the data of the event."""


def extend_chains(kind: str, told: Sequence[Said], *, at: datetime) -> None:
    """One event each; inside atomic()."""
    links = _ends({case.pk for case, _, _ in told})
    events = []
    for case, by, data in told:
        event = CaseEvent(case=case, kind=kind, by_id=by, data=data)
        last = links[case.pk]
        links[case.pk] = link_event(event, chain_of(case), last, happened_at=at, recorded_at=at)
        events.append(event)
    insert_rows(events)


def _ends(cases: set[int]) -> dict[int, Link]:
    rows = CaseEvent.objects.filter(case__in=cases).order_by("case_id", "-sequence")
    links: dict[int, Link] = {}
    for case, sequence, digest in rows.values_list("case_id", "sequence", "hash"):
        links.setdefault(case, Link(sequence, digest))
    return links
