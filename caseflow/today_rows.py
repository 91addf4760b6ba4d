"""The lines of Today in words, ready for the `lines` component: a keeper has a hundred cases."""

from typing import Any

from django.utils.html import format_html

from caseflow import datewords
from caseflow.templatetags.ui import due, tag
from caseflow.worklist import Line

NO_DATE = format_html('<span class="soft">{}</span>', "no date")


def words_of(line: Line) -> dict[str, Any]:
    """One case of the worklist; nothing in it is marked safe that was not escaped."""
    case, member = line.case, line.case.member
    gone = member.separated_on is not None
    case_url = f"/cases/{case.reference}/"
    return {
        "css": "late" if line.is_late else "",
        "due": _due(line),
        "url": line.step.url or case_url,
        "what": line.step.what,
        "more": _more(line),
        "member_url": f"/members/{member.key if gone else member.star_number}/",
        "name": member.name,
        "star": member.star_number,
        "unit": member.unit.code,
        "case_url": case_url,
        "reference": case.reference,
        "kind": case.spec.short,
        "near": _near(line),
        "touched": line.touched,
    }


def _due(line: Line) -> str:
    step = line.step
    if not step.due_on:
        return NO_DATE
    day = datewords.day(step.due_on) if line.is_far else datewords.weekday(step.due_on)
    if step.at and step.due_on == line.on:
        return format_html("{} {}", day, tag(datewords.clock(step.at), "soon"))
    return format_html("{} {}", day, due(step.due_on, line.on))


def _more(line: Line) -> str:
    held = format_html(" {}", tag("on hold")) if line.is_held else ""
    then = line.then
    if not then:
        return held
    clock = f", {datewords.clock(then.at)}" if then.at else ""
    return format_html(
        '{}<span class="sub">then {}, {}{}</span>',
        held,
        then.what.lower(),
        datewords.weekday(then.due_on),
        clock,
    )


def _near(line: Line) -> str:
    if not line.is_near:
        return ""
    return format_html(" {}", tag(line.near_words, "late" if line.is_unpaid else "soon"))
