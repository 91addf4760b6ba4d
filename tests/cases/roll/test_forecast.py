"""The forecast: its rows are those of `usage`, its ladder is the ladder's, its filters what they
say."""

from datetime import date, timedelta

import pytest

from cases.models import Case, Certification, Projection
from cases.rules.ladder import Issued, ladder
from cases.rules.usage import usage
from cases.services.facts import facts_of_many, load_policy
from cases.services.projection import facts_changed
from cases.views.roll.forecast_rows import SORTS, next_rung
from members.models import Member, StaffLink
from notices.models import Notice
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_unit
from tests.test_access_matrix import notice_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
ALL = "/roll/forecast/?horizon=all"


@pytest.fixture
def people(coordinator):
    """First unpaid days behind, near, and far: an IOD draws 365 days from its first one."""
    made = {}
    for star, left in (("1", -10), ("2", 0), ("3", 25), ("4", 80), ("5", 170), ("6", 300)):
        first = TODAY + timedelta(days=left - 365)
        case = make_case(
            make_member(star, unit=make_unit("012" if star == "3" else "011")),
            kind="iod", first_day=first, owner=coordinator if star in "34" else None,
        )  # fmt: skip
        made[star] = case
    return made


def stars(rows):
    return "".join(row["star"] for row in rows)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "1234"),
        ("horizon=30", "123"),
        ("horizon=60", "123"),
        ("horizon=180", "12345"),
        ("horizon=all", "123456"),
        ("horizon=all&sort=-unpaid", "654321"),
        ("horizon=all&unit=012", "3"),
        ("horizon=all&owner=coordinator", "34"),
        ("horizon=all&owner=none", "1256"),
        ("horizon=all&clock=iod", "123456"),
        ("horizon=all&clock=non_iod", ""),
        ("horizon=all&clock=limited_duty", ""),
    ],
)
def test_forecast_is_narrowed_and_sorted(csv_of, coordinator, people, query, found):
    assert stars(csv_of(coordinator, f"/roll/forecast/?{query}")) == found


def test_returning_as_expected_takes_out_who_is_back_in_time(csv_of, coordinator, people):
    for star, back in (("3", 25), ("4", 81), ("5", -3), ("6", 200), ("1", 4)):
        expected = TODAY + timedelta(days=back)
        Case.objects.filter(pk=people[star].pk).update(expected_return_on=expected)
    assert stars(csv_of(coordinator, f"{ALL}&assumption=returns")) == "1245"


def test_forecast_is_what_usage_gives_for_every_member(csv_of, coordinator, generated):
    policy, expected = load_policy(), set()
    members = list(Member.objects.order_by("pk"))
    for member, facts in zip(members, facts_of_many(members), strict=True):
        begun = [a for a in facts.absences if a.last_day is None]
        for each in usage(facts, policy, TODAY).accounts if begun else ():
            if (each.account, each.injury) == (begun[0].account, begun[0].injury):
                expected.add((member.star_number, str(each.first_unpaid_day)))
    rows = csv_of(coordinator, ALL)
    assert len(rows) >= 3
    assert {(row["star"], row["first_unpaid_day"]) for row in rows} == expected
    stored = dict(Projection.objects.values_list("case__reference", "digest"))
    assert all(row["digest"] == stored[row["case"]] for row in rows)


def test_next_rung_is_the_ladders(db):
    policy = load_policy()
    steps = sorted(policy.at("notice_ladder_days", TODAY).value, reverse=True)
    for left in range(-5, 200):
        unpaid = TODAY + timedelta(days=left)
        for ago in (None, 0, 3, 13, 29, 61):
            sent = None if ago is None else TODAY - timedelta(days=ago)
            letters = () if sent is None else (Issued("N-1", sent, unpaid),)
            full = ladder(unpaid, "iod", policy, on=TODAY, issued=letters)
            rung = full.due or full.next
            wanted = (rung.state, rung.days) if rung else ("", 0)
            assert next_rung(steps, unpaid, TODAY, sent) == wanted, (left, ago)


def test_row_says_letter_ladder_and_next_decision(client_for, csv_of, coordinator, people):
    notice = notice_of(people["4"])
    Case.objects.filter(pk=people["4"].pk).update(expected_return_on=TODAY - timedelta(days=1))
    rows = {row["star"]: row for row in csv_of(coordinator, ALL)}
    assert (rows["4"]["letter"], rows["4"]["letter_issued_on"]) == (notice.number, "2026-03-05")
    assert rows["4"]["ladder"] == "60-day letter on 25 Mar 2026"
    assert rows["3"]["ladder"] == "30-day letter due now"
    assert rows["4"]["next_decision"] == "Return was expected 4 Mar 2026"
    assert rows["1"]["next_decision"] == "Paid days are over: return or leave"
    assert rows["5"]["next_decision"].startswith("Personnel action request by ")
    assert rows["4"]["days_until"] == "80"
    text = client_for(coordinator).get(ALL).text
    assert f"{notice.number} of 5 Mar 2026; 60-day letter on 25 Mar 2026" in text
    assert "none sent; 30-day letter due now" in text


def test_superseded_letter_gives_way_to_the_one_that_stands(csv_of, coordinator, people):
    first = notice_of(people["4"])
    same = {f.name: getattr(first, f.name) for f in Notice._meta.concrete_fields if f.name != "id"}
    later = {"number": "N-26-000002", "short_code": "zyxwvutsrq", "supersedes": first}
    Notice.objects.create(**{**same, **later})
    rows = {row["star"]: row for row in csv_of(coordinator, ALL)}
    assert rows["4"]["letter"] == "N-26-000002"


def test_chart_and_table_count_every_row_once(client_for, coordinator, people):
    for horizon, bars in (("30", 6), ("90", 14), ("180", 27), ("all", 28)):
        context = client_for(coordinator).get(f"/roll/forecast/?horizon={horizon}").context
        found = context["chart"]["weeks"]
        assert (len(found), sum(bar["count"] for bar in found)) == (bars, context["page"].total)
        assert (found[0]["label"], found[0]["count"]) == ("reached", 2)
        assert context["chart"]["later"] == (1 if horizon == "all" else 0)
        week = next(bar for bar in found if bar["label"] == "from 27 Mar 2026")
        assert week["count"] == 1


def test_members_without_certification_are_counted_and_linked(
    client_for, csv_of, coordinator, people
):
    client = client_for(coordinator)
    assert "without certification" not in client.get(ALL).text
    Certification.objects.create(
        case=people["6"], state="withheld", cause="no_show", duty="appear", first_day=TODAY,
        decided_by=coordinator, entered_at=NOW, entered_by=coordinator,
    )  # fmt: skip
    response = client.get(ALL)
    assert response.context["withheld"] == 1
    assert "1 member on the roll without certification" in response.text
    assert stars(csv_of(coordinator, response.context["withheld_url"])) == "6"


def test_only_members_without_a_row_are_said_not_to_be_forecast(
    client_for, csv_of, coordinator, people
):
    for star, last in (("6", None), ("5", TODAY + timedelta(days=9))):
        Certification.objects.create(
            case=people[star], state="withheld", cause="no_show", duty="appear", first_day=TODAY,
            last_day=last, decided_by=coordinator, entered_at=NOW, entered_by=coordinator,
        )  # fmt: skip
        facts_changed(member=people[star].member, on=TODAY)
    response = client_for(coordinator).get(ALL)
    found = response.context
    assert "6" not in stars(csv_of(coordinator, ALL))
    assert (found["withheld"], found["not_forecast"]) == (2, 1)
    assert stars(csv_of(coordinator, found["withheld_url"])) == "56"
    assert "for 1 of them no first unpaid day is forecast" in response.text


def test_chart_says_what_its_columns_count(client_for, coordinator, people):
    text = client_for(coordinator).get(ALL).text
    assert "how many have reached the day already: 2." in text


def test_hidden_member_is_in_no_row_bar_or_download(client_for, csv_of, coordinator, people):
    StaffLink.objects.create(user=coordinator, member=people["3"].member, relation="self")
    assert stars(csv_of(coordinator, ALL)) == "12456"
    context = client_for(coordinator).get(ALL).context
    assert sum(bar["count"] for bar in context["chart"]["weeks"]) == 5


def test_limited_duty_without_a_case_is_a_row(client_for, csv_of, coordinator, people):
    Projection.objects.create(
        member=make_member("8"), account="limited_duty", valid_from=TODAY, as_of=TODAY,
        first_unpaid_day=TODAY + timedelta(days=12), limit=730, facts_version=1, digest="d" * 64,
    )  # fmt: skip
    assert stars(csv_of(coordinator, f"{ALL}&clock=limited_duty")) == "8"
    assert "End of limited duty" in client_for(coordinator).get(ALL).text
    assert "Nobody runs out" in client_for(coordinator).get(f"{ALL}&clock=non_iod").text


@pytest.mark.parametrize("sort", SORTS)
def test_pages_hold_every_row_once_and_lead_back(
    client_for, coordinator, people, sort, monkeypatch
):
    monkeypatch.setattr("cases.views.roll.forecast.PAGE", 2)
    client, seen, after = client_for(coordinator), [], ""
    for _ in range(3):
        context = client.get(f"{ALL}&sort={sort}&after={after}").context
        page = context["page"]
        seen += [row["star"] for row in context["rows"]]
        after = page.next
    assert (sorted(seen), after) == (list("123456"), "")
    back = client.get(f"{ALL}&sort={sort}&before={page.previous}").context["rows"]
    assert [row["star"] for row in back] == seen[2:4]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("horizon=45", "There is no choice 45 here."),
        ("assumption=hopes", "There is no choice hopes here."),
        ("owner=nobody-here", "There is nobody with the user name nobody-here."),
        ("unit=nowhere", "There is no unit nowhere."),
    ],
)
def test_bad_query_is_refused_in_words(client_for, coordinator, people, query, sentence):
    response = client_for(coordinator).get(f"/roll/forecast/?{query}&clock=iod")
    assert response.status_code == 422
    assert sentence in response.text
    assert '<option value="iod" selected>' in response.text
    assert "/members/1/" not in response.text


@pytest.mark.parametrize("sort", SORTS)
def test_forecast_costs_the_same_for_many(client_for, coordinator, generated, sort):
    client = client_for(coordinator)
    client.get(ALL)
    with query_budget(12):
        response = client.get(f"{ALL}&sort={sort}&assumption=returns&unit=&owner=coordinator")
        assert response.status_code == 200
    with query_budget(12):
        response = client.get(f"{ALL}&sort={sort}")
    assert '<td data-label="Clock">Not on duty <span class="sub">365 days' in response.text


def test_words_of_a_hostile_member_are_escaped(client_for, coordinator):
    make_case(
        make_member("9", last_name="<b>{url}&", first_name="{0}"),
        kind="iod", first_day=date(2025, 4, 1),
    )  # fmt: skip
    assert "&lt;b&gt;{url}&amp;, {0} A." in client_for(coordinator).get(ALL).text
