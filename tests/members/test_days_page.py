"""The days of a month: every day said in words, as links that work without scripts."""

import re
from datetime import date, timedelta

import pytest

from caseflow.models import AccessEntry, User
from cases.models import Certification, DutyStatus
from cases.models.duty import DutyKind
from cases.services.absences import import_absences
from cases.services.duty import SpellData, enter_duty_spell
from cases.services.facts import facts_of
from cases.services.ledger import record_exception
from cases.services.moving import return_case
from cases.services.projection import facts_changed
from members.models import Member, StaffLink
from members.pages.month import bounds, month_of
from members.services.roster import import_roster
from members.status import NON_IOD, Stretch, service_of, stretches, two_years
from providers.services.appointments import miss_appointment
from tests.budget import query_budget
from tests.factories import NOW, TODAY, make_case, make_member
from tests.generate import office_files
from tests.providers import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


@pytest.fixture
def client(client_for, coordinator):
    return client_for(coordinator)


def labels(text):
    """What is said of each day, by its day of the month."""
    link = r'href="[^"]*\?on=\d{4}-\d\d-(\d\d)" aria-label="([^"]*)"'
    found = re.findall(link, text)
    return {int(number): label.replace("&#x27;", "'") for number, label in found}


def test_every_day_is_said_in_words(client):
    case = make_case(first_day=date(2026, 1, 22))
    said = labels(client.get("/members/4497/days/?month=2026-02").text)
    assert list(said) == list(range(1, 29))
    assert said[2] == (
        f"Mon 2 Feb 2026, medical roll not on duty, case {case.reference}, "
        "counted day 12 of 365, no provider's note"
    )


def test_days_before_the_appointment_are_empty_and_those_ahead_are_not_judged(client):
    make_member(appointed_on=date(2026, 3, 3))
    page = client.get("/members/4497/days/")
    said = labels(page.text)
    assert list(said) == list(range(3, 32))
    assert said[3] == "Tue 3 Mar 2026, full duty"
    assert said[5] == "Thu 5 Mar 2026, today, full duty"
    assert said[6] == "Fri 6 Mar 2026, not yet come"
    assert page.text.count('aria-current="date"') == 1
    assert 'rel="prev"' not in page.text


def test_note_furlough_no_show_and_withheld_days_are_said(client, coordinator, physician):
    case = make_case(first_day=date(2026, 2, 2))
    makers.report(case, covers_from=date(2026, 2, 2), covers_to=date(2026, 2, 6))
    act = {"by": coordinator, "now": NOW, "on": TODAY}
    record_exception(
        member=case.member, first_day=date(2026, 2, 9), last_day=date(2026, 2, 10),
        reason="furlough", source="TE-1", **act,
    )  # fmt: skip
    visit = makers.appointment(case, date(2026, 2, 13), back_entry=True)
    miss_appointment(appointment=visit, by=coordinator, now=NOW)
    Certification.objects.create(
        case=case, state="withheld", cause="no_show", duty="appear on 13 February",
        first_day=date(2026, 2, 16), last_day=date(2026, 2, 17), decided_by=physician,
        entered_at=NOW, entered_by=physician,
    )  # fmt: skip
    said = labels(client.get("/members/4497/days/?month=2026-02").text)
    assert said[3].endswith("counted day 2 of 365")
    assert said[9] == "Mon 9 Feb 2026, furlough, not counted: furlough"
    assert "counted day 8 of 365, no provider's note" in said[11]
    assert said[13].endswith("no provider's note, Medical review, no-show")
    assert "not counted: certification withheld, no provider's note" in said[16]
    assert said[16].endswith(
        "Certification withheld, did not appear as ordered, through 17 Feb 2026"
    )


def test_limited_duty_has_its_own_count(client, physician):
    member = make_member()
    spell = SpellData(
        DutyKind.LIMITED_NON_IOD, date(2026, 1, 5), restrictions="No kneeling",
        expires_on=date(2026, 4, 30),
    )  # fmt: skip
    enter_duty_spell(member=member, spell=spell, by=physician, now=NOW, on=TODAY)
    said = labels(client.get("/members/4497/days/?month=2026-02").text)
    assert said[1].startswith(
        "Sun 1 Feb 2026, limited duty not on duty, counted day 28 of 730, no provider's note"
    )


@pytest.mark.parametrize(
    ("month", "sentence"),
    [
        ("soon", "That is not a month. Write it as 2026-02."),
        ("2026-13", "That is not a month. Write it as 2026-02."),
        ("1949-12", "Choose a month of the years 1950 to 2150, not of 1949."),
    ],
)
def test_bad_month_is_refused_in_words(client, month, sentence):
    make_member()
    page = client.get("/members/4497/days/", {"month": month})
    assert page.status_code == 422
    assert sentence in page.text
    assert page.context["month"].name == "March 2026"


def test_months_lead_to_each_other_and_the_days_to_the_member(client):
    make_member()
    text = client.get("/members/4497/days/?month=2026-01").text
    assert 'href="?month=2025-12" rel="prev">December 2025</a>' in text
    assert 'href="?month=2026-02" rel="next">February 2026</a>' in text
    assert 'href="/members/4497/?on=2026-01-15"' in text
    assert client.get("/members/4497/?on=2026-01-15").status_code == 200


def test_far_months_have_their_ends(client):
    make_member(appointed_on=date(1950, 1, 1))
    assert 'rel="prev"' not in client.get("/members/4497/days/?month=1950-01").text
    assert 'rel="next"' not in client.get("/members/4497/days/?month=2150-12").text


def test_weeks_begin_on_sunday_and_hold_only_their_month():
    first, last = bounds(2024, 2)
    found = [Stretch(NON_IOD, first, last, "A")]
    month = month_of((first, last), last, date(2010, 1, 1), found, {}, [], [])
    assert [len(week) for week in month.weeks] == [7] * 5
    days = [cell.day for week in month.weeks for cell in week if cell]
    assert days == [first + timedelta(days=n) for n in range(29)]
    assert month.weeks[0].index(next(c for c in month.weeks[0] if c)) == 4  # a Thursday


def test_looking_at_the_days_is_logged_and_closed_to_a_relative(client, coordinator):
    member = make_member()
    assert client.get("/members/4497/days/").status_code == 200
    assert AccessEntry.objects.get(kind="member").detail == "days"
    StaffLink.objects.create(user=coordinator, member=member, relation="relative")
    assert client.get("/members/4497/days/").status_code == 404


def test_page_costs_the_same_whatever_the_history(client):
    member = make_member()
    for number in range(30):
        case = make_case(
            member, first_day=date(2024, 1, 1) + timedelta(days=20 * number),
            last_day=date(2024, 1, 10) + timedelta(days=20 * number),
        )  # fmt: skip
        makers.report(case, covers_from=case.first_day)
    client.get("/members/4497/days/?month=2024-05")
    with query_budget(12):
        page = client.get("/members/4497/days/?month=2024-05")
    assert "counted day" in page.text


def test_missing_policy_is_said_and_the_days_stand(client, monkeypatch):
    from cases.rules.policy import PolicyMissing

    def missing(*args):
        raise PolicyMissing("No value of the policy non_iod_pay_days is in force.")

    make_case(first_day=date(2026, 2, 2))
    monkeypatch.setattr("members.views_days.counts_of", missing)
    page = client.get("/members/4497/days/?month=2026-02")
    assert "No value of the policy non_iod_pay_days is in force." in page.text
    assert labels(page.text)[2].startswith("Mon 2 Feb 2026, medical roll")


def test_days_of_a_generated_office_are_those_of_the_stored_partition(tmp_path):
    """What the pages draw, by the pure function, is what the database keeps."""
    roster, absences = office_files(tmp_path, members=60, absences=700)
    by = User.objects.system()
    import_roster(path=roster, by=by, now=NOW, on=TODAY)
    import_absences(path=absences, by=by, now=NOW, on=TODAY)
    for member in Member.objects.all():
        facts = facts_of(member)
        service = service_of(member.appointed_on, member.separated_on, facts)
        drawn = stretches(service, two_years(TODAY), TODAY)
        stored = DutyStatus.objects.filter(member=member, first_day__lte=TODAY).with_next()
        kept = [
            (max(row.first_day, two_years(TODAY)), row.status, row.case_id and row.case.reference)
            for row in stored.select_related("case")
            if row.until is None or row.until > two_years(TODAY)
        ]
        assert [(s.first_day, s.status.code, s.case or None) for s in drawn] == kept
    assert DutyStatus.objects.exclude(status="full").count() > 700


@pytest.fixture
def many_spells(coordinator):
    """Six absences with a furlough or a suspension in each."""
    member = make_member(appointed_on=date(2025, 5, 1))
    for number in range(6):
        kind = "iod" if number % 3 == 0 else "non_iod"
        begun = date(2025, 6, 1) + timedelta(days=40 * number)
        case = make_case(member, kind=kind, first_day=begun)
        act = {"by": coordinator, "now": NOW, "on": TODAY}
        return_case(case=case, last_day=case.first_day + timedelta(days=11 + number), **act)
        first = case.first_day + timedelta(days=2)
        record_exception(
            member=member, first_day=first, last_day=first + timedelta(days=number),
            reason="furlough" if number % 2 else "suspension", source=f"TE-{number}", **act,
        )  # fmt: skip
    facts_changed(member=member, on=TODAY)
    return member


def test_ribbon_is_that_of_the_stored_partition(client, many_spells):
    """What the pure function draws is what the database keeps, day by day."""
    stored = list(
        DutyStatus.objects.filter(member=many_spells).with_next().values_list(
            "first_day", "until", "status", "case__reference", "reason"
        )
    )  # fmt: skip
    shown = [row.stretch for row in client.get("/members/4497/").context["episodes"]][::-1]
    assert len(shown) == len(stored) > 12
    assert [
        (s.first_day, s.last_day + timedelta(days=1), s.status.code, s.case, s.reason)
        for s in shown
    ] == [
        (first, until or TODAY + timedelta(days=1), status, case or "", reason)
        for first, until, status, case, reason in stored
    ]
