"""What a proposed policy value does to letters: those that become wrong, those that fall due."""

from datetime import date

import pytest

from caseflow.canonical import digest_of
from caseflow.models import User
from cases.services.policy_impact import compute_impact
from notices.letters.parts import Occasion
from notices.models import Notice
from notices.rendering import draft_letter
from tests.cases.test_policy import propose
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db
WRONG, DUE = "Issued letters that become wrong", "Letters that fall due"


def letter(case, number: str, said: dict[str, object] | None = None, **fields) -> Notice:
    """A letter with the figures of the day, or with others; issuing one is tested elsewhere."""
    data = draft_letter("time_remaining", Occasion(case, case.opened_by, TODAY)).data
    data["count"].update(said or {})
    return Notice.objects.create(
        number=number,
        short_code=number[-10:],
        code="time_remaining",
        template_version="1",
        title="Time remaining",
        case=case,
        member=case.member,
        as_of=TODAY,
        data=data,
        data_digest=digest_of(data),
        html="",
        html_sha256="0" * 64,
        pdf_sha256="0" * 64,
        pdf_size=0,
        facts_version=1,
        issued_at=NOW,
        issued_by=case.opened_by,
        **fields,
    )


def consequences(admin, **fields) -> dict[str, list[dict[str, object]]]:
    value = propose(admin, **fields)
    found = compute_impact(value=value, by=User.objects.system(), now=NOW, on=TODAY)
    return found.rows["consequences"]


@pytest.fixture
def case(coordinator):
    """Its first unpaid day is 2 Feb 2027."""
    return make_case(make_member("101"), by=coordinator, first_day=date(2026, 2, 2))


def test_standing_letter_becomes_wrong(case, admin_user):
    old = letter(case, "N-26-000001", {"first_unpaid_day": "2027-01-01"})
    letter(case, "N-26-000002", supersedes=old)
    found = consequences(admin_user, value=400, bargaining_unit="FOP7")[WRONG]
    assert [(each["case"], each["subject"]) for each in found] == [(case.reference, "N-26-000002")]
    assert "right is 9 Mar 2027" in found[0]["says"]


def test_letter_that_would_be_right_is_not_named(case, admin_user):
    used = (TODAY - case.first_day).days + 1
    letter(
        case,
        "N-26-000001",
        {"limit": 400, "remaining": 400 - used, "first_unpaid_day": "2027-03-09"},
    )
    assert consequences(admin_user, value=400, bargaining_unit="FOP7")[WRONG] == []


def test_letter_that_is_wrong_already_is_not_named_where_its_days_stay(case, admin_user):
    letter(case, "N-26-000001", {"first_unpaid_day": "2020-01-01"})
    found = consequences(admin_user, value=400, bargaining_unit="PBPA-SGT", rank="Captain")
    assert found[WRONG] == []


def test_rung_falls_due_when_the_days_become_fewer(case, admin_user):
    found = consequences(admin_user, value=130, bargaining_unit="FOP7")[DUE]
    assert [each["subject"] for each in found] == ["star 101"]
    assert "the letter of 120 days before would be due now" in found[0]["says"]
    assert consequences(admin_user, value=400, bargaining_unit="FOP7")[DUE] == []


def test_rung_falls_due_when_the_ladder_changes(case, admin_user):
    fields = {"key": "notice_ladder_days", "value": [350, 90], "effective_from": date(2026, 1, 1)}
    found = consequences(admin_user, **fields)[DUE]
    assert [each["case"] for each in found] == [case.reference]
    assert "the letter of 350 days before would be due now" in found[0]["says"]


def test_rung_whose_letter_was_issued_does_not_fall_due(case, admin_user):
    letter(case, "N-26-000001")
    fields = {"key": "notice_ladder_days", "value": [350, 90], "effective_from": date(2026, 1, 1)}
    assert consequences(admin_user, **fields)[DUE] == []
