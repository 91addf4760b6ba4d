"""The sentences of letters on the timeline of their case: issued, wrong, corrected."""

from typing import Any

from django.urls import reverse

from caseflow.datewords import day as words
from cases.timeline import Entry, register, rows_written
from cases.timeline_html import drawn, what_html
from notices.models import Notice


def issued_notices(events: list[Any]) -> dict[int, Notice]:
    """event pk -> the notice that it issued, in one query."""
    written = rows_written(events, "notices.notice")
    rows = Notice.objects.filter(pk__in=set(written.values())).order_by()
    shown = rows.select_related("superseded_by").only(
        "number", "as_of", "superseded_by__number", "superseded_by__supersedes"
    )
    found = {notice.pk: notice for notice in shown}
    return {event: found[key] for event, key in written.items() if key in found}


def _draw_notice(entry: Entry, case_url: str) -> str:
    notice = entry.body
    if notice is None:
        return what_html(entry.what)
    newer = notice.replaced_by
    return drawn(
        _ISSUED,
        what=what_html(entry.what),
        url=notice.get_absolute_url(),
        number=notice.number,
        day=words(notice.as_of),
        pdf=reverse("notices:pdf", args=[notice.number]),
        newer=drawn(_REPLACED, url=newer.get_absolute_url(), number=newer.number) if newer else "",
    )


_ISSUED = (
    '{what}<div class="text"><a href="{url}">{number}</a>, as of {day} &middot; '
    '<a href="{pdf}">PDF</a>{newer}</div>'
)
_REPLACED = ' &middot; <span class="soft">replaced by <a href="{url}">{number}</a></span>'


register(
    "notice_issued",
    "Letter issued: {title}",
    milestone=True,
    draw=_draw_notice,
    load=issued_notices,
)
register("letter_wrong", "Letter {number} is wrong now: {what}", milestone=True)
register("letter_correction_settled", "Correction of {number} settled: {how}")
