"""Days and instants at their edges: leap days, nights when clocks change, late and early days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from caseflow.dates import start_of
from caseflow.refusals import RuleViolation
from cases.models import Case, CaseNote, NoteKind, Projection
from cases.services.moving import return_case
from cases.timeline import entries, for_timeline
from tests.factories import NOW, TODAY, make_case, make_member, make_note

pytestmark = pytest.mark.django_db

LATE_EVENING = datetime(2026, 3, 6, 5, 30, tzinfo=UTC)  # 5 Mar, 23:30 in Chicago
DAY = timedelta(hours=24)


def late(case, kind):
    lines = entries(for_timeline(case).filter(kind=kind), late_after=DAY)
    return [line.entered_late for line in lines]


def test_open_case_on_a_leap_day(coordinator):
    case = make_case(first_day=date(2024, 2, 29), last_day=date(2024, 2, 29))
    assert case.absences.get().last_day == date(2024, 2, 29)
    assert case.reference == "NIOD-24-00001"


def test_open_case_late_in_the_evening_is_of_the_local_day(client_for, coordinator, monkeypatch):
    """It is 6 March already in UTC; in the office it is still the 5th."""
    make_member()
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATE_EVENING)
    client = client_for(coordinator)
    assert 'value="2026-03-05"' in client.get("/cases/new/").text
    typed = {"member": "4497", "kind": "non_iod", "first_day": "2026-03-05", "nature": "flu"}
    case_url = client.post("/cases/new/", typed).url
    case = Case.objects.get()
    assert Projection.objects.get(case=case).as_of == date(2026, 3, 5)
    text = client.get(case_url).text
    assert "5 Mar 2026 to now" in text
    tomorrow = client.post(f"{case_url}return/", {"last_day": "2026-03-06"})
    assert "has not come yet" in tomorrow.text


def test_note_in_the_night_when_clocks_go_back_is_the_first_of_the_two(client_for, coordinator):
    case = make_case(first_day=date(2025, 10, 1), last_day=date(2025, 12, 1))
    typed = {"kind": NoteKind.objects.first().pk, "text": "x"}
    url = f"{case.get_absolute_url()}notes/"
    client_for(coordinator).post(url, {**typed, "happened_at": "2025-11-02T01:30"})
    assert CaseNote.objects.get().happened_at == datetime(2025, 11, 2, 6, 30, tzinfo=UTC)
    spring = client_for(coordinator).post(url, {**typed, "happened_at": "2026-03-08T02:30"})
    assert "02:30 does not exist on that day" in spring.text


def test_return_on_the_first_day_is_an_absence_of_one_day(coordinator):
    case = make_case(first_day=TODAY, on=TODAY)
    absence = return_case(case=case, last_day=TODAY, by=coordinator, now=NOW, on=TODAY)
    assert (absence.first_day, absence.last_day) == (TODAY, TODAY)
    assert not Projection.objects.exists()


def test_return_of_an_absence_that_has_not_begun_is_refused(coordinator):
    case = make_case(first_day=TODAY + timedelta(days=3))
    for day in (TODAY, TODAY + timedelta(days=3)):
        with pytest.raises(RuleViolation):
            return_case(case=case, last_day=day, by=coordinator, now=NOW, on=TODAY)
    assert Projection.objects.get(case=case).valid_from == TODAY + timedelta(days=3)


def test_expected_return_may_lie_in_the_past(coordinator):
    assert make_case(expected_return_on=date(2026, 2, 10)).expected_return_on == date(2026, 2, 10)


def test_a_day_is_late_only_when_it_is_over(coordinator):
    """A return yesterday, recorded this morning, is in time: the day ended nine hours ago."""
    case = make_case(first_day=TODAY - timedelta(days=9), reported_at=NOW)
    yesterday = TODAY - timedelta(days=1)
    return_case(case=case, last_day=yesterday, by=coordinator, now=NOW, on=TODAY)
    assert late(case, "absence_ended") == [False]
    assert late(case, "absence_entered") == [True]


def test_a_note_of_an_instant_is_late_after_the_hours_of_the_policy(coordinator):
    case = make_case()
    make_note(case, happened_at=NOW - DAY)
    make_note(case, happened_at=NOW - DAY - timedelta(minutes=1))
    assert late(case, "note_added") == [False, True]
    assert start_of(TODAY) < NOW
