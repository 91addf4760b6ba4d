"""Absences come in: the cases that are opened, what is written beside them, what again is not."""

from datetime import date

import pytest

from caseflow.dates import start_of
from cases.models import Absence, Case, CaseEvent, LedgerEntry, LedgerState, Projection
from cases.services.facts import facts_of, load_policy
from cases.services.projection import derived_rows
from members.models import MemberEvent
from tests.factories import NOW, TODAY, make_case, make_member
from tests.generate import absence, credit, exception, injury, restored

pytestmark = pytest.mark.django_db


def test_import_opens_a_case_for_every_absence(member, rows):
    report = rows(
        absence("2025-02-01", "2025-02-09"),
        injury("2025-03-01", "2025-03-31"),
        injury("2025-06-01", reason="recurrence"),
    )
    assert (report.rows, report.created) == (3, 3)
    ill, hurt, again = Case.objects.order_by("first_day")
    assert [c.reference for c in (ill, hurt, again)] == [
        "NIOD-25-00001",
        "IOD-25-00001",
        "IODR-25-00001",
    ]
    assert [c.nature for c in (ill, hurt, again)] == ["back pain", "wrist sprain", "wrist sprain"]
    assert [c.state for c in (ill, hurt, again)] == ["closed", "closed", "reported"]
    assert (again.parent, again.injury_label) == (hurt, "IOD-2024-00001")
    assert again.absences.get().injury == hurt
    assert ill.absences.get().source == "MAR-2025-02-01"


def test_import_keeps_when_it_happened_apart_from_when_it_came_in(member, rows):
    rows(absence("2025-02-01", "2025-02-09"))
    case = Case.objects.get()
    assert case.opened_at == case.reported_at == start_of(date(2025, 2, 1))
    assert (case.closed_at, case.closed_by.username) == (start_of(date(2025, 2, 10)), "system")
    events = case.events.order_by("sequence")
    assert [(event.kind, event.happened_at) for event in events] == [
        ("case_opened", start_of(date(2025, 2, 1))),
        ("absence_entered", start_of(date(2025, 2, 1))),
        ("case_closed", start_of(date(2025, 2, 10))),
    ]
    assert {event.recorded_at for event in events} == {NOW}
    assert {row.history_date for row in case.history.all()} == {NOW}


def test_import_numbers_cases_by_first_day_after_those_that_stand(member, rows):
    make_member("5", employee_number=None)
    make_case(make_member("6", employee_number=None), first_day=date(2025, 12, 1))
    rows(
        absence("2025-08-01", "2025-08-02", star_number="5"),
        absence("2025-09-01", "2025-09-02"),
        absence("2025-07-01", "2025-07-02"),
        absence("2024-07-01", "2024-07-02"),
    )
    found = Case.objects.order_by("first_day").values_list("first_day", "reference")
    assert [(str(day), reference) for day, reference in found] == [
        ("2024-07-01", "NIOD-24-00001"),
        ("2025-07-01", "NIOD-25-00002"),
        ("2025-08-01", "NIOD-25-00003"),
        ("2025-09-01", "NIOD-25-00004"),
        ("2025-12-01", "NIOD-25-00001"),
    ]


def test_import_decides_by_days_whatever_the_order_of_the_file(member, rows):
    rows(
        credit("2025-01-01", "25"),
        exception("2024-03-01", "2024-03-02"),
        injury("2024-06-01", "2024-06-09", reason="recurrence"),
        injury("2024-02-20", "2024-03-09"),
    )
    kinds = Case.objects.order_by("first_day").values_list("kind", flat=True)
    assert list(kinds) == ["iod", "iod_recurrence"]
    assert LedgerEntry.objects.get(kind="credit").injury == Case.objects.get(kind="iod")


def test_import_takes_a_known_injury_for_a_recurrence(member, rows):
    root = make_case(
        member, kind="iod", first_day=date(2025, 1, 1), last_day=date(2025, 1, 9), injury_label="X"
    )
    rows(injury("2025-06-01", "2025-06-05", label="X", reason="wrist again"))
    case = Case.objects.get(kind="iod_recurrence")
    assert (case.parent, case.nature) == (root, "wrist again")


def test_import_writes_exceptions_and_credits_on_the_member_chain(member, rows):
    rows(
        injury("2025-01-01", "2025-01-31"),
        absence("2025-03-01", "2025-03-31"),
        exception("2025-03-05", "2025-03-09"),
        credit("2025-02-01", "400"),
        restored("2025-03-10", "2025-03-11"),
    )
    entries = LedgerEntry.objects.order_by("first_day")
    assert [(e.kind, e.account, e.days, e.reason) for e in entries] == [
        ("credit", "iod", 400, "treatment_delay"),
        ("exception", "", None, "furlough"),
        ("credit", "non_iod", None, "psychological_restoration"),
    ]
    events = MemberEvent.objects.filter(member=member, sequence__gt=1).order_by("sequence")
    assert [event.kind for event in events] == [
        "credit_recorded",
        "exception_recorded",
        "credit_recorded",
    ]
    assert events[0].happened_at == start_of(date(2025, 2, 1))


def test_import_counts_facts_and_derives_the_projection(member, rows):
    rows(
        absence("2025-03-01", "2025-03-31"),
        exception("2025-03-05", "2025-03-09"),
        absence("2026-01-10"),
    )
    assert LedgerState.objects.get().facts_version == 3
    stored = Projection.objects.get()
    (derived,) = derived_rows(member=member, on=TODAY, version=3, policy=load_policy())
    assert (stored.first_unpaid_day, stored.digest) == (derived.first_unpaid_day, derived.digest)
    assert stored.case.first_day == date(2026, 1, 10)


def test_import_again_changes_nothing(member, rows):
    given = (
        injury("2025-01-01", "2025-01-31"),
        injury("2025-02-01", "2025-02-03", reason="recurrence", source=""),
        absence("2026-03-01", reason=""),
        exception("2025-01-05", "2025-01-06"),
        exception("2025-01-05", "2025-01-06", reason="suspension"),
        credit("2025-02-01", "10"),
        credit("2025-02-01", "10", source="AWARD-2"),
        restored("2026-03-02", "2026-03-03"),
    )
    assert rows(*given).created == 8
    before = [list(model.objects.values()) for model in ALL]
    report = rows(*given)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 8)
    assert [list(model.objects.values()) for model in ALL] == before


ALL = (
    Case, Case.history.model, Absence, Absence.history.model, LedgerEntry, LedgerState,
    CaseEvent, MemberEvent, Projection,
)  # fmt: skip


def test_import_leaves_rows_alone_that_the_file_no_longer_has(member, rows):
    rows(absence("2025-01-01", "2025-01-02"), absence("2025-02-01", "2025-02-02"))
    assert rows(absence("2025-01-01", "2025-01-02")).unchanged == 1
    assert Absence.objects.count() == 2


def test_import_writes_nothing_when_it_breaks_half_way(member, rows, monkeypatch):
    monkeypatch.setattr("cases.services.bulk._facts_changed", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rows(absence("2025-01-01", "2025-01-02"))
    assert [model.objects.count() for model in (Case, Absence, CaseEvent)] == [0, 0, 0]
    monkeypatch.undo()
    rows(absence("2025-01-01", "2025-01-02"))
    assert Case.objects.get().reference == "NIOD-25-00001"


def test_import_gives_a_former_star_to_its_member(rows, roster_change):
    report = rows(absence("2025-01-01", "2025-01-02"))
    assert report.notes == ["Star 4497 is a former star; its rows go to star 300."]
    assert facts_of(Case.objects.get().member).member == "300"


@pytest.fixture
def roster_change(member):
    member.star_number = "300"
    member.save()


def test_import_gives_a_reissued_star_to_the_current_holder(rows):
    make_member("4497", separated_on=date(2020, 1, 1), employee_number="1")
    holder = make_member("4497", employee_number="2")
    rows(absence("2025-01-01", "2025-01-02"))
    assert Case.objects.get().member == holder
