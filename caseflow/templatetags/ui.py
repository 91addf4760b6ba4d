"""The components and date words of every page; `/ui/` shows them, docs/ui.md lists them.

Only this module may mark text as safe HTML, and it does so through `format_html`, which
escapes what it is given. Nothing here queries the database or reads the clock.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.http import QueryDict
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from caseflow import datewords
from caseflow.textdiff import changed_words

register = template.Library()

METER_START = '<svg class="meter'
METER_HIGH = 0.9  # of the limit, from which the bar turns red
RIBBON_LETTER_WIDTH = 3  # percent of the year, below which the letter does not fit
CURSOR_PARAMETERS = ("after", "before", "format")  # meaningless in another order


# --- dates ------------------------------------------------------------------------------

register.filter("day", datewords.day)
register.filter("weekday", datewords.weekday)
register.filter("longday", datewords.longday)
register.filter("clock", datewords.clock)
register.filter("moment", datewords.moment)


@register.filter
def since(value: object, now: object) -> str:
    """Grey relative words beside an absolute date: `{{ note.entered_at|since:now }}`."""
    words = datewords.since(value, now)
    return format_html('<span class="faint">{}</span>', words) if words else ""


# --- small things -----------------------------------------------------------------------


@register.simple_tag
def tag(words: object, kind: str = "") -> str:
    """A small word on a tint; kinds: late, soon, ok, iod, lead, none for grey."""
    return format_html('<span class="tag{}">{}</span>', f" {kind}" if kind else "", words)


@register.simple_tag
def due(due_on: object, on: object) -> str:
    """How far a due date is from `on`, both calendar days: late is red, near is amber."""
    days = datewords.days_between(on, due_on)
    if days is None:
        return ""
    if days < 0:
        return tag("1 day late" if days == -1 else f"{-days} days late", "late")
    return tag(datewords.distance(days), "soon" if days <= 1 else "")


@register.simple_tag
def meter(used: float, limit: float | None, label: str) -> str:
    """A bar of `used` out of `limit` (any unit); the label is what a screen reader says."""
    share = min(max((used or 0) / limit, 0), 1) if limit else float(bool(used))
    return format_html(
        '<svg class="meter{}" role="img" aria-label="{}"><rect width="{}%" height="100%"/></svg>',
        " high" if share >= METER_HIGH else "",
        label,
        f"{share * 100:.4g}",
    )


@register.simple_block_tag
def fact(content: str, label: str, how: str = "") -> str:
    """One term and its value inside a `dl`; `how` is the address of its explanation."""
    if how:
        link = format_html(' <a class="how" href="{}" aria-label="how: {}">how</a>', how, label)
        # The link belongs to the words, so it stands before a bar, which takes its own line.
        words, bar, rest = content.partition(METER_START)
        content = mark_safe(words.rstrip() + link + bar + rest)
    return format_html('<div class="fact"><dt>{}</dt><dd>{}</dd></div>', label, content)


# --- buttons ----------------------------------------------------------------------------


def _refused_button(label: str, url: str, sentence: str) -> str:
    """Reachable by keyboard, does nothing, and says why to everybody."""
    key = f"why-{zlib.crc32(f'{label}|{url}|{sentence}'.encode()):08x}"
    return format_html(
        '<span class="act"><button type="button" class="btn" aria-disabled="true"'
        ' aria-describedby="{key}">{label}</button>'
        ' <span class="why" id="{key}">{sentence}</span></span>',
        key=key,
        label=label,
        sentence=sentence,
    )


def _with_reason(html: str, why: str) -> str:
    if not why:
        return html
    return format_html('<span class="act">{} <span class="why">{}</span></span>', html, why)


@register.simple_tag(takes_context=True)
def button(
    context: Context,
    label: str,
    url: str = "",
    *,
    kind: str = "",
    refused: str | None = "",
    why: str = "",
    post: bool = False,
    name: str = "",
    value: str = "",
) -> str:
    """A link that looks like a button, with `post` a form of its own, without `url` a submit.

    `refused` is the sentence that says why it cannot be done now: the button is then dead and
    the sentence stands beside it. `why` is a sentence beside a live one.
    """
    if refused:
        return _refused_button(label, url, refused)
    css = f"btn {kind}".strip()
    if url and not post:
        html = format_html('<a class="{}" href="{}">{}</a>', css, url, label)
        return _with_reason(html, why)
    sent = format_html(' name="{}" value="{}"', name, value) if name else ""
    html = format_html('<button type="submit" class="{}"{}>{}</button>', css, sent, label)
    if url:
        html = format_html(
            '<form class="inline" method="post" action="{}">'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}</form>',
            url,
            context.get("csrf_token", ""),
            html,
        )
    return _with_reason(html, why)


# --- blocks -----------------------------------------------------------------------------


@register.simple_block_tag
def card(
    content: str,
    title: str,
    *,
    count: object = None,
    more: str = "",
    more_label: str = "All",
    anchor: str = "",
) -> str:
    """A white card with its heading; `more` is an address for the link at its right."""
    number = "" if count is None else format_html(' <span class="count">{}</span>', count)
    link = format_html('<a class="push" href="{}">{}</a>', more, more_label) if more else ""
    return format_html(
        '<section class="card"{}><header><h2>{}{}</h2>{}</header>{}</section>',
        format_html(' id="{}"', anchor) if anchor else "",
        title,
        number,
        link,
        content,
    )


@register.simple_block_tag
def alert(content: str, kind: str, heading: str = "") -> str:
    """A message that belongs to the page; kinds: info, success, warning, error."""
    head = format_html('<p class="alert-head">{}</p>', heading) if heading else ""
    return format_html('<div class="alert {}">{}<div>{}</div></div>', kind, head, content)


@register.simple_block_tag
def explain(content: str, title: str, *, open: bool = False) -> str:
    """A panel that opens on demand, without script."""
    return format_html(
        '<details class="explain"{}><summary>{}</summary>'
        '<div class="explain-body">{}</div></details>',
        mark_safe(" open") if open else "",
        title,
        content,
    )


@register.simple_block_tag
def nothing(content: str, title: str) -> str:
    """An empty place: what belongs here and how to begin."""
    return format_html(
        '<div class="nothing"><p class="nothing-head">{}</p>{}</div>', title, content
    )


# --- lists ------------------------------------------------------------------------------


@register.simple_block_tag
def lines(content: str, rows: Iterable[Mapping[str, object]]) -> str:
    """The block once for each row, `{name}` in it being the row's word of that name, escaped.

    For lists of many rows: template variables take five times as long. The block is a pattern, so
    it holds no data of its own.
    """
    pattern = str(content)
    return mark_safe("".join(pattern.format_map(_escaped(row)) for row in rows))


def _escaped(row: Mapping[str, object]) -> dict[str, str]:
    """As `conditional_escape` does, without its detours: a list has hundreds of words."""
    return {
        name: word if isinstance(word, SafeString) else _safe_word(str(word))
        for name, word in row.items()
    }


_safe_word = lru_cache(8192)(escape)


def _query(context: Context, **changes: str | None) -> str:
    """The current query string with changes; a cursor or a download never survives them."""
    request = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    for key in CURSOR_PARAMETERS:
        params.pop(key, None)
    for key, value in changes.items():
        params.pop(key, None)
        if value:
            params[key] = value
    return "?" + params.urlencode()


@register.simple_tag(takes_context=True)
def sortlink(context: Context, label: str, key: str, *, num: bool = False, first: str = "") -> str:
    """A column's header cell that sorts by `key`; `first="-"` begins with the largest.

    The sort in force is the context's `sort` (`due` or `-due`), else the query's.
    """
    request = context.get("request")
    current = context.get("sort") or (request.GET.get("sort", "") if request else "")
    target, state, arrow = f"{first}{key}", "", ""
    if current.lstrip("-") == key:
        down = current.startswith("-")
        target = key if down else f"-{key}"
        state = ' aria-sort="descending"' if down else ' aria-sort="ascending"'
        arrow = " \N{DOWNWARDS ARROW}" if down else " \N{UPWARDS ARROW}"
    return format_html(
        '<th scope="col"{}{}><a class="sort" href="{}">{}'
        '<span aria-hidden="true">{}</span></a></th>',
        mark_safe(' class="num"') if num else "",
        mark_safe(state),
        _query(context, sort=target),
        label,
        arrow,
    )


@register.inclusion_tag("caseflow/_pager.html", takes_context=True)
def pager(context: Context, page: Any) -> dict[str, object]:
    """How many are shown, and the ways to the previous and next page (keyset cursors)."""
    return {
        "page": page,
        "previous_url": _query(context, before=page.previous) if page.previous else "",
        "next_url": _query(context, after=page.next) if page.next else "",
    }


# --- pictures and comparisons -----------------------------------------------------------


def _segment(part: Mapping[str, Any]) -> str:
    x, width = _across(part)
    return (
        f'<rect class="{escape(part["css"])}" x="{x}%" y="1" width="{width}%" height="24">'
        f"<title>{escape(part['title'])}</title></rect>"
    )


def _letter(part: Mapping[str, Any]) -> str:
    """The letter of a stretch where there is room for one; narrow ones lose it on a phone."""
    x, width = float(part["x"]), float(part["width"])
    if width < RIBBON_LETTER_WIDTH:
        return ""
    css = "narrow" if width < 2 * RIBBON_LETTER_WIDTH else "wide"
    return f'<text class="{css}" x="{x + width / 2:.2f}%" y="17">{escape(part["letter"])}</text>'


def _across(part: Mapping[str, Any]) -> tuple[str, str]:
    return f"{float(part['x']):.2f}", f"{max(float(part['width']), 0.2):.2f}"


_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path d="M0 0v6"/></pattern></defs>'
)


def _gap(part: Mapping[str, Any]) -> str:
    x, width = _across(part)
    return (
        f'<rect class="gap" fill="url(#hatch)" x="{x}%" y="1" width="{width}%" height="24">'
        f"<title>{escape(part['title'])}</title></rect>"
    )


def _sign(mark: Mapping[str, Any]) -> str:
    return (
        f'<text class="mark-sign {escape(mark["css"])}" x="{float(mark["x"]):.2f}%" y="36">'
        f"<title>{escape(mark['title'])}</title>{escape(mark['sign'])}</text>"
    )


def _year(line: Mapping[str, Any], hatch: str) -> str:
    """A line of the ribbon: the stretches, the hatching on them, the marks below. A member of long
    standing has a hundred parts, so each is written plainly, its words escaped."""
    marks = line.get("marks", ())
    return format_html(
        '<div class="year{}"><b>{}</b><svg role="img" aria-label="{}">{}{}{}{}{}</svg></div>',
        " marked" if marks else "",
        line["year"],
        line["label"],
        mark_safe(hatch),
        *(
            mark_safe("".join(draw(part) for part in parts))
            for draw, parts in (
                (_segment, line["segments"]),
                (_gap, line.get("gaps", ())),
                (_letter, line["segments"]),
                (_sign, marks),
            )
        ),
    )


@register.simple_tag
def ribbon(years: Sequence[Mapping[str, Any]], legend: Sequence[tuple[str, str, str]] = ()) -> str:
    """Duty status, a line a year, each with its letters; x and width are percent of the year.
    A line may have `gaps`, drawn as hatching, and `marks`, signs below it.

    The page beside it owes the same as a table: the picture is announced by `label` only.
    """
    hatched = any(line.get("gaps") for line in years)
    lines = format_html_join(
        "",
        "{}",
        ((_year(line, _HATCH if hatched and not n else ""),) for n, line in enumerate(years)),
    )
    keys = format_html_join("", '<li><i class="{}">{}</i>{}</li>', legend)
    below = format_html('<ul class="legend">{}</ul>', keys) if legend else ""
    return format_html('<div class="ribbon">{}</div>{}', lines, below)


def _marked(parts: Iterable[tuple[bool, str]], mark: str) -> SafeString:
    """The pieces joined, the changed ones in `mark`; the space after a word stays outside."""
    start, end = mark_safe(f"<{mark}>"), mark_safe(f"</{mark}>")
    pieces: list[tuple[str, str, str]] = []
    for changed, words in parts:
        bare = words.rstrip() if changed else ""
        if bare:
            pieces.append((start, bare, end))
        pieces.append(("", words[len(bare) :], ""))
    return format_html_join("", "{}{}{}", pieces)


def marked(parts: Iterable[tuple[bool, str]]) -> SafeString:
    """Runs of text, those that were looked for in `mark`."""
    return _marked(parts, "mark")


@register.simple_tag
def diff(old: str, new: str, old_label: str = "Before", new_label: str = "After") -> str:
    """Two texts beside each other, the words that differ marked."""
    before, after = changed_words(old, new)
    return format_html(
        '<div class="compare"><div><h3>{}</h3><div class="text">{}</div></div>'
        '<div><h3>{}</h3><div class="text">{}</div></div></div>',
        old_label,
        _marked(before, "del"),
        new_label,
        _marked(after, "ins"),
    )
