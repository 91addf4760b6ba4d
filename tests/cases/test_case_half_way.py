"""A service that fails at its last step leaves nothing behind: no row, no number, no event."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps

from caseflow.refusals import RuleViolation
from cases.models import NoteKind
from cases.services import assigning, closing, holding, moving, notes, opening
from tests.factories import NOW, TODAY, make_case, make_member, make_note, make_user

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    models = [
        *apps.get_app_config("cases").get_models(),
        *apps.get_app_config("caseflow").get_models(),
    ]
    return {model._meta.label: model._base_manager.count() for model in models}


def acts(case: Any, by: Any) -> dict[str, Any]:
    """Every service with what it needs, on a case of its owner with a note."""
    note, kind = case.notes.get(), NoteKind.objects.first()
    who = {"by": by, "now": NOW}
    dated = {**who, "on": TODAY}
    text = {"kind": kind, "text": "new", "happened_at": NOW}
    facts = {"nature": "hip", "expected_return_on": None, "reported_by": "", "reason": "x"}
    to = {"user": make_user("other"), "reason": "x", "seen_owner_id": by.pk}
    call = {"member": make_member("9"), "kind": "iod", "first_day": TODAY, "nature": "x"}
    return {
        "open": (opening, opening.open_case, {**call, "owner": by, **dated}),
        "assign": (assigning, assigning.assign_case, {"case": case, **to, **who}),
        "confirm": (moving, moving.confirm_case, {"case": case, **who}),
        "return": (moving, moving.return_case, {"case": case, "last_day": TODAY, **dated}),
        "hold": (holding, holding.hold_case, {"case": case, "reason": "x", "until": None, **dated}),
        "amend": (moving, moving.amend_case, {"case": case, "version": 1, **facts, **who}),
        "note": (notes, notes.add_note, {"case": case, **text, **who}),
        "note_amend": (
            notes, notes.amend_note, {"note": note, "reason": "x", "version": 1, **text, **who},
        ),
        "note_strike": (notes, notes.strike_note, {"note": note, "reason": "x", **who}),
    }  # fmt: skip


VERBS = "open assign confirm return hold amend note note_amend note_strike".split()


@pytest.mark.parametrize("verb", VERBS)
def test_an_act_that_fails_half_way_leaves_nothing(coordinator, monkeypatch, verb):
    case = make_note(make_case(owner=coordinator)).case
    module, service, said = acts(case, coordinator)[verb]

    def fail(**fields: Any) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(module, "record_event", fail)
    before = counts()
    with pytest.raises(RuntimeError, match="half way"):
        service(**said)
    assert counts() == before
    case.refresh_from_db()
    assert (case.version, case.owner, case.state) == (1, coordinator, "reported")


@pytest.mark.parametrize("module", [closing])
def test_closing_and_reopening_that_fail_leave_the_case(coordinator, monkeypatch, module):
    case = make_note(make_case(owner=coordinator, last_day=date(2026, 3, 1))).case
    who = {"case": case, "by": coordinator, "now": NOW}
    shut = {"outcome": "other", "reason": "", "waived": [], "on": TODAY}
    with monkeypatch.context() as patch:
        patch.setattr(module, "record_event", None)
        with pytest.raises(TypeError):
            closing.close_case(**who, **shut)
    closing.close_case(**who, **shut)
    monkeypatch.setattr(module, "record_event", None)
    before = counts()
    with pytest.raises(TypeError):
        closing.reopen_case(**who, reason="bill")
    case.refresh_from_db()
    assert (case.state, counts()) == ("closed", before)


@pytest.mark.parametrize("verb", VERBS)
def test_an_act_leaves_history_with_who_and_why(coordinator, verb):
    case = make_note(make_case(owner=coordinator)).case
    _, service, said = acts(case, coordinator)[verb]
    row = service(**said)
    newest = row.history.first()
    assert (newest.history_user, newest.history_date) == (coordinator, NOW)
    assert newest.history_change_reason
    assert newest.history_type == (
        "~" if verb in ("confirm", "return", "amend", "note_amend", "note_strike") else "+"
    )


def test_an_injury_s_label_is_the_member_s_once(coordinator):
    member = make_member()
    injury = {"kind": "iod", "injury_label": "knee"}
    make_case(member, **injury, first_day=date(2025, 1, 1), last_day=date(2025, 1, 2))
    with pytest.raises(RuleViolation, match="has an injury called knee already"):
        make_case(member, **injury)
    assert make_case(make_member("9"), **injury).injury_label == "knee"
