"""Acts on certification and category that fail at their last step leave nothing behind; done, each
leaves a history with who and why."""

from datetime import date
from typing import Any

import pytest

from cases.models import CaseNote, NoteKind
from cases.services import approving, category, certifying, reviewing
from cases.services.moving import confirm_case
from tests.cases.test_case_half_way import counts
from tests.factories import NOW, TODAY, make_case, make_note

pytestmark = pytest.mark.django_db

FEB_2, FEB_10, FEB_20 = date(2026, 2, 2), date(2026, 2, 10), date(2026, 2, 20)
FAILED = {"cause": "no_show", "duty": "Did not come on 9 Feb."}


def reported(by: Any, who: dict[str, Any]) -> Any:
    return make_case(by=by)


def on_roll(by: Any, who: dict[str, Any]) -> Any:
    return confirm_case(case=make_case(by=by), by=by, now=NOW)


def certified(by: Any, who: dict[str, Any]) -> Any:
    case = on_roll(by, who)
    certifying.certify_case(case=case, first_day=FEB_2, **who)
    return case


def withdrawn(by: Any, who: dict[str, Any]) -> Any:
    case = certified(by, who)
    certifying.withdraw_certification(case=case, first_day=FEB_10, **FAILED, **who)
    return case


def asked(by: Any, who: dict[str, Any]) -> Any:
    case = withdrawn(by, who)
    reviewing.request_review(case=case, requested_on=FEB_20, **who)
    return case


def placed(by: Any, who: dict[str, Any]) -> Any:
    case = on_roll(by, who)
    category.set_category(case=case, category="stationary", first_day=FEB_2, **who)
    kind = NoteKind.objects.get(code="review")
    make_note(case, kind=kind, by=by)
    return case


def ambulatory(case: Any) -> dict[str, Any]:
    return {
        "category": "ambulatory",
        "first_day": TODAY,
        "review_note": CaseNote.objects.get(case=case),
    }


APPROVAL = {"name": "A. Ruiz", "rank": "Lieutenant", "approved_on": TODAY}
ANSWER = {"outcome": "restored", "answer": "Came later.", "answered_on": TODAY}
ACTS: dict[str, Any] = {
    "approve": (reported, approving, "approve_case", APPROVAL),
    "certify": (on_roll, certifying, "certify_case", {"first_day": FEB_2}),
    "withhold": (on_roll, certifying, "withhold_certification", {**FAILED, "first_day": FEB_2}),
    "withdraw": (certified, certifying, "withdraw_certification", {**FAILED, "first_day": FEB_10}),
    "give back": (withdrawn, certifying, "certify_case", {"first_day": FEB_20}),
    "take back": (withdrawn, certifying, "reverse_certification", {"reason": "x"}),
    "review": (withdrawn, reviewing, "request_review", {"requested_on": FEB_20}),
    "answer": (asked, reviewing, "answer_review", ANSWER),
    "answer from a day": (asked, reviewing, "answer_review", {**ANSWER, "restored_from": FEB_20}),
    "category": (placed, category, "set_category", ambulatory),
    "take back a category": (placed, category, "reverse_category", {"reason": "x"}),
    "serious": (reported, approving, "mark_serious", {"serious": True, "reason": "x"}),
}


def prepared(verb: str, by: Any, lead: Any) -> tuple[Any, Any, Any, dict[str, Any]]:
    start, module, name, said = ACTS[verb]
    who = {"by": lead, "now": NOW, "on": TODAY}
    case = start(by, who)
    values = {"case": case, **(said(case) if callable(said) else said), **who}
    if name == "mark_serious":
        del values["on"]
    return case, module, getattr(module, name), values


@pytest.mark.parametrize("verb", ACTS)
def test_an_act_that_fails_half_way_leaves_nothing(coordinator, lead, monkeypatch, verb):
    case, module, service, said = prepared(verb, coordinator, lead)

    def fail(**fields: Any) -> None:
        raise RuntimeError("half way")

    before = counts(), rows(case)
    monkeypatch.setattr(module, "record_event", fail)
    with pytest.raises(RuntimeError, match="half way"):
        service(**said)
    assert (counts(), rows(case)) == before


@pytest.mark.parametrize("verb", ACTS)
def test_an_act_leaves_history_with_who_and_why(coordinator, lead, verb):
    case, _, service, said = prepared(verb, coordinator, lead)
    events = case.events.count()
    newest = service(**said).history.first()
    assert (newest.history_user, newest.history_date) == (lead, NOW)
    assert newest.history_change_reason
    assert case.events.count() == events + 1


def rows(case: Any) -> list[Any]:
    case.refresh_from_db()
    spells = [*case.certifications.order_by("id"), *case.categories.order_by("id")]
    return [(case.state, case.version, case.serious), *(
        (row.pk, row.first_day, row.last_day, row.reversed_at) for row in spells
    )]  # fmt: skip
