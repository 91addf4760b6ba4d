"""The timeline of a case on paper: all of it, certified, with what it was printed from."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string

from caseflow.datewords import moment
from cases.known.learned import in_words
from cases.models import CaseEvent
from cases.policy import note_late_after
from cases.timeline import entries, told
from cases.timeline_filters import read_wanted, wanted_events
from cases.timeline_html import lines_html
from notices.pdf import render_pdf

_LINKS = re.compile(r"</?a\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the print is taken from: of how many entries so many, and the end of their chain."""

    shown: int
    total: int
    sequence: int
    hash: str


def paper_html(
    context: dict[str, Any], asked: QueryDict, *, by: str, at: datetime, known: str = ""
) -> tuple[str, str]:
    """The document, and in words what it shows. `context` is that of `case_context`; `known` says
    as of when, where that is not now."""
    case, people = context["case"], dict(context["beside"].people)
    wanted = read_wanted(asked, people)
    events = told(wanted_events(case, wanted))
    lines = entries(events, late_after=note_late_after(context["on"], context["policy"]))
    said = wanted.in_words(people)
    html = render_to_string(
        "cases/print.html",
        {
            **context,
            "facts": in_words(context),
            "lines_html": lines_html(lines, context["case_url"]),
            "shows": said,
            "by": by,
            "at": moment(at),
            "as_of": known or moment(at),
            "certificate": certificate(case, len(events)),
        },
    )
    return _LINKS.sub("", html), said  # paper leads nowhere


def certificate(case: Any, shown: int) -> Certificate:
    """The end of the case's chain as of what is read."""
    ends = CaseEvent.objects.filter(case=case).order_by("-sequence")
    sequence, digest = ends.values_list("sequence", "hash").first() or (0, "")
    return Certificate(shown, sequence, sequence, digest)


def paper_pdf(html: str, reference: str) -> bytes:
    """As PDF/UA. A sign that the font lacks is spelled out by its number, never left out."""
    return render_pdf(html, reference=f"the print of {reference}", spell_out=True)
