"""From a letter's frozen values to its HTML and its PDF: draft, preview and issue call the same.

The HTML is the letter alone, without a page around it. The preview shows it on a sheet drawn by
letter.css, the PDF is made of it with the same style sheet, and what is issued is kept as it was.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from caseflow.canonical import canonical_json, digest_of
from caseflow.refusals import RuleViolation
from notices.catalogue import NoticeKind, kind_of, why_not_issue
from notices.letters.parts import Occasion
from notices.pdf import render_pdf

UNISSUED = "Draft, not issued"


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that could be issued. `digest` is that of `data`, the letter's values as JSON: two
    drafts with the same digest, number and code give the same letter to the byte."""

    kind: NoticeKind
    values: Any
    data: dict[str, Any]
    digest: str


def draft_letter(code: str, occasion: Occasion) -> Draft:
    """The letter as it would be now. Reads, writes nothing.

    Raises RuleViolation with the sentence of why it cannot be made.
    """
    kind = kind_of(code)
    if sentence := why_not_issue(kind, occasion.case, occasion.by):
        raise RuleViolation(sentence)
    values = kind.build(occasion)
    data = json.loads(canonical_json(asdict(values)))
    return Draft(kind, values, data, digest_of(data))


def letter_html(draft: Draft, *, number: str = "", short_code: str = "") -> str:
    """The letter. Without a number it says in its foot that it is a draft."""
    return render_to_string(
        draft.kind.template,
        {
            "letter": draft.values,
            "kind": draft.kind,
            "number": number or UNISSUED,
            "short_code": short_code,
        },
    )


def letter_pdf(draft: Draft, html: str, *, number: str = "") -> bytes:
    """The PDF of the letter that `letter_html` gave; without a number it bears a watermark.

    Raises RuleViolation when no PDF can be made here, or when this one fails.
    """
    sheet = render_to_string(
        "notices/letters/_sheet.html",
        {"html": html, "title": draft.kind.title, "number": number, "unissued": UNISSUED},
    )
    return render_pdf(sheet, reference=number or f"a draft of {draft.kind.code}")


def sha256_of(text: str) -> str:
    """Of the text in UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


class FrozenLetter(SafeString):
    """The HTML of an issued letter, shown as HTML only while it has the digest it was issued with.

    Our own template wrote and escaped it, and the database refuses to change it; anything that has
    another digest is not shown at all. The one place outside ui.py where stored text is trusted.
    """

    intact: bool

    def __new__(cls, html: str, sha256: str) -> "FrozenLetter":
        intact = sha256_of(html) == sha256
        letter = super().__new__(cls, html if intact else "")
        letter.intact = intact
        return letter


def readable(data: Any, name: str = "") -> list[tuple[str, str]]:
    """A data snapshot as lines of name and value, for people; nested names are joined, what is
    empty is left out."""
    if isinstance(data, dict):
        return [line for key, value in data.items() for line in readable(value, _join(name, key))]
    if isinstance(data, list):
        return [
            line
            for place, value in enumerate(data, start=1)
            for line in readable(value, f"{name} {place}")
        ]
    return [] if data in (None, "") else [(name.capitalize(), _plain(data))]


def _join(name: str, key: str) -> str:
    return f"{name}, {key.replace('_', ' ')}" if name else key.replace("_", " ")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
