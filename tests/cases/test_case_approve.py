"""The unit's approval of an absence report, and the mark of a serious condition."""

from datetime import date

import pytest

from caseflow.refusals import RuleViolation
from cases.models import Case
from cases.services.approving import approve_case, mark_serious
from cases.services.moving import confirm_case, return_case
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db


def approve(case, by, **fields):
    said = {"name": "A. Ruiz", "rank": "Lieutenant", "approved_on": date(2026, 3, 4), **fields}
    return approve_case(case=case, **said, by=by, now=NOW, on=TODAY)


def test_approve_records_who_of_which_rank_and_when(coordinator):
    case = approve(make_case(by=coordinator), coordinator)
    assert (case.state, case.approved_by, case.approved_on) == (
        "approved", "Lieutenant A. Ruiz", date(2026, 3, 4),
    )  # fmt: skip
    assert case.version == 2
    event = case.events.order_by("-sequence").first()
    assert (event.kind, event.data["approved_by"]) == ("absence_approved", "Lieutenant A. Ruiz")
    with pytest.raises(RuleViolation, match="this needs it to be reported"):
        approve(case, coordinator)


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({"name": " "}, "Enter the name of who approved it", "name"),
        ({"rank": "Sergeant"}, "by a lieutenant or above", "rank"),
        ({"rank": ""}, "by a lieutenant or above", "rank"),
        ({"approved_on": date(2026, 2, 1)}, "from 2 Feb 2026", "approved_on"),
        ({"approved_on": date(2026, 3, 6)}, "through 5 Mar 2026", "approved_on"),
    ],
)
def test_approve_refuses_a_wrong_name_rank_or_day(coordinator, fields, sentence, field):
    case = make_case(by=coordinator)
    with pytest.raises(RuleViolation, match=sentence) as refused:
        approve(case, coordinator, **fields)
    assert refused.value.field == field
    assert Case.objects.get(pk=case.pk).state == "reported"


def test_an_approved_case_is_confirmed_or_returned(coordinator):
    case = approve(make_case(by=coordinator), coordinator)
    assert confirm_case(case=case, by=coordinator, now=NOW).state == "on_roll"
    other = approve(make_case(make_member("9"), by=coordinator), coordinator)
    return_case(case=other, last_day=TODAY, by=coordinator, now=NOW, on=TODAY)
    other.refresh_from_db()
    assert (other.state, other.approved_by) == ("returned", "Lieutenant A. Ruiz")


def test_approve_needs_the_right(coordinator, intake):
    with pytest.raises(RuleViolation, match="You do not have the right to amend"):
        approve(make_case(by=coordinator), intake)


def test_serious_is_marked_and_cleared_by_who_decides(coordinator, physician):
    case = make_case(by=coordinator)
    made = {"reason": "cancer treatment", "now": NOW}
    with pytest.raises(RuleViolation, match="right to decide medical questions"):
        mark_serious(case=case, serious=True, by=coordinator, **made)
    with pytest.raises(RuleViolation, match="Say why"):
        mark_serious(case=case, serious=True, by=physician, reason=" ", now=NOW)
    assert mark_serious(case=case, serious=True, by=physician, **made).serious
    with pytest.raises(RuleViolation, match="marked as serious already"):
        mark_serious(case=case, serious=True, by=physician, **made)
    assert not mark_serious(case=case, serious=False, by=physician, **made).serious
    with pytest.raises(RuleViolation, match="is not marked as serious"):
        mark_serious(case=case, serious=False, by=physician, **made)
    kinds = list(case.events.order_by("sequence").values_list("kind", flat=True))
    assert kinds[-2:] == ["marked_serious", "serious_cleared"]
