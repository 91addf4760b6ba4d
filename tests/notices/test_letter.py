"""What stands in the letter of time remaining, and what never does."""

from datetime import date

import pytest

from caseflow.refusals import RuleViolation
from cases.models import LedgerEntry, PolicyValue
from cases.rules.usage import usage
from cases.services.certifying import withhold_certification
from cases.services.facts import facts_of, load_policy
from cases.services.moving import confirm_case
from members.models import Member
from notices.letters.parts import Occasion
from notices.letters.time_remaining import months_before
from notices.rendering import draft_letter
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = pytest.mark.django_db


def ledger(case, **fields):
    values = {"source": "award 12", "recorded_at": NOW, "recorded_by": case.opened_by, **fields}
    return LedgerEntry.objects.create(member=case.member, **values)


def values_of(case, by, on=TODAY):
    return draft_letter("time_remaining", Occasion(case, by, on)).values


def test_letter_of_the_rolling_account(case, html_of):
    html = html_of(case)
    for words in (
        "Dear Police Officer Kowalski:",
        "Days used</th><td>32</td>",
        "Days left</th><td><strong>333</strong>",
        "<strong>Tuesday 2 February 2027</strong>",
        "if you are absent every day from 6 March 2026",
        "in the 24 months from 6 March 2024 through 5 March 2026",
        'letter-case">NIOD-26-00001</th><td>2 Feb 2026</td><td>5 Mar 2026</td>',
        "section 18.2 of the agreement with FOP Lodge 7",
        "<strong>Wednesday 2 December 2026</strong>",
        "Do not count on elective time",
    ):
        assert words in html
    assert "unpaid medical leave" not in html


def test_letter_of_an_injury(writer, html_of):
    injury = make_case(kind="iod", first_day=date(2025, 6, 1), last_day=date(2025, 8, 31))
    ledger(
        injury, kind="credit", account="iod", injury=injury,
        first_day=date(2025, 9, 1), days=25, reason="treatment_delay",
    )  # fmt: skip
    again = make_case(
        injury.member, kind="iod_recurrence", parent=injury, first_day=date(2026, 2, 2)
    )
    html = html_of(again)
    for words in (
        "an injury on duty, case IOD-25-00001. Each injury has paid days of its own",
        "Paid days allowed</th><td>390</td>",
        "Days used</th><td>124</td>",
        "Days given back, added to the days allowed",
        "Delay in approving treatment",
        "Ask about unpaid medical leave.",
        "section 18.1 of the agreement with FOP Lodge 7",
    ):
        assert words in html
    assert "24 months" not in html
    assert "elective" not in html


def test_member_with_both_accounts_gets_that_of_the_case(case, writer):
    make_case(case.member, kind="iod", first_day=date(2025, 1, 1), last_day=date(2025, 1, 31))
    values = values_of(case, writer)
    assert (values.injury, values.count.used) == ("", 32)


def test_recurrence_with_days_of_its_own_stands_under_its_own_case(writer):
    row = PolicyValue.objects.get(key="recurrence_draws_parent")
    PolicyValue.objects.filter(pk=row.pk).update(value=False)
    injury = make_case(kind="iod", first_day=date(2025, 6, 1), last_day=date(2025, 8, 31))
    again = make_case(
        injury.member, kind="iod_recurrence", parent=injury, first_day=date(2026, 2, 2)
    )
    values = values_of(again, writer)
    assert (values.injury, values.count.used) == (again.reference, 32)


def test_digest_and_figures_are_those_of_usage(case, writer, html_of):
    account = usage(facts_of(case.member), load_policy(), TODAY).account()
    count = values_of(case, writer).count
    assert count.digest == account.digest
    assert (count.used, count.remaining) == (account.used, account.remaining)
    assert count.first_unpaid_day == account.first_unpaid_day
    assert account.digest in html_of(case)


def test_days_left_out_are_named_with_their_reason(case, html_of):
    ledger(
        case, kind="exception", first_day=date(2026, 2, 8), last_day=date(2026, 2, 14),
        reason="furlough",
    )  # fmt: skip
    html = html_of(case)
    assert "Days on the roll that do not count" in html
    assert '<th scope="row">Furlough</th><td>8 Feb 2026</td><td>14 Feb 2026</td>' in html
    assert "Days used</th><td>25</td>" in html


def test_restored_days_do_not_say_of_what(case, html_of):
    ledger(
        case, kind="credit", account="non_iod", first_day=date(2026, 2, 8),
        last_day=date(2026, 2, 9), days=2, reason="psychological_restoration",
    )  # fmt: skip
    html = html_of(case)
    assert "Restored under section 9.4 of the agreement" in html
    assert "sycholog" not in html


def test_exhausted_member_is_told_to_act_at_once(writer, html_of):
    case = make_case(first_day=date(2025, 1, 6), owner=writer)
    html = html_of(case)
    assert "Your first day without pay was <strong>Tuesday 6 January 2026</strong>" in html
    assert "<strong>begin at once</strong>" in html
    assert "What you can do now" in html


def test_no_day_counted_yet(case, html_of):
    ledger(
        case, kind="exception", first_day=date(2026, 2, 1), last_day=date(2026, 3, 31),
        reason="suspension",
    )  # fmt: skip
    html = html_of(case)
    assert "No day counts so far." in html
    assert "Days used</th><td>0</td>" in html


def test_limited_duty_is_not_offered_to_a_lieutenant(writer, html_of):
    member = make_member(rank="Lieutenant", bargaining_unit="PBPA-LT")
    html = html_of(make_case(member))
    assert "limited duty" not in html
    assert "confirm what your own agreement" in html


def test_letter_holds_no_nature_label_source_or_note(writer):
    case = make_case(
        kind="iod", nature="sarcoidosis", injury_label="knee surgery", source="Dr. Who",
        first_day=date(2026, 2, 2), expected_return_on=date(2026, 4, 1),
    )  # fmt: skip
    ledger(
        case, kind="credit", account="iod", injury=case, first_day=date(2026, 2, 3), days=3,
        reason="treatment_delay", source="award on the knee surgery",
    )  # fmt: skip
    draft = draft_letter("time_remaining", Occasion(case, writer, TODAY))
    for secret in ("sarcoidosis", "knee", "Who", "award on"):
        assert secret not in str(draft.data)


def test_without_certification_no_day_is_promised(case, writer, lead, html_of):
    confirm_case(case=case, by=writer, now=NOW)
    withhold_certification(
        case=case, cause="records", duty="A report.", first_day=date(2026, 2, 10), by=lead,
        now=NOW, on=TODAY,
    )  # fmt: skip
    html = html_of(case)
    assert "is not in force since <strong>Tuesday 10 February 2026</strong>" in html
    assert "First day without pay</th><td>cannot be told until certification is given" in html
    assert "your pay stops" not in html


def test_text_from_people_is_escaped(writer, html_of):
    member = make_member(last_name="<b>Kow&al", address="1 <script>")
    html = html_of(make_case(member))
    assert "&lt;b&gt;Kow&amp;al" in html
    assert "<script>" not in html


def test_missing_address_is_refused_by_name(case, writer):
    Member.objects.filter(pk=case.member_id).update(address="", zip=" ")
    case.refresh_from_db()
    with pytest.raises(RuleViolation) as refusal:
        values_of(case, writer)
    assert refusal.value.sentence == (
        "Star 4497 has no street address or ZIP code on record, so the letter cannot be sent. "
        "Have it entered in the roster and imported, then open the preview again."
    )


def test_nobody_to_call_is_refused(case, settings):
    settings.OFFICE_PHONE = ""
    with pytest.raises(RuleViolation, match="Bo has no telephone number. Enter it in Admin"):
        values_of(case, make_user("bo"))


def test_absence_that_begins_later_is_refused(writer):
    case = make_case(first_day=date(2026, 4, 1))
    with pytest.raises(RuleViolation, match="begins on 1 Apr 2026. The letter counts"):
        values_of(case, writer)


def test_missing_policy_is_refused(case, writer):
    PolicyValue.objects.filter(key="non_iod_pay_days").update(effective_from=date(2026, 3, 1))
    PolicyValue.objects.filter(key="non_iod_pay_days").update(effective_to=date(2026, 3, 2))
    with pytest.raises(RuleViolation, match="No value of the policy non_iod_pay_days"):
        values_of(case, writer)


@pytest.mark.parametrize(
    ("day", "earlier"),
    [
        (date(2027, 2, 2), date(2026, 12, 2)),
        (date(2026, 4, 30), date(2026, 2, 28)),
        (date(2024, 4, 30), date(2024, 2, 29)),
        (date(2026, 1, 31), date(2025, 11, 30)),
    ],
)
def test_two_months_before(day, earlier):
    assert months_before(day, 2) == earlier
