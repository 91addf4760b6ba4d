"""Addresses deep in a list: some pages on by its own links, and its very last page."""

import base64
import json
import re
from datetime import date, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from caseflow.bench.client import Client

STEPS = 12
NEXT = re.compile(r'<li><a rel="next" href="([^"]+)"')
PREVIOUS = re.compile(r'<li><a rel="prev" href="([^"]+)"')


def middle_path(path: str, client: Client) -> str:
    """So many pages on; empty where there is one only."""
    here = ""
    for _ in range(STEPS):
        link = NEXT.search(client.get(here or path).text)
        if not link:
            break
        here = urljoin(here or path, unescape(link.group(1))).partition("#")[0]
    return here


def last_path(path: str, client: Client) -> str:
    """The page before the end of everything, by a cursor of ours: its values lie beyond all rows,
    on one side or, in a descending order, on the other. Empty where there is one page only."""
    link = NEXT.search(client.get(path).text)
    if not link:
        return ""
    parts = urlsplit(urljoin(path, unescape(link.group(1))))
    query = dict(parse_qsl(parts.query))
    values = _decoded(query.pop("after", ""))
    for high in (True, False):
        beyond = [_extreme(value, high) for value in values]
        here = f"{parts.path}?{urlencode({**query, 'before': _encoded(beyond)})}"
        text = client.get(here).text
        if PREVIOUS.search(text):
            return here
    return ""


def _extreme(value: Any, high: bool) -> Any:
    if isinstance(value, int):
        return 2**62 if high else -1
    if _is(date, value):
        return "9999-12-30" if high else "0001-01-03"
    if _is(datetime, value):
        return "9999-12-30T00:00:00+00:00" if high else "0001-01-03T00:00:00+00:00"
    return "\uffff" if high else ""


def _is(kind: type[date], value: Any) -> bool:
    try:
        kind.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _decoded(cursor: str) -> list[Any]:
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        values = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except ValueError:
        return []
    return values if isinstance(values, list) else []


def _encoded(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
