"""Opening a case: with its absence, its reference, its refusals."""

from datetime import date, timedelta

import pytest

from caseflow.refusals import RuleViolation
from cases.models import Absence, Case, CaseEvent, Projection
from cases.services.opening import open_case
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = pytest.mark.django_db


def test_open_case_writes_case_absence_events_and_projection(coordinator):
    case = make_case(owner=coordinator)
    assert case.reference == "NIOD-26-00001"
    absence = Absence.objects.get(case=case)
    assert (absence.first_day, absence.last_day, absence.account) == (
        date(2026, 2, 2),
        None,
        "non_iod",
    )
    kinds = list(case.events.order_by("sequence").values_list("kind", flat=True))
    assert kinds == ["case_opened", "absence_entered", "case_assigned"]
    assert Projection.objects.get(case=case).first_unpaid_day == date(2027, 2, 2)
    row = case.history.get()
    assert (row.history_user, row.history_change_reason) == (coordinator, "Opened")


def test_open_case_numbers_references_per_kind_and_year(coordinator):
    first = make_case(make_member("1"), first_day=date(2026, 1, 5))
    second = make_case(make_member("2"), first_day=date(2026, 1, 6))
    other_year = make_case(make_member("3"), first_day=date(2025, 12, 31))
    injury = make_case(make_member("4"), kind="iod", first_day=date(2026, 1, 5))
    references = [case.reference for case in (first, second, other_year, injury)]
    assert references == ["NIOD-26-00001", "NIOD-26-00002", "NIOD-25-00001", "IOD-26-00001"]
    assert injury.injury_label == "IOD-26-00001"


def test_open_case_gives_a_number_back_when_it_fails(coordinator):
    member = make_member()
    make_case(member)
    with pytest.raises(RuleViolation):
        make_case(member)
    assert make_case(make_member("9")).reference == "NIOD-26-00002"


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"first_day": date(2026, 2, 10)}, "already absent from 2 Feb 2026 and still open"),
        ({"first_day": date(2027, 3, 7)}, "more than 366 days ahead"),
        ({"first_day": date(2010, 2, 28)}, "before the member was appointed on 1 Mar 2010"),
        (
            {"first_day": date(2026, 1, 9), "last_day": date(2026, 1, 8)},
            "The last day, 8 Jan 2026, is before the first, 9 Jan 2026",
        ),
    ],
)
def test_open_case_refuses_days_that_cannot_be(coordinator, days, sentence):
    member = make_member()
    make_case(member)
    with pytest.raises(RuleViolation, match=sentence):
        make_case(member, **days)
    assert Case.objects.count() == 1


def test_open_case_accepts_the_last_day_it_may(coordinator):
    far = make_case(first_day=TODAY + timedelta(days=366))
    assert far.first_day == date(2027, 3, 6)


def test_open_case_leaves_nothing_when_it_fails_half_way(coordinator, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr("cases.services.opening.facts_changed", fail)
    with pytest.raises(RuntimeError):
        make_case()
    assert (Case.objects.count(), Absence.objects.count(), CaseEvent.objects.count()) == (0, 0, 0)


def test_open_recurrence_draws_the_first_injury(coordinator):
    member = make_member()
    injury = make_case(member, kind="iod", first_day=date(2025, 1, 1), last_day=date(2025, 2, 1))
    first = make_case(
        member,
        kind="iod_recurrence",
        parent=injury,
        first_day=date(2025, 6, 1),
        last_day=date(2025, 6, 9),
    )
    second = make_case(member, kind="iod_recurrence", parent=first, first_day=date(2025, 9, 1))
    assert second.parent == injury
    assert second.absences.get().injury == injury


def test_open_recurrence_refuses_a_stranger_s_injury(coordinator):
    injury = make_case(make_member("1"), kind="iod")
    with pytest.raises(RuleViolation, match="is not an injury of this member"):
        make_case(make_member("2"), kind="iod_recurrence", parent=injury)
    with pytest.raises(RuleViolation, match="names the injury it goes back to"):
        make_case(make_member("3"), kind="iod_recurrence")


def test_open_case_refuses_a_member_who_has_left(coordinator):
    member = make_member(separated_on=date(2026, 1, 31))
    with pytest.raises(RuleViolation, match="had left the department"):
        open_case(
            member=member,
            kind="non_iod",
            first_day=date(2026, 2, 2),
            nature="back pain",
            by=make_user("x"),
            now=NOW,
            on=TODAY,
        )
