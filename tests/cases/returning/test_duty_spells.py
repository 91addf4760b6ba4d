"""Limited duty and leave entered, also afterwards, ended, taken back."""

from datetime import date, timedelta

import pytest

from caseflow.refusals import RuleViolation
from cases.models import DutySpell, DutyStatus
from cases.rules.limited_duty import limited_duty_account
from cases.services.changing import move_absence
from cases.services.duty import end_duty_spell, reverse_duty_spell
from cases.services.facts import facts_of, load_policy
from cases.services.moving import return_case
from members.models import MemberEvent
from members.ranks import Rank
from tests.cases.returning.makers import release, spell, who
from tests.factories import TODAY, make_case, make_member

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SPENT = {"kind": "iod", "first_day": date(2024, 3, 4), "last_day": date(2025, 3, 3)}
UNPAID = {"kind": "unpaid_medical", "likely_because": "surgeon expects full strength in May"}


def status(member, day):
    return DutyStatus.objects.on(day).get(member=member).status


def test_past_limited_duty_counts_in_the_career(coordinator):
    member = make_member()
    row = spell(member, coordinator, first_day=date(2023, 2, 6), last_day=date(2023, 9, 30))
    account = limited_duty_account(facts_of(member), load_policy(), TODAY)
    assert (account.used, account.remaining) == (237, 493)
    assert status(member, date(2023, 9, 30)) == "limited_non_iod"
    event = MemberEvent.objects.filter(member=member).order_by("-sequence").first()
    assert (event.kind, event.data["wrote"][0][:2]) == (
        "duty_entered", ["cases.dutyspell", row.pk],
    )  # fmt: skip


def test_spell_of_a_case_stands_on_the_case_s_chain(coordinator):
    case = make_case(kind="iod")
    spell(case.member, coordinator, kind="limited_iod", case=case)
    assert case.events.order_by("-sequence").first().kind == "duty_entered"
    assert status(case.member, TODAY) == "iod", "the roll comes before limited duty"


@pytest.mark.parametrize("kind", ["disability_duty", "disability_ordinary", "leave"])
def test_leave_may_not_share_a_day_with_an_absence(coordinator, kind):
    case = make_case()
    said = f"is still open, case {case.reference}. End the absence first"
    with pytest.raises(RuleViolation, match=said):
        spell(case.member, coordinator, kind=kind)
    return_case(case=case, last_day=TODAY - DAY, **who(coordinator))
    with pytest.raises(RuleViolation, match="End the absence first"):
        spell(case.member, coordinator, kind=kind, first_day=TODAY - DAY)
    spell(case.member, coordinator, kind=kind, first_day=TODAY)
    assert (status(case.member, TODAY - DAY), status(case.member, TODAY)) == ("non_iod", kind)


def test_absence_may_not_share_a_day_with_leave_but_with_limited_duty(coordinator):
    member = make_member()
    spell(member, coordinator, kind="disability_duty", first_day=date(2026, 2, 1),
          last_day=date(2026, 2, 9))  # fmt: skip
    spell(member, coordinator, first_day=date(2026, 2, 10), last_day=date(2026, 2, 20))
    said = "Disability leave, duty from 1 Feb 2026 to 9 Feb 2026 has these days"
    with pytest.raises(RuleViolation, match=said):
        make_case(member, first_day=date(2026, 2, 9))
    case = make_case(member, first_day=date(2026, 2, 15), last_day=date(2026, 2, 17))
    with pytest.raises(RuleViolation, match=said):
        move_absence(
            absence=case.absences.get(), first_day=date(2026, 2, 9), last_day=date(2026, 2, 17),
            reason="x", source="MAR", **who(coordinator),
        )  # fmt: skip
    found = [status(member, date(2026, 2, day)) for day in (9, 14, 15, 18)]
    assert found == ["disability_duty", "limited_non_iod", "non_iod", "limited_non_iod"]


def test_two_spells_do_not_share_a_day(coordinator):
    member = make_member()
    spell(member, coordinator, first_day=date(2025, 1, 1), last_day=date(2025, 1, 31))
    with pytest.raises(RuleViolation, match="from 1 Jan 2025 to 31 Jan 2025 has these days"):
        spell(member, coordinator, first_day=date(2025, 1, 31), last_day=date(2025, 2, 2))
    assert spell(member, coordinator, first_day=date(2025, 2, 1), last_day=date(2025, 2, 2)).pk


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first_day": date(2009, 1, 1)}, "before the member was appointed on 1 Mar 2010"),
        ({"first_day": date(2028, 1, 1)}, "more than 366 days ahead"),
        ({"last_day": date(2026, 2, 1)}, "is before the first day, 1 Mar 2026"),
        ({"expires_on": None}, "approved until a day"),
        ({"kind": "limited_iod"}, "Limited duty for an injury on duty names its case"),
        ({"kind": "unpaid_medical"}, "Say why the return is likely"),
        ({**UNPAID}, "follows an injury on duty. Enter it on the injury's case"),
    ],
)
def test_spell_refuses_what_cannot_be(coordinator, fields, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        spell(make_member(), coordinator, **fields)
    assert not DutySpell.objects.exists()


def test_spell_refuses_rank_cap_right_and_another_s_case(coordinator, auditor):
    with pytest.raises(RuleViolation, match="A captain is not eligible for limited duty"):
        spell(make_member(rank=Rank.CAPTAIN), coordinator)
    sergeant = make_member("8", rank=Rank.SERGEANT)
    spell(sergeant, coordinator, first_day=date(2024, 1, 1), last_day=date(2024, 12, 30))
    with pytest.raises(RuleViolation, match="365 of 365 days of the career are used"):
        spell(sergeant, coordinator, first_day=TODAY)
    with pytest.raises(RuleViolation, match="You do not have the right to certify"):
        spell(make_member("7"), auditor)
    other = make_case(make_member("6"))
    with pytest.raises(RuleViolation, match="is not a case of this member"):
        spell(make_member("5"), coordinator, case=other)


def test_unpaid_leave_follows_the_paid_days_of_the_injury(coordinator):
    early = make_case(kind="iod", first_day=date(2024, 3, 4), last_day=date(2025, 3, 1))
    with pytest.raises(RuleViolation, match="The injury still has 2 days of pay"):
        spell(early.member, coordinator, case=early, first_day=date(2025, 3, 2),
              last_day=date(2025, 5, 1), **UNPAID)  # fmt: skip
    case = make_case(make_member("9"), **SPENT)
    said = {"case": case, "first_day": date(2025, 3, 4), **UNPAID}
    with pytest.raises(RuleViolation, match="has a last day"):
        spell(case.member, coordinator, **said)
    with pytest.raises(RuleViolation, match="for 3 months at most: from 4 Mar 2025 through 3 Jun"):
        spell(case.member, coordinator, **said, last_day=date(2025, 6, 4))
    row = spell(case.member, coordinator, **said, last_day=date(2025, 6, 3))
    assert status(case.member, date(2025, 6, 3)) == "unpaid_medical"
    event = case.events.order_by("-sequence").first()
    assert (event.reason, row.kind) == (UNPAID["likely_because"], "unpaid_medical")


def test_unpaid_leave_is_extended_once_and_at_once(coordinator):
    case = make_case(**SPENT)
    said = {"case": case, **UNPAID}
    member = case.member
    spell(member, coordinator, **said, first_day=date(2025, 3, 4), last_day=date(2025, 6, 3))
    with pytest.raises(RuleViolation, match="begins the day after the leave: 4 Jun 2025"):
        spell(member, coordinator, **said, first_day=date(2025, 7, 1), last_day=date(2025, 7, 2))
    more = {"first_day": date(2025, 6, 4)}
    with pytest.raises(RuleViolation, match="The extension is for 3 months at most"):
        spell(member, coordinator, **said, **more, last_day=date(2025, 9, 4))
    spell(member, coordinator, **said, **more, last_day=date(2025, 9, 3))
    with pytest.raises(RuleViolation, match="and its one extension are used"):
        spell(member, coordinator, **said, first_day=date(2025, 9, 4), last_day=date(2025, 9, 9))


def test_end_gives_the_last_day_that_still_counts(coordinator):
    member = make_member()
    row = spell(member, coordinator, first_day=date(2026, 2, 1))
    said = {"spell": row, **who(coordinator)}
    with pytest.raises(RuleViolation, match="is before the first, 1 Feb 2026"):
        end_duty_spell(**said, last_day=date(2026, 1, 31))
    with pytest.raises(RuleViolation, match="has not come yet"):
        end_duty_spell(**said, last_day=TODAY + DAY)
    end_duty_spell(**said, last_day=TODAY - DAY, reason="cleared")
    assert (status(member, TODAY - DAY), status(member, TODAY)) == ("limited_non_iod", "full")
    with pytest.raises(RuleViolation, match="ends on 4 Mar 2026 already"):
        end_duty_spell(**said, last_day=TODAY)


def test_reverse_restores_what_was_and_goes_with_its_release(coordinator):
    member = make_member()
    before = list(DutyStatus.objects.filter(member=member).values_list("first_day", "status"))
    row = spell(member, coordinator, first_day=date(2026, 2, 1))
    reverse_duty_spell(spell=row, reason="another member", **who(coordinator))
    after = DutyStatus.objects.filter(member=member).values_list("first_day", "status")
    assert list(after) == before
    with pytest.raises(RuleViolation, match="taken back already"):
        reverse_duty_spell(spell=row, reason="x", **who(coordinator))
    came = release(make_case(member), coordinator, kind="limited").duty_spell
    with pytest.raises(RuleViolation, match="came with the release of 5 Mar 2026"):
        reverse_duty_spell(spell=came, reason="x", **who(coordinator))
