"""The daily roll: against the rules for every member of an office, and every count by its link."""

from datetime import date, timedelta

import pytest

from cases.models import Case, CategorySpell, Certification, DutySpell
from cases.services.facts import facts_of_many
from cases.services.projection import facts_changed
from members.models import Member, StaffLink
from members.status import FULL, SEPARATED, service_of, standing
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
DAYS = (TODAY, date(2025, 12, 24), date(2024, 2, 29), date(2019, 7, 4))


def spell(model, user, first_day, **fields):
    return model.objects.create(first_day=first_day, entered_at=NOW, entered_by=user, **fields)


@pytest.fixture
def people(coordinator):
    """Two units: on the roll in each category, uncertified, on limited duty, on leave, on full
    duty."""
    made = {}
    for star, category, state in (
        ("1", "stationary", "certified"),
        ("2", "ambulatory", "withheld"),
        ("3", "hospital", ""),
        ("4", "", ""),
    ):
        unit = make_unit("012" if star == "2" else "011")
        case = make_case(make_member(star, unit=unit), nature=f"secret ailment {star}")
        Case.objects.filter(pk=case.pk).update(expected_return_on=TODAY + timedelta(days=9))
        by = {"case": case, "decided_by": coordinator}
        if category:
            spell(CategorySpell, coordinator, case.first_day, category=category, **by)
        if state:
            why = {"cause": "no_show", "duty": "appear"} if state == "withheld" else {}
            spell(Certification, coordinator, case.first_day, state=state, **why, **by)
        made[star] = case
    for star, kind, words in (("5", "limited_iod", "no lifting"), ("6", "unpaid_medical", "")):
        case = make_case(
            make_member(star), kind="iod", first_day=TODAY - timedelta(days=60),
            last_day=TODAY - timedelta(days=20), nature=f"secret ailment {star}",
        )  # fmt: skip
        spell(
            DutySpell, coordinator, TODAY - timedelta(days=19), member=case.member, case=case,
            kind=kind, restrictions=words, expires_on=TODAY + timedelta(days=30),
        )  # fmt: skip
        facts_changed(member=case.member, on=TODAY)
        made[star] = case
    make_member("7")
    return made


@pytest.mark.parametrize("day", DAYS)
def test_roll_is_what_the_rules_give_for_every_member(csv_of, coordinator, generated, day):
    members = list(Member.objects.order_by("pk"))
    expected = set()
    for member, facts in zip(members, facts_of_many(members), strict=True):
        stand = standing(service_of(member.appointed_on, member.separated_on, facts), day)
        if stand and stand.status not in (FULL, SEPARATED):
            expected.add((member.star_number, stand.words, str(stand.since), stand.case))
    found = {
        (row["star"], row["status"], row["since"], row["case"])
        for row in csv_of(coordinator, f"/roll/?day={day}")
    }
    assert len(expected) >= 2
    assert found == expected


@pytest.mark.parametrize(
    ("query", "stars"),
    [
        ("", "123456"),
        ("status=roll", "1234"),
        ("status=limited", "5"),
        ("status=limited_iod", "5"),
        ("status=leaves", "6"),
        ("status=iod", ""),
        ("category=hospital", "3"),
        ("category=none", "4"),
        ("certification=withheld", "2"),
        ("certification=certified", "1"),
        ("certification=open", "34"),
        ("unit=012", "2"),
        ("unit=012&category=stationary", ""),
        (f"day={TODAY - timedelta(days=40)}", "56"),
    ],
)
def test_roll_is_narrowed(csv_of, coordinator, people, query, stars):
    assert {row["star"] for row in csv_of(coordinator, f"/roll/?{query}")} == set(stars)


@pytest.mark.parametrize(
    "query", ["", "status=roll", "category=stationary", "unit=011", "status=iod"]
)
def test_every_count_opens_exactly_its_rows(client_for, csv_of, coordinator, people, query):
    context = client_for(coordinator).get(f"/roll/?{query}").context
    cells = [cell for row in [*context["units"], context["totals"]] for cell in row.cells]
    cells += context["tiles"]
    assert len(cells) >= 6
    wrong = [
        (cell.url, cell.count, got)
        for cell in cells
        if cell.url and (got := len(csv_of(coordinator, cell.url))) != cell.count
    ]
    assert wrong == []
    assert all(bool(cell.url) == bool(cell.count) for cell in cells)
    if query == "status=roll":
        assert [cell.count for cell in context["totals"].cells] == [4, 4, 0, 0, 0, 0]


def test_section_reads_nature_restrictions_and_return(client_for, coordinator, people):
    for address in ("/roll/", "/roll/?for=mss"):
        text = client_for(coordinator).get(address).text
        for words in ("secret ailment 1", "no lifting", "14 Mar 2026", "Ambulatory", "withheld"):
            assert words in text


@pytest.mark.parametrize("form", ["", "&format=csv"])
def test_unit_reads_restrictions_and_dates_and_nothing_that_says_why(
    client_for, coordinator, people, form
):
    response = client_for(coordinator).get(f"/roll/?for=unit&unit=011{form}")
    text = response.getvalue().decode()
    assert "no lifting" in text and "Limited duty" in text and "Medical roll" in text
    shown = text.lower()
    told = ("secret", "ailment", "iod", "injury", "not on duty", "unpaid", "stationary",
            "ambulatory", "hospital", "certif", "withheld", "nature", "disability")  # fmt: skip
    assert [word for word in told if word in shown] == []
    assert [case.reference for case in people.values() if case.reference in text] == []


def test_unit_form_asks_for_a_unit_and_refuses_one_that_is_not_there(
    client_for, coordinator, people
):
    client = client_for(coordinator)
    assert "Which unit?" in client.get("/roll/?for=unit").text
    response = client.get("/roll/?for=unit&unit=999")
    assert response.status_code == 422 and "There is no unit 999." in response.text


def test_hidden_member_is_in_no_row_count_or_download(client_for, csv_of, coordinator, people):
    StaffLink.objects.create(user=coordinator, member=people["3"].member, relation="relative")
    context = client_for(coordinator).get("/roll/").context
    assert context["totals"].cells[0].count == 5
    for address in ("/roll/", "/roll/?for=unit&unit=011"):
        assert "3" not in {row["star"] for row in csv_of(coordinator, address)}
        assert "/members/3/" not in client_for(coordinator).get(address).text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("day=2026-02-30", "That is not a date."),
        ("day=2027-01-01", "Days after today are not known yet."),
        ("day=0001-01-01", "Choose a day from 1950 on"),
        ("status=unwell", "There is no choice unwell here."),
        ("unit=nowhere", "There is no unit nowhere."),
    ],
)
def test_bad_query_is_refused_in_words_and_keeps_the_rest(
    client_for, coordinator, people, query, sentence
):
    response = client_for(coordinator).get(f"/roll/?{query}&category=hospital")
    assert response.status_code == 422
    assert sentence in response.text
    assert '<option value="hospital" selected>' in response.text


def test_pages_hold_every_row_once(client_for, csv_of, coordinator, generated, monkeypatch):
    monkeypatch.setattr("cases.views.roll.daily.PAGE", 3)
    for sort in ("name", "-name", "unit", "-unit", "since", "-since"):
        client, seen, after = client_for(coordinator), [], ""
        while True:
            context = client.get(f"/roll/?sort={sort}&after={after}").context
            seen += [row["star"] for row in context["rows"]]
            after = context["page"].next
            if not after:
                break
        assert sorted(seen) == sorted(row["star"] for row in csv_of(coordinator, "/roll/"))


def test_roll_costs_the_same_for_many(client_for, coordinator, generated):
    client = client_for(coordinator)
    client.get("/roll/")
    with query_budget(12):
        response = client.get("/roll/?status=roll&sort=since")
    assert "/members/" in response.text
