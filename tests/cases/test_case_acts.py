"""Assigning, holding, returning, closing, reopening, correcting."""

from datetime import date

import pytest

from caseflow.refusals import RuleViolation, StaleVersion
from cases.models import Assignment, Projection
from cases.services.assigning import assign_case
from cases.services.closing import close_case, reopen_case
from cases.services.holding import hold_case, resume_case
from cases.services.moving import amend_case, confirm_case, return_case
from tests.factories import NOW, TODAY, make_case, make_note, make_user

pytestmark = pytest.mark.django_db


def returned(by, **fields):
    case = make_case(owner=by, **fields)
    return_case(case=case, last_day=date(2026, 3, 1), by=by, now=NOW, on=TODAY)
    case.refresh_from_db()
    return case


def close(case, by, **fields):
    values = {"outcome": "full_duty", "reason": "", "waived": [], **fields}
    return close_case(case=case, by=by, now=NOW, on=TODAY, **values)


def test_assign_takes_a_free_case(coordinator):
    case = make_case()
    assign_case(case=case, user=coordinator, by=coordinator, now=NOW, seen_owner_id=None)
    case.refresh_from_db()
    assert case.owner == coordinator
    assert case.events.order_by("-sequence").first().kind == "case_assigned"


def test_assign_hands_over_with_a_reason_and_keeps_both_spells(coordinator):
    other = make_user("other")
    case = make_case(owner=coordinator)
    with pytest.raises(RuleViolation, match="Say why the case changes hands"):
        assign_case(case=case, user=other, by=coordinator, now=NOW, seen_owner_id=coordinator.pk)
    assign_case(
        case=case, user=other, by=coordinator, now=NOW, reason="away", seen_owner_id=coordinator.pk
    )
    spells = Assignment.objects.filter(case=case).order_by("id")
    assert [(s.user, s.ended_at is None) for s in spells] == [(coordinator, False), (other, True)]


def test_assign_refuses_when_the_case_changed_hands_meanwhile(coordinator, lead):
    case = make_case(owner=coordinator)
    with pytest.raises(StaleVersion, match="it is with Coordinator now"):
        assign_case(case=case, user=lead, by=lead, now=NOW, seen_owner_id=None)


def test_assign_refuses_a_colleague_s_case_and_a_person_without_cases(coordinator, auditor, lead):
    other = make_user("other")
    case = make_case(owner=other)
    with pytest.raises(RuleViolation, match="The case is with Other"):
        assign_case(
            case=case, user=coordinator, by=coordinator, now=NOW, reason="x", seen_owner_id=other.pk
        )
    with pytest.raises(RuleViolation, match="Auditor does not keep cases"):
        assign_case(case=case, user=auditor, by=lead, now=NOW, reason="x", seen_owner_id=other.pk)


def test_hold_and_resume(coordinator):
    case = make_case(owner=coordinator)
    hold_case(case=case, reason="MRI", until=date(2026, 3, 20), by=coordinator, now=NOW, on=TODAY)
    with pytest.raises(RuleViolation, match="on hold already"):
        hold_case(case=case, reason="again", until=None, by=coordinator, now=NOW, on=TODAY)
    resume_case(case=case, by=coordinator, now=NOW)
    with pytest.raises(RuleViolation, match="is not on hold"):
        resume_case(case=case, by=coordinator, now=NOW)


def test_hold_refuses_a_day_that_is_not_ahead(coordinator):
    case = make_case()
    with pytest.raises(RuleViolation, match="5 Mar 2026 is not ahead"):
        hold_case(case=case, reason="x", until=TODAY, by=coordinator, now=NOW, on=TODAY)


def test_return_ends_the_absence_and_its_projection(coordinator):
    case = returned(coordinator)
    assert case.state == "returned"
    assert case.absences.get().last_day == date(2026, 3, 1)
    assert not Projection.objects.filter(case=case).exists()
    with pytest.raises(RuleViolation, match="this needs it to be"):
        return_case(case=case, last_day=TODAY, by=coordinator, now=NOW, on=TODAY)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(date(2026, 2, 1), "is before the first, 2 Feb 2026"), (date(2026, 3, 6), "has not come yet")],
)
def test_return_refuses_a_wrong_last_day(coordinator, day, sentence):
    case = make_case()
    with pytest.raises(RuleViolation, match=sentence):
        return_case(case=case, last_day=day, by=coordinator, now=NOW, on=TODAY)
    assert case.absences.get().last_day is None


def test_close_refuses_what_is_open(coordinator):
    case = make_case(owner=coordinator)
    with pytest.raises(RuleViolation, match="has no last day yet"):
        close(case, coordinator)
    case.refresh_from_db()
    assert case.closed_at is None


def test_close_waives_by_name_and_with_a_reason(coordinator):
    case = returned(coordinator)
    with pytest.raises(RuleViolation, match="No note says how the case ended"):
        close(case, coordinator)
    with pytest.raises(RuleViolation, match="Say why the case closes"):
        close(case, coordinator, waived=["note"])
    close(case, coordinator, waived=["note"], reason="paper file")
    event = case.events.order_by("-sequence").first()
    assert event.data["waived"] == ["A note is on file"]


def test_close_ends_the_assignment_and_reopen_leaves_it_free(coordinator):
    case = returned(coordinator)
    make_note(case)
    closed = close(case, coordinator)
    assert closed.state == "closed"
    assert not Assignment.objects.filter(case=case, ended_at__isnull=True).exists()
    again = reopen_case(case=case, reason="new bill", by=coordinator, now=NOW)
    assert (again.state, again.owner, again.closed_at) == ("returned", None, None)


def test_reopen_needs_a_reason_and_a_closed_case(coordinator):
    case = returned(coordinator)
    with pytest.raises(RuleViolation, match="this needs it to be closed"):
        reopen_case(case=case, reason="x", by=coordinator, now=NOW)
    make_note(case)
    close(case, coordinator)
    with pytest.raises(RuleViolation, match="Say why the case is reopened"):
        reopen_case(case=case, reason=" ", by=coordinator, now=NOW)


def test_trainee_may_not_close(coordinator, trainee):
    case = returned(coordinator)
    with pytest.raises(RuleViolation, match="You do not have the right to hold, close"):
        close(case, trainee)


def test_confirm_puts_the_case_on_the_roll_once(coordinator):
    case = make_case()
    assert confirm_case(case=case, by=coordinator, now=NOW).state == "on_roll"
    with pytest.raises(RuleViolation, match="The case is on the medical roll"):
        confirm_case(case=case, by=coordinator, now=NOW)


def test_amend_case_keeps_history_and_refuses_a_stale_form(coordinator):
    case = make_case()
    facts = {"nature": "shoulder", "expected_return_on": None, "reported_by": ""}
    done = amend_case(case=case, **facts, reason="misheard", version=1, by=coordinator, now=NOW)
    assert (done.nature, done.version) == ("shoulder", 2)
    assert done.history.first().history_change_reason == "misheard"
    with pytest.raises(StaleVersion):
        amend_case(case=case, **facts, reason="x", version=1, by=coordinator, now=NOW)
    with pytest.raises(RuleViolation, match="Nothing is different"):
        amend_case(case=case, **facts, reason="x", version=2, by=coordinator, now=NOW)
