"""The frame of every page: who is signed in, where one is, and that nothing is inline."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import Context, engines

from caseflow.forms import DateField, Form

SIGNED_IN = SimpleNamespace(is_authenticated=True, username="rivera", get_full_name="A. <Rivera>")
RAIL = [
    SimpleNamespace(url="/", label="Today", count="15", hot=True, current=True, group=""),
    SimpleNamespace(
        url="/cases/", label="Cases", count="", hot=False, current=False, group="Office"
    ),
]


class DayForm(Form):
    day = DateField()


def page(blocks: str = "", **context) -> str:
    template = engines["django"].engine.from_string('{% extends "base.html" %}' + blocks)
    return template.render(Context(context))


def test_title_begins_with_error_when_the_form_has_one():
    title = "{% block title %}Open a case{% endblock %}"
    assert "<title>Open a case - Caseflow</title>" in page(title, form=DayForm())
    assert "<title>Error: Open a case - Caseflow</title>" in page(title, form=DayForm({}))


def test_signed_in_person_and_role_are_named_and_may_sign_out_by_post():
    html = page(user=SIGNED_IN, role_label="Coordinator", csrf_token="token", rail=RAIL)
    assert "A. &lt;Rivera&gt;" in html
    assert '<span class="role">Coordinator</span>' in html
    assert '<form method="post" action="/logout/"><input type="hidden"' in html
    assert '<form class="search" role="search" method="get" action="/search/">' in html


def test_rail_marks_the_place_and_names_its_group_once():
    html = page(user=SIGNED_IN, rail=RAIL)
    assert '<a href="/" aria-current="page">Today<span class="count hot">15</span></a>' in html
    assert html.count('<p class="group">Office</p>') == 1
    assert '<a href="/cases/">Cases</a>' in html


def test_visitor_sees_neither_rail_nor_search():
    html = page()
    assert 'class="rail"' not in html
    assert "/search/" not in html
    assert "/logout/" not in html


@pytest.mark.parametrize("demo", [True, False])
def test_demonstration_says_so(demo):
    assert ("Nothing here is real" in page(demo_site=demo)) is demo


def test_messages_are_announced_politely_and_escaped():
    said = SimpleNamespace(tags="success", __str__=lambda self: "")
    assert 'aria-live="polite"><p class="alert success">' in page(messages=[said])
    assert "<b>" not in page(messages=["<b>"])


def test_places_that_a_page_leaves_out_are_empty():
    html = page()
    assert '<nav class="crumbs" aria-label="Breadcrumb"></nav>' in html
    assert '<p class="lead"></p>' in html
    assert '<div class="head-acts"></div>' in html


@pytest.mark.parametrize("name", ["tokens", "base", "layout", "components", "pages", "print"])
def test_every_style_sheet_is_linked_and_balanced(name):
    text = (Path(settings.BASE_DIR) / f"static/css/{name}.css").read_text()
    assert f"css/{name}" in page()
    assert text.count("{") == text.count("}")


def test_colours_are_named_by_tokens_that_exist():
    css = Path(settings.BASE_DIR) / "static/css"
    defined = set(re.findall(r"(--[\w-]+):", (css / "tokens.css").read_text()))
    used = {
        name
        for file in css.glob("*.css")
        for name in re.findall(r"var\((--[\w-]+)", file.read_text())
    }
    assert used <= defined
