"""What an act would change is what it then changes, and looking at it changes nothing."""

from datetime import date, timedelta

import pytest

from caseflow.refusals import RuleViolation
from cases.models import Case, CaseEvent, DutyStatus, LedgerEntry, LedgerState, Projection
from cases.rules.usage import usage
from cases.services import impact as module
from cases.services.facts import facts_of, load_policy
from cases.services.impact import Affected, preview_act, register_affected, value_words
from cases.services.ledger import record_exception
from cases.services.moving import return_case
from members.models import MemberEvent
from tests.factories import NOW, TODAY, make_case

pytestmark = pytest.mark.django_db

STORED = (Case, CaseEvent, DutyStatus, LedgerEntry, LedgerState, MemberEvent, Projection)


def stored():
    """Every row that an act could write, the histories too."""
    rows = {model: list(model.objects.order_by("pk").values()) for model in STORED}
    return {**rows, "history": list(Case.history.values())}


@pytest.fixture
def case(coordinator):
    """A year on the roll, open."""
    return make_case(first_day=date(2025, 4, 1), now=NOW)


def furlough(case, by, first_day=date(2025, 7, 7), days=28):
    def act():
        return record_exception(
            member=case.member, first_day=first_day, last_day=first_day + timedelta(days - 1),
            reason="furlough", source="Furlough slip 12", by=by, now=NOW, on=TODAY,
        )  # fmt: skip

    return act


def figures(member):
    """Used, left and first unpaid day of every account of paid days."""
    found = usage(facts_of(member), load_policy(), TODAY).accounts
    return {
        (a.account, a.injury): (a.limit, a.used, a.remaining, a.first_unpaid_day) for a in found
    }


def test_preview_writes_nothing(case, coordinator):
    before = stored()
    preview_act(member=case.member, on=TODAY, act=furlough(case, coordinator))
    assert stored() == before


def test_preview_equals_the_effect(case, coordinator):
    before = figures(case.member)["non_iod", None]
    seen = preview_act(member=case.member, on=TODAY, act=furlough(case, coordinator))
    furlough(case, coordinator)()
    after = figures(case.member)["non_iod", None]
    moves = {m.what: (m.was, m.becomes) for m in seen.accounts if m.account == "non_iod"}
    assert moves == {
        "Used": (before[1], after[1]),
        "Left": (before[2], after[2]),
        "First unpaid day": (before[3], after[3]),
    }
    assert after[1] == before[1] - 28
    assert after[3] == before[3] + timedelta(28)


def test_preview_names_the_days_whose_status_changes(case, coordinator):
    seen = preview_act(member=case.member, on=TODAY, act=furlough(case, coordinator))
    roll = f"Medical roll, not on duty, {case.reference}"
    assert [(m.first_day, m.last_day, m.was, m.becomes) for m in seen.days] == [
        (date(2025, 7, 7), date(2025, 8, 3), roll, "Furlough")
    ]


def test_preview_passes_a_refusal_on_and_writes_nothing(case, coordinator):
    before = stored()
    with pytest.raises(RuleViolation, match="was not on the medical roll"):
        preview_act(member=case.member, on=TODAY, act=furlough(case, coordinator, date(2025, 3, 1)))
    assert stored() == before


def test_an_act_that_moves_nothing_says_so(case):
    assert not preview_act(member=case.member, on=TODAY, act=lambda: None).moves


def test_the_digest_follows_the_facts(case, coordinator):
    act = furlough(case, coordinator)
    first = preview_act(member=case.member, on=TODAY, act=act)
    assert preview_act(member=case.member, on=TODAY, act=act).digest == first.digest
    furlough(case, coordinator, date(2026, 2, 1), 1)()
    assert preview_act(member=case.member, on=TODAY, act=act).digest != first.digest


def test_a_return_opens_the_forecast_to_a_condition(case, coordinator):
    def act():
        return_case(case=case, last_day=date(2026, 3, 1), by=coordinator, now=NOW, on=TODAY)

    seen = preview_act(member=case.member, on=TODAY, act=act)
    ends = [m.what for m in seen.accounts if m.unit == "day" and m.account == "non_iod"]
    assert ends == ["First unpaid day", "First unpaid day, if absent from 6 Mar 2026 on"]


def test_what_other_rooms_register_is_asked_before_and_after(case, coordinator, monkeypatch):
    monkeypatch.setattr(module, "_readers", [])

    @register_affected
    def ladder(member, on):
        unpaid = usage(facts_of(member), load_policy(), on).account().first_unpaid_day
        yield Affected("due_date", "p30", "Notice at 30 days", f"{unpaid - timedelta(30)}", "/n/")
        if unpaid > date(2026, 4, 10):
            yield Affected("letter", "N-26-1", "N-26-1", "says another day")

    seen = preview_act(member=case.member, on=TODAY, act=furlough(case, coordinator))
    assert [(m.label, m.was, m.becomes) for m in seen.due_dates] == [
        ("Notice at 30 days", "2026-03-02", "2026-03-30")
    ]
    assert [(m.key, m.was, m.becomes) for m in seen.letters] == [("N-26-1", "", "says another day")]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (None, "days", "none"),
        (1, "days", "1 day"),
        (0, "days", "0 days"),
        (date(2026, 3, 5), "day", "5 Mar 2026"),
        (module.Fraction(17, 5), "weeks", "3 2/5 weeks"),
        (module.Fraction(2, 5), "weeks", "2/5 weeks"),
        (module.Fraction(12), "weeks", "12 weeks"),
    ],
)
def test_values_in_words(value, unit, said):
    assert value_words(value, unit) == said
