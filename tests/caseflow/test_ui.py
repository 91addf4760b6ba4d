"""The components: what they escape, what they say, what they keep of the address."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
from django.template import Context, engines
from django.test import RequestFactory

from caseflow.textdiff import changed_words

HOSTILE = "\"><script>alert(1)</script>&'<b onclick=x>"
ON = date(2026, 3, 5)


def render(source: str, query: str = "", **context) -> str:
    """The source alone, without the context processors and so without a database."""
    request = RequestFactory().get(f"/list/?{query}")
    template = engines["django"].engine.from_string("{% load ui %}" + source)
    return template.render(Context({"request": request, "csrf_token": "token", **context}))


@pytest.mark.parametrize(
    "source",
    [
        "{% tag x x %}",
        "{% meter 1 2 x %}",
        "{% fact x how=x %}{{ x }}{% endfact %}",
        "{% button x %}",
        "{% button x x why=x kind=x %}",
        "{% button x x post=True name=x value=x %}",
        "{% button x x refused=x %}",
        "{% card x count=x more=x more_label=x anchor=x %}{{ x }}{% endcard %}",
        "{% alert x x %}{{ x }}{% endalert %}",
        "{% explain x %}{{ x }}{% endexplain %}",
        "{% nothing x %}{{ x }}{% endnothing %}",
        "{% lines rows %}<li class='{x}'>{x}</li>{% endlines %}",
        "{% sortlink x x %}",
        "{% diff x 'b' x x %}",
        "{% diff 'a' x %}",
        "{% ribbon years legend %}",
        "{% pager page %}",
    ],
)
def test_component_escapes_hostile_text(source):
    part = {"x": 0, "width": 50, "css": HOSTILE, "letter": HOSTILE, "title": HOSTILE}
    html = render(
        source,
        x=HOSTILE,
        rows=[{"x": HOSTILE}],
        years=[{"year": HOSTILE, "label": HOSTILE, "segments": [part]}],
        legend=[(HOSTILE, HOSTILE, HOSTILE)],
        page=SimpleNamespace(words=HOSTILE, previous=HOSTILE, next=HOSTILE),
    )
    assert "<script" not in html
    assert "<b onclick" not in html
    assert '""' not in html.replace('value=""', "")  # no attribute closed by the text


def test_lines_repeat_their_block_and_leave_braces_in_the_words_alone():
    html = render("{% lines rows %}<li>{a}{b}</li>{% endlines %}", rows=[
        {"a": "{b}", "b": 1}, {"a": "{0.__class__}", "b": None},
    ])  # fmt: skip
    assert html == "<li>{b}1</li><li>{0.__class__}None</li>"


def test_refused_button_shows_the_sentence_and_leads_nowhere():
    html = render("{% button 'Close' '/cases/X/close/' post=True refused=why %}", why="Not yet: x.")
    assert "Not yet: x." in html
    assert 'aria-disabled="true"' in html
    assert "/cases/X/close/" not in html
    assert "<form" not in html


def test_refused_button_is_described_by_its_sentence():
    html = render("{% button 'Close' '/x/' refused='Not yet.' %}")
    key = html.split('aria-describedby="')[1].split('"')[0]
    assert f'class="why" id="{key}"' in html


def test_refused_none_is_not_refused():
    assert 'href="/x/"' in render("{% button 'Close' '/x/' refused=why %}", why=None)


def test_post_button_carries_the_csrf_token():
    html = render("{% button 'Close' '/x/' post=True %}")
    assert 'method="post" action="/x/"' in html
    assert 'name="csrfmiddlewaretoken" value="token"' in html


@pytest.mark.parametrize(
    ("used", "limit", "width", "high"),
    [
        (0, 365, "0%", False),
        (55, 365, "15.07%", False),
        (328, 365, "89.86%", False),
        (329, 365, "90.14%", True),
        (400, 365, "100%", True),
        (-5, 365, "0%", False),
        (3, 0, "100%", True),
        (0, 0, "0%", False),
        (0, None, "0%", False),
    ],
)
def test_meter_stays_within_its_bar(used, limit, width, high):
    html = render("{% meter used limit 'words' %}", used=used, limit=limit)
    assert f'width="{width}"' in html
    assert ("meter high" in html) is high


def test_fact_puts_how_beside_the_words_before_the_bar():
    html = render("{% fact 'Days' how='/how/' %}55 used{% meter 55 365 'w' %}{% endfact %}")
    assert html.index("55 used") < html.index("/how/") < html.index("<svg")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("day", ON, "5 Mar 2026"),
        ("weekday", ON, "Thu 5 Mar"),
        ("longday", ON, "Thursday 5 March 2026"),
        ("moment", datetime(2026, 3, 5, 16, 42, tzinfo=UTC), "5 Mar 2026, 10:42"),
        ("day", datetime(2026, 3, 5, 3, 0, tzinfo=UTC), "4 Mar 2026"),
        ("clock", datetime(2026, 3, 5, 16, 42, tzinfo=UTC), "10:42"),
        ("clock", time(9, 5), "09:05"),
        ("clock", ON, ""),
        ("day", None, ""),
        ("moment", "", ""),
    ],
)
def test_dates_are_never_ambiguous(name, value, words):
    assert render("{{ v|" + name + " }}", v=value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 3, 5), "today"),
        (date(2026, 3, 4), "yesterday"),
        (date(2026, 3, 6), "tomorrow"),
        (date(2026, 3, 1), "4 days ago"),
        (date(2026, 3, 18), "in 13 days"),
        (date(2026, 2, 10), "3 weeks ago"),
        (date(2025, 11, 5), "4 months ago"),
        (date(2023, 3, 5), "3 years ago"),
    ],
)
def test_since_says_days_in_words(value, words):
    assert render("{{ v|since:on }}", v=value, on=ON) == f'<span class="faint">{words}</span>'


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (16, 42, "just now"),
        (16, 41, "1 minute ago"),
        (16, 20, "22 minutes ago"),
        (15, 40, "1 hour ago"),
        (12, 42, "4 hours ago"),
        (17, 42, "today"),
        (3, 0, "yesterday"),
    ],
)
def test_since_says_minutes_and_hours_of_the_same_day(hour, minute, words):
    now = datetime(2026, 3, 5, 16, 42, tzinfo=UTC)
    then = datetime(2026, 3, 5, hour, minute, tzinfo=UTC)
    assert words in render("{{ v|since:now }}", v=then, now=now)


@pytest.mark.parametrize(
    ("due_on", "html"),
    [
        (date(2026, 3, 3), '<span class="tag late">2 days late</span>'),
        (date(2026, 3, 4), '<span class="tag late">1 day late</span>'),
        (date(2026, 3, 5), '<span class="tag soon">today</span>'),
        (date(2026, 3, 6), '<span class="tag soon">tomorrow</span>'),
        (date(2026, 3, 10), '<span class="tag">in 5 days</span>'),
        (None, ""),
    ],
)
def test_due_says_how_late(due_on, html):
    assert render("{% due d on %}", d=due_on, on=ON) == html


def test_sortlink_keeps_the_query_and_drops_the_cursor():
    html = render("{% sortlink 'Due' 'due' %}", query="tab=mine&q=a%26b&after=xyz&format=csv")
    assert 'href="?tab=mine&amp;q=a%26b&amp;sort=due"' in html
    assert "aria-sort" not in html


@pytest.mark.parametrize(
    ("query", "state", "target"),
    [("sort=due", "ascending", "sort=-due"), ("sort=-due", "descending", "sort=due")],
)
def test_sortlink_says_the_order_and_turns_it(query, state, target):
    html = render("{% sortlink 'Due' 'due' %}", query=query)
    assert f'aria-sort="{state}"' in html
    assert f"?{target}" in html


def test_sortlink_follows_the_order_that_the_view_chose():
    html = render("{% sortlink 'Due' 'due' num=True %}", sort="-due")
    assert 'class="num" aria-sort="descending"' in html


def test_pager_keeps_the_query_and_replaces_the_cursor():
    page = SimpleNamespace(words="Showing 50 of more than 1,000", previous="p=", next="n")
    html = render("{% pager page %}", query="tab=mine&after=old", page=page)
    assert "Showing 50 of more than 1,000" in html
    assert 'href="?tab=mine&amp;before=p%3D"' in html
    assert 'href="?tab=mine&amp;after=n"' in html


def test_pager_of_a_single_page_has_no_links():
    page = SimpleNamespace(words="Showing 3 of 3", previous="", next="")
    assert "href" not in render("{% pager page %}", page=page)


def test_diff_marks_the_words_that_changed():
    html = render("{% diff old new %}", old="the right knee <b>", new="the left knee <b>")
    assert "the <del>right</del> knee &lt;b&gt;" in html
    assert "the <ins>left</ins> knee &lt;b&gt;" in html


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("a", ""),
        ("a  b\n c", "a b c d"),
        (" x\ty", "y x "),
        ("ab " * 900, "ba ab " * 700),
    ],
)
def test_changed_words_lose_nothing(old, new):
    before, after = changed_words(old, new)
    assert "".join(words for _, words in before) == old
    assert "".join(words for _, words in after) == new


def test_ribbon_draws_within_its_year_and_has_a_legend():
    part = {"x": 10, "width": 0.01, "letter": "N", "css": "st-N", "title": "4 Mar: roll"}
    wide = {**part, "x": 20, "width": 40}
    years = [{"year": 2026, "label": "Duty status in 2026", "segments": [part, wide]}]
    html = render("{% ribbon y l %}", y=years, l=[("st-N", "N", "Medical roll")])
    assert 'x="10.00%" y="1" width="0.20%"' in html
    assert html.count("<text") == 1
    assert '<i class="st-N">N</i>Medical roll' in html
