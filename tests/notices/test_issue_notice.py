"""Issuing: once, whole or not at all, frozen, with a number that leaves no gap."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from caseflow.canonical import digest_of
from caseflow.files import stored_intact
from caseflow.models import ReferenceCounter
from caseflow.references import next_numbers
from caseflow.refusals import RuleViolation, StaleVersion
from cases.models import Case, CaseEvent
from cases.services.opening import open_case
from cases.timeline import entries, for_timeline
from members.models import Member
from notices.models import Notice
from notices.rendering import sha256_of
from notices.services import issuing as services
from tests.factories import NOW, TODAY, make_case, make_member, make_user

pytestmark = pytest.mark.django_db


def test_issue_notice_freezes_text_pdf_and_values(case, issue, writer):
    notice = issue(case)
    assert (notice.number, notice.title) == ("N-26-000001", "Time remaining on the medical roll")
    assert notice.html_sha256 == sha256_of(notice.html)
    assert "N-26-000001, code " + notice.short_code in notice.html
    assert stored_intact(notice.pdf_sha256)
    assert notice.data_digest == digest_of(notice.data)
    assert notice.data["count"]["remaining"] == 333
    assert (notice.as_of, notice.issued_at, notice.issued_by) == (TODAY, NOW, writer)
    assert notice.facts_version == 1


def test_issue_notice_writes_one_event_with_its_sentence(case, issue):
    notice = issue(case)
    event = CaseEvent.objects.get(case=case, kind="notice_issued")
    assert event.data["wrote"][0][:2] == ["notices.notice", notice.pk]
    shown = for_timeline(event.case).filter(pk=event.pk)
    [entry] = entries(shown, late_after=timedelta(hours=24))
    assert entry.what == "Letter issued: Time remaining on the medical roll"
    assert entry.body.number == notice.number
    assert entry.milestone


def test_timeline_of_many_letters_takes_one_query(case, issue, django_assert_num_queries):
    for _ in range(3):
        issue(case)
    events = list(for_timeline(case).filter(kind="notice_issued").order_by("id"))
    with django_assert_num_queries(1):
        shown = [e.body.newer for e in entries(events, late_after=timedelta(1))]
    assert [bool(newer) for newer in shown] == [True, True, False]


def test_a_newer_letter_replaces_the_former(case, issue):
    first, second, third = issue(case), issue(case), issue(case)
    assert (second.supersedes, third.supersedes) == (first, second)
    assert first.supersedes is None
    assert Notice.objects.newest_of(case, "time_remaining") == third


def test_letters_of_other_cases_stay_as_they_are(case, issue, writer):
    issue(case)
    other = issue(make_case(make_member("8515"), owner=writer))
    assert other.supersedes is None
    assert other.number == "N-26-000002"


def test_numbers_begin_anew_each_year(case, issue):
    assert issue(case, on=date(2026, 12, 31)).number == "N-26-000001"
    assert issue(case, on=date(2027, 1, 1)).number == "N-27-000001"


def test_second_click_gives_the_same_letter(case, issue):
    first = issue(case, short_code="kkkkkkkkk2")
    assert issue(case, short_code="kkkkkkkkk2") == first
    assert Notice.objects.count() == 1
    assert issue(case).number == "N-26-000002"


def test_code_of_another_letter_is_refused(case, issue):
    issue(case, short_code="kkkkkkkkk2")
    with pytest.raises(RuleViolation, match="belongs to another letter"):
        issue(make_case(make_member("8515")), short_code="kkkkkkkkk2")


def test_what_was_not_seen_is_not_issued(case, issue):
    with pytest.raises(StaleVersion, match="look at the preview again"):
        issue(case, seen="0" * 64)
    assert not Notice.objects.exists()


def test_facts_that_move_while_the_letter_is_made_are_refused(case, issue, writer, monkeypatch):
    made = services.make_letter

    def meanwhile(draft, number, short_code):
        open_case(
            member=case.member, kind="non_iod", first_day=date(2026, 1, 2),
            last_day=date(2026, 1, 9), nature="", by=writer, now=NOW, on=TODAY,
        )  # fmt: skip
        return made(draft, number, short_code)

    monkeypatch.setattr(services, "make_letter", meanwhile)
    with pytest.raises(StaleVersion, match="The facts changed while the letter was being made"):
        issue(case)
    assert not Notice.objects.exists()
    assert issued_number(2026) == 0


def issued_number(year):
    last = ReferenceCounter.objects.filter(series="N", year=year).values_list("last", flat=True)
    return last.first() or 0


def test_address_that_moves_while_the_letter_is_made_is_refused(case, issue, monkeypatch):
    made = services.make_letter

    def meanwhile(draft, number, short_code):
        Member.objects.filter(pk=case.member_id).update(address="2 Elm Street")
        return made(draft, number, short_code)

    monkeypatch.setattr(services, "make_letter", meanwhile)
    with pytest.raises(StaleVersion):
        issue(case)


def test_number_that_somebody_else_took_is_taken_again(case, issue, monkeypatch):
    made, taken = services.make_letter, []

    def meanwhile(draft, number, short_code):
        if not taken:
            with transaction.atomic():
                taken.extend(next_numbers("N", 2026))
        return made(draft, number, short_code)

    monkeypatch.setattr(services, "make_letter", meanwhile)
    notice = issue(case)
    assert notice.number == "N-26-000002"
    assert "N-26-000002" in notice.html
    assert issued_number(2026) == 2


def test_a_number_that_is_always_gone_is_said(case, issue, monkeypatch):
    monkeypatch.setattr(services, "foreseen_number", lambda year: "N-26-999999")
    with pytest.raises(RuleViolation, match="Other letters were issued at the same moment"):
        issue(case)
    assert not Notice.objects.exists()
    assert issued_number(2026) == 0


@pytest.mark.parametrize("place", ["letter_pdf", "store_bytes", "record_event"])
def test_failure_leaves_neither_row_nor_number_nor_event(case, issue, monkeypatch, place):
    def fails(*args, **kwargs):
        raise RuntimeError("no")

    monkeypatch.setattr(services, place, fails)
    with pytest.raises(RuntimeError):
        issue(case)
    assert not Notice.objects.exists()
    assert not CaseEvent.objects.filter(kind="notice_issued").exists()
    monkeypatch.undo()
    assert issue(case).number == "N-26-000001"


def test_issue_notice_takes_the_right_to(case, issue):
    with pytest.raises(RuleViolation, match="do not have the right to issue written notifications"):
        issue(case, by=make_user("trainee", ["trainee"]))


def test_closed_case_gets_no_letter(case, issue, writer):
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=NOW, closed_by=writer)
    case.refresh_from_db()
    with pytest.raises(RuleViolation, match="NIOD-26-00001 is closed. Reopen it"):
        issue(case)


def test_unknown_kind_is_refused_by_name(case, issue):
    with pytest.raises(RuleViolation, match="The known ones: time_remaining"):
        issue(case, code="love_letter")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notices_notice SET html = 'x' WHERE id = %s",
        "DELETE FROM notices_notice WHERE id = %s",
    ],
)
def test_issued_row_is_frozen(case, issue, statement):
    notice = issue(case)
    with (
        pytest.raises((IntegrityError, OperationalError), match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [notice.pk])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("codes", [("kkkkkkkkk2", "kkkkkkkkk2"), ("kkkkkkkkk2", "kkkkkkkkk3")])
def test_two_at_once(postgres, case, issue, codes):
    """The same preview twice gives one letter, two previews give two, numbered without a gap."""
    numbers, barrier = [], Barrier(2)

    def run(code):
        barrier.wait()
        try:
            numbers.append(issue(case, short_code=code).number)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = ["N-26-000001", "N-26-000002"][: len(set(codes))]
    assert sorted(set(numbers)) == expected
    assert sorted(Notice.objects.values_list("number", flat=True)) == expected
    assert Notice.objects.filter(supersedes__isnull=True).count() == 1
