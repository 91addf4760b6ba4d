"""The flags: those of the rule for every member of an office, and who may read them."""

from datetime import date, timedelta

import pytest

from cases.models import Case
from cases.roll_flags import ANY, can_reach, flags_of
from cases.rules.flags import KINDS, flags
from cases.services.facts import facts_of_many, load_policy
from members.models import Member, StaffLink
from tests.budget import query_budget
from tests.factories import TODAY, make_case, make_member, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


@pytest.fixture
def people(coordinator):
    """Six events of a year each: of one member one is serious and one IOD, of another three are."""
    for star, serious in (("1", 1), ("2", 3), ("3", 0)):
        member = make_member(star, unit=make_unit(f"01{star}"), last_name=f"N{star}")
        for event in range(6 if star != "3" else 2):
            first = date(2025, 5 + event, 1)
            case = make_case(
                member, kind="iod" if event == 5 else "non_iod", first_day=first,
                last_day=first + timedelta(days=1),
            )  # fmt: skip
            Case.objects.filter(pk=case.pk).update(serious=event < serious)


def test_every_flag_of_the_rule_is_found_and_no_other(generated):
    policy = load_policy()
    members = list(Member.objects.current(TODAY).order_by("name_key", "pk"))
    wanted = {kind.code: [] for kind in KINDS}
    for member, facts in zip(members, facts_of_many(members), strict=True):
        for flag in flags(facts, policy, TODAY):
            wanted[flag.code].append((member.pk, flag))
    assert all(wanted[code] for code in ("mis_events", "selection_screen", "no_exchange"))
    for code, found in wanted.items():
        can = can_reach(code, policy, TODAY)
        some = [member for member in members if member.pk in can]
        judged = [(m.pk, f) for m, reached in flags_of(some, code, policy, TODAY) for f in reached]
        assert judged == found, code


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"1", "2"}),
        ("flag=mis_events", {"1", "2"}),
        ("flag=bis_incidents", set()),
        ("flag=mis_events&unit=012", {"2"}),
        ("flag=any", {"1", "2"}),
        ("flag=no_evaluation", set()),
    ],
)
def test_flags_are_narrowed(csv_of, supervisor, people, query, found):
    assert {row["star"] for row in csv_of(supervisor, f"/roll/flags/?{query}")} == found


def test_serious_and_injured_are_left_out_with_the_reason(csv_of, supervisor, people):
    Case.objects.filter(member__star_number="1").update(serious=False)
    (row,) = csv_of(supervisor, "/roll/flags/?flag=bis_incidents")
    assert (row["star"], row["counted_events"], row["judged_by"], row["source"]) == (
        "1", "5", "Administrator, Medical Services Section", "E06-05",
    )  # fmt: skip
    assert "(injury on duty)" in row["left_out"]
    Case.objects.filter(member__star_number="1", first_day=date(2025, 5, 1)).update(serious=True)
    assert csv_of(supervisor, "/roll/flags/?flag=bis_incidents") == []


def test_page_says_what_was_counted_and_who_judges(client_for, supervisor, people):
    text = client_for(supervisor).get("/roll/flags/").text
    case = Case.objects.filter(member__star_number="1").earliest("first_day")
    for words in (
        "6 medical events in 12 months", "Medical Integrity Section", "S08-01-09",
        "they are no finding about a member", case.reference, "1 May 2025 to 2 May 2025, 2 days",
    ):  # fmt: skip
        assert words in text


def test_flags_are_for_who_supervises_or_audits(client_for, coordinator, physician, lead, auditor):
    for user, status in ((coordinator, 403), (physician, 403), (lead, 200), (auditor, 200)):
        client = client_for(user)
        assert client.get("/roll/flags/").status_code == status
        assert ('href="/roll/flags/"' in client.get("/roll/").text) == (status == 200)


def test_hidden_member_is_not_flagged(client_for, csv_of, supervisor, people):
    member = Member.objects.get(star_number="1")
    StaffLink.objects.create(user=supervisor, member=member, relation="relative")
    assert {row["star"] for row in csv_of(supervisor, "/roll/flags/")} == {"2"}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("flag=laziness", "There is no choice laziness here."),
        ("unit=nowhere", "There is no unit nowhere."),
    ],
)
def test_bad_query_is_refused_in_words(client_for, supervisor, people, query, sentence):
    response = client_for(supervisor).get(f"/roll/flags/?{query}")
    assert response.status_code == 422 and sentence in response.text


def test_pages_hold_everybody_once_and_lead_back(
    client_for, csv_of, supervisor, generated, monkeypatch
):
    monkeypatch.setattr("cases.views.roll.flags.PAGE", 5)
    monkeypatch.setattr("cases.views.roll.flags.AT_ONCE", 3)
    client, pages, after = client_for(supervisor), [], ""
    while True:
        page = client.get(f"/roll/flags/?flag={ANY}&after={after}").context["page"]
        pages.append([member.star_number for member, _ in page])
        after = page.next
        if not after:
            break
    rows = [row["star"] for row in csv_of(supervisor, f"/roll/flags/?flag={ANY}")]
    assert [star for found in pages for star in found] == list(dict.fromkeys(rows))
    assert len(pages) > 2
    back = client.get(f"/roll/flags/?flag={ANY}&before={page.previous}").context["page"]
    assert [member.star_number for member, _ in back] == pages[-2]


def test_flags_cost_the_same_for_many(client_for, supervisor, generated):
    client = client_for(supervisor)
    client.get("/roll/flags/")
    with query_budget(20):
        response = client.get("/roll/flags/?flag=selection_screen")
    assert "Showing " in response.text
