"""The cards of the member's page: appointments, releases, notices, former names, access log."""

from datetime import date, time

import pytest

from cases.models import NoteKind, Release
from members.models import StaffLink
from providers.services.appointments import miss_appointment
from tests.budget import query_budget
from tests.factories import NOW, make_case, make_member, make_note
from tests.members.paper import make_authorization, make_letter
from tests.providers import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]

PAGE = "/members/4497/"


@pytest.fixture
def client(client_for, coordinator):
    return client_for(coordinator)


def test_appointments_ahead_come_first_then_the_last_few(client, coordinator):
    case = make_case(make_member())
    for day in range(1, 8):
        old = makers.appointment(case, date(2026, 2, 10 + day), time(9, 30), back_entry=True)
        if day != 7:
            miss_appointment(appointment=old, by=coordinator, now=NOW)
    makers.appointment(case, date(2026, 4, 1))
    makers.appointment(case, date(2026, 3, 10), place="Room 4")
    page = client.get(PAGE)
    assert [line.visit.starts_at.day for line in page.context["ahead"]] == [10, 1]
    assert [(line.visit.starts_at.day, line.outcome) for line in page.context["past_visits"]] == [
        (17, "no outcome recorded"), *((day, "no-show") for day in (16, 15, 14, 13)),
    ]  # fmt: skip
    assert "10 Mar 2026, 09:30" in page.text and "Room 4" in page.text


def test_releases_say_who_and_whether_the_unit_has_verified_them(client, coordinator):
    case = make_case(make_member(), last_day=date(2026, 2, 20))
    who = {"authorised_by": coordinator, "entered_by": coordinator, "entered_at": NOW}
    Release.objects.create(case=case, kind="full", returns_on=date(2026, 2, 21), **who)
    Release.objects.create(
        case=case, kind="limited", returns_on=date(2026, 2, 11), verified_on=date(2026, 2, 12),
        verified_by="Sgt. Ito", **who,
    )  # fmt: skip
    text = client.get(PAGE).text
    assert "Full duty from 21 Feb 2026" in text and "not verified by the unit" in text
    assert "verified by the unit 12 Feb 2026, Sgt. Ito" in text


def test_notices_say_when_and_by_whom_they_were_issued(client):
    case = make_case(make_member())
    make_letter(case)
    assert "issued 5 Mar 2026, 09:00 by Coordinator" in client.get(PAGE).text


def test_former_names_and_since_when_absences_are_on_record(client):
    member = make_member()
    assert "no absence on record" in client.get(PAGE).text
    member.last_name = "Nowak"
    member.save()
    make_case(member, first_day=date(2026, 2, 2))
    text = client.get(PAGE).text
    assert "formerly named Maria Kowalski" in text
    assert "absences on record since 2 Feb 2026" in text


def test_probation_is_flagged_with_its_sentence(client):
    make_member(appointed_on=date(2025, 10, 1), rank="Probationary Police Officer")
    text = client.get(PAGE).text
    assert '<span class="tag soon">probationary, month 6 of 18</span>' in text
    assert "civilian procedure" in text and "(CBA App. P)" in text


def test_log_is_shown_to_who_may_know(client, client_for, auditor, supervisor):
    make_member()
    assert "Who opened this record" not in client.get(PAGE).text
    for person, whole in ((supervisor, False), (auditor, True)):
        text = client_for(person).get(PAGE).text
        assert "Who opened this record" in text and "Coordinator" in text
        assert ('href="/access-log/?about=4497"' in text) == whole


def test_page_of_everything_keeps_its_budget(client_for, supervisor, coordinator):
    member = make_member()
    NoteKind.objects.update(is_contact=True)
    for number in range(14):
        first = date(2025, 1 + number % 12, 1 + number // 12 * 10)
        case = make_case(member, first_day=first, last_day=first)
        make_note(case)
        makers.report(case)
        makers.appointment(case, date(2026, 4, 1 + number))
    make_case(member, first_day=date(2026, 3, 1))
    make_letter(case)
    make_authorization(member, coordinator)
    StaffLink.objects.create(
        user=supervisor, member=make_member("5", employee_number="5"), relation="self"
    )
    client = client_for(supervisor)
    client.get(PAGE)
    with query_budget(20):
        page = client.get(PAGE)
    assert len(page.context["contact_rows"]) == 25 and page.context["log_rows"]
