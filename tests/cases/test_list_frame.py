"""What is chosen about a list: columns, rows a page, where one is in it, and what it may cost."""

import re
from datetime import timedelta

import pytest
from django.http import QueryDict

from caseflow.models import User
from caseflow.saved_pages import page_of, read, read_text
from cases.case_list import CASES, columns_of, tab_counts
from cases.services.holding import hold_case
from members.models import StaffLink
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_unit

pytestmark = pytest.mark.django_db


def heads(response):
    return re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', response.text)


def canonical(query):
    return read(CASES, QueryDict(query)).query


@pytest.mark.parametrize(("query", "shown"), [
    ("", ["Kind", "State", "First day", "Expected return", "First unpaid day", "With"]),
    ("cols=owner,kind", ["Kind", "With"]),
    ("cols=none", []),
    ("cols=opened,nature,injury,approved", ["Opened", "Nature", "Injury", "Approved"]),
    ("cols=shoe", ["Kind", "State", "First day", "Expected return", "First unpaid day", "With"]),
    ("tab=closed", ["Kind", "State", "First day", "Closed", "With"]),
    ("tab=closed&cols=unpaid,closed", ["Closed"]),
])  # fmt: skip
def test_list_shows_the_chosen_columns_in_the_list_s_order(client_for, coordinator, query, shown):
    case = make_case(make_member("1"), owner=coordinator, nature="torn cuff")
    type(case).objects.filter(pk=make_case(make_member("2")).pk).update(
        state="closed", closed_at=NOW, closed_by=coordinator
    )
    type(case).objects.filter(closed_at__isnull=False).update(closed_at=_now())
    response = client_for(coordinator).get(f"/cases/?{query}")
    assert heads(response) == ["Case", "Member", *shown]
    assert ("torn cuff" in response.text) == ("Nature" in shown)


def _now():
    from caseflow.dates import now

    return now() - timedelta(days=2)


def test_chooser_sends_boxes_and_gets_one_address(client_for, coordinator):
    response = client_for(coordinator).get("/cases/?tab=mine&cols=none&cols=owner&cols=kind&q=x")
    assert response.url == "/cases/?tab=mine&q=x&cols=kind,owner"


def test_columns_and_rows_stay_with_order_tab_filter_and_page(client_for, coordinator):
    for star in range(1, 31):
        make_case(make_member(str(star)), owner=coordinator)
    text = client_for(coordinator).get("/cases/?cols=kind&rows=25&sort=name").text
    for link in re.findall(r'(?:<li>|scope="col"[^>]*>)<a[^>]*href="(\?[^"]+)"', text):
        assert "cols=kind" in link.replace("%2C", ","), link
        assert "rows=25" in link, link
    assert '<input type="hidden" name="cols" value="kind">' in text
    assert '<input type="hidden" name="rows" value="25">' in text


def test_download_holds_what_it_always_held(client_for, coordinator):
    make_case(make_member("1"))
    client = client_for(coordinator)
    plain = client.get("/cases/?format=csv").getvalue()
    assert client.get("/cases/?format=csv&cols=kind&rows=25").getvalue() == plain


@pytest.mark.parametrize(("rows", "shown"), [("25", 25), ("50", 30), ("100", 30), ("7", 30)])
def test_page_has_as_many_rows_as_asked(client_for, coordinator, rows, shown):
    for star in range(1, 31):
        make_case(make_member(str(star)))
    page = client_for(coordinator).get(f"/cases/?rows={rows}").context["page"]
    assert len(page) == shown
    assert page.words == f"Showing 1\N{EN DASH}{shown} of 30"


def test_page_says_where_one_is_in_the_list(client_for, coordinator, monkeypatch):
    monkeypatch.setattr("caseflow.saved_pages.SIZE", 3)
    for star in range(1, 9):
        make_case(make_member(str(star), last_name=f"N{star % 2}"))
    client = client_for(coordinator)
    for sort in ("name", "-first_day", "opened"):
        url, words = f"/cases/?sort={sort}", []
        while url:
            page = client.get(url).context["page"]
            words.append(page.words.removeprefix("Showing "))
            url = f"/cases/?sort={sort}&after={page.next}" if page.next else ""
        assert words == ["1\N{EN DASH}3 of 8", "4\N{EN DASH}6 of 8", "7\N{EN DASH}8 of 8"]


def test_beyond_the_cap_nothing_is_counted(client_for, coordinator, monkeypatch):
    monkeypatch.setattr("caseflow.paging.CAP", 4)
    monkeypatch.setattr("caseflow.saved_pages.SIZE", 3)
    for star in range(1, 9):
        make_case(make_member(str(star)))
    client = client_for(coordinator)
    first = client.get("/cases/?q=n&sort=name").context["page"]
    second = client.get(f"/cases/?q=n&sort=name&after={first.next}").context["page"]
    assert second.words.startswith("Showing 3 of")


def test_tab_counts_equal_the_rows_for_who_may_not_see_all(coordinator, client_for):
    cases = [make_case(make_member(str(s)), owner=coordinator if s % 2 else None) for s in range(9)]
    hold_case(case=cases[1], reason="MRI", until=None, by=coordinator, now=NOW, on=TODAY)
    StaffLink.objects.create(user=coordinator, member=cases[3].member, relation="relative")
    counts = tab_counts(User.objects.get(pk=coordinator.pk))
    assert counts == {"unassigned": 5, "mine": 3, "hold": 1, "open": 8, "closed": 0}
    client = client_for(coordinator)
    for tab, count in counts.items():
        assert len(client.get(f"/cases/?tab={tab}").context["page"]) == count


@pytest.mark.parametrize(("query", "written"), [
    ("", ""), ("tab=open&sort=-first_day&rows=50", ""),
    ("rows=25&sort=name&near=1&unit=011&tab=mine", "tab=mine&unit=011&near=on&sort=name&rows=25"),
    ("q=++two+++words+&after=x&before=y&format=csv&saved=k&from=z", "q=two+words"),
    ("cols=owner&cols=kind,kind", "cols=kind,owner"), ("near=false", ""),
    ("tab=closed&sort=first_day", "tab=closed"), ("unit=nowhere&q=a&zzz=1", "q=a"),
    ("q=%C3%A9%26x%3D1", "q=%C3%A9%26x%3D1"),
])  # fmt: skip
def test_state_has_one_writing(query, written):
    make_unit("011")
    assert canonical(query) == written
    assert canonical(written) == written


def test_every_list_reads_what_it_writes(coordinator):
    for code in ("cases", "members", "notices", "providers", "appointments"):
        page = page_of(code)
        for tab in [tab for tab, _ in page.tabs] or [""]:
            for sort in page.sorts(tab):
                asked = QueryDict(f"{page.tab_name}={tab}&sort={sort}&rows=100&cols=none&q=a")
                chosen = read(page, asked)
                again = read_text(page, chosen.query)
                assert (again.query, again.left_out) == (chosen.query, ())
                assert list(page.rows(coordinator, again, TODAY)) == []
                assert page.named(coordinator, [1, 2]) == []


def test_columns_of_every_tab_have_words():
    from cases.views.listing import WORDS

    assert {column.code for tab in ("open", "closed") for column in columns_of(tab)} == set(WORDS)


def test_dearest_list_stays_in_its_budget(client_for, coordinator, monkeypatch):
    monkeypatch.setattr("caseflow.saved_pages.SIZE", 3)
    for star in range(1, 9):
        make_case(make_member(str(star)), kind="iod", owner=coordinator)
    client = client_for(coordinator)
    query = "/cases/?unit=011&owner=coordinator&kind=iod&q=kow&sort=name"
    after = client.get(query).context["page"].next
    with query_budget(12):
        assert client.get(f"{query}&after={after}").context["page"].words
