"""What a case's page shows, as text, without what can be done there."""

import re
from collections.abc import Callable
from html import unescape

PARTS = (
    r'<p class="lead">.*?</p>',
    r'<dl class="summary">.*?</dl>',
    r'<ul class="plain dues">.*?</ul>',
    r'<p class="soft count-line">.*?</p>',
    r'<ol class="timeline">.*?</ol>',
    r'<aside class="stack">.*?</aside>',
)


def shown(html: str) -> list[str]:
    """The words of every part, in the order of the parts."""
    found = []
    for part in PARTS:
        found += [" ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
                  for text in re.findall(part, html, re.DOTALL)]  # fmt: skip
    return found


Page = Callable[..., str]
