"""Stored obligations follow every act, in its transaction, and keep what people decided."""

from datetime import date, timedelta

import pytest

from caseflow.acts import act
from cases.models import Case, Obligation, ObligationState
from cases.obligation_verification import wrong_obligations
from cases.services.events import lock_case, record_event
from cases.services.holding import hold_case
from cases.services.moving import amend_case, confirm_case, return_case
from cases.services.obligation_acts import (
    complete_obligation,
    hand_obligation,
    hold_obligation,
    move_obligation,
)
from cases.services.obligations import reconcile_cases
from tests.factories import NOW, TODAY, make_case, make_note, make_user

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def writer(coordinator):
    return coordinator


@pytest.fixture
def case(writer):
    return make_case(by=writer, expected_return_on=date(2026, 3, 16))


def the(case, code):
    return Obligation.objects.get(case=case, code=code)


def expect(case, day, by):
    fresh = Case.objects.get(pk=case.pk)
    amend_case(
        case=fresh, nature=fresh.nature, expected_return_on=day, reported_by="", reason="Learned",
        version=fresh.version, by=by, now=LATER,
    )  # fmt: skip


def test_opening_a_case_makes_them(case):
    found = set(Obligation.objects.filter(case=case).open().values_list("code", flat=True))
    assert {"confirm", "expected_return", "limit_report_in_person", "assign"} <= found


def test_correcting_the_trigger_moves_the_day_and_keeps_the_old_one(case, writer):
    expect(case, date(2026, 3, 20), writer)
    row = the(case, "expected_return")
    assert (row.due_on, row.was_due_on) == (date(2026, 3, 20), date(2026, 3, 16))
    assert row.changed_how == "moved"
    assert [h.due_on for h in row.history.order_by("history_id")] == [
        date(2026, 3, 16), date(2026, 3, 20),
    ]  # fmt: skip


def test_trigger_that_is_gone_withdraws_or_meets_it(case, writer):
    expect(case, None, writer)
    assert the(case, "expected_return").state == ObligationState.MET
    confirm_case(case=case, by=writer, now=LATER)
    assert the(case, "confirm").state == ObligationState.MET


def test_own_day_stays_until_the_rules_day_moves(case, writer):
    row = the(case, "expected_return")
    move_obligation(obligation=row, to=date(2026, 3, 12), reason="Call", by=writer, now=NOW)
    make_note(case, by=writer)
    row.refresh_from_db()
    assert (row.due_on, row.rule_due_on) == (date(2026, 3, 12), date(2026, 3, 16))
    expect(case, date(2026, 3, 20), writer)
    row.refresh_from_db()
    assert (row.due_on, row.moved_to, row.moved_reason) == (date(2026, 3, 20), None, "")


def test_done_stays_done_and_opens_again_when_its_day_moves(case, writer):
    complete_obligation(obligation=the(case, "expected_return"), note=None, by=writer, now=NOW)
    make_note(case, by=writer)
    assert the(case, "expected_return").state == ObligationState.DONE
    expect(case, date(2026, 3, 20), writer)
    row = the(case, "expected_return")
    assert (row.state, row.done_by, row.due_on) == ("open", None, date(2026, 3, 20))


def test_hold_for_an_event_ends_with_it(case, writer):
    row = the(case, "confirm")
    hold_obligation(
        obligation=row, until=None, waits_for="note_added", reason="Call back", by=writer, now=NOW
    )
    assert list(Obligation.objects.held(TODAY)) == [row]
    make_note(case, by=writer, now=LATER)
    row.refresh_from_db()
    assert (row.held_for, row.held_reason, row.changed_how) == ("", "", "resumed")


def test_handed_one_stays_with_the_colleague(case, writer):
    other = make_user("other")
    hand_obligation(obligation=the(case, "confirm"), to=other, reason="Away", by=writer, now=NOW)
    make_note(case, by=writer)
    assert the(case, "confirm").responsible == other


def test_return_of_the_member_lets_the_rest_fall_away(case, writer):
    confirm_case(case=case, by=writer, now=NOW)
    return_case(case=case, last_day=date(2026, 3, 4), by=writer, now=NOW, on=TODAY)
    found = set(Obligation.objects.filter(case=case).open().values_list("code", flat=True))
    assert "close_case" in found
    assert not {"ladder", "par", "follow_up", "expected_return"} & found


def test_act_that_fails_takes_its_obligations_back(case, writer):
    @act
    def half_way():
        hold_case(case=case, reason="x", until=None, by=writer, now=NOW, on=TODAY)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()
    assert not Obligation.objects.filter(case=case, code="hold_ends").exists()


def test_event_outside_of_an_act_is_refused(case, writer):
    with pytest.raises(RuntimeError, match="put @act on the service"):
        record_event(case=lock_case(case), kind="case_held", by=writer, now=NOW)


def test_second_time_writes_nothing(case, writer, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        assert reconcile_cases([case.pk], by=writer, now=LATER) == 0


def test_verify_names_one_that_was_changed_behind_its_back(case):
    Obligation.objects.filter(pk=the(case, "confirm").pk).update(what="Something else")
    [(reference, sentence)] = wrong_obligations([case.pk], TODAY)
    assert reference == case.reference
    assert "confirm" in sentence


def test_contact_meets_the_one_that_was_due_and_makes_the_next(case, writer):
    make_note(case, by=writer)
    make_note(case, by=writer, happened_at=LATER, now=LATER)
    rows = Obligation.objects.filter(case=case, code="follow_up").order_by("subject")
    assert [(row.subject, row.state) for row in rows] == [("note-1", "met"), ("note-2", "open")]
