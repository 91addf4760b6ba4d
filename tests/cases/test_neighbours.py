"""Next and previous of the list that one came from, and the way back to the row."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory

from cases.models import Case
from cases.services.assigning import assign_case
from cases.views.neighbours import list_context
from members.models import StaffLink
from tests.budget import query_budget
from tests.factories import NOW, make_case, make_member, make_user

pytestmark = pytest.mark.django_db

SORTS = ["first_day", "-first_day", "name", "-name", "opened", "-opened"]


@pytest.fixture
def cases(coordinator, monkeypatch):
    """Nine, with equal names and equal days among them, three to a page."""
    monkeypatch.setattr("caseflow.saved_pages.SIZE", 3)
    return [
        make_case(
            make_member(str(star), last_name=f"N{star % 3}"),
            first_day=date(2026, 1, 1) + timedelta(days=star % 4),
            owner=coordinator,
        )
        for star in range(1, 10)
    ]


def context(user, url, reference):
    """What the case page would be told after following the link."""
    request = RequestFactory().get(url)
    request.user = user
    return list_context(request, Case.objects.select_related("member").get(reference=reference))


def reference_in(url):
    return urlsplit(url).path.split("/")[2]


def pages(client, query):
    """Every page of the list: its address and the links of its rows."""
    url = f"/cases/?{query}"
    while url:
        page = client.get(url)
        yield url, [row["url"] for row in page.context["cases"]]
        cursor = page.context["page"].next
        url = f"/cases/?{query}&after={cursor}" if cursor else ""


@pytest.mark.parametrize("sort", SORTS)
def test_neighbours_are_those_of_the_list_across_pages(client_for, coordinator, cases, sort):
    links = [url for _, urls in pages(client_for(coordinator), f"sort={sort}") for url in urls]
    order = [reference_in(url) for url in links]
    for place, url in enumerate(links):
        told = context(coordinator, url, order[place])
        before, after = told["list_previous"], told["list_next"]
        assert (reference_in(before) if before else "") == ("", *order)[place]
        assert (reference_in(after) if after else "") == (*order, "")[place + 1]
    assert len(order) == 9


@pytest.mark.parametrize("sort", SORTS)
def test_way_back_opens_the_page_with_the_row(client_for, coordinator, cases, sort):
    client = client_for(coordinator)
    for _, urls in pages(client, f"tab=mine&sort={sort}"):
        for url in urls:
            reference = reference_in(url)
            back = context(coordinator, url, reference)["list_back"]
            shown = [row["url"] for row in client.get(back).context["cases"]]
            assert shown == urls
            assert back.endswith(f"#{reference}")
            assert f'<tr id="{reference}">' in client.get(back).text


def test_way_back_follows_when_one_walks_beyond_the_page(client_for, coordinator, cases):
    client = client_for(coordinator)
    url = next(pages(client, "sort=opened"))[1][0]
    for _ in range(5):
        told = context(coordinator, url, reference_in(url))
        url = told["list_next"]
    reference = reference_in(url)
    back = context(coordinator, url, reference)["list_back"]
    assert reference in [row["reference"] for row in client.get(back).context["cases"]]


def test_filter_of_the_list_holds_for_its_neighbours(client_for, coordinator, cases):
    urls = next(pages(client_for(coordinator), "q=n1&sort=name"))[1]
    told = context(coordinator, urls[0], reference_in(urls[0]))
    names = {Case.objects.get(reference=reference_in(url)).member.last_name for url in urls}
    assert names == {"N1"}
    assert told["list_name"] == "Cases, All open, filtered"
    assert context(coordinator, urls[2], reference_in(urls[2]))["list_next"] == ""


def test_case_that_left_the_list_keeps_its_place(coordinator, client_for, cases):
    urls = next(pages(client_for(coordinator), "tab=mine&sort=opened"))[1]
    middle = Case.objects.get(reference=reference_in(urls[1]))
    colleague = make_user("colleague")
    assign_case(
        case=middle,
        user=colleague,
        reason="Away",
        seen_owner_id=coordinator.pk,
        by=coordinator,
        now=NOW,
    )
    told = context(coordinator, urls[1], middle.reference)
    assert reference_in(told["list_previous"]) == reference_in(urls[0])
    assert reference_in(told["list_next"]) == reference_in(urls[2])


def test_own_record_is_no_neighbour(client_for, cases):
    user = make_user("officer")
    StaffLink.objects.create(user=user, member=cases[4].member, relation="self")
    urls = [url for _, each in pages(client_for(user), "sort=opened") for url in each]
    nexts = [context(user, url, reference_in(url))["list_next"] for url in urls]
    assert cases[4].reference not in {reference_in(url) for url in [*urls, *filter(None, nexts)]}
    assert reference_in(nexts[3]) == cases[5].reference


@pytest.mark.parametrize(
    "came_from",
    [
        "", "x", "members?q=a", "cases", "cases?", "cases?tab=%00&unit=%FF", "cases?after=%00",
        "cases?after=WyIyMDI2Il0", "cases?tab=closed&sort=closed", "cases?unit=nowhere&owner=ghost",
        "cases?" + "q=a&" * 600, "cases?q=" + "x" * 3000, "cases?from=cases%3Ffrom%3Dcases",
        "cases?near=on&kind=iod&kind=no", "cases?after=W10&before=W10", "//evil.example/",
    ],
)  # fmt: skip
def test_forged_origin_leads_nowhere_else(client_for, coordinator, cases, came_from):
    request = RequestFactory().get("/", {"from": came_from})
    request.user = coordinator
    told = list_context(request, cases[0])
    assert all(url.startswith("/cases/") for key, url in told.items() if key == "list_back")
    if told:
        assert client_for(coordinator).get(told["list_back"]).status_code == 200
    assert (told == {}) == (not came_from.startswith("cases"))


def test_neighbours_take_two_queries(coordinator, cases, client_for):
    url = next(pages(client_for(coordinator), "tab=mine&sort=name"))[1][1]
    case = Case.objects.select_related("member").get(reference=reference_in(url))
    request = RequestFactory().get(url)
    request.user = coordinator
    assert parse_qs(urlsplit(url).query)["from"][0].startswith("cases?tab=mine")
    with query_budget(3):  # the third asks whose records are hidden from the person
        list_context(request, case)
