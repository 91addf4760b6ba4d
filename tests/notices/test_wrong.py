"""Letters that become wrong: by what they state of their own day, and by nothing else."""

from datetime import date, timedelta

import pytest

from cases.models import LedgerEntry, PolicyValue
from cases.services.ledger import record_credit, record_exception, reverse_entry
from cases.services.moving import return_case
from cases.services.opening import open_case
from notices.models import LetterCorrection, Settled
from notices.wrong import wrong_letters
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=10)
ON = TODAY + timedelta(days=10)


def furlough(case, by, first=date(2026, 2, 8), last=date(2026, 2, 14), **fields):
    values = {"reason": "furlough", "source": "T1", "now": LATER, "on": ON, **fields}
    return record_exception(member=case.member, first_day=first, last_day=last, by=by, **values)


def the_correction():
    return LetterCorrection.objects.get(settled_at=None)


def test_letter_is_right_when_it_is_issued(case, issue):
    issue(case)
    assert wrong_letters(case.member) == []


def test_exception_within_its_days_makes_the_letter_wrong(case, issue, writer):
    letter = issue(case)
    furlough(case, writer)
    [wrong] = wrong_letters(case.member)
    assert wrong.notice == letter
    assert wrong.was == {"used": 32, "remaining": 333, "first_unpaid_day": "2027-02-02"}
    assert wrong.becomes == {"used": 25, "remaining": 340, "first_unpaid_day": "2027-02-09"}
    assert wrong.why == ("7 days from 8 Feb 2026 to 14 Feb 2026 do not count: furlough.",)


def test_exception_after_its_day_moves_the_first_unpaid_day_alone(case, issue, writer):
    issue(case)
    furlough(case, writer, date(2026, 3, 8), date(2026, 3, 14))
    [wrong] = wrong_letters(case.member)
    assert (wrong.was, wrong.becomes) == (
        {"first_unpaid_day": "2027-02-02"}, {"first_unpaid_day": "2027-02-09"},
    )  # fmt: skip
    assert wrong.why == ("7 days from 8 Mar 2026 to 14 Mar 2026 do not count: furlough.",)


def test_exception_across_its_day_is_named_on_both_sides(case, issue, writer):
    issue(case)
    furlough(case, writer, date(2026, 3, 1), date(2026, 3, 14))
    [wrong] = wrong_letters(case.member)
    assert wrong.why == (
        "5 days from 1 Mar 2026 to 5 Mar 2026 do not count: furlough.",
        "9 days from 6 Mar 2026 to 14 Mar 2026 do not count: furlough.",
    )


def test_rule_of_later_days_is_the_reason_where_nothing_was_recorded(case, issue):
    issue(case)
    row = PolicyValue.objects.get(key="non_iod_pay_days", bargaining_unit="", rank="")
    PolicyValue.objects.filter(pk=row.pk).update(effective_to=date(2026, 6, 30))
    row.pk, row.value, row.effective_from, row.effective_to = None, 400, date(2026, 7, 1), None
    row._state.adding = True
    row.save()
    [wrong] = wrong_letters(case.member)
    assert list(wrong.was) == ["first_unpaid_day"]
    assert "or the rule, for the days after the letter" in wrong.why[0]


def test_return_and_time_do_not_make_it_wrong(case, issue, writer):
    issue(case)
    return_case(case=case, last_day=ON, by=writer, now=LATER, on=ON)
    assert wrong_letters(case.member) == []
    assert not LetterCorrection.objects.exists()


def test_return_before_its_day_makes_it_wrong(case, issue, writer):
    issue(case)
    return_case(case=case, last_day=date(2026, 3, 1), by=writer, now=LATER, on=ON)
    [wrong] = wrong_letters(case.member)
    assert (wrong.was["used"], wrong.becomes["used"]) == (32, 28)
    assert wrong.why == ("Case NIOD-26-00001 counts 28 days, not 32.",)


def test_first_unpaid_day_matters_no_more_once_the_absence_is_over(case, issue, writer):
    issue(case)
    furlough(case, writer, date(2026, 3, 8), date(2026, 3, 14))
    row = the_correction()
    return_case(case=case, last_day=ON, by=writer, now=LATER, on=ON)
    row.refresh_from_db()
    assert (row.how, row.settled_by) == (Settled.HOLDS, writer)


def test_earlier_absence_entered_later_makes_it_wrong(case, issue, writer):
    issue(case)
    open_case(
        member=case.member, kind="non_iod", first_day=date(2026, 1, 2), nature="flu",
        last_day=date(2026, 1, 9), by=writer, now=LATER, on=ON,
    )  # fmt: skip
    [wrong] = wrong_letters(case.member)
    assert wrong.why == ("Case NIOD-26-00002 counts 8 days, not 0.",)


def test_credit_of_an_injury_makes_its_letter_wrong(writer, issue):
    injury = make_case(kind="iod", owner=writer)
    issue(injury)
    record_credit(
        member=injury.member, account="iod", injury=injury, first_day=TODAY, days=25,
        reason="treatment_delay", source="A", by=writer, now=LATER, on=ON,
    )  # fmt: skip
    [wrong] = wrong_letters(injury.member)
    assert (wrong.was["limit"], wrong.becomes["limit"]) == (365, 390)
    assert wrong.why == ("25 days from 5 Mar 2026 are given back: delay in approving treatment.",)


def test_letter_of_another_account_stays_right(case, issue, writer):
    issue(case)
    injury = make_case(
        case.member, kind="iod", first_day=date(2025, 1, 1), last_day=date(2025, 1, 9)
    )
    assert injury.kind == "iod"
    assert wrong_letters(case.member) == []


def test_superseded_letter_is_no_longer_judged(case, issue, writer):
    issue(case)
    furlough(case, writer)
    issue(case, now=LATER, on=ON)
    assert wrong_letters(case.member) == []


def test_act_raises_one_correction_with_its_event(case, issue, writer):
    letter = issue(case)
    furlough(case, writer)
    row = the_correction()
    assert (row.notice, row.case, row.member) == (letter, case, case.member)
    assert (row.raised_at, row.raised_by) == (LATER, writer)
    assert row.why == "7 days from 8 Feb 2026 to 14 Feb 2026 do not count: furlough."
    event = case.events.get(kind="letter_wrong")
    assert event.data["number"] == letter.number
    assert "days used 32, right is 25" in event.data["what"]
    assert row.history.count() == 1


def test_next_act_moves_the_open_correction(case, issue, writer):
    issue(case)
    furlough(case, writer)
    furlough(case, writer, date(2026, 2, 20), date(2026, 2, 20), reason="suspension")
    row = the_correction()
    assert row.becomes["used"] == 24
    assert (LetterCorrection.objects.count(), row.history.count()) == (1, 2)


def test_reversal_settles_it(case, issue, writer):
    issue(case)
    entry = furlough(case, writer)
    reverse_entry(entry=entry, reason="wrong member", by=writer, now=LATER, on=ON)
    row = LetterCorrection.objects.get()
    assert (row.how, row.settled_at, row.settled_by) == (Settled.HOLDS, LATER, writer)
    assert case.events.filter(kind="letter_correction_settled").count() == 1


def test_new_letter_settles_it_in_one_act(case, issue, writer):
    issue(case)
    furlough(case, writer)
    new = issue(case, now=LATER, on=ON)
    row = LetterCorrection.objects.get()
    assert (row.how, row.replaced_by, row.settled_at) == (Settled.REPLACED, new, LATER)
    event = case.events.get(kind="notice_issued", data__number=new.number)
    assert {entry[0] for entry in event.data["wrote"]} == {
        "notices.notice", "notices.lettercorrection",
    }  # fmt: skip


def test_members_without_letters_cost_one_query(case, writer, django_assert_num_queries):
    from notices.services.correcting import review_member, review_members

    other = make_member("8515")
    with django_assert_num_queries(1):
        review_member(case.member, TODAY)
    with django_assert_num_queries(1):
        review_members([case.member_id, other.pk], TODAY)


def test_failure_of_the_queue_takes_the_act_back(case, issue, writer, monkeypatch):
    issue(case)

    def fails(**event):
        raise RuntimeError("no")

    monkeypatch.setattr("notices.services.correcting.record_event", fails)
    with pytest.raises(RuntimeError):
        furlough(case, writer)
    assert not LedgerEntry.objects.exists()
    assert not LetterCorrection.objects.exists()
