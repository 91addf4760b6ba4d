"""The sentences of letters on the timeline of their case: issued, wrong, corrected."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from caseflow.datewords import day as words
from caseflow.prepared import PreparedByKeys
from cases.timeline import Entry, register, rows_written
from cases.timeline_html import drawn, what_html
from notices.models import Notice


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter as the timeline shows it; `newer` is the number of the one that replaced it."""

    pk: int
    number: str
    as_of: date
    newer: str | None


_letters_by_key = PreparedByKeys(
    lambda keys: (
        Notice.objects.filter(pk__in=keys)
        .order_by()
        .values_list("pk", "number", "as_of", "superseded_by__number")
    )
)


def issued_notices(events: list[Any]) -> dict[int, LetterLine]:
    """event pk -> the notice that it issued, in one query."""
    written = rows_written(events, "notices.notice")
    found = {row[0]: LetterLine(*row) for row in _letters_by_key.rows(set(written.values()))}
    return {event: found[key] for event, key in written.items() if key in found}


def _draw_notice(entry: Entry, case_url: str) -> str:
    notice = entry.body
    if notice is None:
        return what_html(entry.what)
    return drawn(
        _ISSUED,
        what=what_html(entry.what),
        url=_url(notice.number),
        number=notice.number,
        day=words(notice.as_of),
        pdf=reverse("notices:pdf", args=[notice.number]),
        newer=_replaced(notice.newer) if notice.newer else "",
    )


def _url(number: str) -> str:
    return reverse("notices:detail", args=[number])


def _replaced(newer: str) -> str:
    return drawn(_REPLACED, url=_url(newer), number=newer)


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
