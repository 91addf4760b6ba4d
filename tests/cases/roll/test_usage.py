"""Events and days over a period: the statement of either engine against the rules, day by day."""

from datetime import date, timedelta

import pytest

from cases.models import LedgerEntry
from cases.roll_usage import roll_use
from cases.rules.events import events
from cases.services.facts import facts_of_many
from cases.services.ledger import record_exception
from cases.services.projection import facts_changed
from members.models import Member, StaffLink
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
PERIODS = (
    (date(2025, 3, 6), TODAY),
    (TODAY - timedelta(days=29), TODAY),
    (date(2020, 1, 1), date(2022, 12, 31)),
    (date(2024, 2, 29), date(2024, 2, 29)),
    (date(2010, 1, 1), TODAY),
)


def counted(facts, first, last):
    """Events, then days by account, counted day by day from the facts."""
    days = range(first.toordinal(), last.toordinal() + 1)
    seen = {"non_iod": set(), "iod": set()}
    total = {"non_iod": 0, "iod": 0}
    for number, event in enumerate(events(facts, last.toordinal())):
        for account, spans in (("iod", event.iod), ("non_iod", event.other)):
            for begin, end in spans:
                here = sum(begin <= day <= end for day in days) if end >= days[0] else 0
                total[account] += here
                if here:
                    seen[account].add(number)
    both = len(seen["non_iod"] | seen["iod"])
    return (both, len(seen["non_iod"]), len(seen["iod"]), total["non_iod"], total["iod"])


def used(first, last):
    return {
        use.member: (
            use.events, use.events_non_iod, use.events_iod, use.days_non_iod, use.days_iod
        )
        for use in roll_use(first, last)
    }  # fmt: skip


def expected(first, last):
    members = list(Member.objects.order_by("pk"))
    found = {
        member.pk: counted(facts, first, last)
        for member, facts in zip(members, facts_of_many(members), strict=True)
    }
    return {key: count for key, count in found.items() if count[0]}


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_statement_counts_as_the_rules_do_for_every_member(generated, first, last):
    assert used(first, last) == expected(first, last)


@pytest.fixture
def busy(coordinator):
    """A long absence with a furlough in it and recoded days, and another case that touches it."""
    member = make_member("1")
    injury = make_case(member, kind="iod", first_day=date(2025, 1, 10), last_day=date(2025, 1, 20))
    make_case(member, first_day=date(2025, 6, 1), last_day=date(2025, 7, 30))
    make_case(member, first_day=date(2025, 7, 31), last_day=date(2025, 8, 4))
    record_exception(
        member=member, first_day=date(2025, 6, 20), last_day=date(2025, 6, 30), reason="furlough",
        source="TE-1", by=coordinator, now=NOW, on=TODAY,
    )  # fmt: skip
    LedgerEntry.objects.create(
        member=member, kind="recode", account="non_iod", to_account="iod", to_injury=injury,
        first_day=date(2025, 7, 5), last_day=date(2025, 7, 10), reason="recoded", source="R-1",
        recorded_at=NOW, recorded_by=coordinator,
    )  # fmt: skip
    facts_changed(member=member, on=TODAY)
    return member


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        (date(2025, 1, 1), TODAY, (3, 2, 2, 48, 17)),
        (date(2025, 6, 1), date(2025, 6, 30), (1, 1, 0, 19, 0)),
        (date(2025, 6, 21), date(2025, 6, 29), None),
        (date(2025, 6, 25), date(2025, 7, 6), (1, 1, 1, 4, 2)),
        (date(2025, 7, 30), date(2025, 7, 31), (2, 2, 0, 2, 0)),
    ],
)
def test_furlough_and_recoding_leave_one_event(busy, first, last, counts):
    assert used(first, last).get(busy.pk) == counts
    assert expected(first, last).get(busy.pk) == counts


@pytest.fixture
def people(coordinator):
    """Three members with one to three events in the last twelve months."""
    for star in (1, 2, 3):
        member = make_member(str(star), unit=make_unit(f"01{star % 2}"), last_name=f"N{4 - star}")
        for event in range(star):
            first = date(2025, 5 + event, 1)
            kind = "iod" if event == 2 else "non_iod"
            last = first + timedelta(days=9 - star)
            make_case(member, kind=kind, first_day=first, last_day=last)


@pytest.mark.parametrize(
    ("query", "stars"),
    [
        ("", "321"),
        ("sort=days", "123"),
        ("sort=events", "123"),
        ("sort=name", "321"),
        ("sort=unit", "231"),
        ("unit=010", "2"),
        ("account=iod", "3"),
        ("events=2", "32"),
        ("events=3&account=non_iod", ""),
        ("days=10", "32"),
        ("first=2025-06-01&last=2025-06-30", "23"),
        ("last=2025-04-30", ""),
    ],
)
def test_usage_is_narrowed_and_sorted(csv_of, coordinator, people, query, stars):
    assert "".join(row["star"] for row in csv_of(coordinator, f"/roll/usage/?{query}")) == stars


def test_row_says_events_and_days_by_account(csv_of, client_for, coordinator, people):
    row = csv_of(coordinator, "/roll/usage/")[0]
    assert (row["first_day"], row["last_day"]) == ("2025-03-06", "2026-03-05")
    assert [row[name] for name in ("events", "days", "days_non_iod", "days_iod")] == [
        "3", "21", "14", "7",
    ]  # fmt: skip
    text = client_for(coordinator).get("/roll/usage/").text
    assert '<td class="num" data-label="Injury on duty">7</td>' in text


def test_hidden_member_is_in_no_row_or_download(client_for, csv_of, coordinator, people):
    member = Member.objects.get(star_number="3")
    StaffLink.objects.create(user=coordinator, member=member, relation="self")
    assert [row["star"] for row in csv_of(coordinator, "/roll/usage/")] == ["2", "1"]
    assert "/members/3/" not in client_for(coordinator).get("/roll/usage/").text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("first=2025-02-30", "That is not a date."),
        ("first=2025-06-01&last=2025-05-01", "The period ends on 2025-05-01."),
        ("last=2027-01-01", "Days after today are not known yet."),
        ("events=x", "That is not a number."),
        ("days=0", "Write 1 or more"),
        ("account=both", "There is no choice both here."),
    ],
)
def test_bad_query_is_refused_in_words(client_for, coordinator, people, query, sentence):
    response = client_for(coordinator).get(f"/roll/usage/?{query}&unit=011")
    assert response.status_code == 422
    assert sentence in response.text and 'value="011"' in response.text


def test_pages_hold_every_row_once_and_lead_back(client_for, csv_of, coordinator, generated):
    client, seen, after = client_for(coordinator), [], ""
    while True:
        page = client.get(f"/roll/usage/?sort=name&first=2010-01-01&after={after}").context["page"]
        seen += [use.key for use in page]
        after = page.next
        if not after:
            break
    assert len(seen) == len(set(seen)) == len(csv_of(coordinator, "/roll/usage/?first=2010-01-01"))
    assert len(seen) > 50
    before = client.get(f"/roll/usage/?sort=name&first=2010-01-01&before={page.previous}")
    assert [use.key for use in before.context["page"]] == seen[-len(page) - 50 : -len(page)]
    assert len(client.get("/roll/usage/?after=nobody").context["page"]) > 0


def test_usage_costs_the_same_for_many(client_for, coordinator, generated):
    client = client_for(coordinator)
    client.get("/roll/usage/")
    with query_budget(6):
        response = client.get("/roll/usage/?first=2016-01-01&sort=-events")
    assert "Showing 50 of" in response.text
