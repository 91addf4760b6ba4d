"""What stands in the frame of every page, drawn without the template engine's loops."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join

register = template.Library()

STYLES = ("tokens", "base", "layout", "components", "pages")


@register.simple_tag
@cache
def pagefiles() -> str:
    """The icon, the style sheets and the script of every page. Asked of the storage once in a
    process: their names change with their content, and that with the process."""
    sheets = format_html_join(
        "", '<link rel="stylesheet" href="{}">\n', ((static(f"css/{name}.css"),) for name in STYLES)
    )
    return format_html(
        '<link rel="icon" type="image/svg+xml" href="{}">\n{}'
        '<link rel="stylesheet" href="{}" media="print">\n<script src="{}" defer></script>\n'
        '<script src="{}" defer></script>',
        static("img/favicon.svg"),
        sheets,
        static("css/print.css"),
        static("js/page.js"),
        static("js/keys.js"),
    )


@register.simple_tag
def raillines(items: Iterable[Any]) -> str:
    """The lines of the rail, a heading before each group."""
    group, parts = "", []
    for item in items:
        if item.group and item.group != group:
            parts.append(format_html('</ul><p class="group">{}</p><ul>', item.group))
        group = item.group
        parts.append(_railline(item))
    return format_html_join("", "{}", ((part,) for part in parts))


def _railline(item: Any) -> str:
    count = ""
    if item.count:
        css = " hot" if item.hot else ""
        count = format_html('<span class="count{}">{}</span>', css, item.count)
    here = format_html(' aria-current="{}"', "page") if item.current else ""
    return format_html('\n<li><a href="{}"{}>{}{}</a></li>', item.url, here, item.label, count)
