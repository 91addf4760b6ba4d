"""The statement of medical benefits: its figures, what it never says, once in a calendar year."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pikepdf
import pytest

from caseflow.refusals import RuleViolation
from cases.models import DutySpell, LedgerEntry
from cases.rules.usage import usage
from cases.services.facts import facts_of, load_policy
from cases.services.ledger import record_exception
from members.models import MemberEvent
from notices.letters.benefit_statement import Ask
from notices.letters.parts import Occasion
from notices.models import Notice
from notices.rendering import draft_letter, letter_html, letter_pdf
from tests.factories import NOW, TODAY, make_case, make_member

pytestmark = pytest.mark.django_db
YEAR = Ask(date(2025, 1, 1), date(2025, 12, 31), date(2026, 3, 2), "paper")


@pytest.fixture
def member(writer):
    """In 2025: 40 days not on duty, a week of them furlough; 31 of an injury; on the roll now."""
    member = make_member()
    fields = {"owner": writer, "nature": "sarcoidosis"}
    make_case(member, first_day=date(2024, 12, 23), last_day=date(2025, 1, 31), **fields)
    make_case(
        member, kind="iod", first_day=date(2025, 6, 1), last_day=date(2025, 7, 1),
        injury_label="knee surgery", **fields,
    )  # fmt: skip
    make_case(member, first_day=date(2026, 2, 2), **fields)
    record_exception(
        member=member, first_day=date(2025, 1, 6), last_day=date(2025, 1, 12), reason="furlough",
        source="memo on the knee", by=writer, now=NOW, on=TODAY,
    )  # fmt: skip
    return member


@pytest.fixture
def values_of(writer):
    def do(member, ask=YEAR, on=TODAY):
        return draft_letter("benefit_statement", Occasion(None, writer, on, member, ask)).values

    return do


@pytest.fixture
def state(issue, member):
    """Issues a statement to the member."""

    def do(ask=YEAR, **fields):
        values = {"code": "benefit_statement", "member": member, "ask": ask, **fields}
        return issue(None, **values)

    return do


def test_accounts_are_those_of_the_screens_as_of_the_end(member, values_of):
    lines = values_of(member).accounts
    accounts = usage(facts_of(member), load_policy(), YEAR.last_day).accounts
    assert [line.digest for line in lines] == [account.digest for account in accounts]
    assert [(line.title, line.used, line.remaining) for line in lines] == [
        ("Paid days, not on duty", 33, 332),
        ("Paid days, injury on duty IOD-25-00001", 31, 334),
    ]


def test_screen_shows_the_same_digest(member, values_of, client_for, writer):
    page = client_for(writer).get(f"/members/{member.star_number}/?on=2025-12-31").text
    for line in values_of(member).accounts:
        assert line.digest[:12] in page


def test_rows_hold_the_days_of_the_period_alone(member, values_of):
    found = values_of(member)
    assert [(row.case, row.first_day, row.last_day, row.days) for row in found.absences] == [
        ("NIOD-24-00001", date(2025, 1, 1), date(2025, 1, 31), 31),
        ("IOD-25-00001", date(2025, 6, 1), date(2025, 7, 1), 31),
    ]
    assert found.absent_days == 62
    assert [(row.reason, row.days) for row in found.not_counted] == [("furlough", 7)]
    assert (found.given_back, found.recoded, found.limited) == ((), (), ())


@pytest.fixture
def entered(member, writer):
    """Ledger entries of an award, and a spell of limited duty across the end of 2025."""
    injury = member.cases.get(kind="iod")
    base = {"member": member, "recorded_at": NOW, "recorded_by": writer, "source": "award"}
    LedgerEntry.objects.create(
        kind="credit", account="iod", injury=injury, first_day=date(2025, 8, 1), days=25,
        reason="treatment_delay", **base,
    )  # fmt: skip
    LedgerEntry.objects.create(
        kind="recode", account="non_iod", first_day=date(2025, 1, 20), last_day=date(2025, 1, 31),
        to_account="iod", to_injury=injury, reason="recoded", **base,
    )  # fmt: skip
    DutySpell.objects.create(
        member=member, kind="limited_non_iod", first_day=date(2025, 12, 1),
        last_day=date(2026, 1, 15), entered_at=NOW, entered_by=writer,
    )  # fmt: skip


@pytest.mark.usefixtures("entered")
def test_credits_and_recoded_days_of_the_period(member, values_of):
    found = values_of(member)
    assert [(row.days, row.reason) for row in found.given_back] == [
        (25, "delay in approving treatment")
    ]
    assert [(row.days, row.reason) for row in found.recoded] == [
        (12, "to the injury on duty IOD-25-00001")
    ]


@pytest.mark.usefixtures("entered")
def test_limited_duty_of_the_period(member, values_of):
    found = values_of(member)
    assert [(row.first_day, row.last_day, row.days) for row in found.limited] == [
        (date(2025, 12, 1), date(2025, 12, 31), 31)
    ]
    assert found.accounts[-1].title.startswith("Limited duty")
    assert found.accounts[-1].used == 31


def test_statement_holds_no_nature_label_or_source(member, writer):
    draft = draft_letter("benefit_statement", Occasion(None, writer, TODAY, member, YEAR))
    for secret in ("sarcoidosis", "knee", "memo", "surgery"):
        assert secret not in str(draft.data)


def test_statement_says_who_states_the_salary(member, writer):
    draft = draft_letter("benefit_statement", Occasion(None, writer, TODAY, member, YEAR))
    html = " ".join(letter_html(draft, number="N-26-000001").split())
    assert "You asked for this statement on paper on 2 March 2026" in html
    assert "The statement of the salary that you received comes from payroll" in html
    assert 'Days on the roll</th><td class="letter-num">62</td>' in html


def test_member_without_an_absence_gets_one_too(values_of, writer):
    found = values_of(make_member("8515"))
    assert (found.absences, found.accounts[0].used) == ((), 0)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (Ask(date(2025, 2, 1), date(2025, 1, 1), TODAY, "fax"), "Enter the days in order."),
        (Ask(date(2025, 2, 1), date(2026, 3, 6), TODAY, "fax"), "6 Mar 2026 has not come yet."),
        (Ask(date(2025, 1, 1), date(2025, 2, 1), date(2026, 3, 6), "fax"), "of the member's requ"),
    ],
)
def test_days_that_cannot_be_are_refused(member, values_of, ask, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        values_of(member, ask)


@pytest.mark.parametrize("name", ["first_day", "requested_on"])
def test_days_before_the_appointment_are_refused(member, values_of, name):
    early = replace(YEAR, **{name: member.appointed_on - timedelta(days=1)})
    with pytest.raises(RuleViolation, match="before the member was appointed on") as refused:
        values_of(member, early)
    assert refused.value.field == name


def test_issue_writes_the_notice_and_an_event_of_the_member(state, member, writer):
    notice = state()
    assert (notice.case, notice.member, notice.code) == (None, member, "benefit_statement")
    event = MemberEvent.objects.get(member=member, kind="notice_issued")
    assert event.data["wrote"][0][:2] == ["notices.notice", notice.pk]
    assert (event.by, event.data["number"]) == (writer, notice.number)


def test_same_request_gives_a_new_one_that_replaces_the_former(state):
    first, second = state(), state()
    assert second.supersedes == first
    assert second.number == "N-26-000002"


def test_second_request_in_the_year_is_refused(state):
    state()
    with pytest.raises(RuleViolation, match="gives one statement in a calendar year"):
        state(Ask(date(2025, 7, 1), date(2025, 12, 31), date(2026, 3, 5), "fax"))
    assert Notice.objects.count() == 1
    old = Ask(date(2024, 1, 1), date(2024, 12, 31), date(2025, 12, 30), "fax")
    assert state(old).supersedes is None


def test_second_click_gives_the_same_statement(state):
    first = state(short_code="kkkkkkkkk2")
    assert state(short_code="kkkkkkkkk2") == first
    assert Notice.objects.count() == 1


def test_failure_half_way_leaves_nothing(state, monkeypatch):
    def fails(**event):
        raise RuntimeError("no")

    monkeypatch.setattr("notices.services.issuing.record_member_event", fails)
    with pytest.raises(RuntimeError):
        state()
    assert not Notice.objects.exists()
    monkeypatch.undo()
    assert state().number == "N-26-000001"


def test_pdf_is_tagged(member, writer):
    draft = draft_letter("benefit_statement", Occasion(None, writer, TODAY, member, YEAR))
    pdf = letter_pdf(draft, letter_html(draft, number="N-26-000001"), number="N-26-000001")
    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Statement of medical benefits, N-26-000001"
