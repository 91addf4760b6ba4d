"""Policy values and calendars make the obligations of every open case follow."""

from datetime import date, timedelta

import pytest

from caseflow.calendar_followers import calendar_published
from caseflow.models import Calendar, CalendarDay, CalendarVersion
from cases.models import Obligation, PolicyValue
from cases.obligation_verification import wrong_obligations
from cases.policy_followers import policy_changed
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db


def opened(coordinator, star, on):
    """A case without a keeper that was opened on a day: it waits a working day."""
    moment = NOW + timedelta(days=(on - TODAY).days)
    member = make_member(star)
    return make_case(member, first_day=on, by=coordinator, now=moment, on=on)


def publish(by, day, in_force_from):
    calendar = Calendar.objects.get(code="civilian")
    newest = calendar.versions.order_by("-number").first()
    version = CalendarVersion.objects.create(
        calendar=calendar, number=newest.number + 1, in_force_from=in_force_from,
        covers_from=newest.covers_from, covers_to=newest.covers_to, source="Order",
        published_at=NOW, published_by=by,
    )  # fmt: skip
    CalendarDay.objects.create(
        calendar=calendar, day=day, name="Day of mourning", added_in=version.number
    )
    calendar_published(version, by=by, now=NOW)


def test_day_off_declared_later_moves_only_what_began_since(coordinator):
    before = opened(coordinator, "5001", date(2026, 3, 5))
    since = opened(coordinator, "5002", date(2026, 3, 6))
    publish(coordinator, date(2026, 3, 9), date(2026, 3, 6))
    kept, moved = (Obligation.objects.get(case=each, code="assign") for each in (before, since))
    assert (kept.due_on, kept.calendar[-2:]) == (date(2026, 3, 6), "v1")
    assert (moved.due_on, moved.was_due_on) == (date(2026, 3, 10), date(2026, 3, 9))
    assert moved.calendar[-2:] == "v2"


def test_day_off_that_reaches_back_moves_what_runs(coordinator):
    case = opened(coordinator, "5001", date(2026, 3, 5))
    publish(coordinator, date(2026, 3, 6), date(2026, 1, 1))
    assert Obligation.objects.get(case=case, code="assign").due_on == date(2026, 3, 9)


def test_policy_value_moves_what_it_rules(coordinator):
    case = opened(coordinator, "5001", date(2026, 3, 5))
    PolicyValue.objects.filter(key="assign_working_days").update(value=3)
    policy_changed(by=coordinator, now=NOW, on=TODAY)
    assert Obligation.objects.get(case=case, code="assign").due_on == date(2026, 3, 10)
    assert list(wrong_obligations([case.pk], TODAY)) == []
