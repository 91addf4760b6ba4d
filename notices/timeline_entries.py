"""The sentences of letters on the timeline of their case: issued, wrong, corrected."""

from cases.models import CaseEvent
from cases.timeline import register, rows_written
from notices.models import Notice


def issued_notices(events: list[CaseEvent]) -> dict[int, Notice]:
    """event pk -> the notice that it issued, in one query."""
    written = rows_written(events, "notices.notice")
    found = Notice.objects.filter(pk__in=written.values()).for_list().in_bulk()
    return {event: found[key] for event, key in written.items() if key in found}


register(
    "notice_issued",
    "Letter issued: {title}",
    milestone=True,
    template="notices/_entry.html",
    load=issued_notices,
)
register("letter_wrong", "Letter {number} is wrong now: {what}", milestone=True)
register("letter_correction_settled", "Correction of {number} settled: {how}")
