"""Release to duty: who authorises it, what it ends and begins, what it waits for."""

from datetime import date, timedelta

import pytest

from caseflow.refusals import RuleViolation
from cases.models import DutySpell, DutyStatus, Projection, Release
from cases.services.released import reverse_release, verify_release
from cases.services.releasing import why_not_return
from cases.services.requirements import meet_requirements
from members.ranks import Rank
from tests.cases.returning.makers import EXPIRES, release, require, spell, who
from tests.factories import TODAY, make_case, make_member

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def status(member, day):
    return DutyStatus.objects.on(day).get(member=member).status


def test_release_to_full_duty_ends_the_absence_the_day_before(coordinator, physician):
    case = make_case(kind="iod")
    row = release(case, coordinator, authorised_by=physician)
    case.refresh_from_db()
    assert (case.state, case.absences.get().last_day) == ("returned", TODAY - DAY)
    assert (row.authorised_by, row.duty_spell) == (physician, None)
    assert (status(case.member, TODAY - DAY), status(case.member, TODAY)) == ("iod", "full")
    assert not Projection.objects.filter(case=case).exists()
    kinds = list(case.events.order_by("sequence").values_list("kind", flat=True))
    assert kinds[-2:] == ["absence_ended", "case_released"]


@pytest.mark.parametrize(
    ("kind", "stream"), [("iod", "limited_iod"), ("non_iod", "limited_non_iod")]
)
def test_release_to_limited_duty_opens_its_stream(coordinator, kind, stream):
    case = make_case(kind=kind)
    row = release(case, coordinator, kind="limited", returns_on=TODAY + DAY)
    opened = DutySpell.objects.get()
    assert (row.duty_spell, opened.kind, opened.expires_on) == (opened, stream, EXPIRES)
    assert (opened.first_day, opened.last_day) == (TODAY + DAY, None)
    assert (status(case.member, TODAY), status(case.member, TODAY + DAY)) == (kind, stream)


def test_release_of_a_recurrence_is_limited_duty_for_an_injury(coordinator):
    member = make_member()
    root = make_case(member, kind="iod", first_day=date(2025, 1, 1), last_day=date(2025, 2, 1))
    case = make_case(member, kind="iod_recurrence", parent=root)
    assert release(case, coordinator, kind="limited").duty_spell.kind == "limited_iod"


def test_release_for_a_combat_zone_injury_is_for_police_officers(coordinator):
    case = make_case()
    assert release(case, coordinator, kind="limited", combat=True).duty_spell.kind == (
        "limited_combat"
    )
    other = make_case(make_member("9", rank=Rank.SERGEANT))
    with pytest.raises(RuleViolation, match="combat-zone injury is for police officers"):
        release(other, coordinator, kind="limited", combat=True)
    injury = make_case(make_member("8"), kind="iod")
    with pytest.raises(RuleViolation, match="not an injury on duty"):
        release(injury, coordinator, kind="limited", combat=True)


@pytest.mark.parametrize("rank", [Rank.LIEUTENANT, Rank.CAPTAIN, Rank.CHIEF])
def test_release_gives_no_limited_duty_from_lieutenant_on(coordinator, rank):
    case = make_case(make_member(rank=rank), kind="iod")
    with pytest.raises(RuleViolation, match="is not eligible for limited duty") as refusal:
        release(case, coordinator, kind="limited")
    assert refusal.value.field == "returns_on"
    case.refresh_from_db()
    assert (case.state, case.absences.get().last_day) == ("reported", None)
    assert release(case, coordinator).kind == "full"


def test_release_gives_no_limited_duty_when_the_career_has_no_day_left(coordinator):
    member = make_member()
    first = date(2022, 1, 1)
    spell(member, coordinator, first_day=first, last_day=first + timedelta(days=729))
    case = make_case(member)
    with pytest.raises(RuleViolation, match="No day of limited duty is left on 5 Mar 2026: 730 of"):
        release(case, coordinator, kind="limited")
    injury = make_case(make_member("9"), kind="iod")
    assert release(injury, coordinator, kind="limited").duty_spell


def test_release_may_not_be_approved_beyond_the_last_day_of_the_cap(coordinator):
    member = make_member()
    first = date(2022, 1, 1)
    spell(member, coordinator, first_day=first, last_day=first + timedelta(days=719))
    case = make_case(member)
    with pytest.raises(RuleViolation, match="reach through 14 Mar 2026"):
        release(case, coordinator, kind="limited")
    assert release(case, coordinator, kind="limited", expires_on=date(2026, 3, 14)).pk


def test_release_waits_for_what_was_required(coordinator):
    case = make_case()
    row = require(case, coordinator)
    with pytest.raises(RuleViolation, match="Not met: requirements of 5 Mar 2026") as refusal:
        release(case, coordinator)
    assert refusal.value.field == "waived"
    with pytest.raises(RuleViolation, match="Say why the release does not wait"):
        release(case, coordinator, waived=[1])
    meet_requirements(requirement=row, met_on=TODAY, **who(coordinator))
    assert release(case, coordinator).pk


def test_release_waives_by_name_with_a_reason(coordinator):
    case = make_case()
    require(case, coordinator)
    release(case, coordinator, waived=[1], reason="seen by our physician")
    event = case.events.order_by("-sequence").first()
    assert event.data["waived"] == ["requirements of 5 Mar 2026 (a doctor's certificate)"]
    assert event.reason == "seen by our physician"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"returns_on": date(2026, 2, 2)}, "is not after the first day on the roll, 2 Feb 2026"),
        ({"returns_on": date(2026, 3, 20)}, "is more than 14 days ahead"),
        ({"restrictions": "no lifting"}, "Full duty has no restrictions"),
        ({"expires_on": EXPIRES}, "Full duty has no restrictions"),
        ({"kind": "limited", "restrictions": " "}, "Say what the member may not do"),
        ({"kind": "limited", "expires_on": None}, "Enter when the approval ends"),
        ({"kind": "limited", "expires_on": date(2026, 3, 1)}, "is before the first day"),
    ],
)
def test_release_refuses_what_cannot_be(coordinator, fields, sentence):
    case = make_case()
    with pytest.raises(RuleViolation, match=sentence):
        release(case, coordinator, **fields)
    case.refresh_from_db()
    assert (case.state, Release.objects.count(), DutySpell.objects.count()) == ("reported", 0, 0)


def test_release_takes_who_may_authorise(coordinator, auditor, trainee):
    case = make_case()
    with pytest.raises(RuleViolation, match="Auditor does not release to duty"):
        release(case, coordinator, authorised_by=auditor)
    with pytest.raises(RuleViolation, match="You do not have the right to certify"):
        release(case, trainee, authorised_by=coordinator)


def test_nobody_returns_from_an_injury_without_a_release(coordinator):
    injury, illness = make_case(kind="iod"), make_case(make_member("9"))
    assert "Nobody returns from an injury on duty without" in why_not_return(injury)
    assert why_not_return(illness) is None
    release(injury, coordinator)
    injury.refresh_from_db()
    assert why_not_return(injury) is None


def test_release_to_full_duty_ends_the_limited_duty_of_the_case(coordinator):
    case = make_case(kind="iod")
    first = release(case, coordinator, kind="limited", returns_on=date(2026, 2, 20))
    with pytest.raises(RuleViolation, match="A release for 20 Feb 2026 is recorded already"):
        release(case, coordinator, returns_on=date(2026, 2, 20))
    release(case, coordinator)
    first.duty_spell.refresh_from_db()
    assert first.duty_spell.last_day == TODAY - DAY
    with pytest.raises(RuleViolation, match="there is nothing to release from"):
        release(case, coordinator, returns_on=TODAY + DAY)


def test_release_to_other_limited_duty_renews_it(coordinator):
    case = make_case()
    release(case, coordinator, kind="limited", returns_on=date(2026, 2, 20))
    release(case, coordinator, kind="limited", restrictions="no night tours")
    days = DutySpell.objects.order_by("first_day").values_list("first_day", "last_day")
    assert list(days) == [(date(2026, 2, 20), TODAY - DAY), (TODAY, None)]


def test_verify_by_the_unit_before_the_member_works(coordinator):
    row = release(make_case(), coordinator)
    said = {"release": row, **who(coordinator)}
    with pytest.raises(RuleViolation, match="Say who of the unit"):
        verify_release(**said, verified_by=" ", verified_on=TODAY)
    with pytest.raises(RuleViolation, match="has not come yet"):
        verify_release(**said, verified_by="Sgt. Ruiz", verified_on=TODAY + DAY)
    done = verify_release(**said, verified_by="Sgt. Ruiz", verified_on=TODAY)
    assert (done.verified_by, done.verified_on) == ("Sgt. Ruiz", TODAY)
    with pytest.raises(RuleViolation, match="Sgt. Ruiz verified it on 5 Mar 2026"):
        verify_release(**said, verified_by="Lt. Shaw", verified_on=TODAY)


def test_verify_refuses_a_day_after_the_return(coordinator):
    row = release(make_case(), coordinator, returns_on=date(2026, 3, 1))
    with pytest.raises(RuleViolation, match="by 1 Mar 2026"):
        verify_release(release=row, verified_by="Sgt. Ruiz", verified_on=TODAY, **who(coordinator))


def test_reverse_release_restores_what_was(coordinator):
    case = make_case(kind="iod")
    before = list(DutyStatus.objects.filter(member=case.member).values_list("first_day", "status"))
    row = release(case, coordinator, kind="limited")
    with pytest.raises(RuleViolation, match="Say why the release is taken back"):
        reverse_release(release=row, reason="", **who(coordinator))
    reverse_release(release=row, reason="wrong member", **who(coordinator))
    case.refresh_from_db()
    assert (case.state, case.absences.get().last_day) == ("reported", None)
    assert not DutySpell.objects.standing().exists()
    after = DutyStatus.objects.filter(member=case.member).values_list("first_day", "status")
    assert list(after) == before
    assert Projection.objects.filter(case=case).exists()
    with pytest.raises(RuleViolation, match="taken back already"):
        reverse_release(release=row, reason="again", **who(coordinator))


def test_reverse_release_leaves_an_absence_that_ended_before_it(coordinator):
    case = make_case(last_day=date(2026, 3, 4))
    spell(case.member, coordinator, case=case, first_day=date(2026, 2, 20))
    row = release(case, coordinator)
    assert DutySpell.objects.get().last_day == TODAY - DAY
    reverse_release(release=row, reason="not yet", **who(coordinator))
    case.refresh_from_db()
    assert (case.absences.get().last_day, DutySpell.objects.get().last_day) == (TODAY - DAY, None)
    assert case.state == "reported"


def test_reverse_release_waits_for_a_later_absence(coordinator):
    case = make_case(first_day=date(2026, 2, 1))
    row = release(case, coordinator, returns_on=date(2026, 2, 20))
    make_case(case.member, first_day=date(2026, 3, 1))
    with pytest.raises(RuleViolation, match="already absent from 1 Mar 2026"):
        reverse_release(release=row, reason="wrong", **who(coordinator))
    assert Release.objects.standing().exists()
