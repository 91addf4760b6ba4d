"""Acts that change the past: all or nothing when a step fails, and two people at once."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps

from caseflow.refusals import RuleViolation
from cases.models import Absence, Case, DutyStatus, LedgerEntry, Projection
from cases.services import changing, ledger, recoding
from cases.services.ledger import record_exception
from cases.services.moving import return_case
from members.models import MemberEvent
from tests.cases.test_two_at_once import at_once
from tests.factories import NOW, TODAY, make_case, make_member, make_user

FIRST = date(2026, 1, 5)


def rows() -> dict[str, Any]:
    models = [*apps.get_app_config("cases").get_models(), MemberEvent]
    return {
        model._meta.label: sorted(map(str, model._base_manager.values_list())) for model in models
    }


def office(by: Any) -> tuple[Case, dict[str, Any]]:
    """A case on the roll, an injury, an exception; and each act with what it needs."""
    dated = {"by": by, "now": NOW, "on": TODAY}
    member = make_member("4497")
    days = {"first_day": date(2025, 3, 3), "last_day": date(2025, 3, 7)}
    injury = make_case(member, kind="iod", by=by, **days)
    case = make_case(member, first_day=FIRST, by=by)
    absence = case.absences.get()
    off = {"member": member, "reason": "furlough", "source": "S 1", **dated}
    entry = record_exception(first_day=FIRST, last_day=FIRST, **off)
    some = {"first_day": date(2026, 1, 10), "last_day": date(2026, 1, 12)}
    iod = {"account": "iod", "injury": injury, "source": "S 3"}
    denied = {"found_on": date(2026, 1, 10), "certified_on": date(2026, 1, 20), "source": "S 4"}
    return case, {
        "enter": (changing, changing.add_absence, {
            "case": injury, "first_day": date(2025, 4, 1), "last_day": date(2025, 4, 2),
            "source": "S 5", **dated,
        }),
        "move": (changing, changing.move_absence, {
            "absence": absence, "first_day": date(2026, 1, 4), "last_day": None, "source": "S 6",
            "reason": "x", **dated,
        }),
        "reverse_absence": (changing, changing.reverse_absence, {
            "absence": injury.absences.get(), "reason": "x", **dated,
        }),
        "exception": (ledger, ledger.record_exception, {**off, **some}),
        "credit": (ledger, ledger.record_credit, {
            "member": member, **iod, "days": 3, "first_day": FIRST, "reason": "treatment_delay",
            **dated,
        }),
        "reverse": (ledger, ledger.reverse_entry, {"entry": entry, "reason": "x", **dated}),
        "recode": (recoding, recoding.recode_days, {"member": member, **iod, **some, **dated}),
        "recurrence": (recoding, recoding.certify_recurrence, {
            "case": case, "injury": injury, **denied, **dated,
        }),
    }  # fmt: skip


VERBS = "enter move reverse_absence exception credit reverse recode recurrence".split()


@pytest.mark.django_db
@pytest.mark.parametrize("verb", VERBS)
def test_an_act_that_fails_at_its_end_leaves_nothing(coordinator, monkeypatch, verb):
    _, acts = office(coordinator)
    module, service, said = acts[verb]
    before = rows()

    def fail(**fields: Any) -> None:
        raise RuntimeError("half way")

    with monkeypatch.context() as patch:
        patch.setattr(module, "facts_changed", fail)
        with pytest.raises(RuntimeError, match="half way"):
            service(**said)
    assert rows() == before
    service(**said)
    assert rows() != before


class TestAtOnce:
    """On PostgreSQL, where two write at the same moment."""

    pytestmark = [
        pytest.mark.django_db(transaction=True),
        pytest.mark.postgres,
        pytest.mark.usefixtures("postgres"),
    ]

    def test_two_moves_of_one_absence_leave_one(self):
        case, acts = office(make_user("coordinator"))
        _, move, said = acts["move"]
        results = at_once(
            lambda: move(**said), lambda: move(**{**said, "first_day": date(2026, 1, 3)})
        )
        assert {type(r) for r in results} == {Absence, RuleViolation}
        assert case.absences.standing().count() == 1

    def test_an_exception_and_a_reversal_of_its_absence_leave_one(self):
        case, acts = office(make_user("coordinator"))
        ledger.reverse_entry(**acts["reverse"][2])
        _, record, said = acts["exception"]
        gone = {**acts["reverse_absence"][2], "absence": case.absences.get()}
        results = at_once(lambda: record(**said), lambda: changing.reverse_absence(**gone))
        kinds = {type(r) for r in results}
        assert kinds in ({LedgerEntry, RuleViolation}, {RuleViolation, Absence})
        assert case.absences.standing().exists() == LedgerEntry.objects.standing().exists()

    def test_a_return_and_a_recoding_at_once_keep_what_is_stored_true(self):
        by = make_user("coordinator")
        case, acts = office(by)
        _, recode, said = acts["recode"]
        results = at_once(
            lambda: recode(**said),
            lambda: return_case(case=case, last_day=date(2026, 2, 1), by=by, now=NOW, on=TODAY),
        )
        assert {type(r) for r in results} == {LedgerEntry, Absence}
        assert not Projection.objects.exists()
        stored = DutyStatus.objects.filter(first_day__gte=FIRST).order_by("first_day")
        assert list(stored.values_list("status", flat=True)) == [
            "away", "non_iod", "iod", "non_iod", "full",
        ]  # fmt: skip
