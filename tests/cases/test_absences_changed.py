"""Absences entered, moved and reversed afterwards: what is written, what is refused."""

from datetime import date, timedelta

import pytest

from caseflow.refusals import RuleViolation
from cases.models import (
    Absence,
    Case,
    CaseEvent,
    Certification,
    DutyStatus,
    Projection,
    Release,
)
from cases.services.changing import add_absence, move_absence, reverse_absence
from cases.services.closing import close_case
from cases.services.ledger import record_exception
from cases.services.moving import return_case
from cases.services.notes import NoteKind, add_note
from cases.services.opening import open_case
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 2, 2), date(2026, 2, 20)


@pytest.fixture
def act(coordinator):
    return {"by": coordinator, "now": NOW, "on": TODAY}


@pytest.fixture
def case(coordinator):
    return make_case(make_member("4497"), first_day=FIRST, by=coordinator)


@pytest.fixture
def move(case, act):
    def moving(absence=None, **fields):
        absence = absence or case.absences.standing().get()
        values = {"first_day": FIRST, "last_day": None, "reason": "wrong day", "source": "MAR 7"}
        return move_absence(absence=absence, **{**values, **act, **fields})

    return moving


def statuses(member):
    rows = DutyStatus.objects.filter(member=member).order_by("first_day")
    return list(rows.values_list("first_day", "status"))


def test_move_absence_reverses_the_old_row_and_writes_another(case, move):
    moved = move(first_day=date(2026, 2, 4))
    old = case.absences.exclude(pk=moved.pk).get()
    case.refresh_from_db()
    assert (old.reversal_reason, old.first_day, moved.first_day) == (
        "wrong day",
        FIRST,
        date(2026, 2, 4),
    )
    assert (case.first_day, case.version) == (date(2026, 2, 4), 2)
    event = CaseEvent.objects.latest("pk")
    assert (event.kind, event.reason, len(event.data["wrote"])) == ("absence_moved", "wrong day", 3)
    assert event.data["was_first"] == "2026-02-02"
    assert statuses(case.member)[1:] == [(date(2026, 2, 4), "non_iod")]


def test_move_absence_takes_the_last_day_back(case, move, act):
    return_case(case=case, last_day=LAST, **act)
    assert not Projection.objects.exists()
    move()
    case.refresh_from_db()
    assert (case.state, case.absences.standing().get().last_day) == ("reported", None)
    assert Projection.objects.get().case == case


def test_move_absence_to_another_last_day(case, move, act):
    return_case(case=case, last_day=LAST, **act)
    move(last_day=date(2026, 2, 25))
    assert statuses(case.member)[1:] == [(FIRST, "non_iod"), (date(2026, 2, 26), "full")]
    case.refresh_from_db()
    assert case.state == "returned"


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({}, None, "These are the days already"),
        ({"reason": " "}, "reason", "Say why the days change"),
        ({"source": ""}, "source", "Name the document"),
        ({"first_day": date(2009, 1, 1)}, "first_day", "before the member was appointed"),
        ({"last_day": date(2026, 2, 1)}, "last_day", "is before the first"),
        ({"last_day": date(2026, 3, 6)}, "last_day", "has not come yet"),
        ({"first_day": date(2028, 1, 1)}, "first_day", "more than 366 days ahead"),
    ],
)
def test_move_absence_refused(case, move, fields, field, sentence):
    with pytest.raises(RuleViolation, match=sentence) as refused:
        move(**fields)
    assert refused.value.field == field
    assert not Absence.objects.exclude(reversed_at=None).exists()


def test_move_absence_refused_over_another_one(case, move):
    other = make_case(
        case.member, first_day=date(2026, 1, 5), last_day=date(2026, 1, 9), by=case.opened_by
    )
    with pytest.raises(RuleViolation, match=f"case {other.reference}"):
        move(first_day=date(2026, 1, 9))


def test_move_absence_names_what_rests_on_the_days_that_would_go(case, move, act):
    record_exception(
        member=case.member, first_day=FIRST, last_day=date(2026, 2, 6), reason="furlough",
        source="Slip 3", **act,
    )  # fmt: skip
    with pytest.raises(RuleViolation, match="the exception .furlough., 2 Feb 2026 to 6 Feb 2026"):
        move(first_day=date(2026, 2, 3))
    assert move(first_day=date(2026, 2, 1)).first_day == date(2026, 2, 1)


def test_move_absence_of_a_closed_case_keeps_it_closed(case, move, act):
    return_case(case=case, last_day=LAST, **act)
    add_note(
        case=case,
        kind=NoteKind.objects.first(),
        happened_at=NOW,
        text="Done.",
        by=act["by"],
        now=NOW,
    )
    close_case(case=case, outcome="full_duty", reason="", waived=[], **act)
    with pytest.raises(RuleViolation, match="The case is closed, so its absence has a last day"):
        move()
    move(last_day=date(2026, 2, 19))
    case.refresh_from_db()
    assert case.state == "closed"


def test_move_absence_that_was_moved_meanwhile_is_refused(case, move):
    seen = case.absences.get()
    move(first_day=date(2026, 2, 4))
    with pytest.raises(RuleViolation, match="reversed already"):
        move(seen, first_day=date(2026, 2, 5))


def test_reverse_absence_frees_its_days(case, act):
    reverse_absence(absence=case.absences.get(), reason="another member", **act)
    case.refresh_from_db()
    assert (case.state, case.first_day) == ("reported", FIRST)
    assert statuses(case.member) == [(date(2010, 3, 1), "full")]
    assert not Projection.objects.exists()
    assert make_case(case.member, first_day=FIRST, by=act["by"]).first_day == FIRST


def test_reverse_absence_needs_a_reason_and_refuses_what_rests_on_it(case, act):
    absence = case.absences.get()
    with pytest.raises(RuleViolation, match="Say why the absence is reversed"):
        reverse_absence(absence=absence, reason=" ", **act)
    record_exception(
        member=case.member,
        first_day=FIRST,
        last_day=FIRST,
        reason="suspension",
        source="SPAR 1",
        **act,
    )
    with pytest.raises(RuleViolation, match="the exception .suspension., 2 Feb 2026. Reverse"):
        reverse_absence(absence=absence, reason="in error", **act)


def test_add_absence_to_a_case_whose_absence_is_over(case, act):
    with pytest.raises(RuleViolation, match="is still open"):
        add_absence(case=case, first_day=date(2026, 3, 1), last_day=None, source="MAR 9", **act)
    return_case(case=case, last_day=LAST, **act)
    add_absence(case=case, first_day=date(2026, 3, 1), last_day=None, source="MAR 9", **act)
    case.refresh_from_db()
    assert (case.state, case.first_day, case.absences.count()) == ("reported", FIRST, 2)


def test_reverse_absence_of_two_leaves_the_other(case, act):
    return_case(case=case, last_day=LAST, **act)
    second = add_absence(
        case=case, first_day=date(2026, 3, 1), last_day=None, source="MAR 9", **act
    )
    reverse_absence(absence=case.absences.get(first_day=FIRST), reason="in error", **act)
    case.refresh_from_db()
    assert (case.state, case.first_day) == ("reported", date(2026, 3, 1))
    reverse_absence(absence=second, reason="in error", **act)
    case.refresh_from_db()
    assert case.state == "reported"


def test_an_injury_without_lost_time_gets_its_absence_later(coordinator, act):
    member = make_member("9")
    case = open_case(
        member=member,
        kind="iod",
        first_day=date(2026, 1, 5),
        nature="bite",
        without_absence=True,
        **act,
    )
    assert (case.absences.count(), [e.kind for e in case.events.all()]) == (0, ["case_opened"])
    add_absence(case=case, first_day=FIRST, last_day=None, source="MAR 1", **act)
    case.refresh_from_db()
    assert (case.first_day, case.state) == (date(2026, 1, 5), "reported")
    assert Projection.objects.get().injury == case


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "non_iod"}, "Only an injury on duty"),
        ({"first_day": date(2026, 3, 6)}, "has not come yet"),
        ({"first_day": date(2009, 3, 6)}, "before the member was appointed"),
    ],
)
def test_open_case_without_absence_refused(act, fields, sentence):
    values = {"kind": "iod", "first_day": FIRST, "nature": "bite", "without_absence": True}
    with pytest.raises(RuleViolation, match=sentence):
        open_case(member=make_member("9"), **{**values, **act, **fields})
    assert not Case.objects.exists()


def test_an_absence_that_a_release_ended_keeps_its_last_day(case, move, act):
    return_case(case=case, last_day=LAST, **act)
    release = {"case": case, "kind": "full", "authorised_by": act["by"], "entered_by": act["by"]}
    Release.objects.create(returns_on=LAST + timedelta(1), entered_at=NOW, **release)
    with pytest.raises(RuleViolation, match="the release to full duty from 21 Feb 2026 on"):
        move(last_day=date(2026, 2, 19))
    with pytest.raises(RuleViolation, match="the release to full duty"):
        reverse_absence(absence=case.absences.get(), reason="in error", **act)
    assert move(first_day=date(2026, 2, 1), last_day=LAST).last_day == LAST


def test_an_absence_keeps_the_day_of_its_certification(case, move, act):
    Certification.objects.create(
        case=case, state="certified", first_day=FIRST, decided_by=act["by"], entered_by=act["by"],
        entered_at=NOW,
    )  # fmt: skip
    with pytest.raises(RuleViolation, match="Certified”, from 2 Feb 2026 on. Reverse them first"):
        move(first_day=date(2026, 2, 3))


def test_reverse_absence_of_a_closed_case_keeps_it_closed(case, act):
    return_case(case=case, last_day=LAST, **act)
    note = {"kind": NoteKind.objects.first(), "happened_at": NOW, "text": "Done."}
    add_note(case=case, **note, by=act["by"], now=NOW)
    close_case(case=case, outcome="full_duty", reason="", waived=[], **act)
    reverse_absence(absence=case.absences.get(), reason="in error", **act)
    case.refresh_from_db()
    assert (case.state, case.absences.standing().count()) == ("closed", 0)
