"""What a what-if says of the member's pay: certification withheld, days that left the window, and
days at the end of the calendar."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases.kinds import CaseKind
from cases.models import Case, Certification
from cases.rules.facts import MemberFacts
from cases.rules.what_if import DENIED, Scenario
from cases.services.facts import facts_of, load_policy
from cases.services.projection import facts_changed
from members.what_if import compare
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(1)
WITHHELD = date(2026, 2, 20)
SINCE = "Certification is withheld since 20 Feb 2026: no day is paid or drawn while it is"


def withheld(case: Case, first: date = WITHHELD, last: date | None = None) -> Case:
    by = make_user("doctor", ["physician"])
    Certification.objects.create(
        case=case, state="withheld", cause="records", duty="bring the MRI", first_day=first,
        last_day=last, decided_by=by, entered_at=NOW, entered_by=by,
    )  # fmt: skip
    facts_changed(member=case.member, on=TODAY)
    return case


def verdicts(case: Case, **fields: Any) -> list[str]:
    """Of the facts as recorded, and of the scenario."""
    columns, refused = compare(
        [Scenario("A", **fields)], facts_of(case.member), load_policy(), TODAY
    )
    assert not refused
    return [column.verdict for column in columns]


def test_withheld_certification_is_never_paid_throughout():
    case = withheld(make_case(first_day=date(2026, 2, 2)))
    recorded, back = verdicts(case, returns_on=date(2026, 5, 4))
    assert recorded == f"{SINCE}; 347 days are left."
    assert back == f"{SINCE}; back on 4 May 2026 with 347 days left."


def test_denied_recurrence_without_certification_says_so():
    member = make_member()
    injury = make_case(member, CaseKind.IOD, date(2024, 3, 4), last_day=date(2024, 8, 30))
    case = withheld(make_case(member, CaseKind.IOD_RECURRENCE, date(2026, 2, 10), parent=injury))
    recorded, denied = verdicts(case, decision=DENIED)
    assert recorded == f"{SINCE}; 175 days are left."
    assert denied == f"{SINCE}; 355 days are left."


def test_days_run_out_before_certification_was_withheld_stay_unpaid():
    case = withheld(make_case(kind="iod", first_day=date(2025, 2, 3)))
    recorded, back = verdicts(case, returns_on=date(2026, 5, 4))
    said = "Without pay since 3 Feb 2026, and certification is withheld since 20 Feb 2026"
    assert (recorded, back) == (f"{said}.", f"{said}; back on 4 May 2026.")


def test_days_without_certification_that_ended_are_taken_from_paid_throughout():
    case = withheld(make_case(first_day=date(2026, 2, 2)), last=date(2026, 2, 27))
    _, back = verdicts(case, returns_on=TODAY + DAY)
    assert back.startswith("Paid throughout, but for 8 days without certification; back on")


def test_certification_withheld_on_another_case_changes_nothing():
    member = make_member()
    old = make_case(member, first_day=date(2025, 2, 20), last_day=date(2025, 3, 2))
    withheld(old, date(2025, 3, 1), date(2025, 3, 2))
    case = make_case(member, first_day=date(2026, 2, 2))
    _, back = verdicts(case, returns_on=TODAY + DAY)
    assert back.startswith("Paid throughout; back on")


@pytest.mark.parametrize("years", [1, 3, 10])
def test_unpaid_days_before_a_return_far_ahead_are_all_counted(years):
    case = make_case(first_day=date(2026, 1, 1))
    back = date(2027 + years, 1, 1)
    _, said = verdicts(case, returns_on=back)
    days = (back - date(2027, 1, 1)).days
    assert said.startswith(f"Paid through 31 Dec 2026; {days} days without pay before the return")


def test_without_facts_there_is_nothing_to_return_from():
    columns, _ = compare([], MemberFacts("4497", "FOP", "Police Officer"), load_policy(), TODAY)
    assert columns[0].verdict.startswith("Not on the roll; 365 days are left")


@pytest.mark.parametrize("weeks", ["1", "104"])
def test_surgery_at_the_end_of_the_calendar_is_refused_at_its_field(client_for, coordinator, weeks):
    case = make_case()
    page = client_for(coordinator).get(
        reverse("members:what_if", args=[case.member.star_number]),
        {"a-surgery_on": "9999-12-31", "a-surgery_weeks": weeks},
    )
    assert page.status_code == 422
    assert "go beyond the calendar. Enter an earlier day." in page.text


def test_a_rule_is_refused_by_its_name_and_not_by_its_code(client_for, coordinator):
    page = client_for(coordinator).get(
        reverse("members:what_if", args=[make_case().member.star_number]),
        {"a-rule_key": "non_iod_pay_days", "a-rule_value": "0", "a-rule_from": "2026-12-01"},
    )
    assert page.status_code == 422
    assert "Paid days, not on duty is one whole number above 0, such as 365." in page.text
    assert "non_iod_pay_days is" not in page.text
