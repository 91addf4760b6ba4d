"""Lines of a timeline as HTML, for the page and for paper.

Drawn here and not by a template: a template's loop over a hundred lines takes longer than all else
on the page of a case.
"""

from collections.abc import Iterable

from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string

from caseflow.templatetags.ui import lines
from cases.timeline import Entry

_LINE = (
    '<li{css}><time datetime="{starts}">{day}</time><div>{body}<div class="who">{stamp}{late}</div>'
    "</div></li>\n"
)
_MILESTONE = lines(' class="milestone"', [{}])
_LATE = ' &middot; <span class="late-note">{late}</span>'
_WHAT = '<div class="what">{words}</div>'
_TEXT = '<div class="text">{words}</div>'


def lines_html(entries: Iterable[Entry], case_url: str) -> str:
    """The `li` of every entry."""
    return lines(
        _LINE,
        [
            {
                "css": _MILESTONE if entry.milestone else "",
                "starts": entry.starts,
                "day": entry.day,
                "body": _body(entry, case_url),
                "stamp": entry.stamp,
                "late": drawn(_LATE, late=entry.late) if entry.late else "",
            }
            for entry in entries
        ],
    )


def _body(entry: Entry, case_url: str) -> str:
    sentence = entry.sentence
    if sentence.draw:
        return sentence.draw(entry, case_url)
    if sentence.template:
        return render_to_string(sentence.template, {"entry": entry, "case_url": case_url})
    return draw_sentence(entry, case_url)


def draw_sentence(entry: Entry, case_url: str) -> str:
    """The sentence and, under it, the reason."""
    reason = entry.event.reason
    return joined(what_html(entry.what), text_html(reason) if reason else "")


def drawn(pattern: str, **words: object) -> str:
    """The pattern with these words in it, escaped."""
    return lines(pattern, [words])


def joined(*parts: str) -> str:
    """Pieces of HTML as one; what is not HTML yet is escaped."""
    return lines("{part}", [{"part": part} for part in parts])


def what_html(words: str) -> str:
    return drawn(_WHAT, words=words)


def text_html(words: str) -> str:
    """What somebody wrote, line by line."""
    return drawn(_TEXT, words=broken(words))


def broken(words: str) -> str:
    """The text with its line ends as such."""
    return linebreaksbr(words) if "\n" in words or "\r" in words else words
