"""An act that fails at its last step leaves nothing behind."""

from datetime import date
from typing import Any

import pytest

from cases.models import DutyStatus
from cases.services import duty, released, releasing, requirements, travel
from cases.services.duty import SpellData
from cases.services.releasing import ReleaseData
from tests.cases.returning import makers
from tests.cases.test_case_half_way import counts
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db


def acts(by: Any) -> dict[str, tuple[Any, Any, dict[str, Any]]]:
    """Every service with what it needs, on cases of their own."""
    one, two = make_case(kind="iod"), make_case(make_member("9"))
    dated, short = makers.who(by), {"by": by, "now": NOW}
    asked, away = makers.require(one, by), makers.travel(one, by)
    done = makers.release(two, by, kind="limited")
    alone = makers.spell(make_member("8"), by)
    told = {
        "issued_on": TODAY, "certificate_required": True, "good_cause": "",
        "records_needed": "x-rays", "extra_tests": "",
    }  # fmt: skip
    free = ReleaseData("limited", TODAY, "no lifting", date(2026, 5, 1), waived=[1], reason="x")
    trip = {"first_day": date(2026, 4, 1), "last_day": date(2026, 4, 2), "destination": "x"}
    past = SpellData("limited_iod", date(2025, 1, 1), date(2025, 1, 2))
    spelled = {"member": one.member, "case": one, "spell": past, **dated}
    verified = {"release": done, "verified_by": "Sgt. Ruiz", "verified_on": TODAY, **dated}
    permit = {"travel": away, "second_by": "", "second_on": None, **dated}
    freed = {"case": one, "release": free, "authorised_by": by, **dated}
    call = requirements, releasing, released, duty, travel
    ask, let, later, limit, trips = call
    return {
        "require": (ask, ask.issue_requirements, {"case": one, **told, **dated}),
        "met": (ask, ask.meet_requirements, {"requirement": asked, "met_on": TODAY, **dated}),
        "untell": (ask, ask.reverse_requirements, {"requirement": asked, "reason": "x", **short}),
        "release": (let, let.release_case, freed),
        "verify": (later, later.verify_release, verified),
        "unrelease": (later, later.reverse_release, {"release": done, "reason": "x", **dated}),
        "enter": (limit, limit.enter_duty_spell, spelled),
        "end": (limit, limit.end_duty_spell, {"spell": alone, "last_day": TODAY, **dated}),
        "unspell": (limit, limit.reverse_duty_spell, {"spell": alone, "reason": "x", **dated}),
        "travel": (trips, trips.request_travel, {"case": one, "address": "", **trip, **dated}),
        "permit": (trips, trips.approve_travel, permit),
        "refuse": (trips, trips.refuse_travel, {"travel": away, "reason": "x", **short}),
        "revoke": (trips, trips.revoke_travel, {"travel": away, "reason": "x", **short}),
    }


VERBS = (
    "require met untell release verify unrelease enter end unspell travel permit refuse revoke"
).split()


@pytest.mark.parametrize("verb", VERBS)
def test_an_act_that_fails_half_way_leaves_nothing(coordinator, monkeypatch, verb):
    module, service, said = acts(coordinator)[verb]
    before, days = counts(), list(DutyStatus.objects.order_by("pk").values_list())

    def fail(**fields: Any) -> None:
        raise RuntimeError("half way")

    for name in ("record_event", "record_member_event"):
        monkeypatch.setattr(module, name, fail, raising=False)
    with pytest.raises(RuntimeError, match="half way"):
        service(**said)
    assert (counts(), list(DutyStatus.objects.order_by("pk").values_list())) == (before, days)


@pytest.mark.parametrize("verb", VERBS)
def test_an_act_leaves_history_with_who_and_why(coordinator, verb):
    _, service, said = acts(coordinator)[verb]
    newest = service(**said).history.first()
    assert (newest.history_user, newest.history_date) == (coordinator, NOW)
    assert newest.history_change_reason
    entered = verb in ("require", "release", "enter", "travel")
    assert newest.history_type == ("+" if entered else "~")
