"""The chosen columns of a list: their heads, and the pattern of their cells for `{% lines %}`."""

from functools import cache

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join

from caseflow.saved_pages import Column
from caseflow.templatetags.ui import sortlink

register = template.Library()


@register.simple_tag
@cache
def listscript() -> str:
    """The script of lists; its name changes with its content, and that with the process."""
    return format_html('<script src="{}" defer></script>', static("js/list.js"))


@register.simple_tag
def listskips() -> str:
    """The ways past the page's head, to the filters and to the rows."""
    return format_html(
        '<a class="skip" href="#{}">Skip to the filters</a>'
        '<a class="skip" href="#{}">Skip to the rows</a>',
        "filters",
        "results",
    )


@register.simple_tag(takes_context=True)
def heads(context: Context, columns: tuple[Column, ...]) -> str:
    """A head for each column; one that the list can be sorted by is a link."""
    return format_html_join(
        "",
        "{}",
        (
            (
                sortlink(
                    context,
                    column.label,
                    column.sort,
                    num=column.css == "num",
                    first=column.first,
                )
                if column.sort
                else _head(column),
            )
            for column in columns
        ),
    )


@cache
def _head(column: Column) -> str:
    if column.css == "num":
        return format_html('<th scope="col" class="num">{}</th>', column.label)
    return format_html('<th scope="col">{}</th>', column.label)


@register.simple_tag
@cache
def cells(columns: tuple[Column, ...]) -> str:
    """A cell for each column, with the place where the row's word goes."""
    return format_html_join(
        "",
        '<td{} data-label="{}">{}</td>',
        (
            (
                format_html(' class="{}"', column.css) if column.css else "",
                column.label,
                column.pattern,
            )
            for column in columns
        ),
    )
