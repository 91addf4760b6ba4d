"""Acts in odd orders: what the life cycle of a case refuses, and what it survives whole."""

from datetime import date, timedelta
from typing import Any

import pytest

from caseflow.refusals import RuleViolation
from caseflow.verify.run import verify
from cases.models import Case, Certification, DutyStatus, ReturnRequirement
from cases.services.approving import approve_case
from cases.services.category import set_category
from cases.services.certifying import certify_case
from cases.services.changing import add_absence, move_absence, reverse_absence
from cases.services.closing import close_case, reopen_case
from cases.services.duty import end_duty_spell
from cases.services.moving import confirm_case, return_case
from cases.services.released import reverse_release, verify_release
from cases.services.releasing import why_not_return
from cases.services.travel import approve_travel, refuse_travel, revoke_travel
from members.models import StaffLink
from members.ranks import Rank
from tests.cases.returning.makers import release, require, spell, travel, who
from tests.factories import NOW, TODAY, make_case, make_member, make_note

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRST = date(2026, 2, 2)


@pytest.fixture
def case(coordinator: Any) -> Case:
    return make_case(first_day=FIRST)


def move(case: Case, by: Any, first: date, last: date | None) -> Any:
    return move_absence(
        absence=case.absences.standing().get(), first_day=first, last_day=last, reason="wrong day",
        source="call sheet", **who(by),
    )  # fmt: skip


def undo(case: Case, by: Any) -> Any:
    return reverse_absence(absence=case.absences.standing().get(), reason="error", **who(by))


def whole() -> bool:
    return verify(on=TODAY).broken == []


def test_move_names_the_category_that_begins_on_a_lost_day(case, lead):
    set_category(case=case, category="stationary", first_day=FIRST + DAY, **who(lead))
    with pytest.raises(RuleViolation, match="the category “Stationary”, from 3 Feb 2026 on"):
        move(case, lead, FIRST + 5 * DAY, None)
    with pytest.raises(RuleViolation, match="the category “Stationary”"):
        undo(case, lead)
    move(case, lead, FIRST - DAY, None)


def test_move_names_the_travel_on_a_lost_day(case, lead):
    row = travel(case, lead)
    for act in (lambda: move(case, lead, FIRST, TODAY), lambda: undo(case, lead)):
        with pytest.raises(RuleViolation, match="the travel, 10 Mar 2026 to 14 Mar 2026"):
            act()
    refuse_travel(travel=row, reason="no", by=lead, now=NOW)
    again = travel(case, lead)
    approve_travel(travel=again, second_by="", second_on=None, **who(lead))
    with pytest.raises(RuleViolation, match="the travel"):
        undo(case, lead)
    revoke_travel(travel=again, reason="stays", by=lead, now=NOW)
    undo(case, lead)


@pytest.mark.parametrize("before", ["reported", "approved", "on_roll"])
def test_what_opens_an_absence_again_gives_the_state_that_was_before(case, lead, before):
    if before != "reported":
        approve_case(case=case, name="Lt Ade", rank=Rank.LIEUTENANT, approved_on=TODAY, **who(lead))
    if before == "on_roll":
        confirm_case(case=case, by=lead, now=NOW)
    reverse_release(release=release(case, lead), reason="error", **who(lead))
    case.refresh_from_db()
    assert case.state == before
    return_case(case=case, last_day=TODAY, **who(lead))
    move(case, lead, FIRST, None)
    case.refresh_from_db()
    assert case.state == before
    assert whole()


def test_reopen_of_a_case_without_an_absence_is_reported_again(case, lead):
    undo(case, lead)
    close_case(case=case, outcome="in_error", reason="x", waived=["note"], **who(lead))
    case.refresh_from_db()
    reopen_case(case=case, reason="after all", by=lead, now=NOW)
    case.refresh_from_db()
    assert case.state == "reported"


def test_reverse_release_waits_for_the_later_one(case, lead):
    limited = release(case, lead, kind="limited", returns_on=TODAY - 3 * DAY)
    full = release(case, lead, returns_on=TODAY)
    with pytest.raises(RuleViolation, match="The release of 5 Mar 2026 came after it"):
        reverse_release(release=limited, reason="error", **who(lead))
    reverse_release(release=full, reason="error", **who(lead))
    reverse_release(release=limited, reason="error", **who(lead))
    assert case.absences.standing().get().last_day is None
    assert whole()


def test_reverse_release_whose_limited_duty_was_ended_since(case, lead):
    limited = release(case, lead, kind="limited", returns_on=TODAY - 3 * DAY)
    end_duty_spell(spell=limited.duty_spell, last_day=TODAY - DAY, **who(lead))
    reverse_release(release=limited, reason="error", **who(lead))
    assert DutyStatus.objects.on(TODAY).get(member=case.member).status == "non_iod"
    assert whole()


def test_release_is_not_for_a_day_of_an_absence_that_is_over(case, lead):
    release(case, lead, kind="limited", returns_on=TODAY)
    with pytest.raises(RuleViolation, match="on the roll through 4 Mar 2026") as refusal:
        release(case, lead, returns_on=TODAY - 5 * DAY)
    assert refusal.value.field == "returns_on"


def test_full_release_ends_limited_duty_that_had_a_last_day_ahead(case, lead):
    row = spell(case.member, lead, case=case, first_day=FIRST, last_day=TODAY + 60 * DAY)
    full = release(case, lead)
    row.refresh_from_db()
    assert row.last_day == TODAY - DAY
    assert DutyStatus.objects.on(TODAY).get(member=case.member).status == "full"
    reverse_release(release=full, reason="error", **who(lead))
    row.refresh_from_db()
    assert row.last_day == TODAY + 60 * DAY
    assert whole()


def test_full_release_refuses_while_limited_duty_begins_on_the_day(case, lead):
    spell(case.member, lead, case=case, first_day=TODAY)
    with pytest.raises(RuleViolation, match="Limited duty"):
        release(case, lead)


def test_release_is_not_authorised_by_the_member_or_a_relative(lead, physician):
    case = make_case()
    StaffLink.objects.create(user=physician, member=case.member, is_active=True)
    with pytest.raises(RuleViolation, match="their own record or a relative's") as refusal:
        release(case, lead, authorised_by=physician)
    assert refusal.value.field == "authorised_by"


def test_requirements_told_twice_by_a_double_click_are_one(case, lead):
    require(case, lead)
    with pytest.raises(RuleViolation, match="recorded already"):
        require(case, lead)
    require(case, lead, certificate_required=False, records_needed="x-rays")
    assert ReturnRequirement.objects.count() == 2


def test_release_of_a_member_who_has_left(lead):
    member = make_member(separated_on=date(2026, 3, 1))
    case = make_case(member, first_day=FIRST)
    with pytest.raises(RuleViolation, match="left the department"):
        release(case, lead)


def test_open_case_refuses_a_last_day_far_ahead(lead):
    for last in (date(9999, 12, 31), TODAY + 367 * DAY):
        with pytest.raises(RuleViolation, match="more than 366 days ahead") as refusal:
            make_case(make_member(str(last.year)), last_day=last)
        assert refusal.value.field == "last_day"


def test_second_approver_signed_no_earlier_than_the_absence(case, lead):
    row = travel(case, lead, last_day=date(2026, 4, 10))
    with pytest.raises(RuleViolation) as refusal:
        approve_travel(travel=row, second_by="Cmdr", second_on=date(1, 1, 1), **who(lead))
    assert refusal.value.field == "second_on"


def test_certification_of_an_earlier_absence_does_not_reach_the_next(lead):
    case = make_case(first_day=date(2026, 1, 5), last_day=date(2026, 1, 9))
    confirm_case(case=case, by=lead, now=NOW)
    add_absence(case=case, first_day=FIRST, last_day=None, source="s", **who(lead))
    certify_case(case=case, first_day=date(2026, 1, 6), **who(lead))
    certify_case(case=case, first_day=FIRST, **who(lead))
    ends = list(
        Certification.objects.standing()
        .filter(case=case)
        .order_by("first_day")
        .values_list("last_day")
    )
    assert ends == [(date(2026, 1, 9),), (None,)]
    assert whole()


def test_reversed_release_leaves_the_first_day_of_a_leap_year(lead):
    case = make_case(first_day=date(2024, 2, 28))
    row = release(case, lead, returns_on=date(2024, 3, 1))
    assert case.absences.get().last_day == date(2024, 2, 29)
    reverse_release(release=row, reason="error", **who(lead))
    assert whole()


def shut(case: Case, by: Any, *waived: str, reason: str = "seen") -> Any:
    return close_case(case=case, outcome="other", reason=reason, waived=waived, **who(by))


def test_close_names_what_the_return_left_open(case, lead):
    """Each is waived by its name, and only with a reason."""
    make_note(case)
    require(case, lead)
    travel(case, lead)
    return_case(case=case, last_day=TODAY - DAY, **who(lead))
    with pytest.raises(RuleViolation, match="told on 5 Mar 2026 are not met"):
        shut(case, lead)
    with pytest.raises(RuleViolation, match="Travel from 10 Mar 2026 to 14 Mar 2026"):
        shut(case, lead, "requirements")
    with pytest.raises(RuleViolation, match="Say why"):
        shut(case, lead, "requirements", "travel", reason=" ")
    shut(case, lead, "requirements", "travel")


def test_close_waits_for_the_unit_but_not_for_what_the_release_waived(case, lead):
    make_note(case)
    require(case, lead)
    row = release(case, lead, waived=[1], reason="seen here")
    with pytest.raises(RuleViolation, match="release of 5 Mar 2026 is not verified by the unit"):
        shut(case, lead)
    verify_release(release=row, verified_by="Sgt. Ruiz", verified_on=TODAY, **who(lead))
    assert shut(case, lead, reason="").closed_at


def test_injury_of_a_member_who_left_ends_without_a_release(lead):
    member = make_member(separated_on=date(2026, 3, 1))
    case = make_case(member, kind="iod", first_day=FIRST)
    assert why_not_return(case) is None
    assert return_case(case=case, last_day=date(2026, 2, 28), **who(lead)).last_day
