"""The HTML of fields and plain widgets without the template engine: a filter of five fields cost as
much as the rows of its list otherwise.

What it gives is what the templates give (templates/django/forms/field.html and Django's own
widgets): a test compares them. What is rarer, errors and groups of choices, is left to them.
"""

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField
from django.utils.html import format_html, format_html_join

FIELD = "django/forms/field.html"
WIDGETS = "django/forms/widgets/"
SELECT = f"{WIDGETS}select.html"
OPTION = f"{WIDGETS}select_option.html"
INPUTS = frozenset(
    f"{WIDGETS}{kind}.html"
    for kind in ("input", "text", "number", "email", "hidden", "date", "datetime", "time")
)
"""Templates of Django's that are the one of all inputs."""


def quick_html(template_name: str, context: Mapping[str, Any]) -> str | None:
    """What the template of a form gives; None where only the template knows."""
    if template_name == FIELD:
        return _field(context["field"])
    if template_name in INPUTS:
        return _input(context["widget"])
    if template_name == SELECT:
        return _select(context["widget"])
    return None


def _field(field: BoundField) -> str | None:
    """A field without an error, with a widget of its own."""
    if field.errors or field.use_fieldset or field.widget_type == "checkbox":
        return None
    hint = ""
    if field.help_text:
        hint = format_html(
            '<p class="hint" id="{}_helptext">{}</p>', field.auto_id, field.help_text
        )
    return format_html(
        '<div class="field"><label for="{}">{}{}</label>\n{}\n\n{}</div>',
        field.id_for_label,
        field.label,
        ""
        if field.field.required
        else format_html(' <span class="optional">({})</span>', "optional"),
        hint,
        str(field),
    )


def _attrs(attrs: Mapping[str, Any]) -> str:
    """True stands as the name alone, False not at all."""
    shown = [(name, value) for name, value in attrs.items() if value is not False]
    return format_html_join(
        "",
        "{}{}",
        (
            (f" {name}", "" if value is True else format_html('="{}"', value))
            for name, value in shown
        ),
    )


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        "" if value is None else format_html(' value="{}"', value),
        _attrs(widget["attrs"]),
    )


def _select(widget: Mapping[str, Any]) -> str | None:
    """A select whose options are in no group."""
    options: list[Mapping[str, Any]] = []
    for group, members, _ in widget["optgroups"]:
        if group or any(option["template_name"] != OPTION for option in members):
            return None
        options.extend(members)
    lines = format_html_join(
        "",
        '\n  <option value="{}"{}>{}</option>\n',
        ((each["value"], _attrs(each["attrs"]), each["label"]) for each in options),
    )
    return format_html(
        '<select name="{}"{}>{}\n</select>', widget["name"], _attrs(widget["attrs"]), lines
    )
